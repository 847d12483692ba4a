"""How shares and times are written for people. The browser's twins of these stand in static/js/lib/words.js."""

import math

NOTHING = "–"
ROUNDING = 1e-9
PERCENT = "\N{NO-BREAK SPACE}%"  # the sign never stands alone at the beginning of a line


def percent(share: float | None) -> str:
    """A share or an engagement, 0 to 1, as "42 %"."""
    return NOTHING if share is None else f"{whole_percent(share)}{PERCENT}"


def span(low: float, high: float) -> str:
    """From one share to another: "35–65 %"."""
    return f"{whole_percent(low)}–{whole_percent(high)}{PERCENT}"


def whole_percent(share: float) -> int:
    """Halves go up, as a browser rounds them: of 0.285 too, which is a hair less than half a percent in floats."""
    return math.floor(share * 100 + 0.5 + ROUNDING)


def clock(seconds: int) -> str:
    """Seconds since the start as "7:05" or "1:07:05"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
