from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string

from classroom.sessions import recognition
from classroom.sessions.recognition import current_recognition, error_table_of
from classroom.timelines.emotions import EMOTIONS


def test_the_error_table_is_the_models_own() -> None:
    table = error_table_of(current_recognition().sha256)
    assert table is not None
    assert 0.5 < table.accuracy < 1
    assert set(table.confusion) == set(EMOTIONS)
    for shares in table.confusion.values():
        assert set(shares) == set(EMOTIONS)
        assert sum(shares.values()) == pytest.approx(1, abs=0.001)


def test_what_pages_without_a_model_say_of_it_is_true() -> None:
    """The estimate's explanation: wrong about one time in three; fear, anger and sadness are its weakest."""
    table = error_table_of(current_recognition().sha256)
    assert table is not None
    words = render_to_string("components/_estimate_popover.html")
    assert "wrong about one time in three" in words
    assert "Fear, anger and sadness are its weakest" in words
    recalls = {name: shares[name] for name, shares in table.confusion.items()}
    assert 0.25 < 1 - table.accuracy < 0.4
    assert set(sorted(recalls, key=recalls.__getitem__)[:3]) == {"fear", "angry", "sad"}


def test_a_model_that_is_not_here_has_no_table() -> None:
    assert error_table_of("0" * 64) is None


@pytest.fixture
def own_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A network of this installation's own, exported from data without PublicTest: see inference/release/export.py."""
    shipped = next(model for model in recognition._models() if model.get("default"))
    own = {name: value for name, value in shipped.items() if name != "public_test_confusion"}
    own |= {"sha256": "f" * 64, "metrics": {"validation_accuracy": 0.7}}
    monkeypatch.setattr(recognition, "_models", lambda: [own])
    current_recognition.cache_clear()
    yield own
    current_recognition.cache_clear()


def test_a_network_that_was_measured_on_its_own_data_alone_is_served_and_has_no_table(
    own_model: dict[str, Any],
) -> None:
    assert current_recognition().sha256 == own_model["sha256"]
    assert error_table_of(own_model["sha256"]) is None
