"""The consent text: plain words made from the facts of the installation, the course and the session.

A change of a fact or of the words changes the version, and a consent counts for its own version alone.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TypedDict

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOURCE_LANGUAGE = "en"


class Section(TypedDict):
    heading: str
    paragraphs: list[str]


class KeptRow(TypedDict):
    what: str
    where: str
    how_long: str
    who_sees: str


@dataclass(frozen=True)
class ConsentFacts:
    """Everything the text depends on."""

    organisation: str
    contact: str
    legal_basis: str
    minimum_group: int
    bucket_s: int
    interval_s: float
    retention_days: int
    own_timeline_days: int


class ConsentDocument(TypedDict):
    """All that is shown before a student agrees."""

    sections: list[Section]
    kept: list[KeptRow]


def consent_document(facts: ConsentFacts) -> ConsentDocument:
    """The text in the active language."""
    return {"sections": consent_sections(facts), "kept": kept_rows(facts)}


def text_version(facts: ConsentFacts) -> str:
    """A fingerprint of every word and fact, the same whichever language it is read in."""
    with translation.override(SOURCE_LANGUAGE):
        return _hash([asdict(facts), consent_document(facts)])[:12]


def fingerprint(document: ConsentDocument) -> str:
    """Of the words exactly as they stand in one language."""
    return _hash(document)


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def consent_sections(facts: ConsentFacts) -> list[Section]:
    return [_what_happens(facts), _what_it_is_not(), _small_groups(facts), _your_choice(facts), _who(facts)]


def _what_happens(facts: ConsentFacts) -> Section:
    seconds = number_format(f"{facts.interval_s:g}")
    shown = _("The teacher sees the average of the class, never a person.")
    if facts.minimum_group == 1:
        shown = _("The teacher sees that average, also when it is made of you alone.")
    return {
        "heading": _("What happens to a snapshot"),
        "paragraphs": [
            _(
                "Your browser sends a small picture about every {seconds} seconds. A program on the server finds your "
                "face, turns its expression into seven numbers and deletes the picture at once. No picture is ever "
                "stored, and nobody sees it."
            ).format(seconds=seconds),
            _("Your numbers are averaged with those of the others over {bucket} seconds. {shown}").format(
                bucket=facts.bucket_s, shown=shown
            ),
        ],
    }


def _what_it_is_not() -> Section:
    return {
        "heading": _("What it cannot do"),
        "paragraphs": [
            _(
                "It is an estimate and often wrong: an expression is not a feeling. It does not recognise who you are, "
                "and it plays no part in grades."
            )
        ],
    }


def _small_groups(facts: ConsentFacts) -> Section:
    if facts.minimum_group == 1:
        words = _(
            "In this course the figures are shown even when you are the only one sharing. Then the average of the "
            "class is you: the teacher sees what was estimated from your face, and it is kept as a class figure."
        )
    else:
        words = ngettext(
            "Figures are shown only while at least {count} student is sharing.",
            "Figures are shown only while at least {count} students are sharing.",
            facts.minimum_group,
        ).format(count=facts.minimum_group)
    return {"heading": _("Small groups"), "paragraphs": [words]}


def _your_choice(facts: ConsentFacts) -> Section:
    told = _("The teacher is not told who shares.")
    remains = _("Averages of the class that are already closed stay; they cannot be traced to you.")
    if facts.minimum_group == 1:
        told = _("The teacher sees how many share, and in such a small group may know who.")
        remains = _("Class figures that are already closed stay, also those that were made of you alone.")
    return {
        "heading": _("Your choice"),
        "paragraphs": [
            _("You can take part without a camera, with no disadvantage. {told}").format(told=told),
            _(
                "You can pause or leave at any time. When you withdraw, the camera stops and everything kept about "
                "you is deleted within seconds. {remains}"
            ).format(remains=remains),
        ],
    }


def _who(facts: ConsentFacts) -> Section:
    name = facts.organisation or _("The operator of this installation")
    responsible = f"{name}, {facts.contact}" if facts.contact else name
    return {
        "heading": _("Who is responsible"),
        "paragraphs": [
            _("{responsible}. Legal basis: {legal_basis}.").format(
                responsible=responsible, legal_basis=facts.legal_basis or _("your consent")
            )
        ],
    }


def kept_rows(facts: ConsentFacts) -> list[KeptRow]:
    """The exact list of what is stored, for the table on the consent page."""
    return [
        {
            "what": _("Snapshots"),
            "where": _("Memory only, never on disk"),
            "how_long": _("A few seconds, until they are analysed"),
            "who_sees": _("Nobody"),
        },
        {
            "what": _("Your seven numbers"),
            "where": _("Memory only"),
            "how_long": _("Until the current {bucket} seconds are averaged").format(bucket=facts.bucket_s),
            "who_sees": _("You"),
        },
        {
            "what": _("Your own timeline, only if you tick it below"),
            "where": _("Database"),
            "how_long": _days(facts.own_timeline_days),
            "who_sees": _("You"),
        },
        {
            "what": _("Averages of the class"),
            "where": _("Database"),
            "how_long": _days(facts.retention_days),
            "who_sees": _("The course's teachers and the school's admins"),
        },
        {
            "what": _("The name you type, your consent and when you joined"),
            "where": _("Database"),
            "how_long": _days(facts.own_timeline_days),
            "who_sees": _("The name: the course's teachers. The consent: the school's admins"),
        },
    ]


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)
