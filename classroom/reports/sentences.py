"""What a lecture's figures say, in sentences that keep their uncertainty."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from classroom.reports.content import LectureReport
from classroom.reports.headline import LEVELS, Level, level_of, top_emotion
from classroom.reports.models import SessionReport
from classroom.reports.moments import ENGAGEMENT, Change
from classroom.reports.words import LEVEL_WORDS, SIGNAL_WORDS
from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTION_WORDS, EMOTIONS
from classroom.timelines.notation import percent, whole_percent
from classroom.timelines.publication import ONE_PERSON

LEAST_PERCENT = 0.01  # what is little is not told as nothing
UNCERTAIN_POINTS = 5  # two shares nearer to each other than this are not told apart, and one below it not from none


def headline_sentences(report: LectureReport) -> list[str]:
    """Engagement, the most frequent expression, and how many the figures speak for."""
    stored = report.stored
    if stored.engagement is None or stored.shares is None:
        return [_("Nothing can be said about this lecture."), why_nothing(report)]
    return [_engagement_sentence(stored, stored.engagement), _expression_sentence(stored.shares), _reach(stored)]


def why_nothing(report: LectureReport) -> str:
    """Why a lecture has no figures, from its published counts alone: few may have shared, or few were readable."""
    minimum = report.class_session.minimum_group
    coverages = [bucket.figures.coverage for bucket in report.buckets]
    known = [coverage.sharing for coverage in coverages if coverage is not None]
    if any(sharing >= minimum for sharing in known):
        of_a_class = _("Enough students were sharing, but too few could be read at the same time ({minimum} needed).")
        of_one = _("Somebody was sharing, but no face could be read.")
    elif known and len(known) == len(coverages):
        of_a_class = _("Too few students were sharing at the same time ({minimum} needed).")
        of_one = _("Nobody was sharing.")
    else:
        of_a_class = _("Figures need enough students who share and can be read at the same time ({minimum} needed).")
        of_one = _("Figures need somebody who shares and can be read.")
    return of_one if minimum == ONE_PERSON else of_a_class.format(minimum=minimum)


def _engagement_sentence(report: SessionReport, engagement: float) -> str:
    band = report.engagement_band
    if band is None:
        sentence = {
            Level.LOW: _("Engagement looks low on average ({value}); for a single person there is no likely range."),
            Level.MIDDLING: _(
                "Engagement looks middling on average ({value}); for a single person there is no likely range."
            ),
            Level.HIGH: _("Engagement looks high on average ({value}); for a single person there is no likely range."),
        }
        return sentence[level_of(engagement, None) or Level.LOW].format(value=percent(engagement))
    sentence = {
        Level.LOW: _("Engagement looks low on average ({value}, at a typical moment between {low} and {high})."),
        Level.MIDDLING: _("Engagement looks middling on average ({value}, typically between {low} and {high})."),
        Level.HIGH: _("Engagement looks high on average ({value}, at a typical moment between {low} and {high})."),
        Level.CANNOT_TELL: _("No single word fits engagement: {value} on average, typically from {low} to {high}."),
    }
    level = level_of(engagement, band) or Level.CANNOT_TELL
    return sentence[level].format(value=percent(engagement), low=percent(band[0]), high=percent(band[1]))


def _expression_sentence(shares: Sequence[float]) -> str:
    """The most frequent expressions and those that come next, as far as their shares can be told apart."""
    by_emotion = dict(zip(EMOTIONS, shares, strict=True))
    first = _most_frequent(by_emotion)
    if len(first) > 1:
        return _("Faces were read as {expressions} about equally often.").format(expressions=_listed(first))
    rest = {emotion: share for emotion, share in by_emotion.items() if emotion not in first}
    others = _most_frequent({name: share for name, share in rest.items() if whole_percent(share) >= UNCERTAIN_POINTS})
    if not others:
        return _("Faces were read as {first} most often, and as nothing else often.").format(first=_listed(first))
    sentence = _("Faces were read as {first} most often, then as {others}.")
    return sentence.format(first=_listed(first), others=_listed(others))


def _most_frequent(shares: Mapping[str, float]) -> dict[str, float]:
    """The largest share and those that are not told apart from it, the larger first."""
    percents = {emotion: whole_percent(share) for emotion, share in shares.items()}
    highest = max(percents.values(), default=0)
    order = sorted(shares, key=lambda emotion: -shares[emotion])
    return {emotion: shares[emotion] for emotion in order if highest - percents[emotion] < UNCERTAIN_POINTS}


def _listed(shares: Mapping[str, float]) -> str:
    """Expressions with their shares, as parts of a sentence: "“happy” (40 %), “sad” (20 %) and “fear” (18 %)"."""
    *before, last = (
        _("“{emotion}” ({percent})").format(emotion=EMOTION_WORDS[emotion], percent=percent(share))
        for emotion, share in shares.items()
    )
    return _("{expressions} and {last}").format(expressions=", ".join(before), last=last) if before else last


def _reach(report: SessionReport) -> str:
    measured = percent(report.measured_share)
    if report.sharing_mean is None or report.joined_mean is None:
        sentence = _(
            "{measured} of the lecture was measured. There is no number of those who shared: "
            "not everybody was counted, or it would single somebody out."
        )
        return sentence.format(measured=measured)
    return _("{measured} of the lecture was measured, with {sharing} of {joined} students sharing on average.").format(
        measured=measured, sharing=round(report.sharing_mean), joined=round(report.joined_mean)
    )


def pace_sentence(report: LectureReport) -> str:
    """For how much of the lecture cameras were asked less often than usual; empty when they never were."""
    slowed = sum(bucket.slowed for bucket in report.buckets)
    if not slowed:
        return ""
    share = percent(max(LEAST_PERCENT, slowed / len(report.grid)))
    return _("In {share} of the lecture cameras were asked less often, because there was too much to do.").format(
        share=share
    )


def change_sentence(change: Change) -> str:
    """How one series of the class average changed."""
    if change.series == ENGAGEMENT:
        sentence = (
            _("Engagement rose from about {before} to {after}.")
            if change.is_rise
            else _("Engagement fell from about {before} to {after}.")
        )
        return sentence.format(before=percent(change.before), after=percent(change.after))
    sentence = (
        _("The share of “{emotion}” rose from about {before} to {after}.")
        if change.is_rise
        else _("The share of “{emotion}” fell from about {before} to {after}.")
    )
    return sentence.format(
        emotion=EMOTION_WORDS[change.series], before=percent(change.before), after=percent(change.after)
    )


def said_words(said: Sequence[tuple[str, int | None]]) -> list[str]:
    """What students said of themselves, by signal."""
    return [
        _("{signal}: some").format(signal=SIGNAL_WORDS[name])
        if count is None
        else _("{signal}: {count}").format(signal=SIGNAL_WORDS[name], count=count)
        for name, count in said
    ]


def timeline_sentence(buckets: Sequence[TimelineBucket], shares: Sequence[float] | None) -> str:
    """The chart over time in one sentence, for those who do not see it."""
    engagements = [bucket.figures.engagement for bucket in buckets if bucket.figures.engagement is not None]
    emotion = top_emotion(shares)
    if not engagements or emotion is None:
        return _("Nothing was measured in this lecture.")
    return _("Most often “{emotion}”. Engagement lies between {low} and {high}, on average at {mean}.").format(
        emotion=EMOTION_WORDS[emotion],
        low=percent(min(engagements)),
        high=percent(max(engagements)),
        mean=percent(sum(engagements) / len(engagements)),
    )


def levels_sentence(buckets: Sequence[TimelineBucket]) -> str:
    rows = [bucket.figures.levels for bucket in buckets if bucket.figures.levels is not None]
    if not rows:
        return _("The distribution is hidden or was not measured.")
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    level = LEVELS[max(range(len(LEVELS)), key=lambda index: means[index])]
    return _("On average {share} of those who could be read were “{level}”, the largest group.").format(
        share=percent(max(means)), level=LEVEL_WORDS[level]
    )


def signals_sentence(buckets: Sequence[TimelineBucket]) -> str:
    """The strongest signal and when it was."""
    told = [(bucket, bucket.figures.signals) for bucket in buckets if bucket.figures.signals is not None]
    counts = [
        (count, -bucket.start_s, COUNTED[index])
        for bucket, signals in told
        for index, count in enumerate(signals)
        if count
    ]
    if counts:
        count, start, signal = max(counts)
        return ngettext(
            "Most at once: {count} student, “{signal}”, around minute {minute}.",
            "Most at once: {count} students, “{signal}”, around minute {minute}.",
            count,
        ).format(count=count, signal=SIGNAL_WORDS[signal], minute=-start // 60)
    if any(None in signals for _bucket, signals in told):
        return _("A few students gave signals, never enough of them at once to show a number.")
    return _("Nobody gave a signal.")
