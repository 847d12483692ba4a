"""`cut-faces`: turn folders of whole photos into crops to train on."""

import argparse
from pathlib import Path
from typing import Any

DESCRIPTION = """Finds the largest face of each photo in folders named after classes (happy/1.jpg, or train/happy/1.jpg)
and cuts it out as live sessions do: turned upright, framed as FER2013's crops are, grey, 48x48. `train` and `evaluate`
read what it writes. Prints how many photos there were, and those in which no face was found."""


def add(commands: Any) -> None:
    """Describe `cut-faces`."""
    command = commands.add_parser("cut-faces", help="turn folders of photos into crops", description=DESCRIPTION)
    command.add_argument("photos", type=Path, help="folder with a folder of photos per class")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.npz")
    command.add_argument("--detector", default="blazeface", help="a name, or yunet:PATH")
    command.set_defaults(run=cut_faces)


def cut_faces(options: argparse.Namespace) -> int:
    """Write the crops and print what became of the photos.

    Raises:
        ValueError: the file to be written is no `.npz`.
    """
    import numpy as np

    from inference.commands.printing import print_report
    from inference.detection import load_detector
    from inference.training.cutting import cut_faces as cut

    if options.out.suffix != ".npz":
        raise ValueError(f"crops are written as .npz, not as {options.out.name}")
    crops, without_face = cut(options.photos, load_detector(options.detector))
    np.savez_compressed(options.out, pixels=crops.pixels, emotion=crops.emotion, usage=crops.usage)
    faces = [str(file.relative_to(options.photos)) for file in without_face]
    print_report({"photos": len(crops) + len(faces), "crops": len(crops), "no_face": faces})
    return 0
