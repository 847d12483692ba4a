"""Gentle alerts: few, with reasons, and never because of how or when was measured."""

import pytest

from tests.typography import tied

pytestmark = pytest.mark.browser

CALM = """
  const { alertsOf, alertToShow, SNOOZE_S } = await load("alerts");
  const thresholds = { change: 0.15, lost_percent: 30, coverage_percent: 60 };
  const bucket = (sequence, more = {}) => ({
    sequence, start_s: sequence * 15, end_s: sequence * 15 + 15, slowed: false, interrupted: false,
    shares: [0, 0, 0, 0.25, 0, 0, 0.75], engagement: 0.5, coverage: { joined: 20, sharing: 16, readable: 14 },
    signals: { lost: 0 }, ...more,
  });
  const calm = (count) => Array.from({ length: count }, (_, sequence) => bucket(sequence));
  const running = { status: "live", thresholds };
  const lecture = (buckets, more = {}) => ({ ...running, elapsedS: buckets.at(-1).end_s, buckets, ...more });
  const after = (count, changes) => changes.map((change, index) => bucket(count + index, change));
  const then = (count, ...changes) => [...calm(count), ...after(count, changes)];
  const kinds = (buckets, more) => alertsOf(lecture(buckets, more)).map(({ kind }) => kind);
"""
LOW = "{ engagement: 0.3 }"
FEW = "{ coverage: { joined: 20, sharing: 8, readable: 8 } }"
LOST = "{ signals: { lost: 6 } }"


def test_a_calm_lecture_raises_nothing(evaluate) -> None:
    assert evaluate(CALM + "return kinds(calm(40));") == []


def test_two_buckets_outside_the_baseline_are_a_change(evaluate) -> None:
    assert evaluate(CALM + f"return alertsOf(lecture(then(20, {LOW}, {LOW})));") == [
        {
            "kind": "change",
            "sinceS": 300,
            "untilS": 330,
            "series": "engagement",
            "direction": "down",
            "now": 0.3,
            "usual": pytest.approx(0.5),
        }
    ]


def test_the_largest_change_is_told(evaluate) -> None:
    gloomy = "{ engagement: 0.3, shares: [0, 0, 0, 0, 0.5, 0, 0.5] }"
    told = evaluate(CALM + f"return alertsOf(lecture(then(20, {gloomy}, {gloomy})))[0];")
    assert (told["series"], told["direction"]) == ("sad", "up")


@pytest.mark.parametrize(
    "changes",
    [
        LOW,
        f"{LOW}, {{}}",
        "{ engagement: 0.35 }, { engagement: 0.35 }",
        "{ engagement: 0.3 }, { engagement: 0.7 }",
        "{ engagement: 0.3, slowed: true }, { engagement: 0.3, slowed: true }",
        "{ engagement: 0.3 }, { engagement: 0.3, interrupted: true }",
        "{ engagement: null, shares: null }, { engagement: null, shares: null }",
        "{ engagement: 0.3, coverage: { joined: 20, sharing: 8, readable: 8 } }, { engagement: 0.3 }",
        "{ engagement: 0.3, coverage: { joined: 40, sharing: 32, readable: 15 } }, { engagement: 0.3 }",
    ],
    ids=[
        *("one", "one and back", "no more than that", "to and fro"),
        *("slowed", "interrupted", "hidden", "few share", "few are readable"),
    ],
)
def test_this_is_no_change(evaluate, changes: str) -> None:
    assert evaluate(CALM + f"return kinds(then(20, {changes}));") == []


def test_without_a_baseline_nothing_is_unusual(evaluate) -> None:
    assert evaluate(CALM + f"return kinds(then(10, {LOW}, {LOW}));") == []


@pytest.mark.parametrize("change", [LOW, FEW])
def test_buckets_beside_a_pause_raise_nothing(evaluate, change: str) -> None:
    cut = f"[...calm(20), bucket(20, {change}), bucket(21, {change}), bucket(30, {change}), bucket(31, {change})]"
    buckets = f"{cut}.filter(({{ sequence }}) => sequence !== 20)"
    assert evaluate(CALM + f"return kinds({buckets});") == []


def test_what_was_usual_before_a_pause_says_nothing_long_after_it(evaluate) -> None:
    after = f"[...calm(20), ...[60, 61, 62, 63].map((sequence) => bucket(sequence, {LOW}))]"
    assert evaluate(CALM + f"return kinds({after});") == []


@pytest.mark.parametrize("status", ["paused", "ended"])
def test_a_lecture_that_does_not_run_raises_nothing(evaluate, status: str) -> None:
    assert evaluate(CALM + f'return kinds(then(20, {LOW}, {LOW}), {{ status: "{status}" }});') == []


def test_dropped_coverage_is_told_with_what_was_usual(evaluate) -> None:
    [told] = evaluate(CALM + f"return alertsOf(lecture(then(20, {FEW}, {FEW})));")
    assert (told["kind"], told["now"], told["usual"]) == ("coverage", 0.4, pytest.approx(0.8))


def test_coverage_that_dropped_while_measuring_less_often_says_nothing(evaluate) -> None:
    slowed = "{ slowed: true, coverage: { joined: 20, sharing: 8, readable: 8 } }"
    assert evaluate(CALM + f"return kinds(then(20, {slowed}, {slowed}));") == []


def test_a_change_is_told_also_where_nearly_all_share_and_coverage_is_hidden(evaluate) -> None:
    hidden = "{ engagement: 0.3, coverage: null }"
    told = evaluate(CALM + f"return kinds(then(20, {hidden}, {hidden}));")
    assert told == ["change"]


def test_hidden_coverage_says_nothing(evaluate) -> None:
    assert evaluate(CALM + "return kinds(then(20, { coverage: null }, { coverage: null }));") == []


@pytest.mark.parametrize(
    ("signals", "expected"), [("{ lost: 6 }", ["lost"]), ("{ lost: 5 }", []), ("{ lost: null }", []), ("null", [])]
)
def test_many_lost_taps_are_told(evaluate, signals: str, expected: list[str]) -> None:
    assert evaluate(CALM + f"return kinds(then(1, {{ signals: {signals} }}));") == expected


def test_taps_are_compared_with_the_last_known_number_of_students(evaluate) -> None:
    hidden = "{ signals: { lost: 6 }, coverage: null }"
    assert evaluate(CALM + f"return alertsOf(lecture(then(1, {hidden})))[0].joined;") == 20


def test_an_alert_that_goes_on_keeps_its_words(evaluate) -> None:
    first, later = evaluate(
        CALM
        + """
        const falling = then(20, ...[0.3, 0.3, 0.28, 0.2].map((engagement) => ({ engagement })));
        const told = (count) => alertsOf(lecture(falling.slice(0, count)))[0];
        return [told(22), told(24)];
        """
    )
    assert later == first | {"untilS": 360}


def test_an_alert_waits_for_five_minutes(evaluate) -> None:
    assert evaluate(
        CALM
        + f"""
        const buckets = then(20, {LOST});
        return [600, 700].map((elapsedS) => kinds(buckets, {{ elapsedS }}).length);
        """
    ) == [1, 0]


def test_students_are_heard_before_cameras(evaluate) -> None:
    both = "{ coverage: { joined: 20, sharing: 8, readable: 8 }, signals: { lost: 10 } }"
    assert evaluate(CALM + f"return kinds(then(20, {both}, {both}));") == ["lost", "coverage"]


@pytest.mark.parametrize(
    ("choices", "is_shown"),
    [
        ("{ isOn: true, quietUntilS: 0, dismissedS: {} }", True),
        ("{ isOn: false, quietUntilS: 0, dismissedS: {} }", False),
        ("{ isOn: true, quietUntilS: 400, dismissedS: {} }", False),
        ("{ isOn: true, quietUntilS: 0, dismissedS: { lost: 310 } }", False),
        ("{ isOn: true, quietUntilS: 0, dismissedS: { lost: 200 } }", True),
        ("{ isOn: true, quietUntilS: 0, dismissedS: { change: 310 } }", True),
    ],
    ids=["on", "off", "snoozed", "dismissed", "an earlier one dismissed", "another kind dismissed"],
)
def test_an_alert_is_shown_to_those_who_want_it(evaluate, choices: str, is_shown: bool) -> None:
    shown = evaluate(CALM + f"return alertToShow(alertsOf(lecture(then(20, {LOST}))), {choices}, 315) !== null;")
    assert shown is is_shown


@pytest.mark.parametrize(
    ("alert", "sentence"),
    [
        ('{ kind: "lost", sinceS: 60, lost: 6, joined: 20 }', "1:00 6 20"),
        ('{ kind: "coverage", sinceS: 60, now: 0.4, usual: 0.8 }', tied("1:00 40 % 80 %")),
        (
            '{ kind: "change", series: "engagement", direction: "down", sinceS: 60, now: 0.3, usual: 0.5 }',
            tied("1:00 30 % 50 %"),
        ),
        (
            '{ kind: "change", series: "sad", direction: "up", sinceS: 60, now: 0.5, usual: 0.25 }',
            tied("gloomy 50 % 25 %"),
        ),
    ],
)
def test_an_alert_says_why(evaluate, alert: str, sentence: str) -> None:
    words = """{
      alert_lost: "{minute} {lost} {joined}", alert_coverage: "{minute} {now} {usual}",
      alert_engagement_down: "{minute} {now} {usual}", alert_share_up: "{emotion} {now} {usual}", emotion_sad: "gloomy",
    }"""
    body = f'const {{ alertSentence }} = await load("alert_sentences"); return alertSentence({alert}, {words});'
    assert evaluate(body) == sentence
