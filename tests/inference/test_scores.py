import json

import pytest

from inference.__main__ import main
from inference.labels import EMOTIONS


@pytest.fixture
def printed(capsys):
    assert main(["scores"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_emotion_and_both_kinds_of_chance_are_printed(printed):
    assert list(printed) == [*EMOTIONS, "by_lot", "equal"]


@pytest.mark.parametrize("chance", ["by_lot", "equal"])
def test_chance_gets_half_of_the_index(printed, chance):
    assert printed[chance]["engagement_centred"] == 0.5
    assert printed[chance]["engagement_off_centre"] == 0.2
    assert printed[chance]["arousal"] == 0.35
    assert printed[chance]["pleasure"] == -0.167


def test_an_emotion_drawn_by_lot_looks_unpleasant(printed):
    assert printed["by_lot"]["valence"] == -0.429
    assert printed["equal"]["valence"] == 0


def test_constant_neutral_gets_the_highest_index_of_all(printed):
    assert printed["neutral"]["engagement_centred"] == 1
    assert all(printed[name]["engagement_centred"] < 1 for name in printed if name != "neutral")


def test_closed_eyes_get_nothing_whatever_the_face(printed):
    assert {scores["engagement_closed"] for scores in printed.values()} == {0}
