from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    label = forms.CharField(label=_("Marker"), max_length=80, strip=True)
