"""Files that a hostile camera might send in place of a snapshot: broken, lying, huge, two things at once.

Every file is made here from a public-domain portrait, the same ones each time. The names say what is wrong.
"""

import gzip
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image
from skimage.data import astronaut

END = b"\xff\xd9"
SCAN = b"\xff\xda"
TRUNCATIONS = 40
DAMAGES = 60
SCAN_BYTES = 65_000
SIDES = (0, 1, 2, 3, 7, 641, 10_000, 65_535)


def corpus() -> dict[str, bytes]:
    """Every hostile file by its name."""
    makers = (_truncated, _damaged, _sizes, _modes, _segments, _scans, _exif, _polyglots, _other_formats, _not_pictures)
    return {name: data for maker in makers for name, data in maker()}


def portrait(mode: str = "RGB", side: int = 160, **options: object) -> bytes:
    """A JPEG of the portrait."""
    image = Image.fromarray(astronaut()[:300, 80:380]).resize((side, side)).convert(mode)
    return _saved(image, "JPEG", **options)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _after_start(inserted: bytes, jpeg: bytes | None = None) -> bytes:
    """A portrait with segments put in right after its start."""
    whole = jpeg or portrait()
    return whole[:2] + inserted + whole[2:]


def _frame_header_at(jpeg: bytes) -> int:
    """Where the height stands in the frame header."""
    return next(jpeg.index(bytes([0xFF, marker])) for marker in (0xC0, 0xC2) if bytes([0xFF, marker]) in jpeg) + 5


def _sized(width: int, height: int, jpeg: bytes) -> bytes:
    place = _frame_header_at(jpeg)
    return jpeg[:place] + struct.pack(">HH", height, width) + jpeg[place + 4 :]


def _truncated() -> Iterator[tuple[str, bytes]]:
    for kind, jpeg in (("baseline", portrait()), ("progressive", portrait(progressive=True))):
        for part in range(TRUNCATIONS):
            yield f"{kind} cut after {part} of {TRUNCATIONS}", jpeg[: len(jpeg) * part // TRUNCATIONS]


def _damaged() -> Iterator[tuple[str, bytes]]:
    jpeg = np.frombuffer(portrait(), dtype=np.uint8)
    for seed in range(DAMAGES):
        generator = np.random.default_rng(seed)
        damaged = jpeg.copy()
        places = generator.integers(2, len(jpeg), size=1 + seed)
        damaged[places] = generator.integers(0, 256, size=len(places), dtype=np.uint8)
        yield f"damaged in {len(places)} places", damaged.tobytes()


def disguised(width: int = 2000, height: int = 1500) -> bytes:
    """A picture far too large with a small frame header in a comment before it.

    A decoder steps over the stuffed zero (FF 00) before the comment; who takes it for a marker with a length lands on
    the small frame header.
    """
    small = _segment(0xC0, b"\x08" + struct.pack(">HH", 160, 160) + b"\x01\x01\x11\x00")
    comment = _segment(0xFE, small)
    to_the_small_one = struct.pack(">H", 2 + len(comment) - len(small))
    return _after_start(b"\xff\x00" + to_the_small_one + comment, _saved(Image.new("L", (width, height)), "JPEG"))


def _sizes() -> Iterator[tuple[str, bytes]]:
    yield "size hidden behind a stuffed zero", disguised()
    baseline, progressive = portrait(), portrait(progressive=True)
    for side in SIDES:
        yield f"claims to be {side} wide", _sized(side, 160, baseline)
        yield f"claims to be {side} high", _sized(160, side, baseline)
        yield f"progressive, claims {side} x {side}", _sized(side, side, progressive)
    small = _sized(160, 160, baseline)
    place = _frame_header_at(small)
    giant = b"\xff\xc0" + small[place - 3 : place] + struct.pack(">HH", 65_535, 65_535) + small[place + 4 : place + 14]
    yield (
        "second frame header is a giant",
        small[: place - 5] + small[place - 5 : place + 14] + giant + small[place + 14 :],
    )
    yield "number of lines comes later", _sized(160, 0, baseline)[:-2] + _segment(0xDC, struct.pack(">H", 60_000)) + END


def _modes() -> Iterator[tuple[str, bytes]]:
    yield "CMYK", portrait("CMYK")
    yield "CMYK, progressive", portrait("CMYK", progressive=True)
    yield "grey", portrait("L")
    for subsampling in (0, 1, 2):
        yield f"subsampling {subsampling}", portrait(subsampling=subsampling)
    jpeg = portrait()
    place = _frame_header_at(jpeg)
    for factor in (0x00, 0x0F, 0x44, 0xF1, 0xFF):
        changed = bytearray(jpeg)
        changed[place + 6] = factor
        yield f"sampling factor {factor:02x}", bytes(changed)
    for components in (0, 2, 5, 255):
        changed = bytearray(jpeg)
        changed[place + 4] = components
        yield f"{components} colour components", bytes(changed)
    for precision in (0, 2, 12, 16):
        changed = bytearray(jpeg)
        changed[place - 1] = precision
        yield f"{precision} bits a sample", bytes(changed)


def _segments() -> Iterator[tuple[str, bytes]]:
    yield "long comment", _after_start(_segment(0xFE, bytes(40_000)))
    yield "thousand comments", _after_start(_segment(0xFE, b"x") * 1000)
    yield "fill bytes", _after_start(b"\xff" * 40_000)
    yield "restart markers before anything", _after_start(b"\xff\xd0" * 2000)
    for length in (0, 1, 3, 65_535):
        yield f"segment that claims {length} bytes", _after_start(b"\xff\xe1" + struct.pack(">H", length))
    yield "restart interval of one", _after_start(_segment(0xDD, struct.pack(">H", 1)))
    yield "empty quantisation table", _after_start(_segment(0xDB, b""))
    yield "quantisation table of zeros", _after_start(_segment(0xDB, bytes(65)))
    yield "Huffman table that is too long", _after_start(_segment(0xC4, b"\x00" + b"\xff" * 16 + bytes(4080)))
    yield "colour profile of rubbish", _after_start(_segment(0xE2, b"ICC_PROFILE\0\x01\x01" + bytes(3000)))
    yield "colour profile in 255 missing parts", _after_start(_segment(0xE2, b"ICC_PROFILE\0\xff\xff" + bytes(100)))
    yield "end before everything", _after_start(END)
    yield "thousand ends", portrait() + END * 1000
    yield "start within start", portrait()[:2] * 500 + portrait()[2:]
    for marker in (0xC3, 0xC5, 0xC9, 0xCB, 0xCF):
        yield f"coding {marker:02x}", portrait().replace(b"\xff\xc0", bytes([0xFF, marker]), 1)


def _scans() -> Iterator[tuple[str, bytes]]:
    """A progressive picture whose last scan comes again and again costs the decoder far more than its bytes."""
    for count in (21, 100, 1000):
        yield f"{count} scans", scans(count)
    yield "as many scans as there is room for", scans()
    baseline = portrait(side=64)
    yield "scan of another picture", baseline[: baseline.index(SCAN)] + portrait("L")[portrait("L").index(SCAN) :]
    yield "no scan", baseline[: baseline.index(SCAN)] + END


def scans(count: int | None = None) -> bytes:
    """A grey picture as large as is allowed, in so many scans or as many as there is room for; they refine nothing."""
    grey = Image.new("L", (640, 640), 128)
    jpeg = _saved(grey, "JPEG", progressive=True)
    last = jpeg[jpeg.rindex(SCAN) : -2]
    most = (SCAN_BYTES - len(jpeg)) // len(last)
    return jpeg[:-2] + last * (most if count is None else count - jpeg.count(SCAN)) + END


def _exif() -> Iterator[tuple[str, bytes]]:
    for orientation in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 65_535):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"orientation {orientation}", portrait(exif=exif)
    loop = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 8)
    yield "EXIF directory that points at itself", _after_start(_segment(0xE1, loop))
    entries = struct.pack("<H", 65_535) + struct.pack("<HHII", 0x0112, 3, 0xFFFFFFFF, 0xFFFFFFFF) * 10
    yield "EXIF of 65,535 entries", _after_start(_segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + entries))
    thumbnail = Image.Exif()
    thumbnail[0x9286] = "x" * 10_000
    yield "EXIF with a long comment", portrait(exif=thumbnail)


def _polyglots() -> Iterator[tuple[str, bytes]]:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(20_000_000))
    jpeg = portrait()
    yield "JPEG and ZIP", jpeg + archive.getvalue()
    yield "ZIP with a JPEG's start", jpeg[:2] + archive.getvalue()
    yield "JPEG and page", _after_start(_segment(0xFE, b"<script>alert(1)</script>"))
    yield "JPEG and PDF", _after_start(_segment(0xFE, b"%PDF-1.7"))
    yield "JPEG and program", jpeg + b"\x7fELF" + bytes(1000)
    yield "JPEG and PHP", _after_start(_segment(0xE1, b"<?php system($_GET[0]); ?>"))
    yield "JPEG within a JPEG", _after_start(_segment(0xE1, jpeg[:8000]))
    yield "two JPEGs", jpeg + jpeg


def _other_formats() -> Iterator[tuple[str, bytes]]:
    image = Image.fromarray(astronaut()[:160, 120:280])
    for kind in ("PNG", "GIF", "BMP", "WEBP", "TIFF", "PPM", "ICO", "TGA"):
        data = _saved(image.convert("P") if kind == "GIF" else image.resize((48, 48)), kind)
        yield kind, data
        yield f"{kind} with a JPEG's start", b"\xff\xd8\xff\xe0" + data


def _not_pictures() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "start alone", b"\xff\xd8"
    yield "start and end", b"\xff\xd8" + END
    yield "marker without its name", b"\xff\xd8\xff"
    yield "zeros", bytes(60_000)
    yield "ones", b"\xff" * 60_000
    yield "text", b"hello " * 1000
    yield "JSON", b'{"type": "answer"}'
    yield "SVG", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    yield "compressed zeros", gzip.compress(bytes(50_000_000))
    for seed in range(20):
        noise = np.random.default_rng(seed).integers(0, 256, 5000, dtype=np.uint8).tobytes()
        yield f"noise {seed}", noise
        yield f"noise {seed} with a JPEG's start", b"\xff\xd8" + noise
