"""Who may what: the table of docs/security.md, asked of the console line by line."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from domain.role import Role
from storage.people import save_user
from tests.console.enterprises import seed
from tests.made_up import PASSWORD

DOCS = Path(__file__).resolve().parents[2] / "docs" / "security.md"
ROW = re.compile(
    r"\| [^|]+ \| `(GET|POST) ([^`]+)` \| (all|own|–) \| (all|own|–) \| (all|own|–) \| (all|own|–) \|"
)
TYPED = {"answer": "is-ours", "active": "yes", "role": "enterprise-admin"}
ROLES = (Role.PLATFORM_ADMIN, Role.REVIEWER, Role.ENTERPRISE_ADMIN, Role.MEMBER)


def browsers(enterprise: str) -> dict[Role, Client]:
    """Somebody of each role, signed in; those of an enterprise are of this one."""
    found = {}
    for role in ROLES:
        save_user(role.value, PASSWORD, enterprise=None if role.staff else enterprise, role=role)
        found[role] = Client()
        assert found[role].login(username=role.value, password=PASSWORD)
    return found


def test_every_role_may_what_the_table_says_and_nothing_else(db: None) -> None:
    own, other = seed("A"), seed("B")
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    assert len(rows) == 42
    by_role = browsers(own.enterprise)
    person = {one: get_user_model().objects.get(username=one.user).pk for one in (own, other)}
    for method, address, *may in rows:
        for role, how in zip(ROLES, may, strict=True):
            for whose in (own, other) if "{" in address else (own,):
                path = address.format(
                    alert=whose.alert, contact=whose.contact, case=whose.case, person=person[whose]
                )
                answer = getattr(by_role[role], method.lower())(path, TYPED)
                missing = answer.status_code == 404
                refused = how == "–" or (how == "own" and whose is other)
                assert missing == refused, f"{role}: {method} {path} gave {answer.status_code}"
                assert answer.status_code < 500


@pytest.mark.parametrize("role", ROLES)
def test_the_head_of_a_page_links_to_what_its_reader_may_open(db: None, role: Role) -> None:
    client = browsers(seed("A").enterprise)[role]
    head = client.get("/").content.decode().partition("<nav>")[2].partition("</nav>")[0]
    links = re.findall(r'href="([^"]+)"', head)
    assert {client.get(link).status_code for link in links} == {200}
    assert ("/people" in links) == (role in (Role.PLATFORM_ADMIN, Role.ENTERPRISE_ADMIN))
    assert ("/audit" in links) == ("/admin/" in links) == (role is Role.PLATFORM_ADMIN)


def test_a_member_is_shown_contacts_without_a_way_to_change_them(db: None) -> None:
    own = seed("A")
    member = browsers(own.enterprise)[Role.MEMBER]
    page = member.get("/contacts").content.decode()
    assert "联系人A" in page
    assert 'action="/contacts' not in page
    one = member.get(f"/contacts/{own.contact}").content.decode()
    assert "<fieldset" in one and "disabled" in one
    assert '<button class="primary">' not in one
