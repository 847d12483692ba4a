"""`predict`: read the face in photos."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Describe `predict`."""
    command = commands.add_parser("predict", help="read the face in photos; prints one JSON object a line")
    command.add_argument("image", nargs="+", type=Path)
    command.add_argument("--detector", default="blazeface")
    command.add_argument("--model", help="an entry of weights.toml; its default one when left out")
    command.set_defaults(run=predict)


def predict(options: argparse.Namespace) -> int:
    """Print what is read in each photo; the status is 1 when one of them cannot be read."""
    from inference.frames import UnreadableImageError, decode_photo
    from inference.pipeline import Analyser

    analyser = Analyser.load(options.detector, options.model)
    status = 0
    for path in options.image:
        try:
            result = asdict(analyser.analyse_image(decode_photo(path.read_bytes())))
        except (UnreadableImageError, OSError) as error:
            result, status = {"reason": "unreadable_image", "error": str(error)}, 1
        print(json.dumps({"image": str(path), **result}), flush=True)
    return status
