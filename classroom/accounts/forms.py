from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from classroom.accounts.models import Role, User
from classroom.accounts.second_step import is_right_code
from classroom.accounts.services import choose_password
from classroom.accounts.sign_in_tries import counter_of_codes, counter_of_passwords, counters_of_sign_in
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
            sentence = gettext("Too many failed tries.")
            raise ValidationError(f"{sentence} {when_to_try_again(self.wait_s)}", code="too_many")

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


class AppCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the app"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CodeForm(CountedTries, forms.Form):
    """The second step of somebody whose password was right."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits your app shows now, or one of your backup codes."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, request: HttpRequest, person: User, data: Any = None) -> None:
        super().__init__(data)
        self._request, self._person = request, person

    def clean_code(self) -> str:
        counter = counter_of_codes(self._request, self._person)
        self.count(counter)
        if not is_right_code(self._person, self.cleaned_data["code"]):
            raise ValidationError(gettext("This code does not count. Each counts once; wait for the next one."))
        self.give_back(counter)
        return str(self.cleaned_data["code"])


class PasswordForm(CountedTries, forms.Form):
    """Somebody signed in shows once more that it is them."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, person: User, data: Any = None) -> None:
        super().__init__(data)
        self._request, self._person = request, person

    def clean_password(self) -> str:
        counter = counter_of_passwords(self._request, self._person)
        self.count(counter)
        if not self._person.check_password(self.cleaned_data["password"]):
            raise ValidationError(gettext("This is not your password. Nothing was changed."))
        self.give_back(counter)
        return str(self.cleaned_data["password"])


class NewPasswordForm(SetPasswordForm):
    """A password by a link. It alone is saved, as everything else may have changed since the account was read."""

    action = "account.password_set"

    def save(self, commit: bool = True) -> User:
        """Keep the password.

        Raises:
            ValidationError: the account was changed meanwhile.
        """
        choose_password(person=self.user, password=self.cleaned_data["new_password1"], action=self.action)
        return self.user


class PasswordChangeForm(CountedTries, NewPasswordForm, auth_forms.PasswordChangeForm):
    """A password in place of the present one, which is asked for."""

    action = "account.password_change"

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        counter = counter_of_passwords(self._request, self.user)
        self.count(counter)
        password = super().clean_old_password()
        self.give_back(counter)
        return str(password)


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
