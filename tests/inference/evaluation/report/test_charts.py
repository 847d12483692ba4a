import json

import pytest

from inference.evaluation.report.charts import charts, confusion, people, roc
from inference.evaluation.report.confidence_charts import coverage, reliability


def test_charts_of_people_need_people(report, people_report, person_report):
    assert list(charts(report)) == list(charts(person_report)) == ["confusion", "roc", "reliability", "coverage"]
    assert list(charts(people_report))[-1] == "people"


def test_charts_are_plain_json(report, people_report):
    for figures in (charts(report), charts(people_report)):
        assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_cells_carry_shares_and_counts(report):
    heatmap = confusion(report)["data"][0]

    assert heatmap["text"][0][:2] == ["50%", "50%"]
    assert heatmap["customdata"][0][:2] == [1, 1]
    assert heatmap["y"] == report["classes"]


def test_faces_not_found_have_a_column(people_report):
    heatmap = confusion(people_report)["data"][0]

    assert heatmap["x"][-1] == "not found"
    assert heatmap["customdata"][1][-1] == 1


def test_class_that_is_absent_has_no_row(report):
    report["confusion"][2] = [0] * 7

    assert "fear" not in confusion(report)["data"][0]["y"]
    assert "fear" in confusion(report)["data"][0]["x"]


def test_curves_carry_their_area_and_their_emotions_colour(report):
    _, *curves = roc(report)["data"]

    assert curves[0]["name"].endswith(" 1.00")
    assert {curve["line"]["color"] for curve in curves} == {f"--color-emotion-{name}" for name in report["classes"]}
    assert [curve["name"][-4:] for curve in curves] == sorted((curve["name"][-4:] for curve in curves), reverse=True)


def test_fuller_bins_are_larger(report):
    report["reliability"] = {"confidence": [0.3, 0.9], "accuracy": [0.2, 0.8], "count": [1, 100]}
    small, large = reliability(report)["data"][1]["marker"]["size"]

    assert small < large


def test_served_share_is_marked_where_there_is_a_minimum_confidence(report, people_report):
    assert "shapes" not in coverage(report)["layout"]
    assert coverage(people_report)["layout"]["shapes"][0]["x0"] == pytest.approx(8 / 9)


def test_people_are_sorted_from_the_worst(people_report):
    bars = people(people_report)["data"][0]

    assert bars["x"] == ["F01", "M02"]
    assert bars["y"] == [0.6, 0.75]
