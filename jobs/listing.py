"""A file of a list becomes entries: shown first, written when it is confirmed. 名录导入."""

from django.utils import timezone

from domain.lists import ListKind
from storage import list_imports
from storage.list_uploads import HandedIn, close_list_upload, list_upload, list_upload_content
from storage.profiles import industries
from storage.together import together
from storage.viewers import Viewer
from watchlists.list_plan import Known, KnownBrand, KnownEnterprise, ListPlan, plan_list
from watchlists.list_read import read_list


class ListChanged(ValueError):
    """What would be written is no longer what was shown."""


def list_plan_of(viewer: Viewer, kind: ListKind, content: bytes, file: str) -> ListPlan:
    """What a file would do now. Raises `NotVisible` for anybody but staff."""
    return plan_list(kind, read_list(kind, content, file), file=file, known=_known(viewer, kind))


def plan_of_upload(viewer: Viewer, upload: HandedIn) -> ListPlan:
    """The same of a file that was handed in. Raises `NotVisible` and `UploadExpired`."""
    return list_plan_of(viewer, upload.kind, list_upload_content(viewer, upload.upload_id), upload.file)


def confirm_list(viewer: Viewer, upload_id: int, *, key: str, by: str) -> bool:
    """Writes what the plan of this key says; False when that was done before, which adds nothing. Raises `ListChanged`,
    `NotVisible`, `UploadExpired`.
    """
    with together():
        list_imports.hold_lists()
        upload = list_upload(viewer, upload_id, hold=True)
        if upload.confirmed_at is not None:
            return False
        plan = plan_of_upload(viewer, upload)
        if plan.key != key:
            raise ListChanged(f"upload {upload_id}")
        _write(viewer, upload.kind, plan, upload.file, by)
        close_list_upload(upload_id, added=len(plan.added), changed=len(plan.changed), by=by)
    return True


def import_list(viewer: Viewer, kind: ListKind, content: bytes, file: str, *, by: str) -> ListPlan:
    """Writes what a file says at once, for the command line, and returns what was done."""
    with together():
        list_imports.hold_lists()
        plan = list_plan_of(viewer, kind, content, file)
        _write(viewer, kind, plan, file, by)
    return plan


def _write(viewer: Viewer, kind: ListKind, plan: ListPlan, file: str, by: str) -> None:
    if not (plan.added or plan.changed):
        return
    list_imports.write_list(
        viewer,
        kind,
        added=[one.after for one in plan.added],
        changed=[(one.before, one.after) for one in plan.changed if one.before is not None],
        file=file,
        by=by,
    )


def _known(viewer: Viewer, kind: ListKind) -> Known:
    enterprises = () if kind.of_advisers else list_imports.enterprises_to_name(viewer)
    brands = list_imports.brands_to_name(viewer) if kind is ListKind.BRANDS else ()
    return Known(
        listed=list_imports.listed_now(viewer, kind),
        enterprises=[
            KnownEnterprise(
                name=one.name,
                credit_code=one.credit_code,
                industry=one.industry,
                district=one.district,
            )
            for one in enterprises
        ],
        brands=[
            KnownBrand(brand_id=one.brand_id, name=one.name, enterprise=one.enterprise) for one in brands
        ],
        industries=industries(),
        year=timezone.localdate().year,
    )
