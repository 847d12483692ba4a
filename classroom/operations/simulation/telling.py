"""What the person at the terminal sees of a simulated class."""

import sys
from typing import Any, TextIO

from classroom.operations.simulation.tally import Tally

BAR_WIDTH = 24


class ProgressLine:
    """One line that is written over and over; nothing where the output is no terminal."""

    def __init__(self, output: TextIO = sys.stderr) -> None:
        self._output = output

    def tell(self, doing: str, share: float, tally: Tally) -> None:
        if self._output.isatty():
            self._output.write(f"\r\033[K{progress(doing, share, tally)}")
            self._output.flush()

    def end(self) -> None:
        if self._output.isatty():
            self._output.write("\r\033[K")


def progress(doing: str, share: float, tally: Tally) -> str:
    done = round(min(1.0, share) * BAR_WIDTH)
    bar = "█" * done + "·" * (BAR_WIDTH - done)
    return f"{doing:<9} {bar} {tally.joined} joined, {tally.frames_sent} frames sent, {tally.analysed} answered"


def in_words(report: dict[str, Any]) -> str:
    """The report as a few lines."""
    refused = ", ".join(f"{count} {reason}" for reason, count in report["refused"].items()) or "none"
    errors = ", ".join(f"{count} × {error}" for error, count in report["errors"].items()) or "none"
    frames = f"{report['duration_s']:g} s, {report['frames_sent']} frames ({report['frames_per_s']} a second)"
    lines = [
        f"{report['joined']} of {report['students']} students joined, {report['sessions']} sessions",
        f"{frames}: {report['analysed']} analysed, {report['stale']} stale; refused: {refused}; errors: {errors}",
        f"To the answer (s):    {_in_a_row(report['send_to_answer_s'])}",
        f"To the dashboard (s): {_in_a_row(report['send_to_dashboard_s'])} ({report['shown']} frames)",
        f"To its figures (s):   {_in_a_row(report['send_to_figures_s'])} (the length of a bucket included)",
        f"Interval told (s):    {_in_a_row(report['interval_s'] or {})}",
    ]
    own = f"{'(this command)':<14} {report['simulator_cores']:20.2f} cores"
    return "\n".join([*lines, *(_process_line(process) for process in report["processes"]), own])


def _in_a_row(values: dict[str, Any]) -> str:
    return "  ".join(f"{name} {'-' if value is None else f'{value:g}'}" for name, value in values.items()) or "-"


def _process_line(process: dict[str, Any]) -> str:
    memory = process["pss_mb"]
    return (
        f"{process['part']:<14} {process['processes']:>2} processes  {process['cores']:6.2f} cores  "
        f"PSS {memory['last']:7.1f} MB (at most {memory['most']:.1f}, one process {memory['most_of_one_process']:.1f})"
    )
