"""What a chart shows, said in a sentence made from the same figures."""

import math
from typing import Any

from inference.evaluation.confusion import NOT_FOUND

Report = dict[str, Any]

CONFUSIONS_SHOWN = 8
LABELS = {
    "fer": "the data's own labels",
    "ferplus": "the class of most FER+ votes",
    "ferplus8": "the class of most FER+ votes, contempt included",
}


def percent(share: float) -> str:
    """Write a share as in the product's texts."""
    return f"{100 * share:.1f} %"


def interval(bounds: list[float], scale: int = 100, ending: str = " %", digits: int = 1) -> str:
    """Write a 95 % interval; one without width tells nothing about other faces, and is none."""
    if not has_width(bounds):
        return "no interval"
    low, high = (f"{scale * bound:.{digits}f}" for bound in bounds)
    return f"{low} to {high}{ending}"


def has_width(bounds: list[float]) -> bool:
    """Tell whether an interval's ends differ: they do not when whatever is drawn gives the same figure."""
    return not math.isclose(*bounds)


def about_interval(report: Report) -> str:
    """Say what the headline's interval means."""
    intervals = report["confidence_intervals"]
    if not has_width(intervals["accuracy"]):
        return "but on faces too few or too alike to say how far that holds for others"
    return f"{interval(intervals['accuracy'])} {_drawn(report)} (95 % bootstrap interval)"


def _drawn(report: Report) -> str:
    """Say what would have to be others for the figure to move within its interval."""
    if shows_people(report):
        return "with other people of the same kind"
    return "with other photos of the same person" if "by_person" in report else "with other faces of the same kind"


def shows_people(report: Report) -> bool:
    """Tell whether there are people to compare: two or more."""
    return bool(report["confidence_intervals"]["by"] == "person")


def about_data(report: Report) -> str:
    """Say what was measured, against which labels, on what, in which way."""
    people = f" of {counted(len(report['by_person']), 'person', 'people')}" if "by_person" in report else ""
    way = (
        " Every crop is averaged with its mirror image, which is not how it is served."
        if report["flip_averaged"]
        else ""
    )
    if "photos" in report:
        found = f"through detection ({report['detector']}) and alignment"
        return f"{report['count']:,} whole photos{people}, {found}: {report['data']}.{way}"
    return f"{report['count']:,} crops: {report['data']}, {report['part']}, against {LABELS[report['labels']]}.{way}"


def notes(report: Report) -> list[str]:
    """Say what is missing or was left out; nothing when all is as usual."""
    found = _notes_on_classes(report)
    if report["faces_not_found"]:
        found.append(
            f"{counted(report['faces_not_found'], 'face was', 'faces were')} not found. Each counts as an error in "
            "every figure but calibration, which looks at given confidences only; in the ROC curves it is ranked as "
            "the worst possible answer."
        )
    if "by_person" in report and not shows_people(report):
        found.append("All photos show one person: nothing here tells about other people.")
    return found + _notes_on_repeats(report)


def _notes_on_repeats(report: Report) -> list[str]:
    """Say how many images the network may have learned."""
    repeats = report.get("repeats_of_training", 0)
    if repeats is None:
        return ["The data hold no Training: which of these images the network has learned cannot be told."]
    if not repeats:
        return []
    without = report["accuracy_without_repeats"]
    share = "nothing is left" if without is None else f"{percent(without)} are right"
    return [f"{counted(repeats, 'image is', 'images are')} in the training data too; without them {share}."]


def _notes_on_classes(report: Report) -> list[str]:
    """Say where data and network know different classes."""
    found = []
    if report["classes_absent"]:
        absent = ", ".join(report["classes_absent"])
        found.append(f"The data have no {absent}. Means over classes are over the classes there are.")
    if report["rows_outside_the_model"]:
        rows = counted(report["rows_outside_the_model"], "row was", "rows were")
        found.append(f"{rows} left out of every figure: labelled with a class that the network does not know.")
    if report.get("rows_without_label"):
        rows = counted(report["rows_without_label"], "row was", "rows were")
        found.append(f"{rows} left out of every figure: too few of those who voted agree on a class.")
    if "with_contempt_masked" in report:
        masked = percent(report["with_contempt_masked"]["accuracy"])
        found.append(f"Answering contempt is always wrong on these data; if it could not, {masked} would be right.")
    return found


def counted(count: int, one: str, many: str) -> str:
    """Write a number with the words that follow it."""
    return f"{count:,} {one if count == 1 else many}"


def about_classes(report: Report) -> str:
    """Name the class that is recalled best and the one that is missed most."""
    rows = {name: row["recall"] for name, row in report["per_class"].items() if row["count"]}
    best, worst = max(rows, key=rows.__getitem__), min(rows, key=rows.__getitem__)
    return (
        f"Most reliably found is {best}, most often missed is {worst}: {percent(rows[worst])} of it is named rightly."
    )


def commonest_confusions(report: Report) -> list[tuple[str, str, int, float]]:
    """Return true class, what it was taken for, how often, and as a share of its class; the largest shares first."""
    pairs = [
        (truth, taken, count, share)
        for truth, counts, shares in zip(
            report["classes"], report["confusion"], report["confusion_normalised"], strict=True
        )
        for taken, count, share in zip(report["confusion_columns"], counts, shares, strict=True)
        if taken != truth and count
    ]
    return sorted(pairs, key=lambda pair: -pair[3])[:CONFUSIONS_SHOWN]


def about_confusion(report: Report) -> str:
    """Name the most frequent confusion."""
    pairs = commonest_confusions(report)
    if not pairs:
        return "Nothing was confused."
    truth, taken, _, share = pairs[0]
    if taken == NOT_FOUND:
        return f"The commonest error: {percent(share)} of {truth} is not found."
    return f"The commonest confusion: {percent(share)} of {truth} is read as {taken}."


def about_reliability(report: Report) -> str:
    """Say how far confidence is off."""
    error = report["expected_calibration_error"]
    if error is None:
        return "No face was found, so there is no confidence to judge."
    return (
        "On the dotted line a confidence of 70 % would be right in 70 of 100. "
        f"It is off by {100 * error:.1f} points on average."
    )


def about_roc(report: Report) -> str:
    """Name the classes that are told apart best and worst."""
    areas = {name: row["auc"] for name, row in report["per_class"].items() if row["auc"] is not None}
    if not areas:
        return "The data have one class only: nothing to tell apart."
    best, worst = max(areas, key=areas.__getitem__), min(areas, key=areas.__getitem__)
    return (
        f"The area under a curve is the chance that a face of the class gets a higher score for it than another face. "
        f"Best {best} ({areas[best]:.2f}), worst {worst} ({areas[worst]:.2f}), mean {report['macro_auc']:.3f}."
    )


def about_coverage(report: Report) -> str:
    """Say what answering only the surest half would bring."""
    curve = report["risk_coverage"]
    half = curve["accuracy"][curve["coverage"].index(0.5)]
    return (
        f"Of the surest half, {percent(half)} are right; of all, {percent(report['accuracy'])}. "
        f"Mean risk over all shares: {curve['area']:.3f}."
    )


def about_people(report: Report) -> str:
    """Say how far people are apart."""
    shares = [row["accuracy"] for row in report["by_person"].values()]
    apart = f"Between {percent(min(shares))} and {percent(max(shares))} of one person's photos are read rightly."
    if not has_width(report["confidence_intervals"]["accuracy"]):
        return apart
    return f"{apart} The band is where the mean would lie with other people."
