"""PostgreSQL itself keeps enterprises apart."""

from django.db import migrations, models

from storage.row_security import FUNCTIONS, OWN, make_member_role, protected


def _through(table: str, column: str, behind: str, key: str = "id") -> str:
    """Shown with the row it hangs on, whose own policy decides."""
    return f"EXISTS (SELECT 1 FROM {behind} shown WHERE shown.{key} = {table}.{column})"  # nosec B608 # names written in this file


_DELIVERY_CONTACT = _through("storage_delivery", "contact_id", "storage_contact")
_DELIVERY_ALERT = _through("storage_delivery", "alert_id", "storage_alert")
_PICTURE = _through("storage_evidencepicture", "sha256", "storage_match", "picture")[:-1] + " AND shown.picture <> '')"

_CHOSEN = (
    "name address language least_tier active secret form failing_since failing_reason failing_by_report kinds brands markets rhythm hour "
    "weekday timezone quiet_from quiet_until snoozed_until muted_until rank copies"
).split()


class Migration(migrations.Migration):

    dependencies = [("storage", "0013_bounces")]

    operations = [
        migrations.RunPython(make_member_role, migrations.RunPython.noop),
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION haishao_enterprises(); DROP FUNCTION haishao_contact();"
        ),
        protected("storage_enterprise", sees=f"id = {OWN}"),
        protected("storage_membership", sees=f"enterprise_id = {OWN}"),
        protected("storage_brand", sees=f"enterprise_id = {OWN}"),
        protected(
            "storage_contact",
            sees=f"enterprise_id = {OWN} OR id = (SELECT haishao_contact())",
            adds=True,
            changes=_CHOSEN,
        ),
        protected(
            "storage_alert", sees=_through("storage_alert", "brand_id", "storage_brand"), changes=["open"]
        ),
        protected("storage_match", sees=_through("storage_match", "brand_id", "storage_brand")),
        protected("storage_alertmatch", sees=_through("storage_alertmatch", "alert_id", "storage_alert")),
        protected(
            "storage_observation", sees=_through("storage_observation", "id", "storage_match", "observation_id")
        ),
        protected("storage_response", sees=_through("storage_response", "id", "storage_observation", "response_id")),
        protected("storage_look", sees=_through("storage_look", "observation_id", "storage_observation")),
        protected("storage_ownsighting", sees=_through("storage_ownsighting", "brand_id", "storage_brand")),
        protected("storage_crawlrun", sees="true"),
        protected(
            "storage_decision",
            sees=_through("storage_decision", "alert_id", "storage_alert"),
            adds=True,
            changes=["undone_at", "undone_by"],
        ),
        protected("storage_reminder", sees=_through("storage_reminder", "alert_id", "storage_alert")),
        protected("storage_review"),
        protected(
            "storage_delivery",
            sees=f"{_DELIVERY_CONTACT} OR {_DELIVERY_ALERT}",
            changes=["state", "next_try_at"],
        ),
        protected("storage_attempt", sees=_through("storage_attempt", "delivery_id", "storage_delivery")),
        protected("storage_digest", sees=_through("storage_digest", "contact_id", "storage_contact")),
        protected("storage_digestentry", sees=_through("storage_digestentry", "alert_id", "storage_alert")),
        protected("storage_notice"),
        protected("storage_bounce"),
        protected("storage_bouncemailbox"),
        protected("storage_logo_brands", sees=_through("storage_logo_brands", "brand_id", "storage_brand")),
        protected("storage_logo", sees=_through("storage_logo", "id", "storage_logo_brands", "logo_id")),
        protected("storage_logocodes", sees=_through("storage_logocodes", "logo_id", "storage_logo")),
        migrations.AddIndex(
            "match",
            models.Index(fields=["picture"], condition=~models.Q(picture=""), name="match_picture"),
        ),
        protected("storage_evidencepicture", sees=_PICTURE),
        protected("storage_hostturn"),
        protected("storage_receiverturns"),
        protected("storage_accesstoken"),
    ]
