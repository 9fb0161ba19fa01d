"""The Django application that holds the tables."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """Tables carry the prefix `storage_`; their meaning stands in the models."""

    name = "storage"
    verbose_name = "海哨 haishao"
    default_auto_field = "django.db.models.BigAutoField"
