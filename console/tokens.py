"""API tokens: made, shown once, withdrawn, by those who may change the enterprise. 接口令牌."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.texts import text
from console.views import viewer
from domain.scope import Scope
from storage.api_tokens import NameTaken, make_token, tokens_of, withdraw_token
from storage.viewers import NotVisible, Viewer, changeable_enterprises

DAYS = (30, 90, 180, 365)
"""How long a token may be good for; one without an end would outlive whoever knows of it."""


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class TokenForm(forms.Form):
    """A new token."""

    enterprise = forms.ChoiceField()
    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(coerce=int, initial=90)

    def __init__(self, *args: Any, enterprises: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["enterprise"].choices = [(name, name) for name in enterprises]
        if len(enterprises) == 1:
            self.fields["enterprise"].initial = enterprises[0]
            self.fields["enterprise"].widget = forms.HiddenInput()
        self.fields["scopes"].choices = [
            (scope.value, f"{_t(scope.value)} ({scope.value})") for scope in Scope
        ]
        self.fields["days"].choices = [(days, _t(f"token_days_{days}")) for days in DAYS]
        for name, field in self.fields.items():
            field.label = _t("token_name" if name == "name" else f"field_{name}")
            said = _t(f"field_{name}_help")
            field.help_text = "" if said.startswith("field_") else said


@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the enterprises the viewer may change, and a form for a new one."""
    seen_by = viewer(request)
    return _page(request, seen_by, TokenForm(enterprises=_enterprises(seen_by)))


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows it, this once."""
    seen_by = viewer(request)
    enterprises = _enterprises(seen_by)
    form = TokenForm(request.POST, enterprises=enterprises)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            secret = make_token(
                seen_by,
                typed["enterprise"],
                name=typed["name"],
                scopes=[Scope(scope) for scope in typed["scopes"]],
                days=typed["days"],
                by=request.user.get_username(),
            )
        except NameTaken:
            form.add_error("name", _t("token_name_taken"))
        else:
            return _page(request, seen_by, TokenForm(enterprises=enterprises), secret=secret)
    return _page(request, seen_by, form, status=400)


@require_POST
def withdraw(request: HttpRequest, token_id: int) -> HttpResponse:
    """Makes a token useless at once."""
    try:
        withdraw_token(viewer(request), token_id)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("tokens")


def _enterprises(seen_by: Viewer) -> list[str]:
    """Those a token may be made for; for whoever may change none there is no such page."""
    found = [name for _, name in changeable_enterprises(seen_by)]
    if not (found or seen_by.staff):
        raise Http404
    return found


def _page(
    request: HttpRequest, seen_by: Viewer, form: TokenForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "tokens": tokens_of(seen_by),
        "form": form,
        "secret": secret,
        "now": timezone.now(),
        "several": len(form.fields["enterprise"].choices) > 1,
        "root": request.build_absolute_uri("/api/v1/me"),
    }
    return render(request, "console/tokens.html", context, status=status)
