from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from classroom.reports.models import NextTimeNote


class NoteField(forms.CharField):
    """As long as the page lets a note be: a browser counts the end of a line as one character and sends two."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class NextTimeForm(forms.ModelForm):
    """A note about one moment of a lecture; an empty one takes the note away."""

    class Meta:
        model = NextTimeNote
        fields = ["at_s", "text"]
        field_classes = {"text": NoteField}

    def __init__(self, *args: Any, length_s: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self._length_s = length_s

    def clean_at_s(self) -> int:
        at_s: int = self.cleaned_data["at_s"]
        if at_s > self._length_s:
            raise forms.ValidationError(_("That moment lies after the end of the lecture."))
        return at_s


def notes_sent(post: QueryDict, length_s: float) -> Sequence[NextTimeForm]:
    """One form for each note of the page; it has changed when the text differs from what the page showed.

    Raises:
        BadRequest: the fields do not come in threes.
    """
    try:
        notes = list(zip(*(post.getlist(name) for name in ("at_s", "earlier", "text")), strict=True))
    except ValueError as error:
        raise BadRequest from error
    return [
        NextTimeForm({"at_s": at_s, "text": text}, initial={"text": earlier}, length_s=length_s)
        for at_s, earlier, text in notes
    ]
