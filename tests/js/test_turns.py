"""What the live view says while it is other classes' turn to measure, and how a camera begins anew."""

import pytest

pytestmark = pytest.mark.browser

TIMER = """
  const source = await (await fetch("/js/lib/ticker_worker.js")).text();
  const self = { postMessage: () => {} };
  let now = 0;
  const set = { timeout: null, interval: null };
  const timer = (name) => (run, delayMs) => (set[name] = { run, delayMs }, name);
  new Function("self", "performance", "setTimeout", "setInterval", "clearTimeout", "Math", source)(
    self, { now: () => now }, timer("timeout"), timer("interval"), () => {}, { max: Math.max, random: () => 0.5 },
  );
  self.onmessage({ data: 2000 });
"""

SAID = """
  const { lineOf, coverageOf, engagementOf } = await load("live_sentences");
  const { Timeline } = await load("timeline");
  const words = new Proxy({}, { get: (_words, name) => name });
  const measured = { coverage: { joined: 20, sharing: 18, readable: 17 }, shares: [0, 0, 0, 0.5, 0, 0, 0.5],
    engagement: 0.7, band: [0.68, 0.72], slowed: true };
  const rest = { coverage: null, shares: null, engagement: null, band: null, slowed: true };
  const bucket = (facts, sequence) => ({ sequence, start_s: sequence * 15, end_s: sequence * 15 + 15, ...facts });
  const after = (...all) => new Timeline({ status: "live", bucket_s: 15, minimum: 5, buckets: all.map(bucket),
    markers: [], elapsed_s: all.length * 15 + 2 });
  const line = (timeline) => lineOf({ status: "live", connection: "open", timeline }, words);
"""


def test_in_a_rest_it_says_that_it_measures_less_often(evaluate) -> None:
    assert evaluate(SAID + "return line(after(measured, rest));") == "slowed"


def test_a_rest_says_neither_that_nobody_came_nor_that_too_few_share(evaluate) -> None:
    said = evaluate(SAID + "return coverageOf(after(measured, rest), words);")
    assert said == {"value": "coverage_hidden", "note": "slowed"}


def test_in_a_rest_the_last_measured_figures_stay(evaluate) -> None:
    assert evaluate(SAID + "return engagementOf(after(measured, rest), words).figures.engagement;") == 0.7


def test_a_bucket_that_was_hidden_at_the_usual_pace_is_no_rest(evaluate) -> None:
    hidden = "after({ ...rest, slowed: false, minimum: 5 })"
    assert evaluate(SAID + f"return [line({hidden}), coverageOf({hidden}, words).value];") == [
        "figures_need",
        "coverage_hidden",
    ]


def test_a_camera_begins_at_a_random_moment_and_then_keeps_to_its_interval(evaluate) -> None:
    assert evaluate(TIMER + "set.timeout.run(); return [set.timeout.delayMs, set.interval.delayMs];") == [1000, 2000]


def test_a_new_interval_begins_no_sooner_than_the_server_takes_a_picture(evaluate) -> None:
    slowed = "set.timeout.run(); now = 500; self.onmessage({ data: 7000 }); return set.timeout.delayMs;"
    assert evaluate(TIMER + slowed) == 3500 - 500 + 3500
