"""Role: what somebody who may sign in may do. 角色."""

from enum import StrEnum


class Role(StrEnum):
    """Two roles of the centre's staff, who see every enterprise, and two of an enterprise's people, who see their own."""

    PLATFORM_ADMIN = "platform-admin"
    """平台管理员: staff who also let people in, read the audit trail and keep the platform's own tables."""

    REVIEWER = "reviewer"
    """复核员: staff who review, advise and search."""

    ENTERPRISE_ADMIN = "enterprise-admin"
    """企业管理员: changes the enterprise's brands, contacts and tokens, and invites its people."""

    MEMBER = "member"
    """企业成员: sees what is the enterprise's and answers alerts."""

    @property
    def staff(self) -> bool:
        """Whether this is a role of the centre's staff."""
        return self in (Role.PLATFORM_ADMIN, Role.REVIEWER)
