"""Pictures that are broken, odd or lying: a clear error or "no face", never a crash, never more than 200 MB."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from inference.boxes import intersection_over_union
from inference.frames import (
    MAXIMUM_FILE_BYTES,
    MAXIMUM_SIDE,
    MAXIMUM_TIFF_BYTES,
    UnreadableImageError,
    decode_frame,
    decode_photo,
    read_photo,
)
from inference.results import Reason
from tests.inference.conftest import encode

REPOSITORY = Path(__file__).parents[2]
MAXIMUM_GROWTH_MB = 200
GIANT = 20_000
FACE = np.array([[112, 48, 172, 112]], dtype=np.float32)  # the astronaut's, by eye

# Reads every file of a folder with a loaded analyser; prints what came out and how far the peak of memory rose.
READ_ALL = """
import resource, sys
from collections import Counter
from pathlib import Path
from inference.frames import UnreadableImageError, decode_photo
from inference.pipeline import Analyser
analyser = Analyser.load(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        outcome = analyser.analyse_image(decode_photo(path.read_bytes())).reason
    except UnreadableImageError as error:
        outcome = f"error {error}"
    print(path.name, outcome, sep=": ")
print("growth_mb", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, sep=": ")
"""


# Decodes snapshots that were spoiled in a few places, as many as hypothesis thinks of.
DECODE_SPOILED = """
from hypothesis import given, settings
from hypothesis import strategies as st
from inference.frames import MAXIMUM_FRAME_SIDE, UnreadableImageError, decode_frame
from tests.hostile_frames import portrait
WHOLE = [portrait(), portrait(progressive=True), portrait("CMYK"), portrait("L")]
CHANGES = st.lists(st.tuples(st.integers(2, 5000), st.binary(max_size=40), st.integers(0, 40)), min_size=1, max_size=5)
@settings(max_examples=500, deadline=None, database=None)
@given(st.sampled_from(WHOLE), CHANGES)
def decode(jpeg, changes):
    for place, noise, length in changes:
        jpeg = jpeg[:place] + noise + jpeg[place + length :]
    try:
        image = decode_frame(jpeg)
    except UnreadableImageError:
        return
    assert image.dtype == "uint8" and image.shape[2] == 3 and max(image.shape) <= MAXIMUM_FRAME_SIDE
decode()
print("survived")
"""


def read_all(folder, detector: str = "blazeface") -> dict[str, str]:
    """What a process of its own says of every file in a folder, and `growth_mb`."""
    command = [sys.executable, "-c", READ_ALL, str(folder), detector]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def jpeg() -> bytes:
    data = encode(np.full((240, 320, 3), 90, dtype=np.uint8))
    return data.replace(struct.pack(">HH", 240, 320), struct.pack(">HH", GIANT, GIANT), 1)


def png() -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", GIANT, GIANT, 8, 2, 0, 0, 0)
    return png_of(header, b"IDAT" + zlib.compress(bytes(100)))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


def animated_png(width: int, height: int) -> bytes:
    """Two frames in colours of 16 bits and an alpha channel: eight bytes a pixel, three times over."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    frames = [struct.pack(">IIIIIHHBB", number, width, height, 0, 0, 1, 10, 0, 0) for number in (0, 1)]
    pixels = zlib.compress(bytes(height * (1 + 8 * width)), 1)
    later = b"fdAT" + struct.pack(">I", 2) + pixels
    first = (b"acTL" + struct.pack(">II", 2, 0), b"fcTL" + frames[0], b"IDAT" + pixels)
    return png_of(header, *first, b"fcTL" + frames[1], later, b"IEND")


def gif() -> bytes:
    screen = struct.pack("<HHBBB", GIANT, GIANT, 0x80, 0, 0) + bytes(6)
    picture = b"," + struct.pack("<HHHHB", 0, 0, GIANT, GIANT, 0)
    return b"GIF89a" + screen + picture + b"\x02\x02\x44\x01\x00;"


def bmp() -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, GIANT, GIANT, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 1000, 0, 0, 54) + header + bytes(1000)


def webp() -> bytes:
    """The extended form: the canvas is as large as it says, the picture inside is small."""
    small = encode(np.zeros((8, 8, 3), dtype=np.uint8), ".webp")[12:]
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (GIANT - 1).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(small)) + b"WEBP" + canvas + small


def webp_lossless() -> bytes:
    """The simple form holds 14 bits a side: 16,384 is as large as it goes."""
    bits = 16_383 | 16_383 << 14
    picture = b"VP8L" + struct.pack("<IBI", 105, 0x2F, bits) + bytes(100) + b"\0"
    return b"RIFF" + struct.pack("<I", 4 + len(picture)) + b"WEBP" + picture


def tiff() -> bytes:
    tags = [(256, GIANT), (257, GIANT), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, GIANT), (279, 100)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 108) + bytes(100) + struct.pack("<H", len(tags)) + entries + bytes(4)


def pnm(letter: str = "P6") -> bytes:
    return f"{letter}\n{GIANT} {GIANT}\n255\n".encode() + bytes(1000)


GIANTS = {
    "jpeg": jpeg,
    "png": png,
    "gif": gif,
    "bmp": bmp,
    "webp": webp,
    "webp_lossless": webp_lossless,
    "tiff": tiff,
    "pnm": pnm,
    "pnm_ascii": lambda: pnm("P3"),
}


def test_headers_that_claim_a_giant_give_a_sentence_and_take_no_memory(tmp_path):
    for name, make in GIANTS.items():
        (tmp_path / name).write_bytes(make())
    said = read_all(tmp_path)
    growth_mb = float(said.pop("growth_mb"))

    assert said.keys() == GIANTS.keys()
    assert all(outcome.startswith("error the picture") for outcome in said.values()), said
    assert growth_mb < MAXIMUM_GROWTH_MB / 4


def test_largest_pictures_that_are_read_stay_below_the_limit(tmp_path):
    (tmp_path / "deep.png").write_bytes(encode(np.zeros((3000, 4000, 3), dtype=np.uint16), ".png"))
    exif = Pillow.Exif()
    exif[0x0112] = 6
    flat = Pillow.new("RGB", (4000, 3000), (90, 90, 90))
    flat.save(tmp_path / "progressive.jpg", progressive=True, exif=exif, subsampling=0)
    flat.convert("CMYK").save(tmp_path / "cmyk.jpg")
    flat.convert("CMYK").save(tmp_path / "cmyk.tiff", compression="tiff_deflate")
    flat.convert("RGBA").save(tmp_path / "transparent.webp", lossless=True)
    flat.save(tmp_path / "flat.gif")
    said = read_all(tmp_path)
    growth_mb = float(said.pop("growth_mb"))

    assert set(said.values()) == {"no_face"}
    assert growth_mb < MAXIMUM_GROWTH_MB


def test_largest_picture_stays_below_the_limit_with_the_papers_detector_too(tmp_path):
    Pillow.new("RGB", (4000, 3000), (90, 90, 90)).save(tmp_path / "flat.jpg")
    said = read_all(tmp_path, "haar")

    assert said["flat.jpg"] == "no_face"
    assert float(said["growth_mb"]) < MAXIMUM_GROWTH_MB


def test_tiff_that_is_padded_is_refused_before_it_is_unpacked():
    data = encode(np.zeros((8, 8, 3), dtype=np.uint8), ".tiff")

    with pytest.raises(UnreadableImageError, match="the TIFF has 10000001 bytes; at most"):
        decode_photo(data + bytes(MAXIMUM_TIFF_BYTES + 1 - len(data)))


@pytest.mark.parametrize("suffix", [".jpg", ".tiff"])
def test_picture_too_long_to_cut_out_of_is_refused(suffix):
    assert decode_photo(encode(np.zeros((1, MAXIMUM_SIDE, 3), dtype=np.uint8), suffix)).shape == (1, MAXIMUM_SIDE, 3)
    with pytest.raises(UnreadableImageError, match="32767x1 pixels; at most 32766 a side are read"):
        decode_photo(encode(np.zeros((1, MAXIMUM_SIDE + 1, 3), dtype=np.uint8), suffix))


def test_spoiled_snapshots_are_decoded_or_refused_and_break_no_process():
    command = [sys.executable, "-c", DECODE_SPOILED]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr[-4000:]


@pytest.mark.parametrize("name", GIANTS)
def test_webcam_frame_is_never_a_giant(name):
    with pytest.raises(UnreadableImageError):
        decode_frame(GIANTS[name]())


def test_animated_png_is_refused_before_it_takes_memory(tmp_path):
    (tmp_path / "animated.png").write_bytes(animated_png(4000, 3000))
    said = read_all(tmp_path)

    assert "animated PNG" in said["animated.png"]
    assert float(said["growth_mb"]) < MAXIMUM_GROWTH_MB / 4


def test_file_larger_than_any_picture_is_not_read(tmp_path):
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(MAXIMUM_FILE_BYTES + 1)

    with pytest.raises(UnreadableImageError, match="bytes; at most"):
        read_photo(tmp_path / "huge.jpg")


def answer(analyser, data: bytes) -> str:
    """The sentence, the reason or the label that some bytes get."""
    try:
        result = analyser.analyse_image(decode_photo(data))
    except UnreadableImageError as error:
        return str(error)
    return result.reading.label if result.reading else str(result.reason)


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff", ".webp", ".ppm", ".jpg", ".gif"])
def test_cut_off_and_damaged_files_are_answered(analyser, astronaut, suffix):
    data = encode(astronaut[:64, :64], suffix)

    assert answer(analyser, data[: len(data) // 2])
    assert answer(analyser, data[:40] + bytes(20) + data[60:])


STORED = {
    1: None,
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_90,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
def test_face_is_found_upright_in_every_exif_orientation(analyser, astronaut, orientation):
    picture = Pillow.fromarray(astronaut[..., ::-1])
    stored = picture if STORED[orientation] is None else picture.transpose(STORED[orientation])
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    buffer = BytesIO()
    stored.save(buffer, format="JPEG", exif=exif)
    found = analyser.detector.detect(decode_photo(buffer.getvalue()))

    assert intersection_over_union(found.xyxy, FACE)[0, 0] > 0.5


@pytest.mark.parametrize("mode", ["deep", "cmyk", "grey", "palette", "transparent"])
def test_face_is_found_in_every_kind_of_colour(analyser, astronaut, mode):
    picture = Pillow.fromarray(astronaut[..., ::-1])
    buffer = BytesIO()
    if mode == "deep":
        buffer.write(encode(astronaut.astype(np.uint16) * 257, ".png"))
    elif mode == "cmyk":
        picture.convert("CMYK").save(buffer, format="JPEG")
    else:
        picture.convert({"grey": "L", "palette": "P", "transparent": "RGBA"}[mode]).save(buffer, format="PNG")

    assert analyser.analyse_image(decode_photo(buffer.getvalue())).reading.label == "happy"


@settings(max_examples=30)
@given(st.integers(1, 24), st.integers(1, 24), st.binary(min_size=1, max_size=64))
def test_any_crop_gets_finite_probabilities_that_sum_to_one(analyser, width, height, values):
    image = np.resize(np.frombuffer(values, dtype=np.uint8), (height, width))
    crop = cv2.resize(image, (48, 48), interpolation=cv2.INTER_NEAREST)
    probabilities = analyser.classifier.classify(crop[np.newaxis])[0]

    assert np.isfinite(probabilities).all()
    assert (probabilities >= 0).all()
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)


@settings(max_examples=30)
@given(st.sampled_from([".jpg", ".png", ".bmp"]), st.integers(1, 80), st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_any_picture_that_decodes_has_an_outcome(analyser, suffix, width, height, seed):
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    result = analyser.analyse_image(decode_photo(encode(image, suffix)))

    assert (result.reading is None) != (result.reason is None)


@settings(max_examples=30)
@given(st.sampled_from([".jpg", ".png", ".webp"]), st.floats(0.3, 1.3), st.floats(-40, 40), st.integers(0, 2**32 - 1))
@example(".png", 1.0, 0.0, 0)
def test_any_picture_of_a_face_that_is_read_has_probabilities(analyser, astronaut, suffix, contrast, light, seed):
    noise = np.random.default_rng(seed).normal(0, 6, astronaut.shape)
    image = np.clip(astronaut * contrast + light + noise, 0, 255).astype(np.uint8)
    result = analyser.analyse_image(decode_photo(encode(image, suffix)))

    if result.reading is None:
        assert result.reason in set(Reason)
        assert (contrast, light) != (1.0, 0.0), "a good picture is read"
        return
    assert np.isfinite(result.reading.probabilities).all()
    assert sum(result.reading.probabilities) == pytest.approx(1, abs=1e-5)


@settings(max_examples=40)
@given(st.floats(-15, 15), st.floats(0.5, 1.5))
def test_turned_and_scaled_face_stays_found(analyser, astronaut, degrees, scale):
    # A face of 90 pixels, made half to one and a half times as large.
    matrix = cv2.getRotationMatrix2D((142, 80), degrees, 1.5 * scale)
    matrix[:, 2] += (18, 40)  # the face comes to the middle of the frame
    frame = cv2.warpAffine(astronaut, matrix, (320, 240), borderMode=cv2.BORDER_REPLICATE)
    found = analyser.detector.detect(frame).largest_first()

    assert len(found) >= 1
    assert np.abs(found.xyxy[0].reshape(2, 2).mean(axis=0) - (160, 120)).max() < 30 * scale


@settings(max_examples=10)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5))
def test_batch_equals_its_single_items(analyser, seeds):
    crops = np.stack([np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8) for seed in seeds])
    one_by_one = np.concatenate([analyser.classifier.classify(crop[np.newaxis]) for crop in crops])

    np.testing.assert_array_equal(analyser.classifier.classify(crops), one_by_one)
