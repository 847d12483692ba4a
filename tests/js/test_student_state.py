import json

import pytest

pytestmark = pytest.mark.browser

SENDING = {
    "connection": "open",
    "closeCode": None,
    "status": "live",
    "permission": "allowed",
    "openedWith": "allowed",
    "pauseReason": "",
    "camera": "on",
    "isPaused": False,
    "isInBackground": False,
    "isUnavailable": False,
    "isSlow": False,
    "isLessOften": False,
}


def state(evaluate, **changed: object) -> tuple[str, bool]:
    """The name of the sentence, and whether a picture may leave the page."""
    facts = json.dumps(SENDING | changed)
    word, may_send = evaluate(
        f"""const {{ studentState, maySend }} = await load("student_state");
        return [studentState({facts}).word, maySend({facts})];"""
    )
    return word, may_send


def test_all_is_well(evaluate) -> None:
    assert state(evaluate) == ("sending", True)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"connection": "connecting"}, "connecting"),
        ({"connection": "retrying"}, "retrying"),
        ({"connection": "closed", "closeCode": 4009}, "replaced"),
        ({"connection": "closed", "closeCode": 4401}, "not_a_participant"),
        ({"connection": "closed", "closeCode": 4403}, "wrong_origin"),
        ({"connection": "closed", "closeCode": 4410}, "ended"),
        ({"connection": "retrying", "closeCode": 4429}, "session_full"),
        ({"connection": "retrying", "closeCode": 4430}, "too_often"),
        ({"connection": "retrying", "closeCode": 1013}, "retrying"),
        ({"status": "ended"}, "ended"),
        ({"status": "paused"}, "paused_by_teacher"),
        ({"isPaused": True}, "paused_by_you"),
        ({"isPaused": True, "status": "paused"}, "paused_by_you"),
        ({"permission": "prohibited"}, "prohibited"),
        ({"status": "paused", "pauseReason": "teacher"}, "paused_by_teacher"),
        ({"status": "paused", "pauseReason": "unwatched"}, "paused_unwatched"),
        ({"permission": "not_agreed", "openedWith": "not_agreed"}, "no_camera"),
        ({"permission": "not_agreed", "openedWith": "not_agreed", "connection": "retrying"}, "taps_retrying"),
        ({"permission": "needs_guardian", "openedWith": "needs_guardian"}, "needs_guardian"),
        ({"permission": "not_agreed", "openedWith": "needs_guardian"}, "guardian_agreed"),
        ({"permission": "needs_guardian"}, "guardian_ended"),
        ({"permission": "not_agreed"}, "asked_again"),
        ({"isInBackground": True}, "background"),
        ({"camera": "off"}, "camera_off"),
        ({"camera": "refused"}, "camera_refused"),
        ({"camera": "busy"}, "camera_busy"),
        ({"camera": "muted"}, "camera_muted"),
    ],
)
def test_no_picture_leaves_the_page(evaluate, changed: dict, word: str) -> None:
    assert state(evaluate, **changed) == (word, False)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"isLessOften": True}, "less_often"),
        ({"isSlow": True}, "slow"),
        ({"isUnavailable": True}, "unavailable"),
        ({"camera": "black"}, "camera_black"),
    ],
)
def test_it_goes_on_trying(evaluate, changed: dict, word: str) -> None:
    assert state(evaluate, **changed) == (word, True)
