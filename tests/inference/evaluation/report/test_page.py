import base64
import json
import re

import cv2
import numpy as np

from inference.evaluation.report.faces import WARNING, data_uri, surest_rows, typical_rows
from inference.evaluation.report.page import page, write_page


def test_page_needs_nothing_from_outside(report, answers):
    own = page(report, answers).split("<script>")[0]

    assert not re.search(r"""(?:src|href)=["'](?!data:)""", own)
    assert "url(" not in own
    assert "@import" not in own


def test_page_carries_plotly_and_every_chart(people_report):
    html = page(people_report)
    figures = json.loads(re.search(r'id="charts">(.*?)</script>', html, re.DOTALL)[1])

    assert "Plotly" in html
    assert set(figures) == {"confusion", "roc", "reliability", "coverage", "people"}
    assert all(f'data-chart="{name}"' in html for name in figures)


def test_one_person_is_not_compared_with_anybody(people_report, person_report):
    assert "Person by person" in page(people_report)
    assert "Person by person" not in page(person_report)


def test_headline_has_interval_and_limits(report):
    html = page(report)

    assert "77.8 %" in html
    assert "AI estimate" in html
    assert "not what a person feels" in html


def test_faces_come_with_a_warning_and_only_when_asked(report, answers):
    assert "<img" not in page(report).split("<script>")[0]
    assert WARNING not in page(report)
    with_faces = page(report, answers).split("<script>")[0]
    assert with_faces.count('<img src="data:image/png') == 7 + 2
    assert WARNING in with_faces


def test_names_cannot_break_out_of_the_page(report):
    html = page(report | {"model": "<b>", "data": "</script><i>", "part": "all"})

    assert "&lt;b&gt; on &lt;/script&gt;&lt;i&gt;" in html
    assert "</script><i>" not in html


def test_page_is_written_to_its_file(report, tmp_path):
    write_page(tmp_path / "report.html", report)

    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_crop_survives_the_way_into_the_page():
    crop = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    png = base64.b64decode(data_uri(crop).removeprefix("data:image/png;base64,"))

    np.testing.assert_array_equal(cv2.imdecode(np.frombuffer(png, dtype=np.uint8), cv2.IMREAD_GRAYSCALE), crop)


def test_typical_row_lies_in_the_middle_of_its_class():
    confidence = np.array([0.5, 0.9, 0.7, 0.6, 0.99])
    shares = np.stack([confidence, 1 - confidence], axis=1)
    is_chosen = np.array([True, True, True, True, False])

    assert typical_rows(shares, np.array([0, 0, 0, 1, 1]), is_chosen) == [2, 3]


def test_surest_rows_take_two_of_a_class_at_most():
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.95])
    shares = np.stack([confidence, 1 - confidence], axis=1)
    is_chosen = np.array([True, True, True, True, False])

    assert surest_rows(shares, np.array([1, 1, 1, 2, 2]), is_chosen) == [0, 1, 3]
