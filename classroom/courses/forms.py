from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP


class CourseForm(forms.ModelForm):
    class Meta:
        model = Course
        fields = ["title", "retention_days", "co_teachers"]

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.owner_id = self.instance.owner_id or owner.pk
        colleagues = User.objects.filter(role=Role.TEACHER, is_active=True).exclude(pk=self.instance.owner_id)
        self.fields["co_teachers"].queryset = colleagues.order_by("username")  # type: ignore[attr-defined]


class MinimumGroupForm(forms.Form):
    minimum_group = forms.IntegerField(label=_("Smallest group"), min_value=1, max_value=100)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed below %(usual)d. It is written to the audit log.") % {"usual": USUAL_MINIMUM_GROUP},
    )


class StudentForm(forms.Form):
    name = forms.CharField(label=_("Student's name"), max_length=120, strip=True)
