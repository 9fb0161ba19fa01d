"""The Django application that brings the tasks along."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The queue finds `jobs.tasks` by this application's name."""

    name = "jobs"
