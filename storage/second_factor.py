"""The second factor of signing in: an authenticator app's codes (TOTP, RFC 6238) and recovery codes. 两步验证.

Tables and arithmetic are django-allauth's. That a code counts once is kept here, in the row of the app's secret: over
every process and machine, and while two are typed at once. Secrets are sealed with a key made of SECRET_KEY and shown
once, while they are set up. They belong to no enterprise, so they are read and written unbound.
"""

import base64
import re
from collections.abc import Iterable

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from storage.audit import Act, note
from storage.isolation import unbound
from storage.sessions import end_sessions
from storage.viewers import NotVisible, Viewer, only_platform_admins

_APP = Authenticator.Type.TOTP
_RECOVERY = Authenticator.Type.RECOVERY_CODES


class WrongCode(ValueError):
    """A code that is none of this person's, is past its time, or was used before."""


class SecretUnreadable(RuntimeError):
    """The secret was sealed with another SECRET_KEY: the second factor must be reset."""


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """The adapter of MFA_ADAPTER: what stands in the database is sealed (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def encrypt(self, text: str) -> str:
        """The text, sealed."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. Raises `SecretUnreadable`."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as wrong:
            raise SecretUnreadable("the second factor was sealed with another SECRET_KEY") from wrong


def _fernet() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"haishao second factor")
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))


def compulsory_for(*, staff: bool) -> bool:
    """Whether HAISHAO_SECOND_FACTOR lets nobody of this side in without one."""
    return settings.SECOND_FACTOR == "all" or (settings.SECOND_FACTOR == "staff" and staff)


def has_second_factor(user_id: int) -> bool:
    """Whether signing in asks this person for a code."""
    return user_id in with_second_factor([user_id])


def with_second_factor(user_ids: Iterable[int]) -> frozenset[int]:
    """Those of these people whom signing in asks for a code."""
    with unbound():
        rows = Authenticator.objects.filter(user_id__in=list(user_ids), type=_APP)
        return frozenset(rows.values_list("user_id", flat=True))


def new_secret() -> str:
    """A secret for an app to be set up with, in base32: 160 bits (RFC 4226, 4)."""
    return str(generate_totp_secret())


def sealed(secret: str) -> str:
    """A secret as it may be kept until the first code proves that the app has it."""
    return SealedSecrets().encrypt(secret)


def opened(kept: str) -> str:
    """What was sealed. Raises `SecretUnreadable`."""
    return SealedSecrets().decrypt(kept)


def set_up(user_id: int, secret: str, code: str) -> tuple[str, ...]:
    """Takes on an app that shows the right code, in place of one before, and returns the new recovery codes.

    Raises `WrongCode`.
    """
    counter = _counter_of(secret, code, after=-1)
    with unbound(), transaction.atomic():
        Authenticator.objects.filter(user_id=user_id).delete()
        Authenticator.objects.create(
            user_id=user_id, type=_APP, data={"secret": sealed(secret), "last_counter": counter}
        )
        note(Act.SECOND_FACTOR_SET, who=_name(user_id), about=_name(user_id))
        return _fresh_codes(user_id)


def take_code(user_id: int, code: str) -> None:
    """Uses up a code of the app, or a recovery code. Raises `WrongCode`, `SecretUnreadable`."""
    typed = re.sub(r"[\s-]", "", code)
    with unbound(), transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user_id=user_id, type=_APP).first()
        if row is None:
            raise WrongCode("no second factor is set up")
        if len(typed) > 6:
            _take_recovery_code(user_id, typed)
            return
        counter = _counter_of(opened(row.data["secret"]), typed, after=row.data["last_counter"])
        row.data["last_counter"] = counter
        row.last_used_at = timezone.now()
        row.save(update_fields=["data", "last_used_at"])


def _counter_of(secret: str, code: str, *, after: int) -> int:
    """The time step a code is of, later than the last one used (RFC 6238, 5.2). Raises `WrongCode`."""
    for counter in yield_hotp_counters_from_time():
        right = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_user_code(actual=code, expected=right):
            return int(counter)
    raise WrongCode("wrong, past its time, or used before")


def _take_recovery_code(user_id: int, code: str) -> None:
    kept = Authenticator.objects.filter(user_id=user_id, type=_RECOVERY).first()
    if kept is None or not RecoveryCodes(kept).validate_code(code):
        raise WrongCode("no recovery code, or used before")
    note(Act.RECOVERY_CODE_USED, who=_name(user_id), about=_name(user_id))


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes are not used. Raises `SecretUnreadable`."""
    with unbound():
        kept = Authenticator.objects.filter(user_id=user_id, type=_RECOVERY).first()
        return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


def new_recovery_codes(user_id: int) -> tuple[str, ...]:
    """New codes; those before are void. Only for somebody who has a second factor; nothing for anybody else."""
    with unbound(), transaction.atomic():
        if not Authenticator.objects.select_for_update().filter(user_id=user_id, type=_APP).exists():
            return ()
        note(Act.RECOVERY_CODES_MADE)
        return _fresh_codes(user_id)


def _fresh_codes(user_id: int) -> tuple[str, ...]:
    Authenticator.objects.filter(user_id=user_id, type=_RECOVERY).delete()
    codes = RecoveryCodes.activate(get_user_model().objects.get(pk=user_id)).generate_codes()
    return tuple(f"{code[:4]}-{code[4:]}" for code in codes)


def end_second_factor(user_id: int) -> bool:
    """Takes a person's second factor away; False when there was none."""
    with unbound(), transaction.atomic():
        gone = bool(Authenticator.objects.filter(user_id=user_id).delete()[0])
        if gone:
            note(Act.SECOND_FACTOR_ENDED, about=_name(user_id))
    return gone


def reset_second_factor(viewer: Viewer, user_id: int) -> bool:
    """Takes away the second factor of somebody who lost it, and ends their sessions. Raises `NotVisible` for anybody but
    platform administrators.
    """
    only_platform_admins(viewer, "people")
    if not _name(user_id):
        raise NotVisible(f"user {user_id}")
    with transaction.atomic():
        end_sessions(user_id)
        return end_second_factor(user_id)


def _name(user_id: int) -> str:
    return str(get_user_model().objects.filter(pk=user_id).values_list("username", flat=True).first() or "")
