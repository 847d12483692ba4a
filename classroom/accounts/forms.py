from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from classroom.accounts.models import Role, User

SIGN_IN_HELP = _("The name to sign in with: letters, digits and @ . + - _ only.")


class InviteForm(forms.ModelForm):
    """A new account; its owner chooses the password."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username", "email", "role"]
        labels = {"first_name": _("First name"), "last_name": _("Last name"), "username": _("Sign-in name")}
        help_texts = {
            "username": SIGN_IN_HELP,
            "email": _("For resetting the password by mail, if this server sends mail."),
            "role": _(
                "Teachers hold lectures. Admins manage people and courses and read reports; they see no live view."
            ),
        }


class FirstAdminForm(BaseUserCreationForm):
    """The account that runs a new installation."""

    class Meta:
        model = User
        fields = ["username", "email"]
        labels = {"username": _("Sign-in name")}
        help_texts = {"username": SIGN_IN_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autofocus"] = False


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)
