import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.jpeg import MOST_MARKERS, MOST_SCANS, JpegSize, NotJpegError, check_scans, jpeg_size
from tests.hostile_frames import corpus, disguised, scans
from tests.jpegs import jpeg


@pytest.mark.parametrize(("width", "height"), [(320, 240), (180, 320), (1, 1), (641, 8)])
def test_the_size_is_read_from_the_header(width: int, height: int) -> None:
    assert jpeg_size(jpeg(width, height)) == JpegSize(width, height)


def test_a_progressive_picture_is_read_too() -> None:
    assert jpeg_size(jpeg(64, 48, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)) == JpegSize(64, 48)


def test_a_size_that_is_only_claimed_is_reported_as_claimed() -> None:
    picture = bytearray(jpeg(64, 48))
    header = picture.index(b"\xff\xc0")
    picture[header + 5 : header + 9] = b"\xff\xff\xff\xff"
    assert jpeg_size(bytes(picture)).longer_side == 65535


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00",
        b"\xff\xd8\xff\xff\xff",
        b"\xff\xd8" + b"\xff" * 60_000,
        b"\xff\xd8" + b"\xff\xd0" * 30_000,
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 16_000,
    ],
)
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(NotJpegError):
        jpeg_size(data)


def test_a_picture_cut_within_its_header_is_refused() -> None:
    picture = jpeg(64, 48)
    with pytest.raises(NotJpegError):
        jpeg_size(picture[: picture.index(b"\xff\xc0") + 6])


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\xd0", b"\xff\xfe\x00\x02"])
def test_no_more_markers_are_read_than_a_camera_could_have_meant(filling: bytes) -> None:
    picture = jpeg(64, 48)
    assert jpeg_size(picture[:2] + filling * (MOST_MARKERS // 2) + picture[2:]) == JpegSize(64, 48)
    with pytest.raises(NotJpegError):
        jpeg_size(picture[:2] + filling * MOST_MARKERS + picture[2:])


def test_as_many_scans_as_a_camera_makes_are_read_and_no_more() -> None:
    assert check_scans(jpeg(64, 48, cv2.IMWRITE_JPEG_PROGRESSIVE, 1)) is None
    assert check_scans(scans(MOST_SCANS)) is None
    with pytest.raises(NotJpegError):
        check_scans(scans(MOST_SCANS + 1))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_size_or_a_refusal(tail: bytes) -> None:
    try:
        size = jpeg_size(b"\xff\xd8" + tail)
    except NotJpegError:
        return
    assert 1 <= size.width <= 65535
    assert 1 <= size.height <= 65535


def test_a_size_hidden_behind_what_decoders_step_over_is_not_believed() -> None:
    assert cv2.imdecode(np.frombuffer(disguised(), np.uint8), cv2.IMREAD_COLOR).shape == (1500, 2000, 3)
    with pytest.raises(NotJpegError, match="marker 00"):
        jpeg_size(disguised())


@pytest.mark.parametrize("marker", sorted({*range(0xC0), *range(0xD8, 0x100)} - {0x01, 0xDB, 0xDD, 0xFE, 0xFF}))
def test_nothing_but_what_may_stand_before_the_size_is_read_over(marker: int) -> None:
    picture = jpeg(64, 48)
    segment = bytes([0xFF, marker, 0, 4, 1, 2])
    may_stand_there = marker in range(0xE0, 0xF0)  # what applications write
    if may_stand_there:
        assert jpeg_size(picture[:2] + segment + picture[2:]) == JpegSize(64, 48)
    else:
        with pytest.raises(NotJpegError):
            jpeg_size(picture[:2] + segment + picture[2:])


def test_what_is_decoded_has_the_size_that_was_read() -> None:
    """However two readers of a header may differ: no hostile file is larger than its size was read to be."""
    for name, data in corpus().items():
        try:
            size = jpeg_size(data)
        except NotJpegError:
            continue
        if size.longer_side > 10_000:
            continue
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert image is None or sorted(image.shape[:2]) == sorted([size.width, size.height]), name
