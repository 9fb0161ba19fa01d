"""Django's admin as it is here: for platform administrators alone, each table shown in one way. 数据表.

Which tables, `storage.admin_tables` says. What only grows, or is judged by rules, is shown and not changed here. What
is changed is a line of the audit trail.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth import logout as sign_out
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import BooleanField, Field, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from storage.admin_words import COLUMNS, words
from storage.audit import Act, note
from storage.models import Brand, Contact, Enterprise
from storage.second_factor import compulsory_for, has_second_factor


class Tables(admin.AdminSite):
    """The site: not there for anybody but platform administrators, who sign in by the console's own page."""

    site_header = site_title = words("海哨数据表", "haishao's tables")
    index_title = words("平台自身的数据表", "The platform's own tables")
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Platform administrators, with a second factor where it is compulsory."""
        user = request.user
        if not (user.is_active and isinstance(user, AbstractUser) and user.is_staff and user.is_superuser):
            return False
        return not compulsory_for(staff=True) or has_second_factor(user.pk)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """Each page of the site, missing for everybody else who is signed in."""
        shown = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            answer: HttpResponseBase = shown(request, *args, **named)
            return answer

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The console's own sign-in."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Ends the session."""
        if request.method != "POST":
            raise Http404
        sign_out(request)
        return redirect("sign-in")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The console's own page, which counts tries and ends other sessions."""
        return redirect("password")


tables = Tables(name="admin")


_KNOWN_BY_NAME = (Brand, Contact, Enterprise, get_user_model())


def _column(field: "Field[Any, Any]") -> Callable[[Model], object]:
    """A column with its name in the page's language; what it points to is told by name where people know it by one."""
    name = field.name if field.related_model in _KNOWN_BY_NAME else field.attname

    def value(row: Model) -> object:
        return getattr(row, name)

    described = COLUMNS.get(name)
    label = words(*described) if described else name.replace("_", " ")
    shown = admin.display(description=label, ordering=name, boolean=isinstance(field, BooleanField))
    value.__name__ = name
    return shown(value)


class Table(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table that is shown, its `columns` in the list and all but the `hidden` on a row's page. Of a row only what `changes`
    names may be changed, and each change is a line of the audit trail. Nothing is deleted here: what hangs on it would go
    with it.
    """

    called: tuple[str, str]
    columns: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    actions = None
    ordering = ("-pk",)

    def __init__(self, model: type[Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        self.opts.verbose_name = self.opts.verbose_name_plural = words(*self.called)
        self._columns = {one.name: _column(one) for one in self.opts.concrete_fields}

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        """The columns of the list."""
        return tuple(self._columns[name] for name in ("id", *self.columns))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows, with whatever they are told by."""
        fields = self.model._meta.concrete_fields
        named = [one.name for one in fields if one.related_model in _KNOWN_BY_NAME]
        return super().get_queryset(request).select_related(*named)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[Any, ...]:
        """Every column but those that may be changed."""
        others = (*self.hidden, *self.changes)
        return tuple(column for name, column in self._columns.items() if name not in others)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[Any, ...]:
        """What may be changed, then the rest; of a new row the first alone."""
        return (*self.changes, *self.get_readonly_fields(request, obj)) if obj else self.changes

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by what is hidden: whoever may ask how it begins can read it letter by letter."""
        named = lookup.split("__")[0]
        return named not in self.hidden and super().lookup_allowed(lookup, value, request)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **named: Any) -> Any:
        """The field, called as its column."""
        named.setdefault("label", words(*COLUMNS[db_field.name]))
        return super().formfield_for_dbfield(db_field, request, **named)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Where something may be changed."""
        return bool(self.changes)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own line, and the audit trail's."""
        _note(obj, "+")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own line, and the audit trail's."""
        _note(obj, "~")
        return super().log_change(request, obj, message)


def _note(row: Model, how: str) -> None:
    owner = row if isinstance(row, Enterprise) else None
    note(Act.TABLE_CHANGED, of=owner, about=f"{how} {row._meta.model_name} {row.pk} · {row}")
