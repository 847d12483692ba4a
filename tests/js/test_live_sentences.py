"""Why the live view has no figures: true whatever was not published, and no more than the counts say."""

import pytest

pytestmark = pytest.mark.browser

SAID = """
  const { lineOf } = await load("live_sentences");
  const { Timeline } = await load("timeline");
  const words = new Proxy({}, { get: (_words, name) => `${name} {minimum} {bucket_s}` });
  const line = (facts) => {
    const bucket = { sequence: 0, start_s: 0, end_s: 15, shares: null, engagement: null, slowed: false, ...facts };
    const timeline = new Timeline({ status: "live", bucket_s: 15, buckets: [bucket], markers: [], elapsed_s: 17 });
    return lineOf({ status: "live", connection: "open", timeline }, words);
  };
"""


@pytest.mark.parametrize(
    ("coverage", "minimum", "expected"),
    [
        ("{ joined: 24, sharing: 19, readable: 0 }", 5, "too_few_read 5 15"),
        ("{ joined: 24, sharing: 19, readable: 16 }", 5, "too_few_read 5 15"),
        ("{ joined: 24, sharing: 0, readable: 0 }", 5, "not_enough 5 15"),
        ("null", 5, "figures_need 5 15"),
        ("{ joined: 1, sharing: 1, readable: 0 }", 1, "nothing_read 1 15"),
        ("{ joined: 1, sharing: 0, readable: 0 }", 1, "nobody_sharing 1 15"),
        ("null", 1, "figures_need 1 15"),
    ],
    ids=[
        *("a dark room", "counts of before", "nobody shares", "no counts"),
        *("one in the dark", "one without a camera", "one who was not counted"),
    ],
)
def test_it_says_why_there_are_no_figures(evaluate, coverage: str, minimum: int, expected: str) -> None:
    assert evaluate(SAID + f"return line({{ coverage: {coverage}, minimum: {minimum} }});") == expected
