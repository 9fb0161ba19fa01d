"""Addresses of the API: opened by a token, never by a session, so neither signing in nor CSRF applies."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from console.api import ROOT, reference
from console.api.problems import Problem
from console.api.service import api


@csrf_exempt
@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    """What no resource answers."""
    return Problem("not-found").response(request)


_resources, _app, _name = api.urls
for _one in _resources:
    login_not_required(_one.callback)

urlpatterns = [
    path(f"{ROOT[1:]}docs", reference.page, name="api-docs"),
    path(f"{ROOT[1:]}openapi.json", reference.document_file, name="api-document"),
    path(ROOT[1:], (_resources, _app, _name)),
    re_path(r"^api(?:/|$)", nothing, name="api-nothing"),
]
