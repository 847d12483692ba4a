import pytest

pytestmark = pytest.mark.browser

DEVICES = """
  const { Camera, fitted, isBlack, stateOfError } = await load("camera");
  const html = (name) => document.createElementNS("http://www.w3.org/1999/xhtml", name);
  const states = [];
  const camera = (devices) => new Camera({
    video: html("video"), picture: html("canvas"), probe: html("canvas"),
    onState: (state) => states.push(state), devices,
  });
"""


@pytest.mark.parametrize(
    ("size", "expected"),
    [("640, 480", [320, 240]), ("480, 640", [240, 320]), ("1920, 1080", [320, 180]), ("200, 100", [200, 100])],
)
def test_picture_keeps_its_shape(evaluate, size: str, expected: list[int]) -> None:
    assert evaluate(DEVICES + f"return fitted({size}, 320);") == expected


def test_sensor_noise_is_still_black(evaluate) -> None:
    assert evaluate(DEVICES + "return [isBlack([3, 9, 0, 255]), isBlack([0, 0, 0, 255, 0, 40, 0, 255])];") == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("NotAllowedError", "refused"),
        ("NotReadableError", "busy"),
        ("NotFoundError", "none"),
        ("OverconstrainedError", "none"),
        ("TypeError", "failed"),
    ],
)
def test_errors_of_the_browser_have_names(evaluate, name: str, state: str) -> None:
    assert evaluate(DEVICES + f'return stateOfError({{ name: "{name}" }});') == state


def test_insecure_address_has_no_camera(evaluate) -> None:
    assert evaluate(DEVICES + "const none = camera(null); await none.start(); return none.state;") == "insecure"


def test_camera_that_is_stopped_while_the_browser_asks_does_not_start(evaluate) -> None:
    stopped, state = evaluate(
        DEVICES
        + """
        let allow, stopped = false;
        const track = { stop: () => (stopped = true) };
        const asked = camera({ getUserMedia: () => new Promise((resolve) => (allow = resolve)) });
        const started = asked.start();
        asked.stop();
        allow({ getTracks: () => [track], getVideoTracks: () => [track] });
        await started;
        return [stopped, asked.state];
        """
    )
    assert stopped
    assert state == "off"


def test_the_front_camera_is_asked_for_unless_one_was_chosen_by_name(evaluate) -> None:
    front, chosen = evaluate(
        DEVICES
        + """
        const asked = [];
        const refusing = camera({ getUserMedia: async (wanted) => {
          asked.push(wanted);
          throw new DOMException("no", "NotAllowedError");
        } });
        await refusing.start();
        await refusing.start("rear");
        return asked;
        """
    )
    assert front["video"]["facingMode"] == "user"
    assert chosen["video"]["deviceId"] == {"exact": "rear"}
    assert (front["audio"], chosen["audio"]) == (False, False)
