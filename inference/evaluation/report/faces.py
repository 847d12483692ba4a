"""Pictures of single answers: the crop and one bar for each class. They show people: see `WARNING`."""

import base64
from html import escape

import cv2
import numpy as np
import numpy.typing as npt

from inference.evaluation.answers import Answers, Pixels
from inference.evaluation.report.sentences import Report
from inference.probabilities import Probabilities

WARNING = (
    "This page holds faces of people. The data sets they come from may not be passed on: do not send, publish or "
    "commit it. With --no-faces the page is made without them."
)
WRONG_SHOWN = 8
WRONG_OF_ONE_CLASS = 2


def faces_section(report: Report, answers: Answers) -> str:
    """Show one right answer of each class and the surest wrong ones."""
    probabilities = answers.chosen(report["flip_averaged"])
    is_right = answers.found() & (probabilities.argmax(axis=1) == answers.truth)
    right = typical_rows(probabilities, answers.truth, is_right)
    wrong = surest_rows(probabilities, answers.truth, answers.found() & ~is_right)
    parts = [("Right: for each class an answer of middling confidence", right), ("Wrong, and surest of it", wrong)]
    grids = "".join(_grid(title, rows, answers, probabilities, report["classes"]) for title, rows in parts if rows)
    return f'<section><h2>Single answers</h2><p class="warning">{escape(WARNING)}</p>{grids}</section>'


def typical_rows(
    probabilities: Probabilities, truth: npt.NDArray[np.uint8], is_chosen: npt.NDArray[np.bool_]
) -> list[int]:
    """Return one chosen row for each class: the one whose confidence lies in the middle of its class.

    Args:
        probabilities: shape (n, classes).
        truth: class indices, shape (n,).
        is_chosen: which rows may be taken, shape (n,).
    """
    rows = []
    for number in np.unique(truth[is_chosen]):
        candidates = np.flatnonzero(is_chosen & (truth == number))
        order = np.argsort(probabilities[candidates].max(axis=1), kind="stable")
        rows.append(int(candidates[order[len(order) // 2]]))
    return rows


def surest_rows(
    probabilities: Probabilities, truth: npt.NDArray[np.uint8], is_chosen: npt.NDArray[np.bool_]
) -> list[int]:
    """Return the chosen rows of highest confidence, at most two of one class, eight in all; arguments as above."""
    rows: list[int] = []
    for row in np.argsort(-probabilities.max(axis=1), kind="stable"):
        of_its_class = sum(truth[other] == truth[row] for other in rows)
        if is_chosen[row] and of_its_class < WRONG_OF_ONE_CLASS and len(rows) < WRONG_SHOWN:
            rows.append(int(row))
    return rows


def _grid(title: str, rows: list[int], answers: Answers, probabilities: Probabilities, classes: list[str]) -> str:
    """Return a headed grid of answers."""
    faces = [_face(answers.pixels[row], probabilities[row], int(answers.truth[row]), classes) for row in rows]
    return f'<h3>{escape(title)}</h3><div class="faces">{"".join(faces)}</div>'


def _face(crop: Pixels, probabilities: Probabilities, truth: int, classes: list[str]) -> str:
    """Return one crop with its label, what it was read as, and its bars."""
    likeliest = int(probabilities.argmax())
    read = f"labelled {classes[truth]}, read as {classes[likeliest]}"
    bars = "".join(_bar(name, float(probabilities[number]), number == truth) for number, name in enumerate(classes))
    return (
        f'<figure class="face"><img src="{data_uri(crop)}" alt="Face {read}"><div class="bars">{bars}</div>'
        f'<figcaption class="small quiet">{read}</figcaption></figure>'
    )


def _bar(name: str, share: float, is_true: bool) -> str:
    """Return one class's name, bar and share; the label's class is underlined."""
    label = f'<span class="true">{name}</span>' if is_true else f"<span>{name}</span>"
    bar = f'<i style="width: {100 * share:.0f}%; background: var(--color-emotion-{name})"></i>'
    return f"{label}{bar}<span>{100 * share:.0f} %</span>"


def data_uri(crop: Pixels) -> str:
    """Return a crop as a PNG inside an address."""
    png = cv2.imencode(".png", crop)[1].tobytes()
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
