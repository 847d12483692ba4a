"""The simulated camera keeps the rules of the real one."""

from classroom.operations.simulation.camera import Camera


def camera(interval_s: float = 2.0, least_interval_s: float = 0.0, lot: float = 0.25) -> Camera:
    made = Camera(least_interval_s, lambda: lot, may_send=True)
    made.announce(interval_s, 100.0)
    return made


def test_it_begins_at_a_random_moment_of_the_interval() -> None:
    assert camera(lot=0.25).due_at_s == 100.5


def test_the_next_frame_waits_for_the_answer() -> None:
    student = camera()
    assert [student.tick(100.5), student.tick(102.5)] == [1, None]


def test_an_answer_lets_the_next_frame_go() -> None:
    student = camera()
    student.tick(100.5)
    assert student.settle(1) == 100.5
    assert student.tick(102.5) == 2


def test_a_frame_goes_after_twice_the_interval_without_an_answer() -> None:
    student = camera()
    assert [student.tick(moment) for moment in (100.5, 102.5, 104.5)] == [1, None, 2]


def test_the_same_interval_again_moves_nothing() -> None:
    student = camera()
    student.announce(2.0, 100.3)
    assert student.due_at_s == 100.5


def test_a_new_interval_comes_no_sooner_than_half_of_it_after_the_last_frame() -> None:
    student = camera(lot=0.0)
    student.tick(100.0)
    student.announce(7.0, 101.0)
    assert student.due_at_s == 103.5


def test_it_sends_no_more_often_than_it_was_told_to_by_hand() -> None:
    assert camera(interval_s=2.0, least_interval_s=5.0).interval_s == 5.0


def test_in_a_pause_nothing_is_sent() -> None:
    student = camera()
    student.may_send = False
    assert student.tick(100.5) is None


def test_a_new_connection_waits_for_no_old_answer() -> None:
    student = camera()
    student.tick(100.5)
    student.reset()
    student.announce(2.0, 101.0)
    assert student.tick(101.5) == 2
