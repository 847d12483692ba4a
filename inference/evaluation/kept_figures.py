"""Figures of an earlier comparison, for networks whose training run is not at hand any more.

A run takes hours and its folder may be on another machine; what was once measured on the same crops stays true. Costs
are never taken over: they belong to the machine and are measured anew.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAME_DATA = ("part", "count", "repeats_of_training")


class KeptFiguresError(ValueError):
    """A file is no comparison, or one on other crops."""


@dataclass(frozen=True)
class Kept:
    """What an earlier comparison found of a network.

    Attributes:
        measured_on: ISO date.
        epochs: of its training.
        figures: under the names of `evaluate`.
    """

    measured_on: str
    epochs: int
    figures: dict[str, Any]


def read_kept(path: Path, data: str) -> dict[str, Kept]:
    """Return the figures of every trained network in a file of `compare --json`, by the network's name.

    Args:
        path: of the file.
        data: name of the file of crops that are measured on now.

    Raises:
        KeptFiguresError: it is no such file, or its figures are of other crops.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        rows = [row for row in stored["networks"] if row["figures"] is not None and not row["is_shipped"]]
        kept = {
            row["name"]: Kept(row["measured_on"] or stored["measured_on"], row["epochs"], row["figures"])
            for row in rows
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeptFiguresError(f"{path} is no comparison written with --json: {error!r}") from error
    if stored["data"] != data:
        raise KeptFiguresError(f"{path} holds figures on {stored['data']}, not on {data}")
    return kept


def check_same_crops(kept: dict[str, Kept], figures: dict[str, Any]) -> None:
    """Make sure that kept figures are of as many crops of the same part as those measured now.

    Raises:
        KeptFiguresError: they are not.
    """
    for name, each in kept.items():
        differing = [what for what in SAME_DATA if each.figures.get(what) != figures.get(what)]
        if differing:
            raise KeptFiguresError(f"the kept figures of {name} are of other crops: {', '.join(differing)} differ")
