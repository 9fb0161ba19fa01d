"""The Django application that brings the tasks along."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The queue finds `jobs.tasks` by this application's name; what else there is to do, the sweep imports."""

    name = "jobs"

    def ready(self) -> None:
        import_module("jobs.sweeping")
