"""The exact list of what is stored, for the table on the consent page and in the privacy notice."""

from typing import Protocol, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class KeptRow(TypedDict):
    what: str
    where: str
    how_long: str
    who_sees: str


class KeptFacts(Protocol):
    """What the list depends on; `ConsentFacts` has it."""

    @property
    def minimum_group(self) -> int: ...
    @property
    def bucket_s(self) -> int: ...
    @property
    def retention_days(self) -> int: ...
    @property
    def own_timeline_days(self) -> int: ...
    @property
    def receipt_days(self) -> int: ...


def kept_rows(facts: KeptFacts) -> list[KeptRow]:
    return [
        *_rows_of_memory(facts),
        *_rows_of_the_person(facts),
        *_rows_after_an_erasure(facts),
        *_rows_of_the_class(facts),
    ]


def _rows_of_memory(facts: KeptFacts) -> list[KeptRow]:
    in_memory = _("Memory only, never on disk")
    counted = _("The teacher: a number of students, and only “some” below the smallest group")
    if facts.minimum_group == 1:
        counted = _("The teacher: a number of students, which may be you alone")
    return [
        {
            "what": _("Snapshots"),
            "where": in_memory,
            "how_long": _("A few seconds, until they are analysed"),
            "who_sees": _("Nobody"),
        },
        {
            "what": _("Your seven numbers, and the engagement worked out from them"),
            "where": in_memory,
            "how_long": _("Until the current {bucket} seconds are averaged").format(bucket=facts.bucket_s),
            "who_sees": _("You"),
        },
        {
            "what": _("What you tap (lost, fine, too fast, too slow, break) and your raised hand"),
            "where": in_memory,
            "how_long": _("Two minutes; a raised hand until you lower it"),
            "who_sees": counted,
        },
    ]


def _rows_of_the_person(facts: KeptFacts) -> list[KeptRow]:
    database, days = _("Database"), _days(facts.own_timeline_days)
    return [
        {
            "what": _("Your own timeline, only if you tick it"),
            "where": database,
            "how_long": days,
            "who_sees": _("You; the course's teachers only if you tick that too"),
        },
        {
            "what": _("Your name or alias, when you joined and when you left"),
            "where": database,
            "how_long": days,
            "who_sees": _("The course's teachers"),
        },
        {
            "what": _("Your name and school number on the class list, if your teacher put you there"),
            "where": database,
            "how_long": _("Until you are taken off the list; all of the above goes then too"),
            "who_sees": _("The course's teachers and the school's admins"),
        },
        {
            "what": _("Your consent, and a guardian's where one is needed"),
            "where": database,
            "how_long": _("{days}; with a personal link until you withdraw it").format(days=days),
            "who_sees": _("You"),
        },
    ]


def _rows_after_an_erasure(facts: KeptFacts) -> list[KeptRow]:
    database = _("Database")
    return [
        {
            "what": _("After an erasure: a receipt with a random number, without a name"),
            "where": database,
            "how_long": _("{days}, so that you can look it up").format(days=_days(facts.receipt_days)),
            "who_sees": _("Whoever has the number"),
        },
        {
            "what": _("That an erasure with this number took place, so that an old backup cannot bring you back"),
            "where": _("A file beside the database"),
            "how_long": _("As long as this installation; it leads to nobody"),
            "who_sees": _("Whoever runs the server"),
        },
        {
            "what": _(
                "In the log of changes: a guardian's yes and its end, and that you were erased; under a made-up name"
            ),
            "where": database,
            "how_long": _("As long as this installation; after an erasure it leads to nobody"),
            "who_sees": _("The school's admins"),
        },
    ]


def _rows_of_the_class(facts: KeptFacts) -> list[KeptRow]:
    database, days = _("Database"), _days(facts.retention_days)
    staff = _("The course's teachers and the school's admins")
    return [
        {"what": _("Averages of the class"), "where": database, "how_long": days, "who_sees": staff},
        {
            "what": _("How many students tapped what, without names"),
            "where": database,
            "how_long": days,
            "who_sees": staff,
        },
        {
            "what": _("How many snapshots of the lecture were read, could not be read, or were called wrong"),
            "where": database,
            "how_long": days,
            "who_sees": staff,
        },
    ]


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)
