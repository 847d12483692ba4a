from django import forms
from django.utils.translation import gettext_lazy as _

from classroom.privacy.models import Organisation


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "contact_email", "legal_basis"]
        labels = {"name": _("Name of the organisation")}
