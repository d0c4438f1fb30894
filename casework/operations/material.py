"""Attaching material and taking it off the file again. Bytes are kept by their digest, for good."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Material, MaterialVersion, Person, Suspect
from casework.operations import building
from casework.queries.store import CHUNK, stored_path
from casework.rules import material as rules
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class MaterialDetails:
    """What is attached and what it is about: nobody in particular, one suspect, or one person."""

    kind: str
    title: str
    link: str = ""
    suspect: Suspect | None = None
    person: Person | None = None


def _check(upload: "File[bytes] | None", link: str) -> Verdict:
    if upload is None and not link:
        return Verdict.no("nothing_attached", "Choose a file, or give a link to where the evidence is held.", "upload")
    if upload is not None and link:
        return Verdict.no("file_and_link", "Attach the file or give the link, not both.", "upload")
    if upload is None:
        return Verdict.ok()
    upload.seek(0)
    head = upload.read(rules.HEAD_BYTES)
    return rules.check(name=upload.name or "The file", size=upload.size, head=head, limit=settings.MATERIAL_MAX_BYTES)


def _about_somebody_here(case_file: CaseFile, details: MaterialDetails) -> Verdict:
    for subject in (details.suspect, details.person):
        if subject is not None and subject.case_file_id != case_file.pk:
            return Verdict.no("another_case", f"{subject} is not in this case.", "about")
    return Verdict.ok()


def _store(upload: "File[bytes]") -> str:
    """Write the bytes under their digest, whole or not at all, and return the digest."""
    digest = hashlib.sha256()
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        try:
            for chunk in upload.chunks(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.close()
            path = stored_path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            os.replace(out.name, path)
        finally:
            Path(out.name).unlink(missing_ok=True)
    return digest.hexdigest()


@transaction.atomic
def attach(
    *, case_file: CaseFile, details: MaterialDetails, upload: "File[bytes] | None", by: User, at: datetime
) -> CaseEvent:
    """Attach a file or a link.

    Raises NotPermitted or Refused (type, size, exact repeat, somebody of another case); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    (_check(upload, details.link) & _about_somebody_here(case_file, details)).require()
    sha256 = _store(upload) if upload else ""
    _refuse_repeat(case_file, sha256)
    row = Material.objects.create(
        case_file=case_file,
        kind=details.kind,
        title=details.title,
        link=details.link,
        suspect=details.suspect,
        person=details.person,
        added_at=at,
        added_by=by,
    )
    if upload:
        _add_version(row, upload, sha256, by, at)
    said = events.MaterialAdded(material_id=row.pk, kind=row.kind, version=1, sha256=sha256)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[details.suspect] if details.suspect else [])


def _refuse_repeat(case_file: CaseFile, sha256: str) -> None:
    same = MaterialVersion.objects.filter(
        material__case_file=case_file, material__withdrawn_at__isnull=True, sha256=sha256
    ).select_related("material")
    first = same.first() if sha256 else None
    if first:
        message = f"This file is on the case already, as “{first.material.title}”."
        raise Refused(Verdict.no("exact_repeat", message, "upload"))


def _add_version(row: Material, upload: "File[bytes]", sha256: str, by: User, at: datetime) -> None:
    name = Path(upload.name or "file").name
    MaterialVersion.objects.create(
        material=row,
        number=1,
        sha256=sha256,
        size=upload.size,
        content_type=rules.content_type(name),
        original_name=name[:200],
        added_at=at,
        added_by=by,
    )


@transaction.atomic
def withdraw(*, item: Material, by: User, at: datetime) -> CaseEvent:
    """Take material off the file; what was sent before keeps it."""
    case_file = CaseFile.objects.lock(item.case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    item = Material.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at:
        raise Refused(Verdict.no("withdrawn", "This material has been withdrawn already."))
    item.withdrawn_at, item.withdrawn_by = at, by
    item.save(update_fields=["withdrawn_at", "withdrawn_by"])
    said = events.MaterialWithdrawn(material_id=item.pk, kind=item.kind)
    return events.record(said, case_file=case_file, by=by, at=at)
