from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from classroom.accounts.models import Role, User
from classroom.accounts.sign_in_tries import counters_of_sign_in
from classroom.attempts import Counter, cannot_count, count_try, give_try_back, when_to_try_again

SIGN_IN_HELP = _("The name to sign in with: letters, digits and @ . + - _ only.")


class CountedTries:
    """For forms that ask for a secret: a try is counted before it is looked at, and given back when it was right."""

    wait_s = 0

    def count(self, *counters: Counter) -> None:
        """Count a try.

        Raises:
            ValidationError: there were too many, or nobody can tell; nothing is to be looked at then.
        """
        try:
            self.wait_s = count_try(*counters)
        except RedisError as error:
            raise ValidationError(cannot_count(), code="cannot_count") from error
        if self.wait_s:
            sentence = f"{_now('Too many failed tries.')} {when_to_try_again(self.wait_s)}"
            raise ValidationError(sentence, code="too_many")

    def give_back(self, *counters: Counter) -> None:
        try:
            give_try_back(*counters)
        except RedisError as error:
            raise ValidationError(cannot_count(), code="cannot_count") from error


class SignInForm(CountedTries, AuthenticationForm):
    """Name and password."""

    def clean(self) -> dict[str, Any]:
        if self.request is None or not {"username", "password"} <= self.cleaned_data.keys():
            return self.cleaned_data
        counters = counters_of_sign_in(self.request, self.cleaned_data["username"])
        self.count(*counters)
        super().clean()
        self.give_back(*counters)
        return self.cleaned_data


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
