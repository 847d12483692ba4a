from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from classroom.live.intake import (
    HandTap,
    RefusedError,
    SignalTap,
    Tap,
    WrongTap,
    check_may_tap,
    check_pace_of_frames,
    check_pace_of_taps,
    check_seat,
    parse_camera_message,
    parse_tap,
)
from classroom.live.limits import SeatPace
from classroom.live.messages import Refusal
from classroom.sessions.models import Status
from classroom.sessions.selectors import CameraState, Seat
from classroom.sessions.signals import Signal
from tests.hostile_frames import scans
from tests.jpegs import jpeg

SEAT = Seat(uuid4(), uuid4(), Status.LIVE, CameraState.ALLOWED, timezone.now(), 15)


def framed(data: bytes, sequence: int = 7) -> bytes:
    return sequence.to_bytes(4, "big") + data


def test_a_frame_carries_its_number() -> None:
    message = parse_camera_message(framed(jpeg(320, 240), 259))
    assert message.sequence == 259
    assert message.jpeg[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("data", "reason", "sequence"),
    [
        (None, Refusal.NOT_A_FRAME, None),
        (b"\x00\x00", Refusal.NOT_A_FRAME, None),
        (framed(b"\xff\xd8" + b"x" * 65536), Refusal.TOO_LARGE, 7),
        (framed(b"GIF89a........"), Refusal.NOT_JPEG, 7),
        (framed(jpeg(641, 480)), Refusal.TOO_MANY_PIXELS, 7),
        (framed(jpeg(480, 641)), Refusal.TOO_MANY_PIXELS, 7),
        (framed(scans()), Refusal.NOT_JPEG, 7),
    ],
)
def test_bad_messages_are_refused_with_their_reason(data: bytes | None, reason: Refusal, sequence: int | None) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse_camera_message(data)
    assert (refusal.value.reason, refusal.value.sequence) == (reason, sequence)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"camera": CameraState.PROHIBITED}, Refusal.PROHIBITED),
        ({"camera": CameraState.NOT_AGREED}, Refusal.NOT_AGREED),
        ({"status": Status.PAUSED}, Refusal.PAUSED),
        ({"status": Status.ENDED}, Refusal.NOT_LIVE),
    ],
)
def test_a_seat_that_may_not_send_is_refused(change: dict[str, str], reason: Refusal) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_seat(replace(SEAT, **change))
    assert refusal.value.reason == reason


def test_a_seat_in_a_live_session_with_consent_may_send() -> None:
    assert check_seat(SEAT) is None


def test_a_flooding_camera_is_slowed_down_and_a_drifting_one_is_not() -> None:
    pace = SeatPace()
    for now_s in (0.0, 1.6, 2.7):
        check_pace_of_frames(pace, now_s, 2000)
    with pytest.raises(RefusedError) as refusal:
        check_pace_of_frames(pace, 3.5, 2000)
    assert refusal.value.reason == Refusal.TOO_FAST


@pytest.mark.parametrize(
    ("text", "tap"),
    [
        ('{"type": "signal", "signal": "lost"}', SignalTap(Signal.LOST)),
        ('{"type": "signal", "signal": null}', SignalTap(None)),
        ('{"type": "hand", "raised": true}', HandTap(True)),
        ('{"type": "wrong", "sequence": 4294967295}', WrongTap(4294967295)),
    ],
)
def test_a_tap_is_read(text: str, tap: Tap) -> None:
    assert parse_tap(text) == tap


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        "[" * 100_000,
        "null",
        "[]",
        "{}",
        '{"type": "frame"}',
        '{"type": "signal"}',
        '{"type": "signal", "signal": "hands"}',
        '{"type": "signal", "signal": ["lost"]}',
        '{"type": "hand", "raised": 1}',
        '{"type": "wrong", "sequence": true}',
        '{"type": "wrong", "sequence": -1}',
        '{"type": "wrong", "sequence": 4294967296}',
        '{"type": "wrong", "sequence": 1.0}',
        '{"type": "wrong", "sequence": 1, "more": "' + "x" * 300 + '"}',
    ],
)
def test_what_is_no_tap_is_not_understood(text: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse_tap(text)
    assert refusal.value.reason == Refusal.NOT_UNDERSTOOD


def test_a_pause_hears_taps_and_an_ended_session_does_not() -> None:
    tap = HandTap(True)
    assert check_may_tap(replace(SEAT, status=Status.PAUSED, camera=CameraState.NOT_AGREED), tap) is None
    with pytest.raises(RefusedError) as refusal:
        check_may_tap(replace(SEAT, status=Status.ENDED), tap)
    assert (refusal.value.reason, refusal.value.about) == (Refusal.NOT_LIVE, "hand")


def test_a_few_taps_at_once_are_fine_and_a_flood_is_not() -> None:
    pace, tap = SeatPace(), SignalTap(Signal.FINE)
    for _tap in range(8):
        check_pace_of_taps(pace, 100.0, tap)
    with pytest.raises(RefusedError) as refusal:
        check_pace_of_taps(pace, 100.5, tap)
    assert (refusal.value.reason, refusal.value.about) == (Refusal.TOO_FAST, "signal")
    check_pace_of_taps(pace, 101.5, tap)
