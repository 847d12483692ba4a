"""Bytes of a picture -> image, with every way of being broken answered by one clear error.

OpenCV turns 16-bit, grey and CMYK pictures into 8-bit colour and applies the EXIF orientation. Pictures of more than
`inference.MAXIMUM_PIXELS` are refused by their header, before anything is unpacked: JPEG and PNG here, the other
formats that are read by OpenCV. Files too large to be a picture of that size are refused before they are read.
"""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from inference import MAXIMUM_PIXELS
from inference.jpeg import START, NotJpegError, check_scans, jpeg_size

Image = npt.NDArray[np.uint8]

MAXIMUM_FRAME_SIDE = 640
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
END_OF_IMAGE = b"\xff\xd9"
ANIMATION, PICTURE = b"acTL", b"IDAT"  # chunks of a PNG
PHOTO_MARKERS = 10_000  # a phone's depth map fills hundreds of segments before the size
# What is read: OpenCV also knows formats that take three times the memory for as many pixels (AVIF, JPEG 2000).
FORMATS = "JPEG, PNG, BMP, GIF, TIFF, WebP, PNM"
PNM_SIGNATURES = tuple(f"P{kind}".encode() for kind in range(1, 7))
TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*")
SIGNATURES = (START, PNG_SIGNATURE, b"BM", b"GIF8", b"RIFF", *TIFF_SIGNATURES, *PNM_SIGNATURES)
# The largest picture that may be read, unpacked in four bytes a pixel; what a camera stores is a tenth of it.
MAXIMUM_FILE_BYTES = 4 * MAXIMUM_PIXELS
# Those of TIFF are held twice while they are unpacked, beside tiles that may be larger than the picture.
MAXIMUM_TIFF_BYTES = 10_000_000
MAXIMUM_SIDE = 32_766  # OpenCV cuts out of nothing longer


class UnreadableImageError(ValueError):
    """The bytes are not a picture that may be read; the message says why."""


def decode_frame(data: bytes) -> Image:
    """Decode one webcam frame: a complete JPEG, small by its header.

    Returns:
        BGR, uint8, shape (height, width, 3).

    Raises:
        UnreadableImageError: not a JPEG, cut short, larger or with more scans than allowed, or not decodable.
    """
    try:
        size = jpeg_size(data)
        check_scans(data)
    except NotJpegError as error:
        raise UnreadableImageError(str(error)) from error
    if size.longer_side > MAXIMUM_FRAME_SIDE:
        raise UnreadableImageError(
            f"the frame is {size.width}x{size.height} pixels; at most {MAXIMUM_FRAME_SIDE} a side are read"
        )
    if not data.rstrip(b"\x00").endswith(END_OF_IMAGE):
        raise UnreadableImageError("the JPEG is cut short")
    return _unpacked(data)


def read_photo(path: Path) -> Image:
    """Read and decode a photo: BGR, uint8, shape (height, width, 3); see `decode_photo`.

    Raises:
        OSError: there is no such file, or it may not be read.
        UnreadableImageError: as of `decode_photo`, or the file is too large to be a picture that may be read.
    """
    size = path.stat().st_size
    if size > MAXIMUM_FILE_BYTES:
        raise UnreadableImageError(f"the file has {size} bytes; at most {MAXIMUM_FILE_BYTES} are read")
    return decode_photo(path.read_bytes())


def decode_photo(data: bytes) -> Image:
    """Decode a photo of one of the `FORMATS`.

    Returns:
        BGR, uint8, shape (height, width, 3).

    Raises:
        UnreadableImageError: empty, of another format, too large or too long, an animated PNG, or not decodable.
    """
    if not data:
        raise UnreadableImageError("the file is empty")
    if not data.startswith(SIGNATURES):
        raise UnreadableImageError(f"the file is no picture of a format that is read: {FORMATS}")
    width, height = _claimed_size(data)
    if width * height > MAXIMUM_PIXELS:
        raise UnreadableImageError(f"the picture has {width}x{height} pixels; at most {MAXIMUM_PIXELS} are read")
    if data.startswith(PNG_SIGNATURE) and _is_animated(data):
        raise UnreadableImageError("the picture is an animated PNG, which would need three times the memory")
    if data.startswith(TIFF_SIGNATURES) and len(data) > MAXIMUM_TIFF_BYTES:
        raise UnreadableImageError(f"the TIFF has {len(data)} bytes; at most {MAXIMUM_TIFF_BYTES} are read")
    image = _unpacked(data)
    check_sides(image.shape[1], image.shape[0])
    return image


def check_sides(width: int, height: int) -> None:
    """Raise UnreadableImageError if a picture of this size is too long to be cut out of."""
    if max(width, height) > MAXIMUM_SIDE:
        raise UnreadableImageError(f"the picture has {width}x{height} pixels; at most {MAXIMUM_SIDE} a side are read")


def _unpacked(data: bytes) -> Image:
    """Decode what was checked before: BGR, uint8, shape (height, width, 3)."""
    try:
        image = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise UnreadableImageError(f"the picture cannot be decoded: {error.err}") from error
    if image is None:
        raise UnreadableImageError("the picture cannot be decoded")
    return np.asarray(image, dtype=np.uint8)


def _claimed_size(data: bytes) -> tuple[int, int]:
    """Return width and height from the header of a JPEG or PNG, and 0, 0 for any other format."""
    if data.startswith(START):
        try:
            size = jpeg_size(data, PHOTO_MARKERS)
        except NotJpegError as error:
            raise UnreadableImageError(str(error)) from error
        return size.width, size.height
    if data.startswith(PNG_SIGNATURE):
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return 0, 0


def _is_animated(png: bytes) -> bool:
    """Tell whether a PNG says before its picture that several follow."""
    position = len(PNG_SIGNATURE)
    while position + 8 <= len(png):
        length, kind = int.from_bytes(png[position : position + 4]), png[position + 4 : position + 8]
        if kind in (ANIMATION, PICTURE):
            return kind == ANIMATION
        position += 12 + length
    return False
