"""The lesser roles of PostgreSQL the parts of the service ask as, and what each may do to which table. 数据库角色.

Tables and functions belong to whoever runs `haishao migrate`. Workers and the clock take on `haishao_service`, the console
`haishao_console`, which takes on `haishao_member` for whoever is not staff; `haishao_reader` is for copies and figures. None may
create, drop or empty a table, touch a trigger, or change what only grows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from storage.migrating import LOCK_WAIT_MS, given_way
from storage.row_security import MEMBER

SERVICE = "haishao_service"
CONSOLE = "haishao_console"
READER = "haishao_reader"

_WORDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_SHOWN_OF_A_USER = (
    "id, username, first_name, last_name, email, is_staff, is_superuser, is_active, last_login, date_joined"
)


class NotClassified(LookupError):
    """Tables nobody has said the rights of; `RIGHTS` wants a line for each."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the workers and the console may do to a table, in PostgreSQL's letters: r(ead), a(dd), w(rite over), d(elete)."""

    service: str
    console: str


def _each(rights: Rights, names: str) -> dict[str, Rights]:
    return dict.fromkeys(names.split(), rights)


RIGHTS: Mapping[str, Rights] = {
    # What people and programs write, and workers bring along.
    **_each(
        Rights("arwd", "arwd"),
        """storage_alert storage_attempt storage_batch storage_bounce storage_brand storage_brandupload storage_calendarfeed
        storage_contact
        storage_decision storage_delivery storage_digest storage_digestentry storage_enterprise storage_helpcall
        storage_idempotentanswer storage_logo storage_logo_brands storage_logocodes storage_look storage_lookcodes
        storage_membership storage_notice storage_ownsighting storage_proposal storage_receiverturns storage_reminder
        storage_review storage_sample storage_sampleframe storage_savedsearch storage_signintries storage_apitoken
        storage_invitation storage_enterpriseexport storage_deletionrequest storage_rescreen storage_rescreenpart
        storage_adviser storage_case storage_caseadviser storage_casedeadline storage_casedocument storage_casenumber
        storage_brandright storage_enterpriseshop storage_industry storage_listentry storage_listupload
        storage_callplace storage_casecall storage_casemajor storage_casemessage storage_casereview
        storage_casetask storage_dispute storage_fair storage_fairduty storage_fairentry storage_fairlead storage_fairphoto
        storage_fairsheet storage_fairsheetround storage_fairwatch storage_fairfiling storage_fairalerttold storage_fairfollowup
        storage_advisory storage_advisoryrecipient storage_countrytext storage_librarydraft storage_libraryentry
        storage_pagechange storage_pagetext storage_trackedpage
        storage_bulletinentry storage_takedown storage_takedownlisting
        storage_caseguidance storage_consultation storage_unfairreferral storage_unfairtreatment
        storage_industrycode storage_reputationitem storage_tradefigure storage_tradeimport
        storage_survey storage_surveyask storage_surveyanswer
        storage_reportissue storage_reportsending
        storage_trainingsession storage_trainingattendance storage_planitem storage_adviserassignment
        procrastinate_events procrastinate_jobs procrastinate_periodic_defers procrastinate_workers""",
    ),
    # What sources said and what was made of it: the console reads.
    **_each(
        Rights("arwd", "r"),
        """storage_alertmatch storage_bouncemailbox storage_canaryrun storage_crawlrun
        storage_heartbeat storage_hostturn storage_match storage_observation
        storage_observationkey storage_dropped storage_registerentry storage_response
        storage_sourcetrouble storage_proceedingsighting""",
    ),
    "storage_proceeding": Rights("arwd", "rw"),  # the console holds its line while it decides
    # What only grows. Triggers hold it too; old lines of the audit trail are deleted by the clock.
    "storage_auditentry": Rights("ard", "ar"),
    "storage_caseevent": Rights("ard", "ar"),
    **_each(Rights("ard", "ar"), "storage_advisertime storage_adviserrating"),
    "storage_planitemevent": Rights("ar", "ar"),
    **_each(
        Rights("rd", "r"), "storage_casepast storage_enterprisepast"
    ),  # written by triggers of their owner
    **_each(Rights("ar", "r"), "storage_evidencelink storage_evidencestamp storage_deletion"),
    "storage_evidencepicture": Rights("ard", "r"),
    # Keys of workers to the offices' servers.
    "storage_accesstoken": Rights("arwd", ""),
    # Signing in is the console's.
    **_each(
        Rights("", "arwd"),
        """account_emailaddress account_emailconfirmation mfa_authenticator socialaccount_socialaccount
        socialaccount_socialapp socialaccount_socialtoken django_admin_log auth_user_groups auth_user_user_permissions""",
    ),
    "auth_user": Rights("", "arw"),  # the workers' names of people: `_COLUMNS`
    "storage_session": Rights("rd", "arwd"),  # the clock drops those past their time
    # What migrations write.
    **_each(
        Rights("r", "r"),
        "auth_group auth_group_permissions auth_permission django_content_type django_migrations",
    ),
}
"""Every table; a new one fails `tests/storage/test_database_roles.py` until it stands here."""

_PEOPLE_GO = {
    "auth_user": "id",
    "auth_user_groups": "id, user_id",
    "auth_user_user_permissions": "id, user_id",
    "django_admin_log": "id, user_id, content_type_id, object_id, action_time",
    "mfa_authenticator": "id, user_id",
    "account_emailaddress": "id, user_id",
    "account_emailconfirmation": "id, email_address_id",
    "socialaccount_socialaccount": "id, user_id",
    "socialaccount_socialtoken": "id, account_id",
}
"""What goes with the people of an enterprise that is deleted, which a worker does (`storage.deleting`), and the columns by which
it is found; none holds a secret.
"""

_COLUMNS = (
    f"GRANT SELECT ({_SHOWN_OF_A_USER}) ON auth_user TO {SERVICE}, {READER}",
    f"GRANT UPDATE (is_active) ON auth_user TO {SERVICE}",
    f"GRANT UPDATE (user_id) ON storage_caseevent TO {SERVICE}",  # a case's history outlives who wrote it
    *(f"GRANT DELETE, SELECT ({columns}) ON {table} TO {SERVICE}" for table, columns in _PEOPLE_GO.items()),
)

_PARTITIONS = (
    f"GRANT SELECT ON SEQUENCE storage_observation_id_seq TO {SERVICE}",
    "GRANT EXECUTE ON FUNCTION haishao_make_observation_partitions(bigint), haishao_observations_end(),"
    f" haishao_drop_empty_observation_partition(), haishao_analyse_observations() TO {SERVICE}",
)
"""Workers make and drop partitions by functions of the tables' owner (`storage.partitions`)."""

_MAY_TAKE_ON = """
SELECT EXISTS (SELECT FROM pg_roles role, pg_class known
                WHERE role.rolname = %s AND pg_has_role(session_user, role.oid, 'MEMBER')
                  AND known.oid = to_regclass('public.django_migrations')
                  AND has_table_privilege(role.oid, known.oid, 'SELECT'))
"""
"""Roles belong to the whole server: another database there may have made them, and this one given them nothing."""

_NOT_FOR_COPIES = frozenset(
    """account_emailaddress account_emailconfirmation auth_user mfa_authenticator socialaccount_socialaccount
    socialaccount_socialapp socialaccount_socialtoken storage_accesstoken storage_apitoken storage_session storage_invitation
    storage_idempotentanswer storage_contact storage_calendarfeed storage_brandupload storage_listupload""".split()
)
"""Tables `haishao_reader` is not shown: they hold secrets, or hashes of secrets."""


def grant_rights(say: Callable[[str], None] = lambda _: None) -> bool:
    """Makes the roles where the database's user may, and gives each what `RIGHTS` says and nothing more; False where roles are
    missing that the user may not make (`cure` says how they come). Safe to repeat. Raises `NotClassified`, `NotMigrated`.

    A policy locks its table against readers, so each is made by itself, before the rights that rest on it.
    """
    with transaction.atomic():
        if not make_roles():
            return False
    tables = tables_here()
    if unknown := sorted(tables - RIGHTS.keys()):
        raise NotClassified(", ".join(unknown))
    _let_through(say)
    with transaction.atomic(), connection.cursor() as cursor:
        roles = f"{SERVICE}, {CONSOLE}, {READER}"
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"] or "postgres"))
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {roles}",
            f"GRANT USAGE ON SCHEMA public TO {roles}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {SERVICE}, {CONSOLE}",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {SERVICE}, {CONSOLE}",
            *(line for table in sorted(tables) for line in _grants(table)),
            *_COLUMNS,
            *_PARTITIONS,
        ):
            cursor.execute(statement)
        _let_console_bind(cursor)
    return True


def make_roles() -> bool:
    """Makes the roles that are missing where the database's user may; False where one is missing still. Safe to repeat."""
    with connection.cursor() as cursor:
        return all(_made(cursor, role) for role in (SERVICE, CONSOLE, READER))


def _grants(table: str) -> list[str]:
    rights = RIGHTS[table]
    found = [
        f"GRANT {', '.join(_WORDS[letter] for letter in letters)} ON {table} TO {role}"
        for role, letters in ((SERVICE, rights.service), (CONSOLE, rights.console))
        if letters
    ]
    return found if table in _NOT_FOR_COPIES else [*found, f"GRANT SELECT ON {table} TO {READER}"]


def _let_through(say: Callable[[str], None]) -> None:
    """Row-level security shows a role without a policy nothing: these see all rows of the tables they may read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
            " AND relkind IN ('r', 'p')"
            " AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'haishao_parts')"
        )
        tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        given_way(partial(_let_through_one, table), say)


def _let_through_one(table: str) -> None:
    """Waits no longer than a moment at a time for whoever reads the table: everybody else waits behind it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
        cursor.execute(
            f"CREATE POLICY haishao_parts ON {table} TO {SERVICE}, {CONSOLE}, {READER} USING (true) WITH CHECK (true)"
        )


def _let_console_bind(cursor: CursorWrapper) -> None:
    """The console, and workers for whoever a link was sent to, take on the members' role, and inherit nothing of it."""
    for role in (SERVICE, CONSOLE):
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [role, MEMBER])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {MEMBER} TO {role}{_set_only(cursor)}")


def _made(cursor: CursorWrapper, role: str) -> bool:
    """Whether the role is there and this user may take it on, now that what may be done for it was done."""
    ask = """SELECT rolsuper, rolcreaterole, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)
               FROM pg_roles WHERE rolname = session_user"""
    cursor.execute(ask, [role])
    all_powerful, makes_roles, known = cursor.fetchone()
    if not known:
        if not (all_powerful or makes_roles):
            return False
        cursor.execute(f"CREATE ROLE {role} NOLOGIN NOINHERIT")
        if not all_powerful:
            cursor.execute(f"GRANT {role} TO session_user{_set_only(cursor)}")
    return True


def _set_only(cursor: CursorWrapper) -> str:
    """Since PostgreSQL 16 a membership says for itself whether it inherits; before, the role does (`NOINHERIT`)."""
    cursor.execute("SELECT current_setting('server_version_num')::int >= 160000")
    return " WITH SET TRUE, INHERIT FALSE" if cursor.fetchone()[0] else ""


def take_on(role: str) -> bool:
    """From now on this process's connections ask as the role; False, and nothing changes, where the database has none, or its
    user may not take it on. Before any job or request.
    """
    if not able_to_take_on(role):
        return False
    for one in connections.all():
        one.close()
        options = one.settings_dict["OPTIONS"]
        options["options"] = f"{options.get('options', '')} -c role={role}".strip()
    return True


def able_to_take_on(role: str) -> bool:
    """Whether the role is there, was given its rights here, and is the database user's to take on."""
    with connection.cursor() as cursor:
        cursor.execute(_MAY_TAKE_ON, [role])
        return bool(cursor.fetchone()[0])


def tables_here() -> set[str]:
    """Every table of the schema but the parts of one that is divided, whose rights are the whole's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition"
        )
        return {name for (name,) in cursor.fetchall()}


def cure(user: str) -> str:
    """The statements by which a database administrator makes the roles, before `haishao migrate` is run again."""
    roles = (SERVICE, CONSOLE, READER)
    made = " ".join(f"CREATE ROLE {role} NOLOGIN NOINHERIT;" for role in roles)
    bound = f"GRANT {MEMBER} TO {SERVICE}, {CONSOLE};"
    return f'{made} {bound} GRANT {SERVICE}, {CONSOLE} TO "{user}";'
