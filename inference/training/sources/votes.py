"""FER+ votes from `fer2013new.csv`, whose rows lie in the order of FER2013's table.

Source: Barsoum et al. 2016 (arXiv 1608.01041). Ten people named what they saw in each picture of FER2013.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from inference.training.crops import VOTE_COLUMNS, DatasetError
from inference.training.sources.rows import open_rows

FILE_NAME = "fer2013new.csv"
# The file's names, in the order of `VOTE_COLUMNS`, which spells the last one out.
COLUMNS = (*VOTE_COLUMNS[:-1], "nf")


def votes_beside(table: Path, usage: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8] | None:
    """Return the votes for a table's rows, uint8 of shape (n, 10), or None where no file of votes lies beside it.

    A table may hold some of FER2013's parts, each of them whole: `train.csv` gets the votes of Training.

    Raises:
        DatasetError: the file's rows of these parts are not as many, or not in the same order of parts.
    """
    path = table.parent / FILE_NAME
    if not path.exists():
        return None
    votes, usage_of_votes = _read(path)
    kept = np.isin(usage_of_votes, usage)
    if not np.array_equal(usage_of_votes[kept], usage):
        raise DatasetError(
            f"{path} does not belong to {table.name}: {kept.sum()} rows of votes for {len(usage)} crops, or in another "
            f"order; move it away to train without votes"
        )
    return votes[kept]


def _read(path: Path) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return all votes (n, 10) and the part (n,) each row belongs to."""
    votes, usage = [], []
    with open_rows(path) as rows:
        rows.need("usage", *COLUMNS)
        for row in rows:
            votes.append([row.number(column, below=256) for column in COLUMNS])
            usage.append(row.usage("usage"))
    return np.array(votes, dtype=np.uint8).reshape(-1, len(COLUMNS)), np.array(usage, dtype=np.uint8)
