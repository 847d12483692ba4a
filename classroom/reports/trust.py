"""How far a report may be trusted: what could not be read and why, and how often students said that it was wrong."""

from dataclasses import dataclass

from classroom.timelines.models import SessionCounts

LEAST_READINGS = 20  # fewer say nothing about a rate


@dataclass(frozen=True)
class Trust:
    """Whole percents; None where too few people or snapshots stand behind them.

    Attributes:
        unread: snapshots without a reading, of all.
        reasons: those by reason, the most frequent first, of all snapshots without a reading.
        disagreement: readings their students called wrong.
    """

    unread: int | None = None
    reasons: tuple[tuple[str, int], ...] = ()
    disagreement: int | None = None


def trust_of(counts: SessionCounts | None, has_enough_people: bool) -> Trust:
    """Rates of a lecture in which, at some time, enough people shared to show figures."""
    if counts is None or not has_enough_people or counts.readings < LEAST_READINGS:
        return Trust()
    unread = sum(counts.unread.values())
    reasons = sorted(counts.unread.items(), key=lambda item: (-item[1], item[0]))
    return Trust(
        unread=_percent(unread, counts.readings + unread),
        reasons=tuple((reason, _percent(count, unread)) for reason, count in reasons if count),
        disagreement=_percent(min(counts.disagreements, counts.readings), counts.readings),
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)
