"""The forms of inviting and of accepting. 邀请表单."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from console.texts import text
from domain.role import Role
from notifier.email import is_address
from storage.brands import enterprise_names
from storage.viewers import Viewer, administered_by


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class InvitationForm(forms.Form):
    """Whom to invite, as what and to which enterprise; "" is the staff."""

    email = forms.CharField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField()
    enterprise = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [Role.MEMBER, Role.ENTERPRISE_ADMIN]  # the first is the one chosen by nobody
        if viewer.platform_admin:
            roles = [Role.REVIEWER, Role.PLATFORM_ADMIN, *roles]
        names = ["", *enterprise_names()] if viewer.platform_admin else administered_by(viewer)
        self.fields["role"].choices = [(one.value, _t(one.value)) for one in roles]
        self.fields["enterprise"].choices = [(name, name or _t("staff_of_the_centre")) for name in names]
        for name, key in (
            ("email", "field_email"),
            ("role", "field_role"),
            ("enterprise", "field_enterprise"),
        ):
            self.fields[name].label = _t(key)

    def clean_email(self) -> str:
        """An address a mail can be sent to."""
        typed = self.cleaned_data["email"].strip()
        if not is_address(typed):
            raise forms.ValidationError(_t("invite_no_address"))
        return str(typed)

    def clean(self) -> dict[str, Any]:
        """Role and enterprise go together."""
        typed = super().clean() or {}
        if (
            "role" in typed
            and "enterprise" in typed
            and Role(typed["role"]).staff != (not typed["enterprise"])
        ):
            key = "invite_role_staff" if Role(typed["role"]).staff else "invite_role_enterprise"
            self.add_error("enterprise", _t(key))
        return typed


class NewPasswordForm(forms.Form):
    """A password twice."""

    new_password1 = forms.CharField(
        max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    new_password2 = forms.CharField(
        max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _t("password")
        self.fields["new_password1"].help_text = _t("field_new_password1_help")
        self.fields["new_password2"].label = _t("field_password_again")

    def clean_new_password2(self) -> str:
        """The same twice."""
        again = str(self.cleaned_data["new_password2"])
        if again != self.cleaned_data.get("new_password1"):
            raise forms.ValidationError(_t("passwords_differ"))
        return again


class AcceptForm(NewPasswordForm):
    """Login name, and a password twice."""

    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    field_order = ("username", "new_password1", "new_password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _t("user_name")
