"""What is found in templates and Python files."""

from io import BytesIO
from typing import Any

from babel.messages.extract import extract

from classroom.languages.extraction import KEYWORDS, extract_django, extracted


def found(template: str) -> list[Any]:
    file = BytesIO(template.encode())
    return [message for _line, message, _comments, _context in extract(extract_django, file, KEYWORDS)]


def test_a_sentence_of_a_template_is_found_wherever_it_is_indented() -> None:
    template = '<ul>\n      <li>it\'s {% translate "First" %}</li>\n  <li>\n{% translate "Second" %}</li></ul>'
    assert found(template) == ["First", "Second"]


def test_a_block_with_values_is_found_as_it_is_looked_up() -> None:
    template = "{% blocktranslate with name=person.name %}Hello {{ name }}, 100 %{% endblocktranslate %}"
    assert found(template) == ["Hello %(name)s, 100 %%"]


def test_a_counting_block_is_found_with_both_forms() -> None:
    template = "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    assert found(template) == [("%(n)s day", "%(n)s days")]


def test_a_sentence_inside_another_tag_is_found() -> None:
    assert found('{{ name|default:_("nobody") }}{% include "part.html" with word=_("some") %}') == ["nobody", "some"]


def test_what_is_in_a_template_comment_is_not_found() -> None:
    assert found('{# {% translate "Old" %} #}') == []


def test_sentences_of_python_files_are_found_with_their_forms() -> None:
    catalog = extracted()
    assert catalog["The course is saved."].locations[0][0] == "classroom/courses/views.py"
    assert catalog["{count} day"].id == ("{count} day", "{count} days")
