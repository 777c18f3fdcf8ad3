"""The sign-in forms of the console and of the administration."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm

from accounts.services import TooManySignIns


class SignInForm(AuthenticationForm):
    """User name and password; says so when there were too many wrong ones."""

    def clean(self) -> dict[str, Any]:
        """Check the password. Raises ValidationError."""
        try:
            return super().clean()
        except TooManySignIns as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class AdministrationSignInForm(SignInForm, AdminAuthenticationForm):
    """The same for the administration, which lets staff in only."""
