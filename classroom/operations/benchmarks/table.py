"""A benchmark as a page of Markdown, with the numbers beside it as JSON."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

PARTS = ("web", "frames", "general", "redis-server", "postgres")
CLASS_HEADS = (
    *("students", "sessions", "frames/s", "analysed", "stale", "refused", "answer p50", "p95"),
    *("dashboard p50", "p95", "p99", "interval told"),
)
COST_HEADS = ("students", "sessions", *(f"{part}, {what}" for part in PARTS for what in ("cores", "MB")))


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
    if classes := results.get("classes"):
        lines += ["", "## Classes", "", "Times are seconds from sending.", ""]
        lines += _table(CLASS_HEADS, map(_class_cells, classes))
        lines += ["", "What they cost: cores are used on average; memory is PSS at most, a part with its children.", ""]
        lines += _table(COST_HEADS, map(_cost_cells, classes))
    for name, title in (
        ("workers", "Frame workers on a preloaded queue"),
        ("receiving", "Receiving side of the web process"),
    ):
        if rows := results.get(name):
            lines += ["", f"## {title}", "", *_plain_table(rows)]
    if reports := results.get("reports"):
        lines += ["", "## Reports of long lectures", "", *_plain_table(reports)]
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


def _cost_cells(report: dict[str, Any]) -> list[str]:
    processes = {process["part"]: process for process in report["processes"]}
    cells = [_cell(report["students"]), _cell(report["sessions"])]
    for part in PARTS:
        process = processes.get(part)
        cells += [_cell(process["cores"]), _cell(process["pss_mb"]["most"])] if process else ["-", "-"]
    return cells


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
