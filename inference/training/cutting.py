"""Folders of whole photos -> crops to train on, cut out by the very function that cuts what is served."""

from pathlib import Path

import numpy as np

from inference.detection import Detector
from inference.preprocessing import CROP_SIDE, crop_faces
from inference.training.crops import Crops, DatasetError
from inference.training.fitting import GREY, crop_shape
from inference.training.sources.folders import decoded, pictures
from inference.training.sources.gathering import GatheredCrops
from inference.training.sources.progress import with_progress


def cut_faces(path: Path, detector: Detector) -> tuple[Crops, list[Path]]:
    """Cut the largest face out of every photo in folders named after classes (`sources/folders.py`).

    No quality gate: what a network shall learn from is for whoever chose the photos to say.

    Returns:
        The crops, grey, 48x48, and the files in which no face was found.

    Raises:
        DatasetError: the path is no folder, a folder's name is no class and no part, a photo cannot be read, or no
            face was found at all.
    """
    if not path.is_dir():
        raise DatasetError(f"{path} is no folder with a folder of photos per class")
    gathered, without_face = GatheredCrops(crop_shape(CROP_SIDE, GREY)), []
    for photo in with_progress(pictures(path), title=path.name, unit="photos"):
        image = decoded(photo.file)
        faces = detector.detect(image).largest_first()
        if len(faces) == 0:
            without_face.append(photo.file)
            continue
        (crop,) = crop_faces(image, faces.take(np.arange(1)), detector.framing)
        gathered.add(crop, photo.emotion, photo.usage)
    if len(gathered) == 0:
        raise DatasetError(f"no face was found in any of the {len(without_face)} photos of {path}")
    return gathered.crops(), without_face
