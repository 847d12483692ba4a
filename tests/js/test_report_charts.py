import pytest

from tests.typography import tied

pytestmark = pytest.mark.browser

FIGURES = 'const { expanded, bandOutline, signalStrips } = await load("report_figures");'
PALETTE = """
  const { EMOTIONS_FROM_TOP } = await load("emotions");
  const { styledReport } = await load("report_style");
  const emotions = Object.fromEntries(EMOTIONS_FROM_TOP.map((name) => [name, "#123456"]));
  const lines = { border: "#808080", hairline: "#dddddd" };
  const palette = { emotions, text: "#000000", quiet: "#333333", action: "#0b736d", ...lines };
  const words = { level_low: "low", level_middling: "middling", level_high: "high",
    signal_lost: "lost", signal_fine: "fine", signal_some: "some",
    signal_most: "most: {count}", first_lecture: "A", second_lecture: "B" };
  const context = { palette, words, width: 800, height: 400, range: [0, 90] };
  const time = { xaxis: { range: [0, 90], dtick: 10 }, yaxis: {} };
"""
SIGNALS = """
  const traces = [
    { type: "bar", x: [1, 2, 3], y: [8, null, null], some: [1], meta: { series: "lost" } },
    { type: "bar", x: [1, 2, 3], y: [4, null, null], some: [], meta: { series: "fine" } },
  ];
"""


def test_points_on_a_grid_get_their_minutes(evaluate) -> None:
    body = "return expanded({ data: [{ x0: 0.125, dx: 0.25, y: [1, null, 3] }] }).data[0].x;"
    assert evaluate(FIGURES + body) == [0.125, 0.375, 0.625]


def test_a_band_is_one_outline_for_each_run(evaluate) -> None:
    outline = evaluate(FIGURES + "return bandOutline([0.4, null, 0.5], [0.6, null, 0.7], 0.5, 1);")
    assert outline["x"] == [0, 1, 1, 0, None, 2, 3, 3, 2, None]
    assert outline["y"] == [0.6, 0.6, 0.4, 0.4, None, 0.7, 0.7, 0.5, 0.5, None]


def test_some_students_are_a_low_hatched_bar_with_a_word(evaluate) -> None:
    lost, fine = evaluate(FIGURES + SIGNALS + 'return signalStrips(traces, { signal_some: "some" });')
    assert (lost["base"], fine["base"]) == (1, 0)
    assert lost["customdata"] == [8, "some", None]
    assert lost["shapes"] == ["", "/", ""]
    assert fine["y"][0] == pytest.approx(lost["y"][0] / 2)
    assert 0 < lost["y"][1] < fine["y"][0]


def test_every_signal_has_a_row_with_its_name_and_its_most(evaluate) -> None:
    body = 'const { layout } = styledReport("signals", { data: traces, layout: time }, context); return layout;'
    layout = evaluate(PALETTE + SIGNALS + body)
    assert layout["yaxis"]["ticktext"] == ["lost", "fine"]
    assert [note["text"] for note in layout["annotations"]] == ["most: 8", "most: 4"]


def test_a_report_shows_everything_and_lets_a_finger_scroll_past(evaluate) -> None:
    figure = '{ data: [{ type: "bar", x: [1], y: [0.3] }], layout: time }'
    layout = evaluate(PALETTE + f'return styledReport("timeline", {figure}, context).layout;')
    assert (layout["dragmode"], layout["xaxis"]["fixedrange"], layout["yaxis"]["fixedrange"]) == (False, True, True)


def test_ticks_are_left_out_where_they_would_touch(evaluate) -> None:
    body = 'return [800, 400].map((width) => styledReport("levels", figure, { ...context, width }).layout.xaxis.dtick);'
    levels = """
      const trace = (series) => ({ type: "bar", x: [1], y: [0.3], meta: { series } });
      const figure = { data: ["low", "middling", "high"].map(trace), layout: time };
    """
    assert evaluate(PALETTE + levels + body) == [10, 30]


def test_the_second_lecture_is_dashed_and_both_are_named(evaluate) -> None:
    line = '(series) => ({ type: "scatter", x: [1, 2], y: [0.5, 0.6], meta: { series } })'
    layout = "const layout = { ...time, yaxis: { range: [0, 1] } };"
    body = f'const figure = {{ data: ["engagement", "second_engagement"].map({line}), layout }};'
    ready = evaluate(PALETTE + layout + body + 'return styledReport("two-engagements", figure, context);')
    assert [trace["line"].get("dash") for trace in ready["data"]] == [None, "dash"]
    assert {"A", "B"} <= {note["text"] for note in ready["layout"]["annotations"]}


def test_a_share_is_written_right_of_its_bar_and_of_the_other_lectures(evaluate) -> None:
    notes = evaluate(
        PALETTE
        + """
        const rows = { type: "bar", orientation: "h", y: ["sad", "happy"] };
        const bar = (series, more) => ({ ...rows, ...more, meta: { series } });
        const own = bar("own_shares", { x: [0.05, 0.6] });
        const range = bar("range", { base: [0.1, 0.2], x: [0.2, 0.3] });
        const named = { ...context, range: null, words: { ...words, emotion_sad: "sad", emotion_happy: "happy" } };
        const figure = (...data) => ({ data, layout: { xaxis: { range: [0, 1] }, yaxis: {} } });
        return [figure(range, own), figure(own)].map((drawn) => {
          const { data, layout } = styledReport("shares", drawn, named);
          const written = layout.annotations.map(({ x, y, xanchor, text }) => [y, x, xanchor, text]);
          return [written, data.at(-1).text ?? null];
        });
        """
    )
    beside_others, alone = notes
    sad, happy = tied("5 %"), tied("60 %")
    assert beside_others == [[["sad", pytest.approx(0.3), "left", sad], ["happy", 0.6, "left", happy]], None]
    assert alone == [[["sad", 0.05, "left", sad], ["happy", 0.6, "left", happy]], None]


def test_a_course_shows_as_many_dates_as_fit_and_the_last_one_always(evaluate) -> None:
    body = """
      const places = Array.from({ length: 30 }, (_, place) => place + 1);
      const layout = { xaxis: { tickvals: places, ticktext: places.map(String) }, yaxis: {} };
      const data = [{ type: "bar", x: places, y: places, meta: { series: "happy" } }];
      return styledReport("course", { data, layout }, { ...context, range: null }).layout.xaxis.ticktext;
    """
    shown = evaluate(PALETTE + body)
    assert shown[-1] == "30"
    assert len(shown) == 10
