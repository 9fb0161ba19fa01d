"""Addresses."""

from django.urls import include, path

from storage.admin_tables import tables

urlpatterns = [
    path("admin/", tables.urls),
    path("", include("console.api.urls")),
    path("", include("console.urls")),
]

handler403 = "console.views.forbidden"  # Django looks for these here alone
handler404 = "console.views.not_found"
handler500 = "console.views.broken"
