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

_MIGRATED = "MIGRATED_FOR_TESTS"
"""Names, to the processes that test, the stopped server's folder the process that parts the tests among them has migrated."""


def _begin() -> Callable[[], None]:
    """Starts the database, or where others test only makes what they start from; returns what ends it."""
    for name in [name for name in os.environ if name.startswith("HAISHAO_") or name == "DATABASE_URL"]:
        del os.environ[name]
    # Every process a test starts would else compile the whole project.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["HAISHAO_HOME"] = str(_home)
    os.environ["HAISHAO_HEARTBEAT_SECONDS"] = "1"
    os.environ["HAISHAO_CANARY"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "haishao.settings"
    migrated = os.environ.get(_MIGRATED)
    if migrated:
        subprocess.run(
            ["cp", "-a", migrated, _home / "postgres"], check=True
        )  # with whom the files belong to
    return _start_database(migrate=not migrated)


def _start_database(*, migrate: bool) -> Callable[[], None]:
    from haishao.embedded import ensure_database

    stop = ensure_database()
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    from haishao.database import bring_up_to_date

    django.setup()
    setup_test_environment()
    # A test's server ends with its threads, and nobody would close the connections they keep.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Slow on purpose in the field, and no test is about how slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if migrate:
        with connection.cursor() as cursor:  # no test takes the power away
            cursor.execute("ALTER SYSTEM SET fsync = off")
            cursor.execute("SELECT pg_reload_conf()")
        bring_up_to_date()
    return stop


# When pytest reads this file, not later: the tests it collects next import the models.
_stop = _begin()


def pytest_configure(config: pytest.Config) -> None:
    """Where others test, the database is theirs to copy, and no server runs here. The matcher is compiled meanwhile, which
    takes a minute in a fresh checkout, and which every process that judges would else do for itself.
    """
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        _end_database()
        os.environ[_MIGRATED] = str(_home / "postgres")
        root = Path(__file__).resolve().parent.parent
        command = [sys.executable, "-c", "from tests.compiled import compile_matcher; compile_matcher()"]
        compiling = subprocess.Popen(command, cwd=root)
        config.add_cleanup(compiling.wait)
        config.add_cleanup(compiling.kill)


LONGEST = (
    "haishao/test_run.py", "jobs/test_faults.py", "screens/test_console.py", "jobs/test_killed_worker.py",
    "storage/test_upgrade.py", "chaos/test_short_chaos.py", "haishao/test_backup.py", "console/test_desk_keys.py",
    "crawlers/test_browser.py", "crawlers/test_unsafe_web.py", "crawlers/test_resumed.py", "crawlers/test_crawl.py",
)  # fmt: skip
"""Files that take longest: the first to begin, so that at the end no process waits for another's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the others keep their order."""
    root = Path(__file__).resolve().parent
    places = {root / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_unconfigure() -> None:
    if "DATABASE_URL" in os.environ:
        _end_database()
    shutil.rmtree(_home, ignore_errors=True)


def _end_database() -> None:
    from django.db import connections

    connections.close_all()
    _stop()


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
    yield
    _empty_tables()


@pytest.fixture(scope="module")
def module_db() -> Iterator[None]:
    """The same for all tests of a module, each of which finds what those before it left."""
    yield
    _empty_tables()


_KEPT_ROWS = ("django_migrations", "django_content_type", "auth_permission", "django_site")
"""Made by migrating, as the tables are."""


def _empty_tables() -> None:
    """Row by row: almost all tables are empty, and truncating one costs new files for it and its indexes."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        # The audit trail refuses to be emptied otherwise, and no order of the tables need be kept.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT format('SELECT %%L WHERE EXISTS (SELECT FROM %%s)', oid::regclass, oid::regclass) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)",
            [list(_KEPT_ROWS)],
        )
        cursor.execute(" UNION ALL ".join(row for (row,) in cursor.fetchall()))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


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
