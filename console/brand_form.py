"""The form of a brand, checked by the rules a watchlist's cells are read by. 品牌表单."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from console.texts import text
from domain.brand import Brand
from domain.brand_fields import values_of
from watchlists import cells
from watchlists.read import derived_id

MOST_NAME = 200
MOST_VALUES = 100
"""Values of one field."""

MOST_TEXT = 20_000
_LISTED = ("aliases", "owners", "authorised", "addresses", "shown", "prices", "classes", "markets")
_ROWS = {"aliases": 4, "owners": 3, "authorised": 3, "goods": 3, "addresses": 2, "shown": 2, "prices": 2}


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class BrandForm(forms.Form):
    """What an enterprise states of one brand; what is wrong is said beside the field, which keeps what was typed."""

    name = forms.CharField(max_length=MOST_NAME)
    brand_id = forms.CharField(max_length=100, required=False)
    aliases = forms.CharField(required=False, max_length=MOST_TEXT)
    owners = forms.CharField(required=False, max_length=MOST_TEXT)
    authorised = forms.CharField(required=False, max_length=MOST_TEXT)
    classes = forms.CharField(required=False, max_length=400)
    markets = forms.CharField(required=False, max_length=MOST_TEXT)
    goods = forms.CharField(required=False, max_length=MOST_TEXT)
    addresses = forms.CharField(required=False, max_length=MOST_TEXT)
    shown = forms.CharField(required=False, max_length=MOST_TEXT)
    prices = forms.CharField(required=False, max_length=MOST_TEXT)

    def __init__(self, *args: Any, brand: Brand | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(brand) if brand else None, **kwargs)
        self._before = brand
        if brand is not None:
            del self.fields["brand_id"]
        for name, field in self.fields.items():
            field.label = _t(f"brand_{name}")
            said = _t(f"brand_{name}_help")
            field.help_text = "" if said == f"brand_{name}_help" else said
            if name in _ROWS:
                field.widget = forms.Textarea(attrs={"rows": _ROWS[name]})
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Values in place of text; a value that is none is named."""
        typed = super().clean() or {}
        for field in _LISTED:
            read, bad = _read(field, typed.get(field, ""))
            if len(read) > MOST_VALUES:
                self.add_error(field, _t("brand_too_many").format(most=MOST_VALUES))
            elif bad:
                self.add_error(field, f"{_t(f'brand_{field}_wrong')}{'、'.join(bad[:5])[:200]}")
            else:
                typed[field] = read
        names = cells.values(typed.get("name", ""))
        typed["name"] = names[0] if names else ""
        typed["aliases"] = tuple(dict.fromkeys((*names[1:], *(typed.get("aliases") or ()))))
        typed["goods"] = cells.text(typed.get("goods", ""))
        if not typed["name"] and "name" not in self.errors:
            self.add_error("name", _t("brand_name_empty"))
        return typed

    def brand(self, enterprise: str) -> Brand:
        """The brand as typed."""
        typed = self.cleaned_data
        name = typed["name"]
        return Brand(
            brand_id=cells.text(typed.get("brand_id", "")) or derived_id(enterprise, name),
            name=name,
            enterprise=enterprise,
            aliases=tuple(alias for alias in typed["aliases"] if alias != name),
            owners=typed["owners"],
            authorised=typed["authorised"],
            classes=typed["classes"],
            markets=typed["markets"],
            goods=typed["goods"],
            logo=self._before.logo if self._before else "",
            addresses=typed["addresses"],
            shown=typed["shown"],
            prices=typed["prices"],
        )


def _initial(brand: Brand) -> dict[str, str]:
    between = {"classes": ", ", "markets": ", "}
    return {
        field: between.get(field, "\n").join(values_of(brand, field)) for field in ("name", "goods", *_LISTED)
    }


def _read(field: str, typed: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """The values of a field, and what in it is none."""
    match field:
        case "classes":
            return cells.nice_classes(typed)
        case "markets":
            return cells.market_codes(typed)
        case "shown":
            return cells.exposures(typed)
        case "prices":
            return cells.prices(typed)
    return cells.values(typed), ()
