"""Progress bars for sources that take seconds to read; shown on a terminal only."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Bar(Protocol):
    """What is used of tqdm's bar."""

    def update(self, n: float) -> bool | None:
        """Move on by this much."""


def with_progress(items: Sequence[Item], title: str, unit: str) -> Iterator[Item]:
    """Go through the items while a bar counts them."""
    from tqdm import tqdm

    yield from tqdm(items, desc=title, unit=unit, disable=None)


@contextmanager
def lines_with_progress(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file and give its lines one by one while a bar counts the bytes; a byte order mark is left out."""
    from tqdm import tqdm

    size = path.stat().st_size
    with (
        path.open(encoding="utf-8-sig", newline="") as file,
        tqdm(desc=path.name, total=size, unit="B", unit_scale=True, disable=None) as bar,
    ):
        yield _counted(file, bar)


def _counted(lines: Iterable[str], bar: Bar) -> Iterator[str]:
    """Tell the bar of every line's length; in these files a character is a byte."""
    for line in lines:
        bar.update(len(line))
        yield line
