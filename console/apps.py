"""The Django application of the web console."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Views, templates and static files."""

    name = "console"
