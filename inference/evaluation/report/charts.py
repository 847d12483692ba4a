"""Figures of a report into Plotly figures as dicts. A string such as `--color-text` names a token of `report.css`.

The page's script puts the tokens' values in their place, so that light and dark mode share one figure.
"""

import numpy as np

from inference.evaluation.report.axes import ACTION, ATTENTIVE, SHARE_AXIS, Figure, Report, diagonal
from inference.evaluation.report.confidence_charts import coverage, reliability
from inference.evaluation.report.sentences import shows_people


def charts(report: Report) -> dict[str, Figure]:
    """Return the charts by name; that of people only where there are some to compare."""
    figures = {
        "confusion": confusion(report),
        "roc": roc(report),
        "reliability": reliability(report),
        "coverage": coverage(report),
    }
    if shows_people(report):
        figures["people"] = people(report)
    return figures


def confusion(report: Report) -> Figure:
    """Shares of each true class as colours; the numbers in the cells are shares or counts, as the page is asked."""
    shares, counts = np.array(report["confusion_normalised"]), np.array(report["confusion"])
    is_present = counts.sum(axis=1) > 0
    names = [name for name, present in zip(report["classes"], is_present, strict=True) if present]
    heatmap = {
        "type": "heatmap",
        "x": report["confusion_columns"],
        "y": names,
        "z": shares[is_present].tolist(),
        "zmin": 0,
        "zmax": 1,
        "text": [[f"{share:.0%}" for share in row] for row in shares[is_present]],
        "texttemplate": "%{text}",
        "customdata": counts[is_present].tolist(),
        "hovertemplate": "%{y} read as %{x}: %{customdata} (%{z:.1%})<extra></extra>",
        "colorscale": [[0, "--color-sunken"], [1, "--color-heat"]],
        "textfont": {"color": "--color-text"},
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    layout = {
        "xaxis": {
            "title": {"text": "read as"},
            "side": "bottom",
            "tickangle": -45,
            "fixedrange": True,
            "showgrid": False,
        },
        "yaxis": {"title": {"text": "labelled"}, "autorange": "reversed", "fixedrange": True, "showgrid": False},
    }
    return {"data": [heatmap], "layout": layout}


def roc(report: Report) -> Figure:
    """One curve a class. All curves end in the same corner, so the names stand in a legend, best class first."""
    table = report["per_class"]
    names = sorted(report["roc"], key=lambda name: -table[name]["auc"])
    curves = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": report["roc"][name]["false_positive_rate"],
            "y": report["roc"][name]["true_positive_rate"],
            "name": f"{name} {table[name]['auc']:.2f}",
            "line": {"color": f"--color-emotion-{name}", "width": 2.5},
            "hovertemplate": f"{name}: %{{y:.0%}} found, %{{x:.0%}} false<extra></extra>",
        }
        for name in names
    ]
    layout = {
        "xaxis": {**SHARE_AXIS, "title": {"text": "share of the others taken for it"}},
        "yaxis": {**SHARE_AXIS, "title": {"text": "share of the class found"}},
        "legend": {"x": 0.98, "xanchor": "right", "y": 0.04, "yanchor": "bottom"},
        "showlegend": True,
    }
    return {"data": [diagonal(), *curves], "layout": layout}


def people(report: Report) -> Figure:
    """One bar a person, worst first, and the band in which the mean lies."""
    rows = sorted(report["by_person"].items(), key=lambda item: float(item[1]["accuracy"]))
    low, high = report["confidence_intervals"]["accuracy"]
    bars = {
        "type": "bar",
        "x": [name for name, _ in rows],
        "y": [row["accuracy"] for _, row in rows],
        "customdata": [row["count"] for _, row in rows],
        "marker": {"color": ACTION},
        "hovertemplate": "%{x}: %{y:.0%} of %{customdata}<extra></extra>",
    }
    band = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high, "line": {"width": 0}}
    layout = {
        "xaxis": {
            "type": "category",
            "tickangle": -90,
            "fixedrange": True,
            "showgrid": False,
            "tickfont": {"size": 10},
        },
        "yaxis": {**SHARE_AXIS, "title": {"text": "right"}},
        "bargap": 0.35,
        "shapes": [band | {"fillcolor": ATTENTIVE, "opacity": 0.22, "layer": "above"}],
    }
    return {"data": [bars], "layout": layout}
