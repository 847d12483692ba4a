import pytest

from classroom.privacy.spreadsheet_cells import safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_is_kept_from_being_one(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["Cleo", "a=1", "", -0.5, 3, None])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value
