"""The clock of the machine set while a lecture runs: by the product's own clock, with the real Redis and PostgreSQL."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import redis as redis_package

from classroom import clock
from classroom.live import announcements, presence, tasks
from classroom.live.clock_steps import follow
from classroom.live.frames import Frame, FrameHeader, leave_waiting
from classroom.sessions.models import Marker, Status
from classroom.sessions.services import end_class_session
from classroom.timelines.window import OpenWindow
from tests.factories import ClassSessionFactory, seat_in

NEUTRAL = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
READING = SimpleNamespace(probabilities=NEUTRAL, engagement=0.9, xyxy=(0, 0, 1, 1), label="neutral")
STEPS_S = (-3600, -60, 60, 3600)
pytestmark = pytest.mark.django_db


@dataclass
class Hands:
    """Clocks that a test moves."""

    wall: datetime = field(default_factory=lambda: datetime.now(UTC))
    steady_s: float = 5000.0

    def pass_time(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady_s += seconds

    def be_set(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(clock, "now", lambda: hands.wall)
    monkeypatch.setattr(clock, "steady_s", lambda: hands.steady_s)
    return hands


class SmallLecture:
    """A lecture of one student whose camera sends every five seconds, flushed as often."""

    def __init__(self, client: redis_package.Redis, hands: Hands) -> None:
        planned_end_at = hands.wall + timedelta(minutes=30)
        self.row = ClassSessionFactory(started_at=hands.wall, minimum_group=1, planned_end_at=planned_end_at)
        self.person = seat_in(self.row).participation.pk
        self._client, self._hands = client, hands

    def run(self, seconds: int) -> None:
        for _second in range(0, seconds, 5):
            self.row.refresh_from_db()
            self.send_frame(self.row.start)
            tasks.flush_sessions()
            self._hands.pass_time(5)

    def send_frame(self, started_at: datetime) -> None:
        header = FrameHeader(
            str(self.row.pk),
            str(self.person),
            1,
            started_at.timestamp(),
            self.row.bucket_s,
            reply_to="channel",
            received_at=self._hands.wall.timestamp(),
        )
        with self._client.pipeline() as pipeline:
            leave_waiting(pipeline, Frame(header, b"jpeg"), 60)
            pipeline.execute()
        tasks.analyse_frames()

    def buckets(self) -> list[tuple[int, bool, float | None]]:
        return list(self.row.buckets.order_by("sequence").values_list("sequence", "is_interrupted", "engagement"))


@pytest.fixture
def lecture(redis: redis_package.Redis, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> SmallLecture:
    analyser = SimpleNamespace(analyse=lambda _jpeg, _is_over: SimpleNamespace(reading=READING, reason=None))
    monkeypatch.setattr(tasks, "analyser", lambda: analyser)
    monkeypatch.setattr(announcements, "_send", lambda coroutine: coroutine.close())
    return SmallLecture(redis, hands)


@pytest.mark.parametrize("step_s", STEPS_S)
def test_a_lecture_goes_on_from_the_second_it_was_in(lecture: SmallLecture, hands: Hands, step_s: int) -> None:
    lecture.run(40)
    hands.be_set(step_s)
    tasks.flush_sessions()
    lecture.run(40)
    lecture.row.refresh_from_db()
    assert (lecture.row.status, lecture.row.elapsed_s(hands.wall)) == (Status.LIVE, 80)
    assert lecture.buckets() == [(0, False, 0.9), (1, False, 0.9), (2, True, 0.9), (3, False, 0.9)]


@pytest.mark.parametrize("step_s", STEPS_S)
def test_what_was_analysed_before_the_step_was_noticed_makes_no_bucket(
    lecture: SmallLecture, hands: Hands, step_s: int
) -> None:
    lecture.run(40)
    hands.be_set(step_s)
    lecture.run(40)
    assert [sequence for sequence, *_rest in lecture.buckets()] == [0, 1, 2, 3]
    assert OpenWindow(lecture._client, lecture.row.pk).open_sequences() in ([4], [4, 5])


def test_markers_and_the_planned_end_stay_at_their_second(lecture: SmallLecture, hands: Hands) -> None:
    marker = Marker.objects.create(class_session=lecture.row, kind="text", label="Chlorophyll", at=hands.wall)
    lecture.run(20)
    hands.be_set(3600)
    lecture.run(5)
    marker.refresh_from_db()
    lecture.row.refresh_from_db()
    assert lecture.row.elapsed_s(marker.at) == 0
    assert lecture.row.planned_end_at - lecture.row.start == timedelta(minutes=30)


def test_a_clock_that_is_put_right_little_by_little_moves_no_lecture(lecture: SmallLecture, hands: Hands) -> None:
    started_at = lecture.row.start
    for _time in range(4):
        hands.be_set(0.5)
        lecture.run(5)
    lecture.row.refresh_from_db()
    assert lecture.row.start == started_at


def test_time_in_which_the_machine_slept_has_passed(lecture: SmallLecture, hands: Hands) -> None:
    lecture.run(40)
    hands.pass_time(300)
    lecture.run(20)
    assert lecture.row.elapsed_s(hands.wall) == 360
    assert [sequence for sequence, *_rest in lecture.buckets()] == [0, 1, 2, 21, 22]


def test_a_step_back_that_nobody_noticed_leaves_what_was_stored(
    lecture: SmallLecture, hands: Hands, redis: redis_package.Redis
) -> None:
    lecture.run(60)
    stored = lecture.buckets()
    lecture.row.buckets.filter(sequence=1).delete()  # a gap, which must not be filled from another time
    hands.be_set(-60)
    redis.flushdb()
    lecture.run(40)
    assert lecture.buckets() == [stored[0], *stored[2:]]


def test_a_lecture_can_be_ended_when_the_clock_went_back_before_its_start(lecture: SmallLecture, hands: Hands) -> None:
    hands.be_set(-3600)
    assert end_class_session(class_session=lecture.row, actor="user:1")
    assert lecture.row.ended_at == lecture.row.started_at
    tasks.flush_sessions()
    lecture.row.refresh_from_db()
    assert lecture.row.window_closed_at is not None


@pytest.mark.parametrize("wrong_by_s", STEPS_S)
def test_a_frame_worker_with_a_wrong_clock_adds_nothing(lecture: SmallLecture, wrong_by_s: int) -> None:
    lecture.run(40)
    lecture.send_frame(lecture.row.start + timedelta(seconds=wrong_by_s))
    lecture.run(10)
    assert set(OpenWindow(lecture._client, lecture.row.pk).open_sequences()) <= {2, 3}


def test_a_step_does_not_pause_a_lecture_that_is_watched(
    lecture: SmallLecture, hands: Hands, redis: redis_package.Redis
) -> None:
    lecture.run(5)
    hands.be_set(3600)
    follow(redis, lecture.row, timedelta(hours=1), hands.wall)
    assert presence.last_watched(redis, lecture.row.pk, hands.wall) == hands.wall
