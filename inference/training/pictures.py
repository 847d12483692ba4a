"""Pictures a training run leaves in its folder: `run.html` (class sizes, curves, time) and `samples.png`.

Both open without a network. The charts' camera button saves them as SVG, for print. The samples are people's faces:
they belong into the run's folder and nowhere else.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import cv2
import numpy as np
import plotly.graph_objects as go

from inference.frames import Image
from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.training.crops import USAGES, Crops
from inference.training.dataset import class_sizes
from inference.training.fitting import COLOUR, fit_image

Epoch = Mapping[str, float]

# Okabe & Ito's colours, told apart by people with colour-blindness too; dashes and patterns repeat what they say.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
DASHES = ("solid", "dash", "dot", "dashdot")
PATTERNS = ("", "/", ".")

STYLE = "body { font-family: sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #141a1c }"
NOTE = (
    "Training curves are measured while the weights still move, on crops changed at random and with whatever softens "
    "their labels; validation curves at the end of an epoch, on crops as they are. So validation can look the better. "
    "The camera button above a chart saves it as SVG."
)

SAMPLES_PER_CLASS = 10
SAMPLE_PIXELS = 96
NAME_PIXELS = 170
GAP_PIXELS = 4
WHITE, INK = 255, (28, 26, 20)


def write_pictures(out: Path, crops: Crops, history: Sequence[Epoch]) -> None:
    """Write `run.html` and `samples.png` into a run's folder; those of an earlier epoch are replaced.

    Args:
        out: the run's folder, outside the repository.
        crops: what the run trains on; copies made for balance count.
        history: an entry for each epoch: every accuracy and loss under a name that ends so, and `seconds`.
    """
    figures = [class_chart(crops)]
    if history:
        figures += [curve_chart(history, "accuracy"), curve_chart(history, "loss"), time_chart(history)]
    (out / "run.html").write_text(page("Training run", NOTE, figures), encoding="utf-8")
    (out / "samples.png").write_bytes(cv2.imencode(".png", sample_grid(crops))[1].tobytes())


def class_chart(crops: Crops) -> go.Figure:
    """Draw how many crops each class has, in each part of the data."""
    figure = go.Figure()
    for usage in np.unique(crops.usage):
        sizes = {name: size for name, size in class_sizes(crops.part(usage)).items() if name in _classes(crops)}
        figure.add_bar(
            name=USAGES[usage],
            x=list(sizes),
            y=list(sizes.values()),
            text=[f"{size:,}" for size in sizes.values()],
            textposition="outside",
            textfont={"size": 12},
            marker={"color": COLOURS[usage], "pattern": {"shape": PATTERNS[usage]}},
        )
    return _titled(figure, f"Size of each class ({len(crops):,} crops)", "class", "crops")


def curve_chart(history: Sequence[Epoch], measure: str) -> go.Figure:
    """Draw everything in the history whose name ends in a measure ("accuracy", "loss") against the epochs."""
    figure = go.Figure()
    names = dict.fromkeys(name for epoch in history for name in epoch if name.endswith(measure))
    for number, name in enumerate(names):
        line = {"color": COLOURS[number % len(COLOURS)], "dash": DASHES[number % len(DASHES)]}
        values = [epoch.get(name) for epoch in history]
        figure.add_scatter(name=_legend(name), x=_numbers(history), y=values, mode="lines+markers", line=line)
    _titled(
        figure, measure.capitalize(), "epoch", "share of crops" if measure == "accuracy" else "cross-entropy (nats)"
    )
    return figure.update_yaxes(tickformat=".0%") if measure == "accuracy" else figure


def time_chart(history: Sequence[Epoch]) -> go.Figure:
    """Draw how long each epoch took; the title tells how long all of them did."""
    seconds = [epoch.get("seconds", 0.0) for epoch in history]
    figure = go.Figure(go.Bar(x=_numbers(history), y=seconds, marker={"color": COLOURS[0]}))
    return _titled(figure, f"Time for each epoch, {duration(sum(seconds))} in total", "epoch", "time (s)")


def duration(seconds: float) -> str:
    """Return a time as people say it: `48 s`, `3 min 5 s`, `1 h 11 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def page(title: str, note: str, figures: Sequence[go.Figure]) -> str:
    """Return a page of charts below a note; it needs no other file, for the first chart brings plotly.js along."""
    charts = [
        figure.to_html(
            full_html=False,
            include_plotlyjs=number == 0,
            config={"toImageButtonOptions": {"format": "svg"}, "displaylogo": False},
        )
        for number, figure in enumerate(figures)
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    body = f"<h1>{escape(title)}</h1>\n<p>{escape(note)}</p>\n{''.join(charts)}"
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def sample_grid(crops: Crops, seed: int = 0) -> Image:
    """Draw a row of crops for each class, its name and size before them.

    Args:
        crops: of any size, grey or BGR.
        seed: the same one picks the same crops.

    Returns:
        BGR, uint8.
    """
    generator = np.random.default_rng(seed)
    rows = [_sample_row(crops, name, generator) for name in _classes(crops)]
    return np.concatenate(rows)


def _sample_row(crops: Crops, name: str, generator: np.random.Generator) -> Image:
    """Draw one class: its name, its size and some of its crops, white where there are no more."""
    members = np.flatnonzero(crops.emotion == EMOTIONS_WITH_CONTEMPT.index(name))
    chosen = np.sort(generator.permutation(members)[:SAMPLES_PER_CLASS])
    cell = SAMPLE_PIXELS + GAP_PIXELS
    row = np.full((cell, NAME_PIXELS + SAMPLES_PER_CLASS * cell, COLOUR), WHITE, dtype=np.uint8)
    cv2.putText(row, name, (8, 46), cv2.FONT_HERSHEY_SIMPLEX, 0.8, INK, 2, cv2.LINE_AA)
    cv2.putText(row, f"{len(members)} crops", (8, 72), cv2.FONT_HERSHEY_SIMPLEX, 0.55, INK, 1, cv2.LINE_AA)
    for number, crop in enumerate(crops.pixels[chosen]):
        left = NAME_PIXELS + number * cell
        row[:SAMPLE_PIXELS, left : left + SAMPLE_PIXELS] = fit_image(crop, SAMPLE_PIXELS, COLOUR)
    return row


def _classes(crops: Crops) -> list[str]:
    """Return the seven classes, and contempt where the crops have it."""
    return [name for name, size in class_sizes(crops).items() if size or name in EMOTIONS]


def _numbers(history: Sequence[Epoch]) -> list[float]:
    """Return the epochs' numbers."""
    return [epoch["epoch"] for epoch in history]


def _legend(name: str) -> str:
    """Return what a curve is called: what is not measured on the validation split is measured in training."""
    words = name.replace("_", " ")
    return words if words.startswith("validation") else f"training {words}"


def _titled(figure: go.Figure, title: str, x: str, y: str) -> go.Figure:
    """Give a chart its title and its axes their names."""
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right"}
    figure.update_layout(title=title, xaxis_title=x, yaxis_title=y, template="plotly_white", font={"size": 15})
    return figure.update_layout(legend=legend, showlegend=any(trace.name for trace in figure.data))
