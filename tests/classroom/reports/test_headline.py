import pytest

from classroom.reports.headline import Level, Reliability, headline_of, level_of, reliability_of, top_emotion
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.publication import Coverage, PublishedFigures

SAD = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def bucket(
    sequence: int, shares: tuple[float, ...] | None, engagement: float | None = None, **more: object
) -> TimelineBucket:
    contributors = 6 if shares else None
    figures = PublishedFigures(5, contributors=contributors, shares=shares, engagement=engagement, **more)
    return TimelineBucket(sequence, sequence * 15, sequence * 15 + 15, figures)


def test_the_headline_is_the_mean_of_the_published_buckets() -> None:
    buckets = [bucket(0, HAPPY, 0.4, coverage=Coverage(10, 6, 6)), bucket(1, SAD, 0.6, coverage=Coverage(12, 8, 6))]
    headline = headline_of(buckets, length_s=30, bucket_s=15)
    assert headline.engagement == pytest.approx(0.5)
    assert headline.shares == (0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0)
    assert (headline.joined, headline.sharing, headline.measured_share) == (11, 7, 1.0)


def test_what_was_not_measured_lowers_the_measured_share_and_nothing_else() -> None:
    headline = headline_of([bucket(0, HAPPY, 0.4), bucket(1, None)], length_s=60, bucket_s=15)
    assert headline.measured_share == 0.25
    assert headline.engagement == 0.4


def test_a_lecture_without_figures_has_none_instead_of_zeros() -> None:
    headline = headline_of([bucket(0, None)], length_s=15, bucket_s=15)
    assert (headline.engagement, headline.shares, headline.sharing, headline.engagement_band) == (None,) * 4
    assert level_of(None, None) is None
    assert top_emotion(None) is None


@pytest.mark.parametrize("intervals", [12, 31])
def test_a_lecture_that_was_always_on_a_limit_is_called_as_each_of_its_intervals_was(intervals: int) -> None:
    """Added up in floats, twelve times 0.65 are a hair too much and thirty-one times a hair too little."""
    shares = (0.0, 0.0, 0.35, 0.0, 0.0, 0.0, 0.65)
    buckets = [bucket(sequence, shares, 0.65, band=(0.25, 0.65)) for sequence in range(intervals)]
    headline = headline_of(buckets, length_s=intervals * 15, bucket_s=15)
    assert (headline.engagement, headline.engagement_band, headline.shares) == (0.65, (0.25, 0.65), shares)
    assert level_of(headline.engagement, headline.engagement_band) is level_of(0.65, (0.25, 0.65)) is Level.MIDDLING


@pytest.mark.parametrize(
    ("engagement", "band"),
    [
        (0.6500000000000001, None),
        (0.24999999999999997, None),
        (0.5, (0.25, 0.6500000000000001)),
        (0.5, (0.24999999999999997, 0.65)),
    ],
)
def test_reports_of_before_means_were_rounded_have_the_right_word_too(
    engagement: float, band: tuple[float, float] | None
) -> None:
    assert level_of(engagement, band) is Level.MIDDLING


@pytest.mark.parametrize(
    ("engagement", "band", "level"),
    [
        (0.2, None, Level.LOW),
        (0.25, None, Level.MIDDLING),
        (0.65, None, Level.MIDDLING),
        (0.66, None, Level.HIGH),
        (0.5, (0.4, 0.6), Level.MIDDLING),
        (0.6, (0.5, 0.7), Level.CANNOT_TELL),
    ],
)
def test_a_level_is_a_word_only_when_the_band_allows_one(
    engagement: float, band: tuple[float, float] | None, level: Level
) -> None:
    assert level_of(engagement, band) is level


@pytest.mark.parametrize(
    ("measured", "sharing", "joined", "readable", "expected"),
    [
        (0.9, 14, 20, 12, Reliability.GOOD),
        (0.9, 14, 20, 9, Reliability.FAIR),
        (0.7, 14, 20, 12, Reliability.FAIR),
        (0.9, None, None, None, Reliability.FAIR),
        (0.3, 14, 20, 12, Reliability.THIN),
        (0.9, 5, 20, 5, Reliability.THIN),
        (0.9, 135 / 7, 225 / 7, 12, Reliability.GOOD),
        (0.9, 135 / 7, 450 / 7, 12, Reliability.FAIR),
    ],
)
def test_reliability_is_never_better_than_what_is_known(
    measured: float, sharing: float | None, joined: float | None, readable: int | None, expected: Reliability
) -> None:
    assert reliability_of(measured, sharing, joined, readable) is expected
