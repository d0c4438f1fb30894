"""Versions of a document: each is kept under its number, none is ever replaced."""

from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Material, MaterialVersion, MediaDetails
from casework.operations import building, keeping, likeness, locking, scanning
from casework.operations.keeping import Incoming
from foundation.verdicts import Refused, Verdict


def keep_version(row: Material, incoming: Incoming, number: int, *, by: User, at: datetime) -> None:
    """Keep the bytes as one more version, and ask about other cases that hold the same ones.

    Raises Refused where the case has them already, as far as the doer may know, or holds too much.
    """
    (_no_repeat(row, incoming.sha256, by) & room_for(row.case_file, incoming.size)).require()
    incoming.keep()
    MaterialVersion.objects.create(
        material=row,
        number=number,
        sha256=incoming.sha256,
        size=incoming.size,
        content_type=incoming.content_type,
        original_name=incoming.name,
        found=incoming.found,
        scan_state=scanning.first_state(),
        added_at=at,
        added_by=by,
    )
    if not row.sensitive:
        likeness.ask_about_document(row.case_file, incoming.sha256, at)


def _no_repeat(row: Material, sha256: str, by: User) -> Verdict:
    """Refuse bytes that the doer can find on the case. What they may not know of must not show in a refusal either."""
    live = Material.objects.visible_to(by).filter(case_file=row.case_file_id, withdrawn_at__isnull=True)
    same = live.filter(versions__sha256=sha256).order_by("sensitive", "id").first()
    if same is None:
        return Verdict.ok()
    return Verdict.no("exact_repeat", f"This file is on the case already, as “{same.title}”.", "upload")


def room_for(case_file: CaseFile, size: int) -> Verdict:
    """Say whether a case can take that many bytes more, with what it holds now."""
    held = MaterialVersion.objects.filter(material__case_file=case_file).aggregate(bytes=Sum("size"))["bytes"] or 0
    if held + size <= settings.CASE_MAX_BYTES:
        return Verdict.ok()
    message = (
        f"This case holds as much as a case may, {settings.CASE_MAX_BYTES // 1024**3} GB. "
        "Keep large recordings where they are and give links to them."
    )
    return Verdict.no("case_full", message, "upload")


@transaction.atomic
def add_version(*, item: Material, upload: "File[bytes]", by: User, at: datetime) -> CaseEvent:
    """Give a document a new version; those before it stay and can still be opened.

    Raises NotPermitted or Refused (as `attach`, or a link, or withdrawn); then nothing has changed.
    """
    permissions.may_build(by, item.case_file).require_permission()
    with keeping.received(upload) as incoming:
        return add_judged_version(item=item, incoming=incoming, by=by, at=at)


@transaction.atomic
def add_judged_version(*, item: Material, incoming: Incoming, by: User, at: datetime) -> CaseEvent:
    """Give a document a new version from a file that was judged already. Raises as `add_version` does."""
    case_file, item = locking.lock_item(item, by)
    building.require_editable(case_file)
    if item.link:
        raise Refused(Verdict.no("a_link", "A link has no versions. Change the link, or attach the file itself."))
    last = item.versions.order_by("-number").values_list("number", flat=True).first() or 0
    keep_version(item, incoming, last + 1, by=by, at=at)
    # A recording that came again has to be tried again.
    MediaDetails.objects.filter(material=item).update(
        playable="",
        playable_checked_at=None,
        playable_note="",
        playable_stated_by=None,
        changed_at=at,
        changed_by=by,
    )
    said = events.MaterialVersionAdded(material_id=item.pk, kind=item.kind, version=last + 1, sha256=incoming.sha256)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[item.suspect] if item.suspect else [])
