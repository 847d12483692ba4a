import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.commands.printing import print_report, to_json

WORDS = st.text('[]{}":, \n\\a', max_size=8)
PLAIN = st.none() | st.integers(-2, 2) | WORDS
LAYER = st.lists(PLAIN, max_size=3) | st.dictionaries(WORDS, PLAIN, max_size=3)


def test_lists_and_inner_tables_of_plain_values_take_one_line():
    report = {"accuracy": 0.5, "confusion": [[1, 2], [3, 4]], "per_class": {"happy": {"recall": 1, "count": 3}}}

    assert to_json(report).splitlines() == [
        "{",
        '  "accuracy": 0.5,',
        '  "confusion": [',
        "    [1, 2],",
        "    [3, 4]",
        "  ],",
        '  "per_class": {',
        '    "happy": {"recall": 1, "count": 3}',
        "  }",
        "}",
    ]


@pytest.mark.parametrize("text", ["a [b], c", "{x}", '": {', "one,\n  two", "[\n 1 ]"])
def test_brackets_in_words_are_left_alone(text):
    assert json.loads(to_json({"note": text, "list": [text, text]})) == {"note": text, "list": [text, text]}


@settings(max_examples=50)
@given(st.dictionaries(WORDS, PLAIN | LAYER | st.lists(LAYER, max_size=2), max_size=4))
def test_nothing_is_lost(report):
    assert json.loads(to_json(report)) == report


def test_report_is_printed_and_written(tmp_path, capsys):
    print_report({"accuracy": 0.5}, tmp_path / "figures.json")

    assert capsys.readouterr().out == (tmp_path / "figures.json").read_text(encoding="utf-8")
