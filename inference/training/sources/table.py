"""Kaggle's FER2013 tables: a row holds the 48x48 grey values as text, its label and its part.

    fer2013.csv            emotion,pixels,Usage
    icml_face_data.csv     emotion, Usage, pixels      (headers and values may carry spaces)
    train.csv              emotion,pixels              (everything is Training)

The competition's `test.csv` has no labels: `unlabelled.py`. FER+ votes are joined where their file lies beside the
table: `votes.py`.
"""

from dataclasses import replace
from pathlib import Path

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import TRAINING, Crops, DatasetError
from inference.training.fitting import crop_shape, fit_image
from inference.training.sources.gathering import GatheredCrops
from inference.training.sources.rows import open_rows
from inference.training.sources.votes import votes_beside


def recognises(path: Path) -> bool:
    """Tell by the name."""
    return path.suffix.lower() == ".csv"


def read(path: Path, side: int, channels: int) -> Crops:
    """Read the rows one by one; no more of the text than a row is held at a time.

    Raises:
        DatasetError: a column is missing, there are no rows, or one of them is wrong; the message names its line.
    """
    gathered = GatheredCrops(crop_shape(side, channels))
    with open_rows(path) as rows:
        rows.need("emotion", "pixels")
        has_usage = "usage" in rows.columns
        for row in rows:
            emotion = row.number("emotion", below=len(EMOTIONS_WITH_CONTEMPT))
            usage = row.usage("usage") if has_usage else TRAINING
            gathered.add(fit_image(row.picture("pixels"), side, channels), emotion, usage)
    if len(gathered) == 0:
        raise DatasetError(f"{path} has a header and no rows")
    crops = gathered.crops()
    return replace(crops, votes=votes_beside(path, crops.usage))
