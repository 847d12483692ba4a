import subprocess
import sys
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from inference.frames import UnreadableImageError, decode_frame, decode_photo
from inference.jpeg import MOST_SCANS
from tests.hostile_frames import disguised, scans
from tests.inference.conftest import encode


def drawn(width: int, height: int) -> np.ndarray:
    """A frame that is dark on the left and bright on the right."""
    return np.tile(np.linspace(0, 255, width).astype(np.uint8)[np.newaxis, :, np.newaxis], (height, 1, 3))


def pillow_bytes(picture: Pillow.Image, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, **options)
    return buffer.getvalue()


def test_frame_is_decoded_to_colour():
    image = decode_frame(encode(drawn(320, 240)))

    assert image.shape == (240, 320, 3)
    assert image.dtype == np.uint8


def test_one_pixel_is_a_frame():
    assert decode_frame(encode(drawn(1, 1))).shape == (1, 1, 3)


def test_frame_larger_than_allowed_is_refused_by_its_header():
    with pytest.raises(UnreadableImageError, match="641x10"):
        decode_frame(encode(drawn(641, 10)))


def test_header_that_claims_a_giant_is_refused_before_decoding(monkeypatch):
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))

    with pytest.raises(UnreadableImageError, match="20000x20000"):
        decode_frame(claiming(20_000, 20_000))


def test_frame_whose_size_is_hidden_is_refused_before_decoding(monkeypatch):
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))

    with pytest.raises(UnreadableImageError, match="marker 00"):
        decode_frame(disguised())


def test_photo_with_a_phones_depth_map_before_its_size_is_read():
    data, segment = encode(drawn(64, 48)), b"\xff\xe1\x00\x12" + b"depth map, part "

    assert decode_photo(data[:2] + 300 * segment + data[2:]).shape == (48, 64, 3)


@pytest.mark.parametrize("suffix", [".avif", ".jp2"])
def test_format_that_needs_too_much_memory_is_refused_by_name(suffix):
    with pytest.raises(UnreadableImageError, match="no picture of a format that is read: JPEG, PNG, BMP"):
        decode_photo(encode(drawn(64, 48), suffix))


def test_photo_that_claims_a_giant_is_refused():
    with pytest.raises(UnreadableImageError, match="20000x20000"):
        decode_photo(claiming(20_000, 20_000))


def test_png_that_claims_a_giant_is_refused():
    data = encode(drawn(32, 24), ".png")

    with pytest.raises(UnreadableImageError, match="20000000x24"):
        decode_photo(data[:16] + (20_000_000).to_bytes(4) + data[20:])


def test_other_giants_are_left_to_opencv():
    code = (
        "import inference, cv2, numpy;"
        "big = cv2.imencode('.bmp', numpy.zeros((3000, 5000), numpy.uint8))[1].tobytes();"
        "from inference.frames import decode_photo; decode_photo(big)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "the picture cannot be decoded" in done.stderr


def claiming(width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    data = encode(drawn(320, 240))
    size = (240).to_bytes(2) + (320).to_bytes(2)
    return data.replace(size, height.to_bytes(2) + width.to_bytes(2), 1)


def test_frame_of_thousands_of_scans_is_refused_before_decoding(monkeypatch):
    assert decode_frame(scans(MOST_SCANS)).shape == (640, 640, 3)
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))

    with pytest.raises(UnreadableImageError, match="scans"):
        decode_frame(scans())


def test_truncated_frame_is_refused():
    with pytest.raises(UnreadableImageError, match="cut short"):
        decode_frame(encode(drawn(320, 240))[:-40])


def test_damaged_header_is_refused():
    with pytest.raises(UnreadableImageError, match="damaged"):
        decode_frame(b"\xff\xd8" + bytes(40))


def test_header_without_size_is_refused():
    with pytest.raises(UnreadableImageError, match="no size"):
        decode_frame(encode(drawn(320, 240))[:20])


def test_frame_that_is_not_a_jpeg_is_refused():
    with pytest.raises(UnreadableImageError, match="not a JPEG"):
        decode_frame(encode(drawn(32, 24), ".png"))


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xd9"])
def test_photo_that_is_no_picture_is_refused(data):
    with pytest.raises(UnreadableImageError):
        decode_photo(data)


def test_sixteen_bit_picture_becomes_eight_bit_colour():
    deep = drawn(32, 24)[..., 0].astype(np.uint16) * 257
    image = decode_photo(encode(deep, ".png"))

    assert image.shape == (24, 32, 3)
    assert image[:, -1].min() == 255


def test_cmyk_jpeg_becomes_colour():
    picture = Pillow.fromarray(drawn(32, 24)).convert("CMYK")

    assert decode_photo(pillow_bytes(picture, format="JPEG")).shape == (24, 32, 3)


def test_exif_orientation_is_applied():
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter clockwise
    image = decode_photo(pillow_bytes(Pillow.fromarray(drawn(32, 24)), format="JPEG", exif=exif))

    assert image.shape == (32, 24, 3)
    assert image[0].mean() < image[-1].mean()


@given(st.binary(max_size=300))
def test_garbage_is_refused_and_never_crashes(data):
    with pytest.raises(UnreadableImageError):
        decode_frame(b"\xff\xd8" + data)
