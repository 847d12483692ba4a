"""What a JPEG claims to be, read in pure Python before anything decodes it.

Source: ITU-T T.81, annex B (markers and frame header).
"""

from dataclasses import dataclass

START = b"\xff\xd8"
START_OF_SCAN = 0xDA
SCAN = bytes([0xFF, START_OF_SCAN])
END = 0xD9
FILL = 0xFF
MOST_MARKERS = 100  # before the frame header; cameras write about ten
MOST_SCANS = 20  # a baseline picture has one, a progressive one of three colours ten
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
FRAME_HEADER_BYTES = 8


class NotJpegError(ValueError):
    """The bytes are no JPEG as a camera makes it: the beginning is wrong, or there are too many scans."""


@dataclass(frozen=True)
class JpegSize:
    """Pixels as the frame header states them."""

    width: int
    height: int

    @property
    def longer_side(self) -> int:
        return max(self.width, self.height)


def jpeg_size(data: bytes | memoryview) -> JpegSize:
    """The size stated in the frame header.

    Raises:
        NotJpegError: there is no frame header before the first scan, or none among the first markers.
    """
    if bytes(data[:2]) != START:
        raise NotJpegError("no start marker")
    position = len(START)
    for _marker in range(MOST_MARKERS):
        marker = _marker_at(data, position)
        if marker in FRAME_HEADERS:
            return _frame_size(data, position + 2)
        if marker in (START_OF_SCAN, END):
            break
        position += _bytes_to_the_next(data, position, marker)
    raise NotJpegError("no frame header")


def check_scans(data: bytes) -> None:
    """Count the scans: each costs the decoder a walk over the whole picture, however few bytes it has.

    Raises:
        NotJpegError: there are more than any camera makes.
    """
    if data.count(SCAN) > MOST_SCANS:
        raise NotJpegError("too many scans")


def _marker_at(data: bytes | memoryview, position: int) -> int:
    if position + 2 > len(data):
        raise NotJpegError("ends before the frame header")
    if data[position] != 0xFF:
        raise NotJpegError("no marker where one must be")
    return data[position + 1]


def _bytes_to_the_next(data: bytes | memoryview, position: int, marker: int) -> int:
    if marker == FILL:
        return 1
    return 2 if marker in WITHOUT_LENGTH else 2 + _segment_length(data, position + 2)


def _segment_length(data: bytes | memoryview, position: int) -> int:
    length = int.from_bytes(data[position : position + 2], "big")
    if length < 2:
        raise NotJpegError("a segment shorter than its own length")
    return length


def _frame_size(data: bytes | memoryview, position: int) -> JpegSize:
    header = bytes(data[position : position + FRAME_HEADER_BYTES])
    if len(header) < FRAME_HEADER_BYTES:
        raise NotJpegError("ends within the frame header")
    size = JpegSize(width=int.from_bytes(header[5:7], "big"), height=int.from_bytes(header[3:5], "big"))
    if not size.width or not size.height:
        raise NotJpegError("a picture without pixels")
    return size
