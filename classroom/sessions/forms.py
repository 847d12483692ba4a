from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from classroom.sessions.models import MarkerKind

CHOICES = ("camera", "no_camera")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class StartForm(forms.Form):
    topic = forms.CharField(label=_("Topic"), max_length=200, strip=True)
    planned_minutes = forms.IntegerField(label=_("Planned length (minutes)"), min_value=1, max_value=240, initial=90)


class ConsentForm(forms.Form):
    """What a student decides; also used from inside a session, where the name is known."""

    choice = forms.CharField(required=False)
    keep_timeline = forms.BooleanField(label=_("Keep my own timeline for me"), required=False)
    text_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") not in CHOICES:
            raise forms.ValidationError(_("Press one of the two buttons: with camera, or without."))
        return cleaned

    @property
    def with_camera(self) -> bool:
        return self.cleaned_data["choice"] == "camera"


class JoinForm(ConsentForm):
    name = forms.CharField(
        label=_("Your name or alias"),
        max_length=60,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Type a name or an alias. It need not be your real one.")},
    )

    def __init__(self, *args: Any, known_name: str = "", **kwargs: Any) -> None:
        """A name from the course's roster is shown and cannot be changed."""
        super().__init__(*args, **kwargs)
        if known_name:
            self.fields["name"].initial = known_name
            self.fields["name"].disabled = True


class MarkerForm(forms.Form):
    """What a teacher marks. Kinds that say what they are need no words of their own."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=MarkerKind.choices,
        required=False,
        error_messages={"invalid_choice": _("There is no such kind of marker.")},
    )
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

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or MarkerKind.TEXT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind and not self.errors and not cleaned["label"]:
            if kind in (MarkerKind.TEXT, MarkerKind.SLIDE):
                raise forms.ValidationError(_("A marker needs a short text."))
            cleaned["label"] = str(MarkerKind(kind).label)
        return cleaned
