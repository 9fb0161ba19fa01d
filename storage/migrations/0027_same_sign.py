"""Observations are found by their whole sign: what was decided on the same sign before stands at the review desk."""

from django.contrib.postgres.indexes import HashIndex
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):

    dependencies = [("storage", "0026_health")]

    operations = [migrations.AddIndex("observation", HashIndex(Upper("sign"), name="observation_sign"))]
