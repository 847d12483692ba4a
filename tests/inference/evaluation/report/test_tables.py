import re

import pytest

from inference.evaluation.report.tables import class_table, confusion_table, key_figures, measure


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def test_key_figures_of_crops(report):
    words = words_of(key_figures(report | {"repeats_of_training": 3, "accuracy_without_repeats": 0.5}))

    assert "Balanced accuracy" in words
    assert "3 images left out" in words
    assert "Faces not found" not in words


def test_key_figures_of_photos(people_report):
    words = words_of(key_figures(people_report))

    assert re.search(r"Faces not found\s+1\s+of 9 photos", words)
    assert re.search(r"Readings after the gate\s+6\s+50.0 % of them right", words)


def test_interval_is_written_beside_its_figure(report):
    report["confidence_intervals"]["macro_f1"] = [0.25, 0.5]
    assert re.search(r"Macro F1\s+\S+\s+0.250 to 0.500 ", words_of(key_figures(report)))

    report["confidence_intervals"]["macro_f1"] = [1.0, 1.0]
    assert re.search(r"Macro F1\s+\S+\s+no interval ", words_of(key_figures(report)))


def test_figure_that_cannot_be_told_is_a_dash(report):
    assert re.search(r"Macro AUC\s+–", words_of(key_figures(report | {"macro_auc": None})))


def test_every_class_has_a_row_with_its_figures(report):
    rows = class_table(report).split("<tr>")[2:]

    assert len(rows) == 7
    assert re.search(r"angry\s+0.50\s+0.50\s+0.50", words_of(rows[0]))
    assert "--color-emotion-angry" in rows[0]


def test_absent_class_says_so_in_the_table(report):
    report["confidence_intervals"]["recall"]["fear"] = None

    assert class_table(report).count("not in these data") == 1


def test_confusions_are_listed_with_count_and_share(report):
    assert re.search(r"angry\s+disgust\s+1\s+50.0 %", words_of(confusion_table(report)))


@pytest.mark.parametrize(
    ("share", "bounds", "words"),
    [(0.5, [0.25, 0.75], "interval 25.0 to 75.0 %"), (1.0, [1.0, 1.0], "no interval")],
)
def test_interval_is_drawn_where_it_lies(share, bounds, words):
    bar = measure(share, bounds)

    assert f"left: {100 * bounds[0]:.1f}%; width: {100 * (bounds[1] - bounds[0]):.1f}%" in bar
    assert f"left: {100 * share:.1f}%" in bar
    assert f'aria-label="{100 * share:.1f} %, {words}"' in bar
