"""Words for what figures are of, in the reader's language."""

from django.utils.translation import gettext_lazy as _

LEVEL_WORDS = {
    "low": _("low"),
    "middling": _("middling"),
    "high": _("high"),
    "cannot_tell": _("cannot tell"),
}

SIGNAL_WORDS = {
    "lost": _("lost"),
    "too_fast": _("too fast"),
    "too_slow": _("too slow"),
    "fine": _("fine"),
    "break": _("need a break"),
    "hands": _("raised hands"),
}

REASON_WORDS = {
    "unreadable_image": _("the picture could not be read"),
    "no_face": _("no face in the picture"),
    "several_faces": _("more than one face"),
    "too_small": _("the face was too far away"),
    "too_dark": _("too dark"),
    "too_blurred": _("blurred"),
    "turned_away": _("turned away"),
    "cut_off": _("partly outside the picture"),
    "not_sure": _("the program was not sure enough"),
}

RELIABILITY_WORDS = {
    "good": _("good"),
    "fair": _("fair"),
    "thin": _("thin"),
}
