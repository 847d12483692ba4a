"""What the charts share: tokens of `report.css`, an axis of shares, and the diagonal."""

from typing import Any

Report = dict[str, Any]
Trace = dict[str, Any]
Figure = dict[str, Any]

QUIET = "--color-text-quiet"
ACTION = "--color-action"
ATTENTIVE = "--color-attentive"
SHARE_AXIS = {"range": [0, 1.01], "tickformat": ".0%", "dtick": 0.2, "fixedrange": True}


def diagonal() -> Trace:
    """The line of chance, or of perfect calibration."""
    line = {"color": QUIET, "width": 1, "dash": "dot"}
    return {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": line, "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip
