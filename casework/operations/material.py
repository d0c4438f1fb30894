"""Attaching material, giving it new versions and taking it off the file again. Bytes are kept for good."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from accounts.roles import Permission
from casework import events, permissions
from casework.models import (
    CaseEvent,
    CaseFile,
    LinkState,
    Material,
    MediaDetails,
    Person,
    Suspect,
)
from casework.operations import building, keeping, locking, versions
from casework.operations.keeping import Incoming
from casework.rules import material_links as links
from casework.rules import material_media as media
from foundation.verdicts import Reason, Verdict


@dataclass(frozen=True, kw_only=True)
class MaterialDetails:
    """What is attached and what it is about: nobody in particular, one suspect, or one person.

    `source` and `justification` are asked of third-party material alone.
    """

    kind: str
    title: str
    link: str = ""
    suspect: Suspect | None = None
    person: Person | None = None
    sensitive: bool = False
    source: str = ""
    justification: str = ""

    def columns(self) -> dict[str, Any]:
        """The same, as the row holds it."""
        return {
            "kind": str(self.kind),
            "title": self.title,
            "link": self.link,
            "suspect": self.suspect,
            "person": self.person,
            "sensitive": self.sensitive,
            "source": self.source,
            "justification": self.justification,
        }


def _check(upload: "File[bytes] | None", link: str) -> Verdict:
    if upload is None and not link:
        return Verdict.no("nothing_attached", "Choose a file, or give a link to where the evidence is held.", "upload")
    if upload is not None and link:
        return Verdict.no("file_and_link", "Attach the file or give the link, not both.", "upload")
    return links.for_keeping(link) if link else Verdict.ok()


def _about_somebody_here(case_file: CaseFile, details: MaterialDetails) -> Verdict:
    """Say whether a piece of material is about somebody who is in this case now, if about anybody."""
    gone: list[Suspect | Person] = []
    if details.suspect and not case_file.suspects.filter(pk=details.suspect.pk).exists():
        gone.append(details.suspect)
    if details.person and not case_file.people.live().filter(pk=details.person.pk).exists():
        gone.append(details.person)
    return Verdict.of(*(Reason("another_case", f"{subject} is not in this case.", "about") for subject in gone))


@transaction.atomic
def attach(
    *, case_file: CaseFile, details: MaterialDetails, upload: "File[bytes] | None", by: User, at: datetime
) -> CaseEvent:
    """Attach a file or a link.

    Raises NotPermitted or Refused (type, size, content, quota, exact repeat, somebody of another case); then nothing
    has changed. The bytes are judged before the case is locked, so that nobody else waits for it.
    """
    permissions.may_build(by, case_file).require_permission()
    (_check(upload, details.link) & _about_somebody_here(case_file, details)).require()
    with keeping.received(upload) if upload else nullcontext() as incoming:
        return add(case_file=case_file, details=details, incoming=incoming, by=by, at=at)


@transaction.atomic
def add(
    *, case_file: CaseFile, details: MaterialDetails, incoming: Incoming | None, by: User, at: datetime
) -> CaseEvent:
    """Put a file that was judged already, or a link, on the case. Raises as `attach` does."""
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    if details.sensitive:
        permissions.may(by, Permission.SEE_SENSITIVE, case_file).require_permission()
    building.require_editable(case_file)
    _about_somebody_here(case_file, details).require()
    row = Material.objects.create(
        case_file=case_file, added_at=at, added_by=by, **_first_link_state(details.link, at), **details.columns()
    )
    if incoming:
        versions.keep_version(row, incoming, 1, by=by, at=at)
    if row.kind in media.RECORDINGS:
        MediaDetails.objects.create(material=row)
    said = events.MaterialAdded(
        material_id=row.pk, kind=row.kind, version=1, sha256=incoming.sha256 if incoming else ""
    )
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[details.suspect] if details.suspect else [])


def _first_link_state(link: str, at: datetime) -> Mapping[str, Any]:
    """A place that is not on the list is never asked for, so nothing has to wait for that answer."""
    if not link or links.is_listed(link, settings.EVIDENCE_HOSTS):
        return {}
    return {"link_state": LinkState.NOT_LISTED, "link_checked_at": at}


@transaction.atomic
def change(
    *, item: Material, details: MaterialDetails, expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Change what is said of a piece of material; None where nothing differs.

    Raises NotPermitted (sensitive without the permission), Refused or Conflict; then nothing has changed.
    """
    case_file, item = locking.lock_item(item, by)
    building.require_editable(case_file)
    if details.sensitive != item.sensitive:
        permissions.may(by, Permission.SEE_SENSITIVE, case_file).require_permission()
    _same_nature(item, details).require()
    _about_somebody_here(case_file, details).require()
    building.check_version(item, expected_version)
    changes = details.columns()
    if details.link != item.link:
        changes |= {"link_state": "", "link_checked_at": None, "link_note": "", **_first_link_state(details.link, at)}
    fields = building.apply_changes(item, changes, by=by, at=at)
    if not fields:
        return None
    if item.kind in media.RECORDINGS:
        MediaDetails.objects.get_or_create(material=item)
    told = [name for name in fields if not name.startswith("link_")]
    said = events.MaterialChanged(material_id=item.pk, kind=item.kind, fields=told)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[item.suspect] if item.suspect else [])


def _same_nature(item: Material, details: MaterialDetails) -> Verdict:
    """A link stays a link and a document a document."""
    if bool(item.link) != bool(details.link):
        return Verdict.no("file_or_link", "Withdraw this and attach the other instead.", "link")
    return links.for_keeping(details.link) if details.link else Verdict.ok()


@transaction.atomic
def withdraw(*, item: Material, expected_version: int, by: User, at: datetime) -> CaseEvent:
    """Take material off the file; what was sent before keeps it.

    Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    case_file, item = locking.lock_item(item, by)
    building.require_editable(case_file)
    building.check_version(item, expected_version)
    building.apply_changes(item, {"withdrawn_at": at, "withdrawn_by": by}, by=by, at=at)
    said = events.MaterialWithdrawn(material_id=item.pk, kind=item.kind)
    return events.record(said, case_file=case_file, by=by, at=at, suspects=[item.suspect] if item.suspect else [])
