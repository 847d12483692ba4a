"""The parts of the page that are words and numbers: key figures, the table of classes, bars for intervals."""

from html import escape

from inference.evaluation.report.sentences import Report, commonest_confusions, has_width, interval, percent


def key_figures(report: Report) -> str:
    """Return the figures beside the headline as items of a description list."""
    intervals = report["confidence_intervals"]
    items = [
        ("Balanced accuracy", percent(report["balanced_accuracy"]), interval(intervals["balanced_accuracy"])),
        ("Macro F1", f"{report['macro_f1']:.3f}", interval(intervals["macro_f1"], scale=1, ending="", digits=3)),
        ("Macro AUC", _number(report["macro_auc"]), "one against the others"),
        ("Calibration error", _number(report["expected_calibration_error"]), "0 is perfect"),
        ("Averaged with the mirror image", percent(report["accuracy_flip_averaged"]), "not served"),
        ("Network, a face", f"{report['ms_per_crop']:.2f} ms", "one core, processor time"),
    ]
    items += _photo_figures(report) if "photos" in report else _crop_figures(report)
    return "".join(
        f"<div><dt>{escape(name)}</dt><dd>{value}<small>{note}</small></dd></div>" for name, value, note in items
    )


def _photo_figures(report: Report) -> list[tuple[str, str, str]]:
    """Return what detection and the gate did, as name, value and note."""
    items = [("Faces not found", f"{report['faces_not_found']:,}", f"of {report['photos']:,} photos")]
    if "readings" in report:
        right = report["accuracy_of_readings"]
        note = "" if right is None else f"{percent(right)} of them right"
        items.append(("Readings after the gate", f"{report['readings']:,}", note))
    return items


def _crop_figures(report: Report) -> list[tuple[str, str, str]]:
    """Return what repeats and the minimum confidence change, as name, value and note."""
    items = []
    if report.get("accuracy_without_repeats") is not None:
        note = f"{report['repeats_of_training']:,} images left out"
        items.append(("Without training's images", percent(report["accuracy_without_repeats"]), note))
    if report.get("accuracy_where_sure") is not None:
        note = f"{report['not_sure']:,} below {report['minimum_confidence']}"
        items.append(("Where it is sure enough", percent(report["accuracy_where_sure"]), note))
    return items


def class_table(report: Report) -> str:
    """Return recall with its interval, precision, F1, AUC and count of each class."""
    intervals = report["confidence_intervals"]["recall"]
    rows = "".join(_class_row(name, row, intervals[name]) for name, row in report["per_class"].items())
    return (
        '<table><thead><tr><th scope="col">class</th><th scope="col">recall</th>'
        '<th scope="col" style="text-align: left">95 % interval</th><th scope="col">precision</th>'
        '<th scope="col">F1</th><th scope="col" class="optional">AUC</th>'
        f'<th scope="col" class="optional">faces</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def confusion_table(report: Report) -> str:
    """Return the most frequent confusions, as shares of their true class."""
    rows = "".join(
        f'<tr><th scope="row">{escape(truth)}</th><td class="words">{escape(taken)}</td><td>{count:,}</td>'
        f"<td>{percent(share)}</td></tr>"
        for truth, taken, count, share in commonest_confusions(report)
    )
    return (
        '<table><thead><tr><th scope="col">labelled</th><th scope="col" style="text-align: left">read as</th>'
        f'<th scope="col">faces</th><th scope="col">of the class</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _class_row(name: str, row: dict[str, float], bounds: list[float] | None) -> str:
    """Return one class's row; a class without faces says so."""
    swatch = f'<span class="swatch" style="background: var(--color-emotion-{name})"></span>'
    head = f'<th scope="row">{swatch}{escape(name)}</th>'
    if bounds is None:
        return f'<tr class="absent">{head}<td colspan="6">not in these data</td></tr>'
    cells = [f"{row['precision']:.2f}", f"{row['f1']:.2f}"]
    quiet = [_number(row["auc"]), f"{row['count']:,}"]
    return (
        f"<tr>{head}<td><strong>{row['recall']:.2f}</strong></td>"
        f'<td class="range">{measure(row["recall"], bounds)}</td>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "".join(f'<td class="optional">{cell}</td>' for cell in quiet)
        + "</tr>"
    )


def measure(share: float, bounds: list[float]) -> str:
    """Return a bar from 0 to 1 with a mark at the share and a band over its interval."""
    low, high = (100 * bound for bound in bounds)
    label = f"{percent(share)}, {'interval ' if has_width(bounds) else ''}{interval(bounds)}"
    band = f'<i style="left: {low:.1f}%; width: {high - low:.1f}%"></i>'
    return f'<div class="measure" role="img" aria-label="{label}">{band}<b style="left: {100 * share:.1f}%"></b></div>'


def _number(value: float | None) -> str:
    """Write a figure with three digits; one that cannot be told is a dash."""
    return "–" if value is None else f"{value:.3f}"
