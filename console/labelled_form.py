"""Forms whose fields are named by the texts of their page. 表单."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language

from console.texts import text

_BOUNDS = ("max_length", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
"""The bounds of a field, by Django's code, that the texts `field_over_…` have words for."""


class LabelledForm(forms.Form):
    """Fields named by the texts that begin with `beginning`; what such a text with `_help` at its end says stands beside them."""

    beginning: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.says(name)
            said = self.says(f"{name}_help")
            field.help_text = "" if said == f"{self.beginning}{name}_help" else said
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            field.widget.attrs.setdefault("autocomplete", "off")
            for bound in _BOUNDS:
                said = text(f"field_over_{bound}", get_language() or "zh")
                field.error_messages.setdefault(bound, said)

    def says(self, key: str) -> str:
        """The words of a key of this form in the page's language."""
        return text(self.beginning + key, get_language() or "zh")
