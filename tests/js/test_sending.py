"""One frame in flight, and a connection that comes back."""

import pytest

pytestmark = pytest.mark.browser

SENDER = """
  const { FrameSender } = await load("frame_sender");
  let now = 0;
  let isPaused = false;
  let isBlocked = false;
  const sent = [];
  const sender = new FrameSender({
    capture: async () => new Uint8Array([255, 216]).buffer,
    send: (message) => (sent.push(new Uint8Array(message)), true),
    maySend: () => !isPaused,
    isBlocked: () => isBlocked,
    now: () => now,
  });
  const tickAt = async (moment) => { now = moment; await sender.tick(); };
"""

SOCKET = """
  const { ReconnectingSocket } = await load("reconnecting_socket");
  const { backOffMs } = await load("back_off");
  const sockets = [];
  class FakeSocket {
    static OPEN = 1;
    constructor() { this.readyState = 0; sockets.push(this); }
    close() {}
  }
  const states = [];
  const socket = new ReconnectingSocket("ws://nowhere", {
    finalCodes: [4410], onMessage: () => {}, onState: (state, code) => states.push([state, code]),
    Socket: FakeSocket, random: () => 0,
  });
  socket.open();
  const rest = () => new Promise((resolve) => setTimeout(resolve, 20));
"""


def test_frame_carries_its_sequence_before_the_jpeg(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); return [...sent[0]];") == [0, 0, 0, 1, 255, 216]


def test_next_frame_waits_for_the_answer(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); await tickAt(2000); return sent.length;") == 1


def test_answer_lets_the_next_frame_go(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); sender.settle(1); await tickAt(2000); return sent.length;") == 2


def test_frame_goes_after_twice_the_interval_without_an_answer(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); await tickAt(4000); return sent.length;") == 2


def test_late_answer_does_not_belong_to_the_picture_on_the_page(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); await tickAt(4000); return [sender.settle(1), sender.mustWait];") == [
        False,
        True,
    ]


def test_lost_answers_in_a_row_mean_slow(evaluate) -> None:
    assert evaluate(SENDER + "await tickAt(0); await tickAt(4000); await tickAt(8000); return sender.isSlow;") is True


def test_frame_that_nobody_took_is_not_waited_for(evaluate) -> None:
    assert evaluate(SENDER + "sender.send = () => false; await tickAt(0); return sender.mustWait;") is False


def test_no_frame_is_taken_in_a_pause(evaluate) -> None:
    taken = "let taken = 0; sender.capture = async () => { taken += 1; return null; };"
    assert evaluate(SENDER + taken + "isPaused = true; await tickAt(0); return taken;") == 0


def test_frame_that_was_being_taken_when_the_pause_came_stays_here(evaluate) -> None:
    held = "let give; sender.capture = () => new Promise((resolve) => { give = resolve; });"
    pause = "const ticked = tickAt(0); isPaused = true; give(new Uint8Array([255, 216]).buffer); await ticked;"
    assert evaluate(SENDER + held + pause + "return [sent.length, sender.mustWait];") == [0, False]


def test_no_frame_is_put_behind_one_that_has_not_left_the_device(evaluate) -> None:
    stalled = "isBlocked = true; for (let at = 4000; at <= 8000; at += 2000) await tickAt(at);"
    assert evaluate(SENDER + "await tickAt(0);" + stalled + "return [sent.length, sender.isSlow];") == [1, True]


@pytest.mark.parametrize(("bytes_waiting", "is_blocked"), [(0, False), (9000, True)])
def test_a_socket_knows_what_has_not_left_the_device(evaluate, bytes_waiting: int, is_blocked: bool) -> None:
    assert evaluate(SOCKET + f"sockets[0].bufferedAmount = {bytes_waiting}; return socket.isBlocked;") is is_blocked


@pytest.mark.parametrize(("attempt", "ceiling_ms"), [(0, 500), (1, 1000), (4, 8000), (5, 8000), (50, 8000)])
def test_back_off_doubles_up_to_eight_seconds(evaluate, attempt: int, ceiling_ms: int) -> None:
    assert evaluate(SOCKET + f"return backOffMs({attempt}, () => 1);") == ceiling_ms


@pytest.mark.parametrize(("lot", "waited_ms"), [(0, 0), (0.25, 2000), (0.5, 4000)])
def test_back_off_is_any_part_of_that_by_lot(evaluate, lot: float, waited_ms: int) -> None:
    assert evaluate(SOCKET + f"return backOffMs(4, () => {lot});") == waited_ms


def test_pages_of_a_class_do_not_come_back_all_at_once(evaluate) -> None:
    delays = evaluate(SOCKET + "return Array.from({ length: 30 }, () => backOffMs(4));")
    assert len(set(delays)) > 20
    assert min(delays) >= 0
    assert max(delays) < 8000


def test_lost_connection_is_opened_again(evaluate) -> None:
    assert evaluate(
        SOCKET + "sockets[0].onclose({ code: 1006 }); await rest(); return [sockets.length, states.at(-1)];"
    ) == [
        2,
        ["retrying", None],
    ]


def test_final_code_ends_it(evaluate) -> None:
    assert evaluate(
        SOCKET + "sockets[0].onclose({ code: 4410 }); await rest(); return [sockets.length, states.at(-1)];"
    ) == [
        1,
        ["closed", 4410],
    ]


def test_closed_socket_stays_closed(evaluate) -> None:
    assert evaluate(
        SOCKET
        + "const close = sockets[0].onclose; socket.close(); await rest(); return [sockets.length, states.at(-1)[0]];"
    ) == [
        1,
        "closed",
    ]


SILENCE = """
  socket.silentAfterMs = 40;
  socket.open();
  const passed = (ms) => new Promise((done) => setTimeout(done, ms));
"""


def test_connection_that_says_nothing_is_opened_anew(evaluate) -> None:
    assert evaluate(SOCKET + SILENCE + "await passed(300); return sockets.length > 2;") is True


def test_connection_that_says_something_is_kept(evaluate) -> None:
    talk = "for (let word = 0; word < 30; word += 1) { sockets.at(-1).onmessage({ data: '{}' }); await passed(5); }"
    assert evaluate(SOCKET + SILENCE.replace("40", "2000") + talk + "return sockets.length;") == 2


def test_silence_is_allowed_at_the_end(evaluate) -> None:
    assert evaluate(SOCKET + SILENCE + "socket.allowSilence(); await passed(300); return sockets.length;") == 2
