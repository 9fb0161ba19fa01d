"""The forms of contacts and subscriptions, checked and put into domain records. 联系人与订阅表单."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language

from console.texts import text
from domain.alert import Channel, Contact
from domain.jurisdictions import known
from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Rhythm, Subscription
from storage.contacts import ContactLine

TIME_ZONES = (
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Australia/Sydney",
)
_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
_UNTIL = "%Y-%m-%dT%H:%M"


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class ContactForm(forms.Form):
    """A new contact."""

    enterprise = forms.ChoiceField(required=False)
    name = forms.CharField(max_length=80)
    channel = forms.ChoiceField()
    address = forms.CharField(max_length=500)
    language = forms.ChoiceField(choices=[("zh", "中文"), ("en", "English")])

    def __init__(self, *args: Any, enterprises: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].required = "" not in enterprises
        self.fields["enterprise"].choices = [
            (name, name or _t("staff_of_the_centre")) for name in enterprises
        ]
        self.fields["channel"].choices = [
            (one.value, _t(one.value)) for one in Channel if one is not Channel.WEBHOOK
        ]
        _label(self)

    def contact(self) -> Contact:
        """The contact as typed."""
        typed = self.cleaned_data
        return Contact(
            name=typed["name"],
            channel=Channel(typed["channel"]),
            address=typed["address"].strip(),
            language=typed["language"],
        )


class SubscriptionForm(forms.Form):
    """What a contact is told and when."""

    least_tier = forms.ChoiceField()
    kinds = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    brands = forms.MultipleChoiceField(required=False)
    markets = forms.CharField(required=False, max_length=600)
    rhythm = forms.ChoiceField()
    hour = forms.TypedChoiceField(choices=_HOURS, coerce=int)
    weekday = forms.TypedChoiceField(coerce=int)
    timezone = forms.ChoiceField()
    quiet_from = forms.TypedChoiceField(choices=_HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(choices=_HOURS, coerce=int)
    snoozed_until = forms.CharField(required=False)
    muted_until = forms.CharField(required=False)
    rank = forms.TypedChoiceField(coerce=int)
    copies = forms.BooleanField(required=False)

    def __init__(self, *args: Any, line: ContactLine, brands: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(line), **kwargs)
        chosen = line.subscription
        gone = [(one, one) for one in chosen.brands if one not in dict(brands)]
        zones = dict.fromkeys((*TIME_ZONES, chosen.timezone))
        self.fields["least_tier"].choices = [
            (one.value, _t(one.value)) for one in (Tier.HIGH, Tier.MEDIUM, Tier.LOW)
        ]
        self.fields["kinds"].choices = [(one.value, _t(one.value)) for one in Kind]
        self.fields["brands"].choices = [*brands, *gone]
        self.fields["rhythm"].choices = [(one.value, _t(one.value)) for one in Rhythm]
        self.fields["weekday"].choices = [(day, _t(f"weekday_{day}")) for day in range(7)]
        self.fields["timezone"].choices = [(zone, zone) for zone in zones]
        self.fields["rank"].choices = [(rank, _t(f"rank_{rank}")) for rank in (0, 1)]
        for name in ("snoozed_until", "muted_until"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_UNTIL)
        if line.enterprise:
            del self.fields["copies"]
        _label(self)

    def clean_markets(self) -> tuple[str, ...]:
        """WIPO ST.3 codes, however they are set apart."""
        said = re.split(r"[\s,，、;；]+", self.cleaned_data["markets"].upper())
        codes = tuple(dict.fromkeys(code for code in said if code))
        if wrong := [code for code in codes if not known(code)]:
            raise forms.ValidationError(f"{_t('no_such_market')}{', '.join(wrong[:5])}")
        return codes

    def clean(self) -> dict[str, Any]:
        """Moments in the contact's own zone."""
        typed = super().clean() or {}
        for name in ("snoozed_until", "muted_until"):
            said = typed.get(name) or ""
            try:
                until = dt.datetime.strptime(said, _UNTIL) if said else None  # noqa: DTZ007 - the zone follows
            except ValueError:
                self.add_error(name, _t("no_such_moment"))
                continue
            zone = ZoneInfo(typed.get("timezone") or "Asia/Shanghai")
            typed[name] = until.replace(tzinfo=zone) if until else None
        typed.setdefault("copies", False)
        return typed

    def subscription(self) -> Subscription:
        """The subscription as chosen. Raises `WrongSubscription`."""
        typed = self.cleaned_data
        return Subscription(
            least_tier=Tier(typed["least_tier"]),
            kinds=tuple(Kind(kind) for kind in typed["kinds"]),
            brands=tuple(typed["brands"]),
            markets=typed["markets"],
            rhythm=Rhythm(typed["rhythm"]),
            hour=typed["hour"],
            weekday=typed["weekday"],
            timezone=typed["timezone"],
            quiet_from=typed["quiet_from"],
            quiet_until=typed["quiet_until"],
            snoozed_until=typed["snoozed_until"],
            muted_until=typed["muted_until"],
            rank=typed["rank"],
        )


def _initial(line: ContactLine) -> dict[str, object]:
    chosen = line.subscription
    zone = ZoneInfo(chosen.timezone)
    return {
        "least_tier": chosen.least_tier.value,
        "kinds": [kind.value for kind in chosen.kinds],
        "brands": list(chosen.brands),
        "markets": ", ".join(chosen.markets),
        "rhythm": chosen.rhythm.value,
        "hour": chosen.hour,
        "weekday": chosen.weekday,
        "timezone": chosen.timezone,
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
        "snoozed_until": chosen.snoozed_until.astimezone(zone) if chosen.snoozed_until else None,
        "muted_until": chosen.muted_until.astimezone(zone) if chosen.muted_until else None,
        "rank": chosen.rank,
        "copies": line.copies,
    }


def _label(form: forms.Form) -> None:
    """Labels, and a word of help where there is one, in the page's language."""
    for name, field in form.fields.items():
        field.label = _t(f"field_{name}")
        said = _t(f"field_{name}_help")
        field.help_text = "" if said.startswith("field_") else said
