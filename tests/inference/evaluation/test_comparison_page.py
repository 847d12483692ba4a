from dataclasses import replace

import pytest

from inference.evaluation.compare import Row
from inference.evaluation.comparison_page import HEADS, comparison_page, hardware
from inference.training.architectures import Paper

PAPER = Paper("A | paper", {"accuracy": 0.48, "macro_f1": 0.35}, "FER2013", 15, ("Widths are not known: 32.",))
INTERVALS = {"accuracy": [0.61, 0.64]}
FIGURES = {
    "part": "PublicTest",
    "count": 3589,
    "accuracy": 0.625,
    "balanced_accuracy": 0.55,
    "macro_precision": 0.52,
    "macro_f1": 0.5,
    "macro_auc": 0.9,
    "confidence_intervals": INTERVALS,
    "repeats_of_training": 280,
    "accuracy_without_repeats": 0.6,
}


@pytest.fixture
def rows() -> list[Row]:
    return [
        Row("ours", True, 1_593_207, 65_100_000, 1_642_192, 0.6, 25, FIGURES),
        Row("net_a", False, 2_000, 900, 120, 0.05, 60, FIGURES, PAPER),
        Row("resnet152", False, 58_400_000, 11_500_000_000, 58_900_000, 812.3, None, None, PAPER),
    ]


def cells_of(page: str, name: str) -> list[str]:
    line = next(line for line in page.splitlines() if line.startswith("|") and name in line)
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_row_has_every_column(rows):
    page = comparison_page(rows, "crops.npz", "python -m inference compare")
    lines = [line for line in page.splitlines() if line.startswith("|")]

    assert len(lines) == 2 + len(rows)
    assert {line.count("|") for line in lines} == {len(HEADS) + 1}


def test_numbers_are_written_for_people(rows):
    cells = cells_of(comparison_page(rows, "crops.npz", "command"), "ours")

    assert cells[:5] == ["**ours**, shipped", "1.59 M", "65.1 M", "1.64 MB", "0.60"]
    assert cells[5:12] == ["62.5% (61.0 to 64.0)", "60.0%", "55.0%", "0.520", "0.500", "0.900", "25"]


def test_paper_stands_beside_ours(rows):
    cells = cells_of(comparison_page(rows, "crops.npz", "command"), "net_a")

    assert cells[12:] == ["accuracy 0.48, macro F1 0.35", "FER2013", "15"]


def test_what_was_not_trained_says_so(rows):
    cells = cells_of(comparison_page(rows, "crops.npz", "command"), "resnet152")

    assert cells[5:12] == ["not trained here", *["–"] * 6]
    assert cells[2] == "11.5 G"


def test_page_has_date_hardware_data_and_command(rows):
    page = comparison_page(rows, "crops.npz", "python -m inference compare --runs RUNS")

    assert hardware() in page
    assert "3,589 crops of `crops.npz`, PublicTest; 280 of them are images that Training holds too" in page
    assert "    python -m inference compare --runs RUNS" in page


@pytest.mark.parametrize(
    ("repeats", "words"),
    [(None, "PublicTest; the data hold no Training, so that nobody knows"), (0, "`crops.npz`, PublicTest. Made by")],
)
def test_page_says_whether_repeats_are_known(rows, repeats, words):
    rows[0] = replace(rows[0], figures={**FIGURES, "repeats_of_training": repeats, "accuracy_without_repeats": None})
    page = comparison_page(rows, "crops.npz", "command")

    assert words in page
    assert cells_of(page, "ours")[6] == "–"


def test_costs_alone_are_called_so(rows):
    page = comparison_page(rows[2:], None, "command")

    assert "No data were given: costs only" in page


def test_decisions_about_a_paper_are_listed(rows):
    assert "- Widths are not known: 32." in comparison_page(rows, "crops.npz", "command").splitlines()


def test_hardware_has_no_name_of_a_machine():
    import platform

    assert platform.node() not in hardware()


def test_whose_figures_are_older_is_said(rows):
    rows[1] = replace(rows[1], measured_on="2026-11-01")
    page = comparison_page(rows, "crops.npz", "command")

    assert "were measured on 2026-11-01 for `net_a`; all costs on the day above." in page
    assert "were measured on" not in comparison_page([rows[0], rows[2]], "crops.npz", "command")
