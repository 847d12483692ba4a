"""Put the page together: one HTML file with its style, script, charts and plotly.js inside."""

import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from plotly.offline import get_plotlyjs

from inference.evaluation.answers import Answers
from inference.evaluation.intervals import RESAMPLES
from inference.evaluation.report import sentences
from inference.evaluation.report.charts import charts
from inference.evaluation.report.faces import faces_section
from inference.evaluation.report.sentences import Report, percent
from inference.evaluation.report.tables import class_table, confusion_table, key_figures, measure

FOLDER = Path(__file__).parent


def write_page(path: Path, report: Report, answers: Answers | None = None) -> None:
    """Write the page that shows a report.

    Args:
        path: of the file; it opens without a network.
        report: as `evaluate` returns it.
        answers: the answers behind it, for pictures of faces; without them there are none.
    """
    path.write_text(page(report, answers), encoding="utf-8")


def page(report: Report, answers: Answers | None = None) -> str:
    """Return the page as HTML."""
    intervals = report["confidence_intervals"]
    return Template(_read("page.html")).substitute(
        _sentences(report),
        title=escape(f"{report['model']} on {_data_name(report)}"),
        accuracy=percent(report["accuracy"]),
        interval_bar=measure(report["accuracy"], intervals["accuracy"]),
        key_figures=key_figures(report),
        class_table=class_table(report),
        confusion_table=confusion_table(report),
        people=_people_section(report),
        faces="" if answers is None else faces_section(report, answers),
        made=_made(report),
        charts=_for_script(charts(report)),
        style=_read("report.css"),
        script=_read("report.js"),
        plotly=get_plotlyjs(),
    )


def _sentences(report: Report) -> dict[str, str]:
    """Return the sentences of the page by their place."""
    notes = "".join(f"<li>{escape(note)}</li>" for note in sentences.notes(report))
    plain = {
        "described": sentences.about_data(report),
        "interval": sentences.about_interval(report),
        "classes_sentence": sentences.about_classes(report),
        "confusion_sentence": sentences.about_confusion(report),
        "confusion_label": f"Confusion matrix. {sentences.about_confusion(report)}",
        "reliability_sentence": sentences.about_reliability(report),
        "roc_sentence": sentences.about_roc(report),
        "coverage_sentence": sentences.about_coverage(report),
    }
    escaped = {place: escape(sentence) for place, sentence in plain.items()}
    return escaped | {"notes": f'<ul class="notes">{notes}</ul>' if notes else ""}


def _data_name(report: Report) -> str:
    """Name the data as people do: FER2013's parts by their names, anything else by its file."""
    return str(report["part"] if report["part"] in ("PublicTest", "PrivateTest", "Training") else report["data"])


def _people_section(report: Report) -> str:
    """Return the chart of people, where there are some to compare."""
    if not sentences.shows_people(report):
        return ""
    sentence = escape(sentences.about_people(report))
    place = '<div class="chart" data-chart="people" role="img" aria-label="Accuracy of each person"></div>'
    return f"<section><h2>Person by person</h2><p>{sentence}</p>{place}</section>"


def _made(report: Report) -> str:
    """Return what the figures were made from."""
    return (
        f"Made on {datetime.now(UTC).date().isoformat()} by <code>python -m inference evaluate</code>. "
        f"Network {escape(report['model'])}, sha256 {report['sha256']}, temperature {report['temperature']}, "
        f"minimum confidence {report['minimum_confidence']}. Intervals: {RESAMPLES:,} bootstrap samples, "
        f"drawn by {report['confidence_intervals']['by']}."
    )


def _for_script(value: object) -> str:
    """Write a value as JSON that cannot end the script element it stands in."""
    return json.dumps(value).replace("</", "<\\/")


def _read(name: str) -> str:
    """Return a file of this package."""
    return (FOLDER / name).read_text(encoding="utf-8")
