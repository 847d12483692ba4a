from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from classroom.accounts.models import User
from classroom.accounts.selectors import active_teachers
from classroom.courses.models import Course
from classroom.courses.roster_files import FILE_MAX_BYTES
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP

POINTS = 100  # percent, while the model keeps a share of 0 to 1


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.shown_name} ({obj.username})" if obj.get_full_name() else obj.username


class PeopleField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.shown_name} ({obj.username})" if obj.get_full_name() else obj.username


class CourseForm(forms.ModelForm):
    """A new course: what has to be decided before the first lecture."""

    class Meta:
        model = Course
        fields = ["title", "naming", "requires_guardian", "retention_days"]
        widgets = {"naming": forms.RadioSelect}
        labels = {
            "requires_guardian": _("A parent or guardian must agree before a student's camera is used"),
            "retention_days": _("Keep class figures and reports for how many days?"),
        }
        help_texts = {
            "naming": _("Students on the list of the course always appear by the name on the list."),
            "requires_guardian": _(
                "For minors. Each guardian agrees by a link of their own, and the student is asked too. Until both "
                "said yes, the student takes part without a camera."
            ),
            "retention_days": _(
                "Then they are deleted. A change counts from the next lecture on, and students are asked for consent "
                "again."
            ),
        }

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.owner_id = self.instance.owner_id or owner.pk


class CourseSettingsForm(CourseForm):
    """All rules of a course but the minimum, which is an admin's to lower."""

    change_points = forms.IntegerField(
        label=_("Tell me when a figure has moved by so many percentage points"),
        min_value=5,
        max_value=50,
        help_text=_(
            "Engagement, or the share of one expression, against what was usual in the last five minutes, for half a "
            "minute. 15 is a good start, as from 50 % to 65 %; a smaller number means more alerts."
        ),
    )
    co_teachers = PeopleField(
        label=_("Co-teachers"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("They hold lectures, see the live view and the reports, and change the course, as you do."),
    )

    class Meta(CourseForm.Meta):
        fields = [*CourseForm.Meta.fields, "alert_lost_percent", "alert_coverage_percent", "co_teachers"]
        labels = {
            **CourseForm.Meta.labels,
            "alert_lost_percent": _("Tell me when so many percent of the students say they are lost"),
            "alert_coverage_percent": _("Tell me when sharing falls below so many percent of what was usual"),
        }
        help_texts = {
            **CourseForm.Meta.help_texts,
            "alert_lost_percent": _("Of those present, within two minutes. 30 is a good start."),
            "alert_coverage_percent": _("60 is a good start; a larger number means more alerts."),
        }

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, owner=owner, **kwargs)
        self.fields["co_teachers"].queryset = active_teachers().exclude(pk=self.instance.owner_id)  # type: ignore[attr-defined]
        self.fields["change_points"].initial = round(self.instance.alert_change * POINTS)
        self._limit("alert_lost_percent", 10, 90)
        self._limit("alert_coverage_percent", 20, 90)

    def _limit(self, name: str, least: int, most: int) -> None:
        field = forms.IntegerField(
            label=self.fields[name].label, help_text=self.fields[name].help_text, min_value=least, max_value=most
        )
        self.fields[name] = field

    def save(self, commit: bool = True) -> Any:
        self.instance.alert_change = self.cleaned_data["change_points"] / POINTS
        return super().save(commit)


class MinimumGroupForm(forms.Form):
    minimum_group = forms.IntegerField(label=_("Smallest group"), min_value=1, max_value=100)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed below %(usual)d. It is written to the audit log.") % {"usual": USUAL_MINIMUM_GROUP},
    )


class DuplicateForm(forms.Form):
    title = forms.CharField(label=_("Title of the new course"), max_length=200, strip=True)
    with_roster = forms.BooleanField(
        label=_("Copy the list of students too"),
        required=False,
        help_text=_("With new personal links. Nobody's consent is copied."),
    )


class TransferForm(forms.Form):
    new_owner = PersonField(label=_("New owner"), queryset=User.objects.none(), empty_label=_("Choose a teacher"))
    keep_access = forms.BooleanField(label=_("The former owner goes on as a co-teacher"), required=False)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_owner"].queryset = active_teachers().exclude(pk=owner.pk)  # type: ignore[attr-defined]


class HandOverForm(TransferForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["keep_access"]


class StudentForm(forms.Form):
    name = forms.CharField(label=_("Student's name"), max_length=120, strip=True)
    number = forms.CharField(
        label=_("Number at school"),
        max_length=40,
        strip=True,
        required=False,
        help_text=_("By it an imported list finds the student again, also under a new name."),
    )


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 2 MB and 2,000 students."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> bytes:
        """The content. A file that is too large is not read."""
        file = self.cleaned_data["file"]
        return bytes(file.read(FILE_MAX_BYTES + 1))
