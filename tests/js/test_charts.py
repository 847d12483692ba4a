import pytest

from tests.typography import tied

pytestmark = pytest.mark.browser

FIGURE = """
  const { styled } = await load("chart_style");
  const { EMOTIONS_FROM_TOP } = await load("emotions");
  const columns = (series, y) => ({ type: "bar", x: [0.125, 0.375, 0.875], width: 0.25, y, meta: { series } });
  const shares = EMOTIONS_FROM_TOP.toReversed().map((name) => columns(name, [name === "happy" ? 1 : 0, null, null]));
  const figure = { data: [...shares, columns("gap", [null, 1, 1])], layout: { xaxis: {}, yaxis: {} } };
  const emotions = Object.fromEntries(EMOTIONS_FROM_TOP.map((name) => [name, "#123456"]));
  const palette = { emotions, text: "#000000", quiet: "#333333", action: "#0b736d" };
  const words = { not_measured: "not measured", measured_less_often: "measured less often", emotion_happy: "happy" };
  const context = { palette, words, width: 800, height: 400 };
  const ready = styled(figure, { ...context, range: [0, 1], markers: [{ at_s: 30, label: "<b>demo</b>" }] });
"""


def test_labels_move_apart_and_stay_inside(evaluate) -> None:
    placed = evaluate(
        'const { spreadLabels } = await load("chart_labels"); return spreadLabels([0.01, 0.02, 0.99], 0.1, 0.05, 0.95);'
    )
    assert placed == pytest.approx([0.05, 0.15, 0.95])


LINES = """
  const { endLabels } = await load("chart_labels");
  const DASHES = { joined: "dot", sharing: "solid", readable: "dash" };
  const drawn = (name) => ({ dash: DASHES[name], color: "#000000" });
  const line = (name, y) => ({ x: [1], y: [y], name, yaxis: "y3", meta: { series: name }, line: drawn(name) });
  const layout = { margin: { t: 0, b: 0 }, yaxis3: { range: [0, 30], domain: [0, 1] } };
  const labels = (...lines) => {
    const notes = endLabels(lines, layout, { palette: { text: "#000000" }, height: 100 });
    const [marks, names] = [notes.filter((_, place) => place % 2 === 0), notes.filter((_, place) => place % 2)];
    return names.map(({ text, y }, place) => [y, text, marks[place].text]).sort(([left], [right]) => right - left);
  };
"""


@pytest.mark.parametrize(
    ("ends", "from_top"),
    [
        ((19, 19, 19), ["joined", "sharing", "readable"]),
        ((24, 19, 19), ["joined", "sharing", "readable"]),
        ((24, 19, 20), ["joined", "readable", "sharing"]),
    ],
)
def test_lines_that_end_together_are_named_in_their_order(
    evaluate, ends: tuple[int, int, int], from_top: list[str]
) -> None:
    joined, sharing, readable = ends
    lines = f'line("joined", {joined}), line("sharing", {sharing}), line("readable", {readable})'
    assert [name for _y, name, _mark in evaluate(LINES + f"return labels({lines});")] == from_top


def test_the_name_of_a_line_is_marked_as_the_line_is_drawn(evaluate) -> None:
    told = evaluate(LINES + 'return labels(line("joined", 24), line("sharing", 12), line("readable", 2));')
    assert {name: mark for _y, name, mark in told} == {"joined": "···", "sharing": "—", "readable": "–\u2009–"}


def test_colours_come_from_the_palette(evaluate) -> None:
    assert evaluate(FIGURE + "return ready.data[0].marker.color;") == "#123456"


def test_silence_between_columns_is_hatched_too(evaluate) -> None:
    assert evaluate(
        FIGURE + "const gap = ready.data.at(-1); return [gap.x.at(-1), gap.y.at(-1), gap.width.at(-1)];"
    ) == [
        0.625,
        1,
        0.25,
    ]


def test_gap_has_a_word_in_it(evaluate) -> None:
    assert (
        evaluate(FIGURE + 'return ready.layout.annotations.filter(({ text }) => text === "not measured").length;') == 1
    )


def test_a_gap_says_where_cameras_were_asked_less_often(evaluate) -> None:
    slowed = "figure.data.at(-1).customdata = [true, true, false];"
    said = "styled(figure, { ...context, range: [0, 1] }).layout.annotations.filter(({ x }) => x < 1)"
    words = evaluate(FIGURE + slowed + f"return {said}.map(({{ text, x }}) => [text, x]);")
    assert words == [["measured less often", 0.375], ["not measured", 0.75]]


def test_last_measured_column_is_labelled_at_the_edge(evaluate) -> None:
    assert evaluate(
        FIGURE + tied('return ready.layout.annotations.some(({ text, x }) => text === "happy 100 %" && x === 1);')
    )


def test_words_of_a_teacher_are_not_markup(evaluate) -> None:
    assert evaluate(
        FIGURE + 'return ready.layout.annotations.some(({ text }) => text === "⚑ &lt;b&gt;demo&lt;/b&gt;");'
    )


@pytest.mark.parametrize(
    ("engagement", "band", "level"),
    [
        ("null", "null", None),
        ("0.2", "null", "low"),
        ("0.25", "null", "middling"),
        ("0.65", "null", "middling"),
        ("0.7", "[0.66, 0.8]", "high"),
        ("0.7", "[0.6, 0.8]", "cannot_tell"),
    ],
)
def test_level_is_told_only_when_the_band_allows(evaluate, engagement: str, band: str, level: str | None) -> None:
    assert evaluate(f'const {{ levelOf }} = await load("engagement"); return levelOf({engagement}, {band});') == level


def test_flags_that_find_no_room_keep_their_line(evaluate) -> None:
    flags, lines = evaluate(
        FIGURE
        + """
        const markers = [0, 1, 2, 3, 40].map((at_s) => ({ at_s, label: "a long question" }));
        const { layout } = styled(figure, { ...context, range: [0, 1], markers });
        const flags = layout.annotations.filter(({ text }) => text.startsWith("⚑"));
        return [flags.map(({ yshift, x }) => [yshift, x * 60]), layout.shapes.filter(({ x0, x1 }) => x0 === x1).length];
        """
    )
    assert flags == [[0, 0], [18, 1], [0, pytest.approx(40)]]
    assert lines == 5


def test_a_long_marker_is_shortened_and_read_in_full_on_request(evaluate) -> None:
    flag = evaluate(
        FIGURE
        + """
        const label = "why does the leaf turn towards the window";
        const { layout } = styled(figure, { ...context, range: [0, 1], markers: [{ at_s: 30, label }] });
        return layout.annotations.find(({ text }) => text.startsWith("⚑"));
        """
    )
    assert flag["text"] == "⚑ why does the leaf turn to…"
    assert flag["hovertext"] == "why does the leaf turn towards the window"


@pytest.mark.parametrize(
    ("width", "angles"), [(800, [0]), (330, [-90]), (210, [])], ids=["lying", "upright", "no room for it"]
)
def test_the_word_of_a_gap_stays_inside_it(evaluate, width: int, angles: list[int]) -> None:
    narrow = f"styled(figure, {{ ...context, width: {width}, range: [0, 1] }}).layout.annotations"
    gaps = f'{narrow}.filter(({{ text }}) => text === "not measured")'
    assert evaluate(FIGURE + f"return {gaps}.map(({{ textangle }}) => textangle);") == angles


@pytest.mark.parametrize(("text", "count"), [('"soon"', 1), ("undefined", 0)])
def test_an_empty_chart_can_say_so(evaluate, text: str, count: int) -> None:
    empty = "{ data: figure.data.map((trace) => ({ ...trace, x: [], y: [] })), layout: figure.layout }"
    styled = f"styled({empty}, {{ ...context, emptyText: {text} }}).layout.annotations"
    assert evaluate(FIGURE + f"return {styled}.filter(({{ text }}) => text).length;") == count


@pytest.mark.parametrize(("width", "lines"), [(800, 1), (300, 4)], ids=["desk", "phone"])
def test_what_an_empty_chart_says_fits_into_it(evaluate, width: int, lines: int) -> None:
    text = evaluate(
        FIGURE
        + f"""
        const bare = {{ ...figure, data: [{{ ...columns("gap", []), x: [] }}] }};
        const emptyText = "The figures of the class will stand here.";
        const drawn = styled(bare, {{ ...context, width: {width}, range: [0, 2], markers: [], emptyText }});
        return drawn.layout.annotations.find(({{ text }}) => text.startsWith("The figures")).text;
        """
    )
    assert text.replace("<br>", " ") == "The figures of the class will stand here."
    assert text.count("<br>") == lines - 1
