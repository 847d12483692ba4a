import pytest

pytestmark = pytest.mark.browser

SETTING = """
  const { Timeline, trendOf } = await load("timeline");
  const { pointsOf, bandOutline } = await load("timeline_points");
  const bucket = (sequence, more = {}) => ({
    sequence, start_s: sequence * 15, end_s: sequence * 15 + 15, minimum: 5,
    shares: [0, 0, 0, 0.25, 0, 0, 0.75], engagement: 0.5, band: [0.4, 0.6], coverage: null, ...more,
  });
  const timeline = (...buckets) => new Timeline({
    status: "live", bucket_s: 15, elapsed_s: 40, minimum: 5, buckets, markers: [], figure: { data: [], layout: {} },
  });
  const tick = (open, ...closed) => ({ status: "live", elapsed_s: 60, open, closed });
"""


def test_open_bucket_is_replaced_not_appended(evaluate) -> None:
    values = evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0), bucket(1));
        lecture.apply(tick(bucket(2, { engagement: 0.1 })));
        lecture.apply(tick(bucket(2, { engagement: 0.9 })));
        return [...lecture.buckets, lecture.open].map(({ engagement }) => engagement);
        """
    )
    assert values == [0.5, 0.5, 0.9]


def test_closed_bucket_takes_the_place_of_the_open_one(evaluate) -> None:
    assert evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0));
        lecture.apply(tick(bucket(1)));
        lecture.apply(tick(null, bucket(1, { engagement: 0.7 })));
        return [lecture.buckets.length, lecture.open, lecture.lastClosed.engagement];
        """
    ) == [2, None, 0.7]


def test_same_closed_bucket_counts_once(evaluate) -> None:
    count = evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0));
        lecture.apply(tick(null, bucket(0)));
        return lecture.buckets.length;
        """
    )
    assert count == 1


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ("tick(null, bucket(1))", None),
        ("tick(bucket(2))", None),
        ("tick(bucket(3))", 3),
        ("tick(null, bucket(2))", 2),
        ("tick(null)", None),
    ],
)
def test_missed_bucket_is_noticed(evaluate, message: str, missing: int | None) -> None:
    assert evaluate(SETTING + f"return timeline(bucket(0)).apply({message});") == missing


def test_what_was_not_measured_is_a_gap(evaluate) -> None:
    assert evaluate(SETTING + 'return pointsOf("happy", [bucket(0), bucket(1, { shares: null }), bucket(2)]).y;') == [
        0.25,
        None,
        0.25,
    ]


def test_a_gap_knows_where_cameras_were_asked_less_often(evaluate) -> None:
    buckets = "[bucket(0), bucket(1, { shares: null, slowed: true }), bucket(2, { shares: null })]"
    points = evaluate(SETTING + f'return pointsOf("gap", {buckets});')
    assert (points["y"], points["customdata"]) == ([None, 1, 1], [False, True, False])


def test_line_breaks_where_a_bucket_is_missing(evaluate) -> None:
    assert evaluate(SETTING + 'return pointsOf("engagement", [bucket(0), bucket(2)]);') == {
        "x": [0.125, None, 0.625],
        "y": [0.5, None, 0.5],
    }


def test_band_is_one_outline_for_each_run(evaluate) -> None:
    outline = evaluate(SETTING + "return bandOutline([bucket(0), bucket(1, { band: null }), bucket(2)]);")
    assert outline["y"] == [0.6, 0.6, 0.4, 0.4, None, 0.6, 0.6, 0.4, 0.4, None]
    assert outline["x"][:5] == [0, 0.25, 0.25, 0, None]


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ("[0.5, 0.5, 0.5]", "unknown"),
        ("[0.4, 0.4, 0.6, 0.6]", "rising"),
        ("[0.6, 0.6, null, 0.4, 0.4]", "falling"),
        ("[0.5, 0.52, 0.5, 0.53]", "steady"),
        ("[0.5, 0.5, 0.55, 0.55]", "rising"),
        ("[0.55, 0.55, 0.6, 0.6]", "rising"),
        ("[0.55, 0.55, 0.5, 0.5]", "falling"),
        ("[0.6, 0.6, 0.55, 0.55]", "falling"),
    ],
)
def test_trend_compares_two_buckets_with_those_before(evaluate, values: str, trend: str) -> None:
    assert evaluate(SETTING + f"return trendOf({values});") == trend


@pytest.mark.parametrize(
    ("elapsed_s", "is_stale"), [(60, False), (75, False), (76, True)], ids=["just closed", "a little late", "old"]
)
def test_figures_grow_old(evaluate, elapsed_s: int, is_stale: bool) -> None:
    lecture = f"const lecture = timeline(bucket(1)); lecture.elapsedS = {elapsed_s};"
    assert evaluate(SETTING + lecture + "return lecture.isStale;") is is_stale


FEED = """
  const { TimelineFeed } = await load("timeline_feed");
  const feed = new TimelineFeed({ timelineUrl: "/timeline", socketUrl: "/ws", status: "live", onChange() {} });
  feed.read = () => {};
  const take = () => feed.take({
    status: "live", version: 1, bucket_s: 15, elapsed_s: 40, minimum: 5, buckets: [bucket(0), bucket(1)], markers: [],
  });
  const hear = () => feed.receive({ type: "tick", ...tick(bucket(2)), elapsed_s: 41 });
  const become = (...states) => states.forEach((state) => feed.connectionChanged(state, null));
  take();
"""


@pytest.mark.parametrize(
    ("what_happens", "is_current"),
    [
        ('become("connecting", "open")', True),
        ('become("open", "retrying")', False),
        ('become("open", "closed")', False),
        ('become("open", "retrying"); take()', False),
        ('become("retrying", "open")', False),
        ('become("retrying", "open"); take()', True),
        ('become("retrying", "open"); hear()', True),
    ],
    ids=[
        *("connected", "lost", "closed", "read before a loss and come after it"),
        *("back without a word", "back and read", "back and heard of"),
    ],
)
def test_figures_are_current_while_somebody_would_tell_of_newer_ones(
    evaluate, what_happens: str, is_current: bool
) -> None:
    assert evaluate(SETTING + FEED + f"{what_happens}; return feed.timeline.isCurrent;") is is_current


def test_axis_moves_when_a_bucket_closes_and_not_before(evaluate) -> None:
    ends = evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0), bucket(1));
        const endAt = (elapsed_s, ...closed) => {
          lecture.apply({ ...tick(null, ...closed), elapsed_s });
          return lecture.endMinute * 4;
        };
        return [endAt(44), endAt(46), endAt(47, bucket(2)), endAt(61)];
        """
    )
    assert ends == [3, 3, 4, 4]


def test_a_marker_that_comes_twice_is_one_and_the_last_words_count(evaluate) -> None:
    assert evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0));
        for (const label of ["dmo", "dmo", "demo"]) lecture.mark({ marker_id: 7, at_s: 5, label });
        lecture.mark({ marker_id: 8, at_s: 5, label: "demo" });
        return lecture.markers.map(({ marker_id, label }) => [marker_id, label]);
        """
    ) == [[7, "demo"], [8, "demo"]]


def test_a_marker_that_is_taken_back_leaves_the_others(evaluate) -> None:
    assert evaluate(
        SETTING
        + """
        const lecture = timeline(bucket(0));
        for (const marker_id of [7, 8]) lecture.mark({ marker_id, at_s: 5, label: "demo" });
        for (const marker_id of [7, 9]) lecture.unmark(marker_id);
        return lecture.markers.map(({ marker_id }) => marker_id);
        """
    ) == [8]


def test_older_servers_send_neither_signals_nor_thresholds(evaluate) -> None:
    assert evaluate(
        SETTING
        + """
        const { alertsOf } = await load("alerts");
        const lecture = timeline(bucket(0));
        lecture.apply(tick(null, bucket(1)));
        return [lecture.signals, lecture.isDoorLocked, alertsOf(lecture)];
        """
    ) == [None, None, []]
