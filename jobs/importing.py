"""A watchlist somebody handed in becomes brands: shown first, written when it is confirmed, its logos read after. 导入."""

from jobs.import_logos import read_logos_soon
from jobs.lists_read import list_read
from jobs.rescreening import rescreen_brands
from storage import brand_changes, brand_lists
from storage.audit import Act, note
from storage.brand_uploads import Upload, close_upload, upload_content, upload_of
from storage.brands import BrandTaken
from storage.rescreens import rows_of_brands
from storage.together import together
from storage.viewers import Viewer
from watchlists.logos import logos_of_upload
from watchlists.plan import ImportPlan, ids_named, plan_import


class PlanChanged(ValueError):
    """What would be written is no longer what was shown."""


def plan_of(viewer: Viewer, upload: Upload) -> ImportPlan:
    """What confirming would do now. Raises `NotVisible` and `UploadExpired`."""
    content = upload_content(viewer, upload.upload_id)
    read = list_read(content, upload.file, sha256=upload.sha256)
    lines = brand_lists.brands_of(viewer, upload.enterprise_id)
    known = [line.brand for line in lines]
    ids = ids_named(read, upload.enterprise, known)
    return plan_import(
        read,
        file=upload.file,
        enterprise=upload.enterprise,
        known=known,
        unwatched={line.brand.brand_id for line in lines if line.unwatched_at},
        taken=brand_lists.taken_ids(ids, outside=upload.enterprise_id),
    )


def confirm(viewer: Viewer, upload_id: int, *, key: str, by: str) -> bool:
    """Writes what the plan of this key says and has everything kept judged anew; False when that was done before, which adds
    nothing. Raises `PlanChanged`, `NotVisible`, `UploadExpired`.
    """
    upload = upload_of(viewer, upload_id)
    with together():
        enterprise = brand_changes.hold_brands(viewer, upload.enterprise_id)
        upload = upload_of(viewer, upload_id)
        if upload.confirmed_at is not None:
            return False
        plan = plan_of(viewer, upload)
        if plan.key != key:
            raise PlanChanged(f"upload {upload_id}")
        pairs = [(one.before, one.after) for one in plan.changed if one.before is not None]
        try:
            brand_changes.write_import(enterprise, [one.after for one in plan.added], pairs)
        except BrandTaken as taken:
            raise PlanChanged(f"upload {upload_id}") from taken
        content = upload_content(viewer, upload_id)
        wanted = bool(logos_of_upload(content, upload.file, plan.brands, plan.rows).named)
        close_upload(upload_id, added=len(plan.added), changed=len(pairs), logos_wanted=wanted, by=by)
        note(
            Act.BRANDS_IMPORTED,
            of=enterprise,
            about=f"{upload.file} · +{len(plan.added)} ~{len(pairs)} · SHA-256 {upload.sha256[:16]}",
        )
        rescreen_brands(rows_of_brands([one.after.brand_id for one in (*plan.added, *plan.changed)]))
        if wanted:
            read_logos_soon(upload_id)
    return True
