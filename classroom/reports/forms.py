from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from classroom.reports.models import NextTimeNote


class NextTimeForm(forms.ModelForm):
    """A note about one moment of a lecture; an empty one takes the note away."""

    class Meta:
        model = NextTimeNote
        fields = ["at_s", "text"]

    def __init__(self, *args: Any, length_s: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self._length_s = length_s

    def clean_at_s(self) -> int:
        at_s: int = self.cleaned_data["at_s"]
        if at_s > self._length_s:
            raise forms.ValidationError(_("That moment lies after the end of the lecture."))
        return at_s
