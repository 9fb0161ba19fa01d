"""A real PostgreSQL for the whole run, over a folder of its own; DATABASE_URL of the caller is never touched."""

import datetime as dt
import imaplib
import ipaddress
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings as properties

properties.register_profile("any machine", deadline=None)
properties.load_profile("any machine")

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

_home = Path(tempfile.mkdtemp(prefix="haishao-tests-"))


def _start_database() -> Callable[[], None]:
    for name in [name for name in os.environ if name.startswith("HAISHAO_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["HAISHAO_HOME"] = str(_home)
    os.environ["HAISHAO_HEARTBEAT_SECONDS"] = "1"
    os.environ["HAISHAO_CANARY"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "haishao.settings"
    from haishao.embedded import ensure_database

    stop = ensure_database()
    import django
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from haishao.database import bring_up_to_date

    django.setup()
    setup_test_environment()
    # A test's server ends with its threads, and nobody would close the connections they keep.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Slow on purpose in the field, and no test is about how slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    bring_up_to_date()
    return stop


# When pytest reads this file, not later: the tests it collects next import the models.
_stop = _start_database()


def pytest_unconfigure() -> None:
    from django.db import connections

    connections.close_all()
    _stop()
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture
def db() -> Iterator[None]:
    """The database for one test, whose writes are undone at its end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def live_db() -> Iterator[None]:
    """The database for a test that other processes take part in; every table is emptied afterwards."""
    from django.core.management import call_command
    from django.db import connection

    yield
    with connection.cursor() as cursor:  # the audit trail refuses to be emptied otherwise
        cursor.execute("SET session_replication_role = replica")
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:  # the queue's tables are its own, and left alone by flush
        cursor.execute("RESET session_replication_role")
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and key for 127.0.0.1, signed by nobody else, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up for a test")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "server.pem"
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return file


class ImapServer:
    """An IMAP server on loopback, and another client's hands in its folders."""

    def __init__(self, port: int, client: imaplib.IMAP4) -> None:
        self.port = port
        self._client = client

    def add(self, mail: bytes, folder: str = "INBOX") -> None:
        kind, said = self._client.append(folder, "()", None, mail)
        assert kind == "OK", said

    def seen(self) -> list[int]:
        """The UIDs of the inbox's mails that are marked as seen."""
        self._client.select("INBOX", readonly=True)
        found = self._client.uid("SEARCH", "SEEN")[1][0] or b""
        return [int(uid) for uid in found.split()]

    def unsee(self) -> None:
        self._client.select("INBOX")
        self._client.uid("STORE", "1:*", "-FLAGS.SILENT", r"(\Seen)")


@pytest.fixture
def imap_server() -> Callable[..., AbstractContextManager[ImapServer]]:
    """Starts an IMAP server; with a file of key and certificate it speaks TLS, trusted as SSL_CERT_FILE says."""

    @contextmanager
    def serve(pem: Path | None = None) -> Iterator[ImapServer]:
        command = [
            sys.executable,
            str(Path(__file__).parent / "imap_server.py"),
            *([str(pem)] if pem else []),
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                port = int(process.stdout.readline())
                kind = imaplib.IMAP4_SSL if pem else imaplib.IMAP4
                with kind("127.0.0.1", port, timeout=10) as client:
                    client.login("haishao", "open sesame")
                    client.xatom("ID", "NIL")
                    yield ImapServer(port, client)
            finally:
                process.stdin.close()
                process.wait(10)

    return serve


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that read it are skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real data, ../shared/data, is not here")
    return SHARED_DATA
