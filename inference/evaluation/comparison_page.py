"""The comparison as Markdown, with the date and the hardware it was measured on."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from inference.evaluation.compare import Row
from inference.evaluation.machine import processor

NOT_TRAINED = "not trained here"
NONE = "–"
HEADS = (
    "network", "parameters", "multiply-adds", "LiteRT file", "ms a face", "accuracy (95 % interval)",
    "without repeats", "balanced accuracy", "macro precision", "macro F1", "macro AUC",
    "epochs here", "the paper reports", "on", "epochs there",
)  # fmt: skip


def comparison_page(rows: Sequence[Row], data: str | None, command: str) -> str:
    """Return the page.

    Args:
        rows: as `compare` returns them.
        data: name of the common data; None where only costs were measured.
        command: that makes the page again.
    """
    return "\n".join(
        [
            "# The networks side by side",
            "",
            f"Measured on {datetime.now(UTC).date().isoformat()}, {hardware()}. {_measured(rows, data)}. Made by",
            "",
            f"    {command}",
            "",
            "Every network is measured as LiteRT file with int8 weights, single crops, one core. Milliseconds are",
            "processor time of the network alone, all taken in this one run. The bold one is served; its last layer",
            "was adjusted on the validation split (see its entry in `weights.toml`), the others are as trained. Epochs",
            "and test sets differ from the papers', so compare down a column, not across: the papers' figures are",
            "their own.",
            *_kept(rows),
            "",
            _line(HEADS),
            _line(["---", *["---:"] * 11, "---", "---", "---:"]),
            *(_line(_cells(row)) for row in rows),
            "",
            *_papers(rows),
        ]
    )


def _kept(rows: Sequence[Row]) -> list[str]:
    """Say whose figures were measured earlier."""
    days = sorted({row.measured_on for row in rows if row.measured_on})
    lines = []
    for day in days:
        names = ", ".join(f"`{row.name}`" for row in rows if row.measured_on == day)
        lines += [
            "",
            f"Accuracy and the means over the classes were measured on {day} for {names}; all costs on the day above.",
        ]
    return lines


def _measured(rows: Sequence[Row], data: str | None) -> str:
    """Say how many crops of which part were measured on, and how many of them Training holds too."""
    figures = next((row.figures for row in rows if row.figures), None)
    if figures is None:
        return "No data were given: costs only"
    return f"{figures['count']:,} crops of `{data}`, {figures['part']}{_repeats(figures['repeats_of_training'])}"


def _repeats(count: int | None) -> str:
    """Say how many of the crops Training holds too, or that it is not there to be looked into."""
    if count is None:
        return "; the data hold no Training, so that nobody knows which of them the networks have learned"
    return f"; {count:,} of them are images that Training holds too" if count else ""


def hardware() -> str:
    """Describe the processor and the system, without the machine's name."""
    return f"one core of {processor()}, {platform.system()}, Python {platform.python_version()}"


def _cells(row: Row) -> list[str]:
    """Return one row's cells as text."""
    paper = row.paper
    return [
        f"**{row.name}**, shipped" if row.is_shipped else f"`{row.name}`",
        _amount(row.parameters),
        _amount(row.multiply_adds),
        _amount(row.size_bytes, "B"),
        f"{row.ms_per_face:.2f}",
        *_figures(row),
        NONE if row.epochs is None else str(row.epochs),
        NONE if paper is None else _reported(paper.reported),
        NONE if paper is None else paper.test_set,
        NONE if paper is None or paper.epochs is None else str(paper.epochs),
    ]


def _figures(row: Row) -> list[str]:
    """Return accuracy with its interval and without the repeats, and the means over the classes."""
    if row.figures is None:
        return [NONE if row.is_shipped or row.epochs else NOT_TRAINED, *[NONE] * 5]
    low, high = row.figures["confidence_intervals"]["accuracy"]
    without, auc = row.figures["accuracy_without_repeats"], row.figures["macro_auc"]
    return [
        f"{row.figures['accuracy']:.1%} ({100 * low:.1f} to {100 * high:.1f})",
        NONE if without is None else f"{without:.1%}",
        f"{row.figures['balanced_accuracy']:.1%}",
        f"{row.figures['macro_precision']:.3f}",
        f"{row.figures['macro_f1']:.3f}",
        NONE if auc is None else f"{auc:.3f}",
    ]


def _reported(figures: Mapping[str, float]) -> str:
    """Return a paper's own figures in words."""
    named = (f"{name.replace('_', ' ')} {value:g}" for name, value in figures.items())
    return ", ".join(named).replace("f1", "F1").replace("auc", "AUC") or NONE


def _amount(value: int | None, unit: str = "") -> str:
    """Write a large number with three digits and k, M or G."""
    if value is None:
        return NONE
    scaled, prefix = float(value), ""
    for larger in ("k", "M", "G"):
        if scaled >= 1000:
            scaled, prefix = scaled / 1000, larger
    return f"{scaled:.3g} {prefix}{unit}".strip()


def _papers(rows: Sequence[Row]) -> list[str]:
    """Return a list of the papers and of what was decided where they leave something open."""
    lines = ["## The papers, and what they leave open", ""]
    for row in rows:
        if row.paper is not None:
            lines += [f"`{row.name}`: {row.paper.citation}", "", *(f"- {text}" for text in row.paper.decisions), ""]
    return lines


def _line(cells: Sequence[str]) -> str:
    """Return one line of a Markdown table; a bar inside a cell would end it."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
