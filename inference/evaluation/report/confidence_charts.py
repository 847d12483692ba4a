"""How far confidence can be trusted: reliability, and accuracy against what is answered. Tokens as in `charts.py`."""

import numpy as np

from inference.evaluation.report.axes import ACTION, ATTENTIVE, QUIET, SHARE_AXIS, Figure, Report, Trace, diagonal


def reliability(report: Report) -> Figure:
    """Accuracy of each bin against its confidence, a dot as large as the bin is full."""
    bins = report["reliability"]
    most = max(bins["count"]) or 1
    dots = {
        "type": "scatter",
        "mode": "markers+lines",
        "x": bins["confidence"],
        "y": bins["accuracy"],
        "customdata": bins["count"],
        "marker": {"color": ACTION, "size": [6 + 16 * (count / most) ** 0.5 for count in bins["count"]], "opacity": 1},
        "line": {"color": ACTION, "width": 1.5},
        "cliponaxis": False,
        "hovertemplate": "says %{x:.0%}, is right %{y:.0%} of %{customdata}<extra></extra>",
    }
    notes = [_note(0.06, 0.94, "too timid", "left"), _note(0.96, 0.08, "too sure of itself", "right")]
    layout = {
        "xaxis": {**SHARE_AXIS, "title": {"text": "what it says"}},
        "yaxis": {**SHARE_AXIS, "title": {"text": "how often it is right"}},
        "annotations": notes,
    }
    return {"data": [diagonal(), dots], "layout": layout}


def coverage(report: Report) -> Figure:
    """Accuracy when only the surest part is answered, and where the minimum confidence stands."""
    curve = report["risk_coverage"]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": curve["coverage"],
        "y": curve["accuracy"],
        "customdata": curve["confidence"],
        "line": {"color": ACTION, "width": 2.5},
        "marker": {"color": ACTION, "size": 5},
        "cliponaxis": False,
        "hovertemplate": "surest %{x:.0%}: %{y:.1%} right, from confidence %{customdata:.2f}<extra></extra>",
    }
    low = min(0.5, np.floor(min(curve["accuracy"]) * 10) / 10)
    layout = {
        "xaxis": {**SHARE_AXIS, "title": {"text": "share that is answered, surest first"}},
        "yaxis": {**SHARE_AXIS, "dtick": 0.1, "range": [low, 1.01], "title": {"text": "right among them"}},
    }
    return {"data": [line], "layout": layout | _served_line(report)}


def _served_line(report: Report) -> Figure:
    """Mark the coverage that the minimum confidence leaves."""
    if "not_sure" not in report:
        return {}
    served = 1 - (report["not_sure"] + report["faces_not_found"]) / report["count"]
    line = {"type": "line", "x0": served, "x1": served, "yref": "paper", "y0": 0, "y1": 1}
    note = {
        "x": served,
        "yref": "paper",
        "y": 0.04,
        "text": f"served: {served:.0%}",
        "xanchor": "right",
        "showarrow": False,
    }
    return {
        "shapes": [line | {"line": {"color": ATTENTIVE, "width": 1.5, "dash": "dot"}}],
        "annotations": [note | {"font": {"color": ATTENTIVE, "size": 13}, "xshift": -4}],
    }


def _note(x: float, y: float, text: str, anchor: str) -> Trace:
    """A quiet word inside a chart."""
    return {"x": x, "y": y, "text": text, "xanchor": anchor, "showarrow": False, "font": {"color": QUIET, "size": 13}}
