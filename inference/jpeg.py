"""What a JPEG claims to be, read in pure Python before anything decodes it: at the socket's door and before decoding.

Source: ITU-T T.81, annex B (markers and frame header). A decoder is more forgiving than its standard, and what the two
take differently could hide one size behind another. So only markers that may stand before the frame header are read
over; a decoder agrees about where each of them ends.
"""

from dataclasses import dataclass

START = b"\xff\xd8"
SCAN = b"\xff\xda"
FILL = 0xFF
MOST_MARKERS = 100  # before the frame header; cameras write about ten
MOST_SCANS = 20  # each costs a walk over the whole picture; a progressive one of three colours has ten
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# Start-of-frame markers 0xC0..0xCF hold the size, except Huffman table, JPG extension and arithmetic table.
FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Huffman table, arithmetic table, quantisation table, restart interval, applications' segments, comment.
WITH_LENGTH = frozenset({0xC4, 0xCC, 0xDB, 0xDD, *range(0xE0, 0xF0), 0xFE})
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
        """Width or height, whichever is larger."""
        return max(self.width, self.height)


def jpeg_size(data: bytes | memoryview, most_markers: int = MOST_MARKERS) -> JpegSize:
    """Return the size stated in the frame header.

    Args:
        data: the file, or as much of its beginning as there is.
        most_markers: after so many without a frame header it is given up.

    Raises:
        NotJpegError: there is no frame header before the first scan or among the first markers, or something else
            stands before it than may stand there.
    """
    if bytes(data[:2]) != START:
        raise NotJpegError("the data are not a JPEG")
    position = len(START)
    for _marker in range(most_markers):
        marker = _marker_at(data, position)
        if marker in FRAME_HEADERS:
            return _frame_size(data, position + 2)
        position += _bytes_to_the_next(data, position, marker)
    raise NotJpegError("the JPEG's header has no size among its first markers")


def check_scans(data: bytes) -> None:
    """Count the scans: each costs the decoder a walk over the whole picture, however few bytes it has.

    Raises:
        NotJpegError: there are more than any camera makes.
    """
    if data.count(SCAN) > MOST_SCANS:
        raise NotJpegError(f"the JPEG has more than {MOST_SCANS} scans")


def _marker_at(data: bytes | memoryview, position: int) -> int:
    """Return the marker that stands at a position."""
    if position + 2 > len(data):
        raise NotJpegError("the JPEG's header has no size: it ends before it")
    if data[position] != FILL:
        raise NotJpegError("the JPEG's header is damaged: no marker where one must be")
    return data[position + 1]


def _bytes_to_the_next(data: bytes | memoryview, position: int, marker: int) -> int:
    """Return how many bytes after this marker's position the next one's lies."""
    if marker == FILL:
        return 1
    if marker in WITHOUT_LENGTH:
        return 2
    if marker not in WITH_LENGTH:
        raise NotJpegError(f"the JPEG's header has no size: marker {marker:02X} stands before it")
    length = int.from_bytes(data[position + 2 : position + 4])
    if length < 2:
        raise NotJpegError("the JPEG's header is damaged: a segment is shorter than its own length")
    return 2 + length


def _frame_size(data: bytes | memoryview, position: int) -> JpegSize:
    """Read the frame header behind its marker."""
    header = bytes(data[position : position + FRAME_HEADER_BYTES])
    if len(header) < FRAME_HEADER_BYTES:
        raise NotJpegError("the JPEG's header has no size: it ends before it")
    size = JpegSize(width=int.from_bytes(header[5:7]), height=int.from_bytes(header[3:5]))
    if not size.width or not size.height:
        raise NotJpegError("the JPEG is a picture without pixels")
    return size
