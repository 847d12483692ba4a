import pytest

from classroom.operations.parts import Part
from classroom.operations.supervisor import DEATHS_LIMIT, DEATHS_WINDOW_S, GaveUpError, Supervisor

WEB = Part("web", ("serve",))
BEAT = Part("beat", ("tick",))


class Dummy:
    """A process that does what the test says, and remembers what was asked of it."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.status: int | None = None
        self.asked: list[str] = []
        self.heeds_terminate = True

    def poll(self) -> int | None:
        return self.status

    def terminate(self) -> None:
        self.asked.append("terminate")
        if self.heeds_terminate:
            self.status = 0

    def kill(self) -> None:
        self.asked.append("kill")


class Stage:
    """A supervisor with a clock that the test moves and processes that only pretend."""

    def __init__(self, *parts: Part) -> None:
        self.now_s = 0.0
        self.started: list[Dummy] = []
        self.told: list[str] = []
        self.supervisor = Supervisor(parts, start=self._start, clock=lambda: self.now_s, tell=self.told.append)

    def _start(self, part: Part) -> Dummy:
        self.started.append(Dummy(part))
        return self.started[-1]

    def let_die(self) -> None:
        """The process that was started last ends, and the supervisor looks."""
        self.started[-1].status = 1
        self.supervisor.step()

    def pass_time(self, seconds: float) -> None:
        self.now_s += seconds
        self.supervisor.step()


def test_every_part_is_started_once() -> None:
    stage = Stage(WEB, BEAT)
    stage.supervisor.step()
    stage.supervisor.step()
    assert [process.part for process in stage.started] == [WEB, BEAT]


def test_a_part_that_died_is_started_again_after_a_pause() -> None:
    stage = Stage(WEB)
    stage.supervisor.step()
    stage.let_die()
    assert stage.told == ["web ended with status 1; starting it again in 0.5 s."]
    stage.pass_time(0.4)
    assert len(stage.started) == 1
    stage.pass_time(0.2)
    assert len(stage.started) == 2


def test_what_a_dead_part_left_behind_is_killed() -> None:
    stage = Stage(WEB)
    stage.supervisor.step()
    stage.let_die()
    assert stage.started[0].asked == ["kill"]


def test_the_pause_doubles_with_every_death() -> None:
    stage = Stage(WEB)
    for _ in range(4):
        stage.pass_time(10)
        stage.let_die()
    assert [line.split()[-2] for line in stage.told] == ["0.5", "1.0", "2.0", "4.0"]


def test_five_deaths_within_a_minute_are_the_end() -> None:
    stage = Stage(WEB)
    with pytest.raises(GaveUpError, match="web ended 5 times within 60 s"):
        _die_every(10, stage, times=DEATHS_LIMIT)


def test_deaths_far_apart_are_forgotten() -> None:
    stage = Stage(WEB)
    _die_every(DEATHS_WINDOW_S, stage, times=3 * DEATHS_LIMIT)
    assert len(stage.started) == 3 * DEATHS_LIMIT


def test_the_deaths_of_two_parts_do_not_add_up() -> None:
    stage = Stage(WEB, BEAT)
    stage.supervisor.step()
    for _ in range(DEATHS_LIMIT - 1):
        for process in stage.started[-2:]:
            process.status = 1
        stage.supervisor.step()
        stage.pass_time(9)
    assert len(stage.started) == 2 * DEATHS_LIMIT


def test_stopping_asks_the_last_started_first() -> None:
    stage = Stage(WEB, BEAT)
    stage.supervisor.step()
    stage.supervisor.stop(sleep=_never)
    assert [process.asked for process in stage.started] == [["terminate", "kill"]] * 2


def test_a_part_that_does_not_heed_is_killed_after_a_while() -> None:
    stage = Stage(WEB)
    stage.supervisor.step()
    stage.started[0].heeds_terminate = False
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        assert "kill" not in stage.started[0].asked
        slept.append(seconds)
        stage.now_s += seconds

    stage.supervisor.stop(sleep)
    assert slept
    assert stage.started[0].asked == ["terminate", "kill"]


def _die_every(seconds: float, stage: Stage, times: int) -> None:
    for _ in range(times):
        stage.pass_time(seconds)
        stage.let_die()


def _never(_seconds: float) -> None:
    pytest.fail("there was nothing to wait for")
