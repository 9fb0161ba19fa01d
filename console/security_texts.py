"""The words of the pages about signing in, people and the audit trail, in Chinese and English."""

SECURITY_TEXTS: dict[str, tuple[str, str]] = {
    "audit_page": ("操作记录", "Audit trail"),
    "audit_why": (
        "每一次处理、撤销、联系人与订阅变更，以及每一次查看联系人，何人、何时、自何处。只增不改。",
        "Every decision, every one taken back, every change of a contact or subscription and every view of contacts: who, "
        "when, from where. It only grows.",
    ),
    "audit_at": ("时间", "When"),
    "audit_who": ("操作人", "Who"),
    "audit_did": ("操作", "What"),
    "audit_about": ("对象", "About"),
    "audit_address": ("来自", "From"),
    "audit_filter": ("筛选", "Show"),
    "audit_older": ("更早", "Older"),
    "audit_none": ("没有符合条件的记录。", "No entries."),
    "audit_all": ("全部企业", "every enterprise"),
    "audit_nobody": ("命令行", "command line"),
    "review-undone": ("撤销复核", "Review taken back"),
    "decision-undone": ("撤销处理（规则失效）", "Decision taken back (rule ended)"),
    "contact-saved": ("保存联系人", "Contact saved"),
    "contact-stopped": ("停止推送", "Contact stopped"),
    "contact-started": ("恢复推送", "Contact started again"),
    "subscription-changed": ("更改订阅", "Subscription changed"),
    "contacts-seen": ("查看联系人列表", "Contacts seen"),
    "contact-seen": ("查看联系人", "Contact seen"),
    "deliveries-seen": ("查看推送（含联系人）", "Deliveries seen (names contacts)"),
}
