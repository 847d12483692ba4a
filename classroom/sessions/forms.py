from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from classroom.courses.models import Naming
from classroom.sessions.models import MarkerKind
from classroom.sessions.seats import CameraConsent

CHOICES = ("camera", "no_camera")
SAYS_NOTHING = (MarkerKind.TEXT, MarkerKind.SLIDE)  # without words or a number


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class StartForm(forms.Form):
    topic = forms.CharField(label=_("Topic"), max_length=200, strip=True)
    planned_minutes = forms.IntegerField(label=_("Planned length (minutes)"), min_value=1, max_value=240, initial=90)


class PlanForm(StartForm):
    """A lecture to be held later."""

    scheduled_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ["topic", "scheduled_at", "planned_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["scheduled_at"].help_text = _("In the time zone of this server: {zone}.").format(zone=zone)

    def clean_scheduled_at(self) -> datetime:
        """A plan is for the future; one whose time has passed may keep it while its topic is changed."""
        moment: datetime = self.cleaned_data["scheduled_at"]
        if "scheduled_at" in self.changed_data and moment < timezone.now():
            raise forms.ValidationError(_("This time has passed. Choose a later one."))
        return moment


class ShownTextForm(forms.Form):
    """Which consent text somebody had before them: the language of this page may have changed in another tab."""

    text_version = forms.CharField(required=False)
    text_language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)

    @property
    def shown_language(self) -> str:
        """The language to agree in."""
        return self.cleaned_data["text_language"] or get_language() or settings.LANGUAGE_CODE


class ConsentForm(ShownTextForm):
    """What a student decides; also used from inside a session, where the name is known."""

    choice = forms.CharField(required=False)
    keep_timeline = forms.BooleanField(required=False)
    show_timeline = forms.BooleanField(required=False)
    earlier_consent = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") not in CHOICES:
            raise forms.ValidationError(_("Press one of the two buttons: with camera, or without."))
        if cleaned.get("show_timeline") and not cleaned.get("keep_timeline"):
            raise forms.ValidationError(
                _("Your teacher can see your timeline only if it is kept: tick both, or neither.")
            )
        return cleaned

    @property
    def camera(self) -> CameraConsent | None:
        """What was said to the camera; None for taking part without one."""
        if self.cleaned_data["choice"] != "camera":
            return None
        return CameraConsent(
            agreed_version=self.cleaned_data["text_version"],
            keep_timeline=self.cleaned_data["keep_timeline"],
            show_timeline=self.cleaned_data["show_timeline"],
            is_earlier=self.cleaned_data["earlier_consent"],
        )


class JoinForm(ConsentForm):
    name = forms.CharField(max_length=60, strip=True)

    def __init__(self, *args: Any, naming: str, known_name: str = "", **kwargs: Any) -> None:
        """Asks for a name or for an alias; a name from the course's roster is shown and cannot be changed."""
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        if known_name:
            field.label, field.initial, field.disabled = _("Your name"), known_name, True
        elif naming == Naming.ALIAS:
            self._ask_for_an_alias(field)
        else:
            self._ask_for_a_name(field)

    @staticmethod
    def _ask_for_a_name(field: forms.Field) -> None:
        field.label = _("Your name")
        field.help_text = _("As your teacher knows you. It stands on the list of who is here, beside nothing else.")
        field.error_messages["required"] = _("Type your name.")
        field.widget.attrs["autocomplete"] = "name"

    @staticmethod
    def _ask_for_an_alias(field: forms.Field) -> None:
        field.label = _("An alias")
        field.help_text = _("Make one up and do not give your real name. It stands on the list of who is here.")
        field.error_messages["required"] = _("Make up an alias. Do not give your real name.")
        field.widget.attrs["autocomplete"] = "off"


class GuardianForm(ShownTextForm):
    choice = forms.ChoiceField(choices=[("agree", _("I agree")), ("decline", _("I do not agree"))])


class MarkerWordsForm(forms.Form):
    """The words of a marker and its hint. Kinds that say what they are need no words of their own."""

    label = forms.CharField(
        label=_("Marker"),
        max_length=80,
        strip=True,
        required=False,
        error_messages={"max_length": _("A marker has 80 characters at most.")},
    )
    hint = forms.CharField(
        label=_("Hint for students"),
        max_length=300,
        strip=True,
        required=False,
        error_messages={"max_length": _("A hint has 300 characters at most.")},
    )
    hint_url = forms.CharField(
        label=_("Link for students"),
        max_length=200,
        strip=True,
        required=False,
        validators=[URLValidator(["http", "https"], message=_("The link must begin with http:// or https://."))],
        error_messages={"max_length": _("A link has 200 characters at most.")},
    )

    def __init__(self, *args: Any, kind: str | None = None, **kwargs: Any) -> None:
        """Corrects a marker of a kind."""
        super().__init__(*args, **kwargs)
        self.of_kind = kind
        if kind and kind not in SAYS_NOTHING:
            self.fields["label"].widget.attrs["placeholder"] = MarkerKind(kind).label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", self.of_kind)
        if kind in SAYS_NOTHING and not self.errors and not cleaned["label"]:
            raise forms.ValidationError(_("A marker needs a short text."))
        return cleaned


class MarkerForm(MarkerWordsForm):
    """What a teacher marks."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=MarkerKind.choices,
        required=False,
        error_messages={"invalid_choice": _("There is no such kind of marker.")},
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or MarkerKind.TEXT
