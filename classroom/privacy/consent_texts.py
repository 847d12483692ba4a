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

from classroom.privacy.kept_data import KeptRow, kept_rows

SOURCE_LANGUAGE = "en"


class Section(TypedDict):
    heading: str
    paragraphs: list[str]


class FurtherConsent(TypedDict):
    """An optional consent beside that to the camera; `name` is the field of the form."""

    name: str
    label: str
    help: str


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
    receipt_days: int
    requires_guardian: bool = False


class ConsentDocument(TypedDict):
    """All that is shown before a student agrees: the short layer, the whole text, the table, the optional consents."""

    summary: list[str]
    sections: list[Section]
    kept: list[KeptRow]
    further: list[FurtherConsent]


def consent_document(facts: ConsentFacts) -> ConsentDocument:
    """The text in the active language."""
    return {
        "summary": consent_summary(facts),
        "sections": consent_sections(facts),
        "kept": kept_rows(facts),
        "further": further_consents(),
    }


def text_version(facts: ConsentFacts) -> str:
    """A fingerprint of every word and fact, the same whichever language it is read in."""
    with translation.override(SOURCE_LANGUAGE):
        return _hash([asdict(facts), consent_document(facts)])[:12]


def fingerprint(document: ConsentDocument) -> str:
    """Of the words exactly as they stand in one language."""
    return _hash(document)


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def consent_summary(facts: ConsentFacts) -> list[str]:
    """The first layer: what everybody should have read, in three sentences."""
    seen = _("The teacher sees the average of the class, not you.")
    if facts.minimum_group == 1:
        seen = _("The teacher sees the average of the class, also when it is made of you alone.")
    return [
        _(
            "Your browser sends a small picture about every {seconds} seconds, and the picture is deleted at once."
        ).format(seconds=number_format(f"{facts.interval_s:g}")),
        seen,
        _("Without a camera you can do everything else, with no disadvantage."),
    ]


def consent_sections(facts: ConsentFacts) -> list[Section]:
    guardian = [_guardian()] if facts.requires_guardian else []
    return [
        _what_happens(facts),
        _what_it_is_not(facts),
        _small_groups(facts),
        _signals(facts),
        _your_choice(facts),
        _how_long(),
        *guardian,
        _who(facts),
    ]


def _what_happens(facts: ConsentFacts) -> Section:
    seconds = number_format(f"{facts.interval_s:g}")
    shown = _("The teacher sees the average of the class, never a person, unless you choose to show your timeline.")
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


def _what_it_is_not(facts: ConsentFacts) -> Section:
    return {
        "heading": _("What it cannot do"),
        "paragraphs": [
            _(
                "It is an estimate and often wrong: an expression is not a feeling. It does not recognise who you are, "
                "and it plays no part in grades."
            ),
            _(
                "You see each reading of your own face. Press “That was wrong” while its {bucket} seconds last and it "
                "is taken out of the average; later it cannot be found there any more. Of that, only how often it "
                "happened in the whole lecture is kept."
            ).format(bucket=facts.bucket_s),
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


def _signals(facts: ConsentFacts) -> Section:
    counted = ngettext(
        "The teacher sees how many students said so, and only “some” below {count}.",
        "The teacher sees how many students said so, and only “some” below {count}.",
        facts.minimum_group,
    ).format(count=facts.minimum_group)
    fades = _("Your tap is forgotten after two minutes, a raised hand when you lower it. Nobody sees whose it was.")
    if facts.minimum_group == 1:
        counted = _("The teacher sees how many students said so, also when it is only you.")
        fades = _("Your tap is forgotten after two minutes, a raised hand when you lower it.")
    return {
        "heading": _("What you tap"),
        "paragraphs": [
            _("You can say that you are lost or fine, that it is too fast or too slow, ask for a break, raise a hand."),
            counted,
            fades,
        ],
    }


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


def _how_long() -> Section:
    return {
        "heading": _("How long your yes counts"),
        "paragraphs": [
            _(
                "With a personal link it counts for every lecture of this course under this same text, until you "
                "withdraw it; each time you choose anew whether the camera is on. Withdrawing then erases what is kept "
                "about you from all lectures of the course."
            ),
            _("With the class's link or code it counts for this lecture only."),
        ],
    }


def _guardian() -> Section:
    return {
        "heading": _("A guardian's yes"),
        "paragraphs": [
            _(
                "In this course a parent or guardian has to agree too, by a link of their own. No camera is used "
                "before both of you have said yes."
            ),
            _(
                "They can take it back at any time. Then the camera stops and everything kept about you in this course "
                "is deleted."
            ),
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


def further_consents() -> list[FurtherConsent]:
    """The optional consents, each a tick of its own. The words belong to the text and to its version."""
    return [
        {
            "name": "keep_timeline",
            "label": _("Keep my own timeline for me"),
            "help": _(
                "You get a private link to your own numbers, and they are deleted when their time is over. Without the "
                "tick they are forgotten as soon as they are averaged."
            ),
        },
        {
            "name": "show_timeline",
            "label": _("Let my teacher see my own timeline"),
            "help": _(
                "The course's teachers then see your name beside your numbers, on a page of its own that says you "
                "chose this. It needs the tick above, and it ends when you withdraw."
            ),
        },
    ]
