"""What is made of a trained network before it ships, and what for."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Purpose(StrEnum):
    """What a network is exported for. What may yet be chosen or left is not measured on PublicTest."""

    TRIAL = "trial"
    RELEASE = "release"
    DEFAULT = "default"  # a release that live sessions serve


@dataclass(frozen=True)
class Assembly:
    """Changes of a run's network that need no more training.

    Attributes:
        mirror: it shall look at the mirror image of each crop too.
        mean_with: runs, or files of `export --start`, the mean of whose weights with the run's is taken. Runs that went
            on from one another lie in one valley, and their mean is often better than each (Wortsman et al. 2022,
            arXiv 2203.05482).
        beside: runs, or such files, that shall look at the mirror image of each crop; the mean of all answers counts.
    """

    mirror: bool = False
    mean_with: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()


AS_TRAINED = Assembly()
