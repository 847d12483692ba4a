"""A benchmark as a page of Markdown, with the numbers beside it as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from statistics import median
from typing import Any

PARTS = ("web", "frames", "general", "beat", "redis-server", "postgres")
CLASS_HEADS = (
    *("students", "sessions", "frames/s", "analysed", "stale", "refused", "answer p50", "p95"),
    *("dashboard p50", "p95", "p99", "figures p50", "p95", "interval told", "errors"),
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
    "more in an hour",
    "by the last third",
)
STAGE_HEADS = ("students", "sessions", "stage", "times", "seconds", "mean ms", "p50 ms", "p95 ms", "p99 ms")
HEADS_OF_RUNS = (
    *("runs", "frames", "frames per s, median", "range", "frames per core s, median", "range"),
    *("cpu ms per frame, median", "redis ms per frame, median"),
)
LEAST_SERIES = 10  # minutes of which memory is shown one by one
SIZES = ("first", "last", "most", "most_of_one_process", "growth_per_h", "last_growth_per_h")
TIMES_TEXT = (
    "Times are seconds from sending. *Dashboard*: the first message that was made when the frame's reading was there. "
    "*Figures*: the first whose figures count it; where a class is more than one person that one closes the bucket."
)
STAGES_TEXT = (
    "Where the time went, by the product's own histograms: percentiles lie between the bounds of these. `flush` and "
    "`publish`, which is part of it, are of one session, once a second."
)
COSTS_TEXT = (
    "What they cost: cores are used on average; memory is PSS in MB, a part with its children. Growth in an hour is "
    "the slope of a fitted line, through all looks and through those of the last third."
)
CLASSES = (
    ("classes", "Classes"),
    ("singles", "Courses of one student, whose figures are shown"),
    ("soak", "Half an hour at full load"),
    ("overload", "Ten times the load"),
)
OTHERS = (
    ("workers", "Frame workers on a preloaded queue"),
    ("machines", "Machines with only frame workers, each half a core"),
    ("receiving", "Receiving side of the web process"),
    ("length", "A long lecture, replayed"),
    ("reports", "Reports of long lectures"),
)
REPEATED = {"workers": "processes", "machines": "machines"}  # measured several times with each number of these


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
            lines += ["", f"## {title}", "", *_class_tables(classes)]
    for name, title in OTHERS:
        if rows := results.get(name):
            table = _table_of_runs(rows, REPEATED[name]) if name in REPEATED else _plain_table(rows)
            lines += ["", f"## {title}", "", *table]
    return "\n".join([*lines, ""])


def _class_tables(classes: Sequence[dict[str, Any]]) -> list[str]:
    lines = [TIMES_TEXT, "", *_table(CLASS_HEADS, map(_class_cells, classes))]
    lines += ["", STAGES_TEXT, ""]
    lines += _table(STAGE_HEADS, (cells for report in classes for cells in _stage_cells(report)))
    lines += ["", COSTS_TEXT, ""]
    lines += _table(COST_HEADS, (cells for report in classes for cells in _cost_cells(report)))
    for report in classes:
        lines += _memory_of_each_minute(report)
    return lines


def _machine(facts: dict[str, Any]) -> list[str]:
    return [", ".join(f"{name} {value}" for name, value in facts.items()) + "."]


def _class_cells(report: dict[str, Any]) -> list[str]:
    answer, dashboard, figures = (report[f"send_to_{where}_s"] for where in ("answer", "dashboard", "figures"))
    counts = (report["students"], report["sessions"], report["frames_per_s"], report["analysed"], report["stale"])
    times = (answer["p50"], answer["p95"], *dashboard.values(), figures["p50"], figures["p95"])
    told = report["interval_s"]
    interval = f"{told['least']} to {told['most']} s" if told else "-"
    return [*map(_cell, (*counts, sum(report["refused"].values()), *times)), interval, _errors(report["errors"])]


def _errors(counts: dict[str, int]) -> str:
    """What went wrong for students and dashboards, by its name; nobody has to open the numbers beside the page."""
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "0"


def _cost_cells(report: dict[str, Any]) -> Iterator[list[str]]:
    """A line for each part of the product."""
    for process in _in_order(report):
        sizes = [process["pss_mb"][name] for name in SIZES]
        cells = (process["part"], process["processes"], process["cores"], *sizes)
        yield [*map(_cell, (report["students"], report["sessions"], *cells))]


def _stage_cells(report: dict[str, Any]) -> Iterator[list[str]]:
    """A line for each stage that something went through."""
    for stage in report["stages"]:
        yield [*map(_cell, (report["students"], report["sessions"], *stage.values()))]


def _memory_of_each_minute(report: dict[str, Any]) -> list[str]:
    """How the memory of each part went on, where it was looked at for long enough."""
    series = {process["part"]: process["pss_mb"]["of_each_minute"] for process in _in_order(report)}
    minutes = [*zip_longest(*series.values())]
    if len(minutes) < LEAST_SERIES:
        return []
    rows = ([str(number), *map(_cell, sizes)] for number, sizes in enumerate(minutes, start=1))
    whose = f"students {report['students']}, sessions {report['sessions']}"
    return ["", f"MB in each minute, the median: {whose}.", "", *_table(("minute", *series), rows)]


def _in_order(report: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(report["processes"], key=lambda process: PARTS.index(process["part"]))


def _table_of_runs(runs: Sequence[dict[str, Any]], of: str) -> list[str]:
    """A line for each number of these: what its runs measured, in the middle, and from the least to the most."""
    numbers = sorted({run[of] for run in runs})
    rows = ([_cell(number), *_cells_of_runs([run for run in runs if run[of] == number])] for number in numbers)
    return _table((of, *HEADS_OF_RUNS), rows)


def _cells_of_runs(runs: Sequence[dict[str, Any]]) -> list[str]:
    speeds = (cell for name in ("frames_per_s", "frames_per_core_s") for cell in _median_and_range(runs, name))
    costs = (median(run[name] for run in runs) for name in ("cpu_ms_per_frame", "redis_ms_per_frame"))
    return [_cell(len(runs)), _cell(runs[0]["frames"]), *speeds, *map(_cell, costs)]


def _median_and_range(runs: Sequence[dict[str, Any]], name: str) -> tuple[str, str]:
    values = [run[name] for run in runs]
    return _cell(median(values)), f"{_cell(min(values))} to {_cell(max(values))}"


def _plain_table(rows: Sequence[dict[str, Any]]) -> list[str]:
    return _table(
        [name.replace("_", " ") for name in rows[0]], ([_cell(value) for value in row.values()] for row in rows)
    )


def _table(heads: Sequence[str], rows: Iterable[list[str]]) -> list[str]:
    return [_line(heads), _line(["---"] * len(heads)), *(_line(row) for row in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
