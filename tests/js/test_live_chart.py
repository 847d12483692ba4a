"""How often, and how much, the live chart draws: a slow laptop must stay calm for three hours."""

import pytest

pytestmark = pytest.mark.browser

SETTING = """
  const { LiveChart } = await import("/js/parts/live_chart.js");
  const { Timeline } = await load("timeline");
  const { EMOTIONS } = await load("emotions");
  let drawings = [];
  globalThis.Plotly = { react: (element, data, layout) => { drawings.push(data); element.layout = layout; } };
  const make = (tag) => document.createElementNS("http://www.w3.org/1999/xhtml", tag);
  const handlers = {};
  const element = Object.assign(make("div"), { on: (name, handler) => (handlers[name] = handler) });
  const button = make("button");
  let isVisible = true;
  const chart = new LiveChart(element, button, { not_measured: "not measured" }, () => isVisible);
  const bucket = (sequence) => ({
    sequence, start_s: sequence * 15, end_s: sequence * 15 + 15, minimum: 5,
    shares: [0, 0, 0, 0.25, 0, 0, 0.75], engagement: 0.5, band: null, coverage: null,
  });
  const series = [...EMOTIONS, "gap"].map((name) => ({ type: "bar", meta: { series: name } }));
  const stored = (count) => ({
    status: "live", bucket_s: 15, elapsed_s: count * 15, minimum: 5, markers: [],
    buckets: Array.from({ length: count }, (_, sequence) => bucket(sequence)),
    figure: { data: series, layout: { xaxis: {}, yaxis: {} } },
  });
  const timeline = new Timeline(stored(720));
  const second = (elapsed_s) => {
    const open = { ...bucket(Math.floor((elapsed_s - 2) / 15)), engagement: elapsed_s / 1e5 };
    const closed = elapsed_s % 15 === 2 ? [bucket(Math.floor(elapsed_s / 15) - 1)] : [];
    timeline.apply({ status: "live", elapsed_s, open, closed });
    chart.show(timeline);
  };
  const seconds = (from, to) => { for (let now = from; now < to; now += 1) second(now); };
  const columns = () => drawings.at(-1)[0].x.length;
"""


def test_three_hours_in_it_is_drawn_once_for_each_closed_bucket(evaluate) -> None:
    drawings = evaluate(
        SETTING + "seconds(10803, 10818); drawings = []; seconds(10818, 10878); return drawings.length;"
    )
    assert drawings == 4


@pytest.mark.parametrize("presses", [0, 1], ids=["the last minutes", "the whole lecture"])
def test_a_drawing_of_three_hours_stays_small(evaluate, presses: int) -> None:
    press = "button.click();" * presses
    assert 60 <= evaluate(SETTING + f"seconds(10803, 10820); {press} return columns();") <= 180


def test_a_silent_minute_moves_the_axis_once_a_bucket(evaluate) -> None:
    assert (
        evaluate(
            SETTING
            + """
            timeline.elapsedS = 10900; chart.show(timeline); drawings = [];
            for (let now = 10901; now <= 10960; now += 1) { timeline.elapsedS = now; chart.show(timeline); }
            return drawings.length;
            """
        )
        == 4
    )


def test_nothing_is_drawn_while_nobody_looks(evaluate) -> None:
    assert evaluate(
        SETTING + "isVisible = false; seconds(10803, 10900); const hidden = drawings.length; "
        "isVisible = true; chart.show(timeline); return [hidden, drawings.length];"
    ) == [0, 1]


def test_before_a_bucket_has_closed_the_open_one_is_drawn_as_it_grows(evaluate) -> None:
    assert (
        evaluate(
            SETTING
            + """
        const young = new Timeline(stored(0));
        const opened = (engagement) => ({ ...bucket(0), engagement });
        const tick = (open) => young.apply({ status: "live", elapsed_s: 5, open, closed: [] });
        for (const engagement of [0.1, 0.1, 0.2]) { tick(opened(engagement)); chart.show(young); }
        return drawings.length;
        """
        )
        == 2
    )


def test_it_does_not_draw_under_the_hand_that_drags(evaluate) -> None:
    dragged = evaluate(
        SETTING
        + """
        second(10803); handlers.plotly_relayouting(); drawings = []; seconds(10804, 10860);
        const during = drawings.length;
        element.layout.xaxis.range = [20, 35]; handlers.plotly_relayout();
        return [during, drawings.length, drawings[0][0].x[0], drawings[0][0].x.at(-1)];
        """
    )
    assert dragged == [0, 1, 5.125, 49.875]


def test_patterns_are_put_on_request(evaluate) -> None:
    shapes = evaluate(
        SETTING
        + """
        second(10803); const plain = drawings.at(-1)[0].marker.pattern;
        chart.setPatterns(true);
        return [plain ?? null, drawings.at(-1).slice(0, 7).map(({ marker }) => marker.pattern.shape)];
        """
    )
    assert shapes[0] is None
    assert len(set(shapes[1])) == 7


def test_wide_columns_hold_the_means_of_what_was_measured(evaluate) -> None:
    columns = evaluate(
        """
        const { columnsOf } = await load("columns");
        const shares = (value) => value && [value, 0];
        const bucket = (sequence, engagement, band) => (
          { sequence, engagement, band, shares: shares(engagement), slowed: sequence > 1 });
        const buckets = [bucket(0, 0.2, [0.1, 0.3]), bucket(1, 0.4, null), bucket(2, null, null), bucket(5, 0.5, null)];
        return columnsOf(buckets, 15, 3);
        """
    )
    assert columns["columnS"] == 30
    assert [(each["start_s"], each["engagement"]) for each in columns["columns"]] == [
        (0, pytest.approx(0.3)),
        (30, None),
        (60, 0.5),
    ]
    assert columns["columns"][0]["band"] == [0.1, 0.3]
    assert [each["slowed"] for each in columns["columns"]] == [False, True, True]


def test_an_open_bucket_is_drawn_when_it_has_figures_and_is_no_gap_before(evaluate) -> None:
    """It has them in a course that shows single people. "Not measured" would be untrue of what is being measured."""
    columns = """
        const drawn = (shares) => {
          chart.show(new Timeline(stored(4)));
          chart.timeline.apply({ status: "live", elapsed_s: 63, open: { ...bucket(4), shares }, closed: [] });
          chart.draw();
          return columns();
        };
        return [drawn(null), drawn(bucket(4).shares)];
    """
    assert evaluate(SETTING + columns) == [4, 5]
