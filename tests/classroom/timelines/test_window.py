from uuid import uuid4

import pytest
import redis as redis_package

from classroom.timelines.window import Notice, OpenWindow, Outcome, current_epoch

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


@pytest.fixture
def window(redis: redis_package.Redis) -> OpenWindow:
    return OpenWindow(redis, uuid4())


def test_readings_are_summed_per_person(window: OpenWindow) -> None:
    person = uuid4()
    for engagement in (0.25, 0.5):
        assert window.add(person, 3, Outcome(HAPPY, engagement)) == "added"
    sums = window.read(3)[person]
    assert (sums.frames, sums.readings) == (2, 2)
    assert sums.probabilities == (*HAPPY[:3], 2.0, 0.0, 0.0, 0.0)
    assert sums.engagement == 0.75


def test_a_frame_without_a_reading_counts_its_reason(window: OpenWindow) -> None:
    person = uuid4()
    window.add(person, 0, Outcome(reason="no_face"))
    sums = window.read(0)[person]
    assert (sums.frames, sums.readings, sums.reasons) == (1, 0, {"no_face": 1})


def test_a_forgotten_person_is_gone_from_every_open_bucket_and_stays_out(window: OpenWindow) -> None:
    person, other = uuid4(), uuid4()
    for sequence in (1, 2):
        window.add(person, sequence, Outcome(HAPPY, 0.5))
        window.add(other, sequence, Outcome(HAPPY, 0.5))
    window.forget(person)
    assert window.add(person, 2, Outcome(HAPPY, 0.5)) == "withdrawn"
    assert set(window.read(1)) == set(window.read(2)) == {other}


def test_a_late_frame_does_not_enter_a_closed_bucket(window: OpenWindow) -> None:
    window.refuse_late_frames(4)
    assert window.add(uuid4(), 4, Outcome(HAPPY, 0.5)) == "closed"
    assert window.add(uuid4(), 5, Outcome(HAPPY, 0.5)) == "added"


def test_in_a_pause_nothing_is_added_and_nobody_is_answered(window: OpenWindow, redis: redis_package.Redis) -> None:
    person, outcome = uuid4(), Outcome(HAPPY, 0.5)
    with redis.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe("socket")
        channel.get_message(timeout=1)
        window.note_pause(1, 0, is_paused=True)
        assert window.add(person, 0, outcome, 1, Notice("socket", b"never")) == "paused"
        assert channel.get_message(timeout=0.2) is None
    window.note_pause(2, 0, is_paused=False)
    assert window.add(person, 0, outcome, 2) == "added"
    assert window.read(0)[person].readings == 1


def test_what_is_known_of_an_older_state_neither_begins_a_pause_nor_ends_one(window: OpenWindow) -> None:
    assert not window.note_pause(3, 0, is_paused=False)
    assert window.note_pause(4, 0, is_paused=True)
    assert not window.note_pause(3, 0, is_paused=False)
    assert not window.note_pause(4, 0, is_paused=True)
    assert window.add(uuid4(), 0, Outcome(HAPPY, 0.5)) == "paused"
    assert window.note_pause(5, 0, is_paused=False)


def test_a_pause_reaches_to_the_bucket_in_which_it_ends(window: OpenWindow) -> None:
    reached = []
    for version, sequence, is_paused in ((1, 2, False), (2, 3, True), (2, 4, True), (3, 5, False), (3, 6, False)):
        window.note_pause(version, sequence, is_paused=is_paused)
        reached.append(window.paused_until())
    assert reached == [-1, 3, 4, 5, 5]


def test_a_person_is_told_what_became_of_a_frame_unless_they_withdrew(
    window: OpenWindow, redis: redis_package.Redis
) -> None:
    person, outcome = uuid4(), Outcome(HAPPY, 0.5)
    with redis.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe("socket")
        channel.get_message(timeout=1)
        window.refuse_late_frames(0)
        told = [window.add(person, bucket, outcome, 1, Notice("socket", bytes([bucket]))) for bucket in (1, 0)]
        window.forget(person)
        told.append(window.add(person, 1, outcome, 2, Notice("socket", b"never")))
        heard = [message["data"] for message in iter(lambda: channel.get_message(timeout=0.2), None)]
    assert told == ["added", "closed", "withdrawn"]
    assert heard == [b"\x01", b"\x00"]


def test_a_flush_that_was_held_up_opens_no_closed_bucket_again(window: OpenWindow) -> None:
    window.refuse_late_frames(4)
    window.refuse_late_frames(2)
    assert window.add(uuid4(), 4, Outcome(HAPPY, 0.5)) == "closed"


def test_a_dropped_bucket_is_not_open_any_more(window: OpenWindow) -> None:
    window.add(uuid4(), 1, Outcome(HAPPY, 0.5))
    window.drop(1)
    assert window.open_sequences() == []
    assert window.read(1) == {}


def test_an_epoch_lasts_as_long_as_redis_remembers(redis: redis_package.Redis) -> None:
    first = current_epoch(redis)
    assert current_epoch(redis) == first
    redis.flushdb()
    assert current_epoch(redis) != first


@pytest.mark.parametrize("outcome", [{"probabilities": HAPPY, "reason": "no_face"}, {}, {"probabilities": (1.0,)}])
def test_an_outcome_is_a_reading_or_a_reason(outcome: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="seven probabilities or a reason"):
        Outcome(**outcome)


NEUTRAL = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def test_taking_a_reading_back_leaves_the_others_as_they_were(window: OpenWindow) -> None:
    person = uuid4()
    window.add(person, 0, Outcome(HAPPY, 0.25), frame=1)
    before = window.read(0)[person]
    window.add(person, 0, Outcome(NEUTRAL, 0.5), frame=2)
    assert window.take_back(person, 2) == "taken"
    after = window.read(0)[person]
    assert (after.probabilities, after.engagement, after.readings) == (HAPPY, 0.25, before.readings)
    assert (after.frames, after.taken_back) == (2, 1)


def test_only_an_answered_reading_of_the_same_person_is_taken_back(window: OpenWindow) -> None:
    person, other = uuid4(), uuid4()
    window.add(person, 0, Outcome(HAPPY, 0.25), frame=1)
    window.add(person, 0, Outcome(reason="no_face"), frame=2)
    assert window.take_back(other, 1) == window.take_back(person, 2) == window.take_back(person, 7) == "unknown"
    assert window.read(0)[person].readings == 1


def test_a_closed_bucket_gives_nothing_back(window: OpenWindow) -> None:
    person = uuid4()
    window.add(person, 0, Outcome(HAPPY, 0.25), frame=1)
    window.refuse_late_frames(0)
    assert window.take_back(person, 1) == "late"
    assert window.read(0)[person].readings == 1
    assert [window.pop_late_disagreements() for _time in range(2)] == [1, 0]


def test_who_withdrew_takes_nothing_back_and_leaves_no_number(window: OpenWindow, redis: redis_package.Redis) -> None:
    person = uuid4()
    window.add(person, 0, Outcome(HAPPY, 0.25), frame=1)
    window.forget(person)
    assert window.take_back(person, 1) == "withdrawn"
    assert not [key for key in redis.scan_iter() if str(person).encode() in key and b"withdrawn" not in key]


def test_after_two_buckets_a_reading_is_no_longer_known(window: OpenWindow) -> None:
    person = uuid4()
    for sequence in range(3):
        window.add(person, sequence, Outcome(HAPPY, 0.25), frame=sequence)
        window.refuse_late_frames(sequence)
        window.drop(sequence)
    assert [window.take_back(person, frame) for frame in range(3)] == ["unknown", "late", "late"]
