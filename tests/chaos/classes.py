"""A lecture with its people, and what must be true of it whatever happened."""

import time
from dataclasses import dataclass, field

from tests.chaos.measurements import note
from tests.chaos.people import Bucket, Camera, Dashboard, Student, Teacher, eventually, measured
from tests.chaos.product import FaultyProduct

BACK_WITHIN_S = 10.0  # the promise: of connections and of ticks, each from when what they need is well
SWEEPS_S = 12  # in which reports that are missing are looked for twice
NEARLY = 0.11  # two roundings of five points: the photograph is always the same, so its figures are


def wait_until_heard_anew(product: FaultyProduct) -> None:
    """Wait until every part has said, from now on, that it is well."""
    product.forget_heartbeats()
    eventually(lambda: not product.unheard_parts())


@dataclass(frozen=True)
class Return:
    """How a fault was felt, in seconds since it happened.

    Attributes:
        connectable_s: until web server, database and Redis answered; all_well_s: until every part had said so anew.
        no_tick_s: the longest silence of the live view; no_answer_s: of a camera.
    """

    connectable_s: float
    all_well_s: float
    no_tick_s: float
    no_answer_s: float


@dataclass
class Class:
    """A teacher with a dashboard, and students with cameras."""

    teacher: Teacher
    students: list[Student]
    dashboard: Dashboard
    cameras: list[Camera]
    acknowledged: list[Bucket] = field(default_factory=list)

    @classmethod
    def gather(cls, teacher: Teacher, course: int, students: int, url: str = "") -> "Class":
        """Begin a lecture and wait until it is measured. The sockets go to `url` if there is one."""
        lecture = teacher.start_lecture(course)
        people = [Student(teacher.url, lecture, f"Student {number}") for number in range(students)]
        dashboard, cameras = Dashboard(teacher, url), [Camera(person, url) for person in people]
        begun = cls(teacher, people, dashboard, cameras)
        begun.acknowledged = teacher.wait_for_measured(2)
        return begun

    @property
    def sockets(self) -> list[Camera | Dashboard]:
        return [self.dashboard, *self.cameras]

    def acknowledge(self) -> float:
        """Note the buckets that are closed now; the moment (time.monotonic)."""
        self.acknowledged = self.teacher.buckets()
        return time.monotonic()

    def wait_until_back(self, product: FaultyProduct, fault: str, since: float) -> Return:
        """Wait until everybody hears the product again; connections and ticks come within the promised time.

        A connection needs the web server, the database and Redis; a tick needs all parts. How long it takes to start
        one depends on the machine.
        """
        eventually(product.can_connect)
        well_at = time.monotonic()
        wait_until_heard_anew(product)
        eventually(lambda: not product.unwell_parts())
        all_well_at = time.monotonic()
        eventually(lambda: all(socket.is_connected for socket in self.sockets))
        for socket in self.sockets:
            eventually(lambda socket=socket: socket.heard_since(well_at, socket.says))
        eventually(lambda: self.dashboard.heard_since(all_well_at, "tick"))
        without = max(socket.longest_without_connection(well_at) for socket in self.sockets)
        without_tick = self.dashboard.longest_without(all_well_at, "tick")
        felt = Return(
            connectable_s=well_at - since,
            all_well_s=all_well_at - since,
            no_tick_s=self.dashboard.longest_silence(since, "tick"),
            no_answer_s=max(camera.longest_silence(since, "answer") for camera in self.cameras),
        )
        note(
            fault,
            no_tick_for=felt.no_tick_s,
            no_answer_for=felt.no_answer_s,
            not_connected_though_the_servers_were_back=without,
            no_tick_though_all_parts_were_back=without_tick,
        )
        assert without < BACK_WITHIN_S
        assert without_tick < BACK_WITHIN_S
        return felt

    def wait_for_new_figures(self) -> list[Bucket]:
        """Wait for two buckets with figures that began after those that had been acknowledged; all buckets."""
        last_s = max((bucket["end_s"] for bucket in self.acknowledged), default=0)
        return self.teacher.wait_for_measured(2, after_s=last_s)

    def assert_nothing_false(self, buckets: list[Bucket]) -> None:
        """What was acknowledged stays, nothing is there twice, and no figure differs from what the cameras see."""
        sequences = [bucket["sequence"] for bucket in buckets]
        assert sequences == sorted(set(sequences))
        assert [bucket for bucket in self.acknowledged if bucket not in buckets] == []
        usual = measured(self.acknowledged)[0]["engagement"]
        assert usual > 0
        for bucket in buckets:
            if bucket["shares"]:
                assert sum(bucket["shares"]) > 0.5
                assert abs(bucket["engagement"] - usual) < NEARLY, bucket
            else:
                assert (bucket["engagement"], bucket["band"], bucket["levels"]) == (None, None, None), bucket

    def end(self, product: FaultyProduct) -> list[Bucket]:
        """End the lecture, wait for its report, and return its buckets; there is one report."""
        eventually(self._end_if_open)
        eventually(lambda: self.reports(product), timeout_s=60)
        assert len(self.reports(product)) == 1
        return self.teacher.buckets()

    def _end_if_open(self) -> bool:
        self.teacher.end_lecture()
        return bool(self.teacher.timeline()["status"] == "ended")

    def reports(self, product: FaultyProduct) -> list[tuple[object, ...]]:
        """The lecture's reports: identifier, moment, and which transaction wrote the row, another if it was changed."""
        return product.query(
            "SELECT id, made_at, xmin::text FROM reports_sessionreport WHERE class_session_id = %s",
            self.teacher.lecture.id,
        )

    def counted_frames(self, product: FaultyProduct) -> int:
        """How many frames have been counted in closed buckets."""
        rows = product.query(
            "SELECT readings, unread FROM timelines_sessioncounts WHERE class_session_id = %s", self.teacher.lecture.id
        )
        return sum(int(str(readings)) + sum(dict(unread).values()) for readings, unread in rows)

    def dismiss(self) -> None:
        """Close every socket and see to it that the lecture has ended: a course runs one at a time."""
        for socket in self.sockets:
            socket.stop()
        eventually(self._end_if_open)
        for browser in self.students:
            browser.close()
