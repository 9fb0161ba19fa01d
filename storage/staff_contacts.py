"""By which contacts of the centre one of its staff is reached."""

from django.contrib.auth import get_user_model
from django.db.models import Q


def of_person(user_id: int) -> Q:
    """Contacts by somebody's name or address. Workers may read no more of a user than this."""
    name, email = get_user_model().objects.values_list("username", "email").get(pk=user_id)
    return Q(name=name) | Q(address__iexact=email) if email else Q(name=name)
