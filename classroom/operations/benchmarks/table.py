"""A benchmark as a page of Markdown, with the numbers beside it as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

PARTS = ("web", "frames", "general", "beat", "redis-server", "postgres")
CLASS_HEADS = (
    *("students", "sessions", "frames/s", "analysed", "stale", "refused", "answer p50", "p95"),
    *("dashboard p50", "p95", "p99", "interval told"),
)
COST_HEADS = (
    "students",
    "sessions",
    "part",
    "processes",
    "cores",
    "MB at first",
    "at last",
    "at most",
    "of one process",
)
CLASSES = (
    ("classes", "Classes"),
    ("soak", "Half an hour at full load"),
    ("overload", "Ten times the load"),
)
OTHERS = (
    ("workers", "Frame workers on a preloaded queue"),
    ("receiving", "Receiving side of the web process"),
    ("length", "A long lecture, replayed"),
    ("reports", "Reports of long lectures"),
)


def write_benchmark(directory: Path, facts: dict[str, Any], results: dict[str, Any], now: datetime) -> Path:
    """Store a benchmark under its moment; where the page lies."""
    directory.mkdir(parents=True, exist_ok=True)
    page = directory / f"{now:%Y-%m-%d-%H%M}.md"
    page.write_text(as_page(facts, results, now))
    page.with_suffix(".json").write_text(json.dumps({"machine": facts, **results}, indent=2) + "\n")
    return page


def as_page(facts: dict[str, Any], results: dict[str, Any], now: datetime) -> str:
    """Everything that was measured, one table for each kind."""
    lines = [f"# Benchmark of {now:%Y-%m-%d %H:%M} UTC", "", *_machine(facts)]
    for name, title in CLASSES:
        if classes := results.get(name):
            lines += ["", f"## {title}", "", "Times are seconds from sending.", ""]
            lines += _table(CLASS_HEADS, map(_class_cells, classes))
            lines += ["", "What they cost: cores are used on average; memory is PSS, a part with its children.", ""]
            lines += _table(COST_HEADS, (cells for report in classes for cells in _cost_cells(report)))
    for name, title in OTHERS:
        if rows := results.get(name):
            lines += ["", f"## {title}", "", *_plain_table(rows)]
    return "\n".join([*lines, ""])


def _machine(facts: dict[str, Any]) -> list[str]:
    return [", ".join(f"{name} {value}" for name, value in facts.items()) + "."]


def _class_cells(report: dict[str, Any]) -> list[str]:
    answer, dashboard = report["send_to_answer_s"], report["send_to_dashboard_s"]
    counts = (report["students"], report["sessions"], report["frames_per_s"], report["analysed"], report["stale"])
    times = (answer["p50"], answer["p95"], dashboard["p50"], dashboard["p95"], dashboard["p99"])
    told = report["interval_s"]
    interval = f"{told['least']} to {told['most']} s" if told else "-"
    return [*map(_cell, (*counts, sum(report["refused"].values()), *times)), interval]


def _cost_cells(report: dict[str, Any]) -> Iterator[list[str]]:
    """A line for each part of the product."""
    for process in sorted(report["processes"], key=lambda process: PARTS.index(process["part"])):
        memory = process["pss_mb"]
        sizes = (memory["first"], memory["last"], memory["most"], memory["most_of_one_process"])
        cells = (process["part"], process["processes"], process["cores"], *sizes)
        yield [*map(_cell, (report["students"], report["sessions"], *cells))]


def _plain_table(rows: Sequence[dict[str, Any]]) -> list[str]:
    return _table(
        [name.replace("_", " ") for name in rows[0]], ([_cell(value) for value in row.values()] for row in rows)
    )


def _table(heads: Sequence[str], rows: Iterable[list[str]]) -> list[str]:
    return [_line(heads), _line(["---"] * len(heads)), *(_line(row) for row in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
