from dataclasses import replace

from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.charts import band_trace, engagement_trace, live_figure
from classroom.timelines.publication import Coverage, PublishedFigures

SHARES = (0.05, 0.0, 0.05, 0.5, 0.1, 0.1, 0.2)


def bucket(sequence: int, *, hidden: bool = False, band: tuple[float, float] | None = (0.4, 0.6)) -> TimelineBucket:
    figures = PublishedFigures(5, 12, SHARES, 0.5, band, Coverage(14, 12, 12))
    if hidden:
        figures = PublishedFigures(5)
    return TimelineBucket(sequence, sequence * 15, sequence * 15 + 15, figures)


def test_emotions_are_stacked_in_their_order_with_columns_as_wide_as_a_bucket() -> None:
    figure = live_figure([bucket(0), bucket(1)], 15)
    stacked = [trace["meta"]["series"] for trace in figure["data"][:7]]
    assert stacked == ["angry", "disgust", "fear", "sad", "neutral", "surprise", "happy"]
    assert {trace["width"] for trace in figure["data"][:8]} == {0.25}
    assert figure["data"][6]["y"] == [0.5, 0.5]


def test_a_hidden_bucket_is_a_hatched_column_and_no_zero() -> None:
    *emotions, gap = live_figure([bucket(0), bucket(1, hidden=True)], 15)["data"][:8]
    assert all(trace["y"][1] is None for trace in emotions)
    assert gap["y"] == [None, 1]


def test_a_gap_knows_where_cameras_were_asked_less_often() -> None:
    gap = live_figure([replace(bucket(0, hidden=True), slowed=True), bucket(1, hidden=True)], 15)["data"][7]
    assert gap["customdata"] == [True, False]


def test_the_line_breaks_where_buckets_are_missing() -> None:
    trace = engagement_trace([bucket(0), bucket(3)])
    assert trace["y"] == [0.5, None, 0.5]
    assert trace["connectgaps"] is False


def test_the_band_is_one_outline_for_each_run() -> None:
    trace = band_trace([bucket(0), bucket(1), bucket(2, band=None), bucket(3)])
    assert trace["x"] == [0.0, 0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.0, None, 0.75, 1.0, 1.0, 0.75, None]
    assert trace["y"][:4] == [0.6] * 4
    assert trace["y"][4:8] == [0.4] * 4


def test_the_live_figure_shows_engagement_on_an_axis_of_its_own() -> None:
    axes = {trace["meta"]["series"]: trace.get("yaxis", "y") for trace in live_figure([bucket(0)], 15)["data"]}
    assert (axes["happy"], axes["engagement"], axes["band"]) == ("y", "y2", "y2")


def test_a_session_without_buckets_has_empty_figures() -> None:
    assert all(trace["x"] == [] for trace in live_figure([], 15)["data"])
