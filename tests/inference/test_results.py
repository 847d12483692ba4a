import pytest

from inference.results import FrameResult, Reason


def test_result_with_a_reason_has_no_reading():
    assert FrameResult(reading=None, reason=Reason.NO_FACE, width=320, height=240).faces == ()


def test_result_with_neither_is_refused():
    with pytest.raises(ValueError, match="either"):
        FrameResult(reading=None, reason=None, width=320, height=240)


def test_reasons_are_their_own_text():
    assert f"{Reason.TOO_DARK}" == "too_dark"
