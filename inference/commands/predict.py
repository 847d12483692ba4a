"""`predict`: read faces in photos and videos."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inference.frames import Image
    from inference.pipeline import Analyser
    from inference.results import Box, FrameResult
    from inference.smoothing import Smoothed

DESCRIPTION = """Prints one JSON object a line: one for each photo, for each sampled frame of a video (with `time_s`),
or, with --mode room, for each face. `xyxy` is the largest face in pixels of the picture (left, top, right, bottom),
`faces` are all of them; `confidence` and `probabilities` (angry, disgust, fear, happy, sad, surprise, neutral;
with a network that knows it, contempt) are null when nothing is read, and then `reason` says why. The status is 1 when
a file cannot be read, or a picture not be drawn."""
SMOOTH_HELP = "video of one person: also print `smoothed` probabilities, an average that fades with this time constant"
MODE_HELP = "webcam: one person before a camera; room: looks for every face of a photo of many"


def add(commands: Any) -> None:
    """Describe `predict`."""
    command = commands.add_parser("predict", help="read faces in photos and videos", description=DESCRIPTION)
    command.add_argument("file", nargs="+", type=Path)
    command.add_argument("--detector", default="blazeface", help="a name, or yunet:PATH")
    command.add_argument("--model", help="an entry of weights.toml; its default one when left out")
    command.add_argument("--mode", choices=("webcam", "room"), default="webcam", help=MODE_HELP)
    command.add_argument("--every-s", type=float, default=1.0, help="time between frames of a video, default 1")
    command.add_argument("--eyes", action="store_true", help="tell open from closed eyes; costs as much as the rest")
    command.add_argument("--smooth", type=float, metavar="SECONDS", help=SMOOTH_HELP)
    command.add_argument("--annotate", type=Path, metavar="DIR", help="also draw the results into pictures there")
    command.set_defaults(run=predict)


@dataclass(frozen=True)
class Picture:
    """A photo, or one frame of a video with its time."""

    image: "Image"
    time_s: float | None = None


def predict(options: argparse.Namespace) -> int:
    """Print what is read in each file; the status is 1 when one of them cannot be read or drawn.

    Raises:
        ValueError: an option does not go with the others or with the files, or names nothing.
    """
    from inference.frames import UnreadableImageError
    from inference.results import FrameResult, Reason

    _check(options)
    analyser = _load(options)
    if options.annotate:
        options.annotate.mkdir(parents=True, exist_ok=True)
    status = 0
    for number, path in enumerate(options.file, start=1):
        try:
            status |= _predict_file(options, analyser, path, number)
        except (UnreadableImageError, OSError) as error:
            nothing = as_line(FrameResult(None, Reason.UNREADABLE_IMAGE, 0, 0))
            print(json.dumps({"file": str(path), **nothing, "error": str(error)}), flush=True)
            status = 1
    return status


def _check(options: argparse.Namespace) -> None:
    """Raise ValueError where smoothing is asked for and nothing could be smoothed."""
    from inference.videos import is_video

    if options.smooth is not None and (options.mode == "room" or not any(map(is_video, options.file))):
        raise ValueError("--smooth is for videos of one person, not for photos or rooms")


def _predict_file(options: argparse.Namespace, analyser: "Analyser", path: Path, number: int) -> int:
    """Print, and draw when asked, what is read in one photo or video, the number-th file; 1 if a drawing failed."""
    status = 0
    state: Smoothed | None = None
    for picture in _pictures(path, options.every_s):
        results = _read(analyser, picture.image, options.mode)
        if options.smooth is not None and picture.time_s is not None:
            state = _smoothed(state, picture.time_s, results[0], options.smooth)
        _print(path, picture, results, options.mode, state)
        if options.annotate:
            name = f"{number:03d}_{path.stem}{_time_suffix(picture)}.jpg"
            status |= _draw(options.annotate / name, picture.image, results, analyser.classes)
    return status


def _smoothed(state: "Smoothed | None", time_s: float, result: "FrameResult", seconds: float) -> "Smoothed | None":
    """Take a frame's probabilities into the average; a frame without a reading leaves it, until it is forgotten."""
    from inference.smoothing import recall, smooth

    if result.reading is None:
        return state if recall(state, time_s) is not None else None
    return smooth(state, time_s, result.reading.probabilities, time_constant_s=seconds)


def _load(options: argparse.Namespace) -> "Analyser":
    """Load the network and the detector for one person or for many."""
    from inference.pipeline import Analyser
    from inference.rooms import load_room_detector

    analyser = Analyser.load(options.detector, options.model, options.eyes)
    if options.mode == "room":
        analyser.detector = load_room_detector(options.detector)
    return analyser


def _pictures(path: Path, every_s: float) -> Iterator[Picture]:
    """Yield a photo, or the sampled frames of a video."""
    from inference.frames import read_photo
    from inference.videos import is_video, sampled_frames

    if is_video(path):
        yield from (Picture(frame.image, frame.time_s) for frame in sampled_frames(path, every_s))
    else:
        yield Picture(read_photo(path))


def _read(analyser: "Analyser", image: "Image", mode: str) -> "list[FrameResult]":
    """Return the one result of a picture of one person, or one for each face of a room."""
    import numpy as np

    found = analyser.detector.detect(image)
    if mode == "webcam" or len(found) == 0:
        return [analyser.analyse_faces(image, found)]
    return [analyser.analyse_faces(image, found.take(np.array([row]))) for row in range(len(found))]


def _print(path: Path, picture: Picture, results: "list[FrameResult]", mode: str, smoothed: "Smoothed | None") -> None:
    """Print one line for each result."""
    average = {} if smoothed is None else {"smoothed": smoothed.values}
    time = {} if picture.time_s is None else {"time_s": picture.time_s}
    for number, result in enumerate(results):
        face = {"face": number} if mode == "room" and result.faces else {}
        print(json.dumps({"file": str(path), **time, **face, **as_line(result), **average}), flush=True)


def as_line(result: "FrameResult") -> dict[str, Any]:
    """Return a result as one flat object; boxes are in pixels of the picture."""
    from inference.results import FaceReading

    nothing = dict.fromkeys(field.name for field in fields(FaceReading))
    reading = asdict(result.reading) if result.reading else nothing
    faces = [_pixels(box, result.width, result.height) for box in result.faces]
    place = {"xyxy": faces[0] if faces else None, "faces": faces, "width": result.width, "height": result.height}
    return {**reading, **place, "reason": result.reason}


def _pixels(box: "Box", width: int, height: int) -> list[float]:
    """Return a box, given as fractions, in pixels."""
    return [round(share * length, 1) for share, length in zip(box, (width, height) * 2, strict=True)]


def _time_suffix(picture: Picture) -> str:
    """Return what tells the frames of a video apart in file names."""
    return "" if picture.time_s is None else f"_{picture.time_s:08.3f}s"


def _draw(path: Path, image: "Image", results: "list[FrameResult]", classes: tuple[str, ...]) -> int:
    """Draw the results into a picture and store it; 1, with a sentence, if that cannot be."""
    try:
        _write(path, image, results, classes)
    except OSError as error:
        print(f"predict: {path} was not drawn: {error}", file=sys.stderr)
        return 1
    return 0


def _write(path: Path, image: "Image", results: "list[FrameResult]", classes: tuple[str, ...]) -> None:
    """Draw the results into a picture and store it as JPEG.

    Raises:
        OSError: it cannot be written.
    """
    import cv2

    from inference.annotation import annotate

    path.write_bytes(cv2.imencode(".jpg", annotate(image, results, classes))[1].tobytes())
