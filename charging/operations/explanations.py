"""Why a file goes although something is missing: reasons are written, changed, taken back, and go when stale."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import permissions
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations.building import require_live
from casework.queries.case_page import contents_of
from casework.rules import readiness
from casework.rules.contents import CaseContents
from casework.rules.file_standard import Requirement
from charging import events
from charging.models import Explanation
from charging.queries.submission.judging import judged, sendable
from charging.rules.explanations import Key, field_name, for_explaining, key_of
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class Said:
    """A reason, or "" to take it back. `version` is the token of what it was typed over: "" for none, None unasked."""

    text: str
    version: str | None = None


@dataclass(frozen=True)
class Written:
    """What became of some reasons: the codes of the rows that got one, and of those that lost theirs."""

    given: Sequence[str]
    withdrawn: Sequence[str]


@transaction.atomic
def explain(*, case_file: CaseFile, reasons: Mapping[Key, Said], by: User, at: datetime) -> CaseEvent | None:
    """Write reasons by row and thing, and return the event; None where nothing is new. Others stay as they are.

    Raises NotPermitted, Refused (nothing is with police, not missing, too long) or Conflict; then nothing
    has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    require_live(case_file)
    contents = contents_of(case_file)
    going = sendable(contents)
    if contents.suspects and not going:
        raise Refused(Verdict.no("not_with_police", "Reasons can be given only while police have the file."))
    return write(case_file, judged(contents.of(going), on=local_date(at)), reasons, by=by, at=at)


def write(
    case_file: CaseFile, rows: Sequence[Requirement], reasons: Mapping[Key, Said], *, by: User, at: datetime
) -> CaseEvent | None:
    """Write reasons for rows judged under the case's lock, drop what is stale, and record it where anything is new."""
    stored = {(row.code, row.about): row for row in Explanation.objects.select_for_update().filter(case_file=case_file)}
    for_explaining({key: said.text.strip() for key, said in reasons.items()}, rows).require()
    _require_fresh(reasons, stored)
    written = _write(case_file, reasons, stored, by, at)
    _drop_stale(stored.values(), rows)
    if not written.given and not written.withdrawn:
        return None
    said = events.GapsExplained(rows=list(written.given), withdrawn=list(written.withdrawn))
    return ledger.record(said, case_file=case_file, by=by, at=at)


def _require_fresh(reasons: Mapping[Key, Said], stored: Mapping[Key, Explanation]) -> None:
    """Refuse what was typed over something else than is stored now, naming what stands there."""
    verdict = Verdict.ok()
    for key, said in reasons.items():
        row = stored.get(key)
        now = row.token if row else ""
        if said.version is not None and said.version != now and said.text.strip() != (row.text if row else ""):
            words = f"{row.by} has written meanwhile: “{row.text}”" if row else "Somebody has taken it back meanwhile."
            verdict &= Verdict.no(
                "changed_meanwhile", f"{words} Save again to put yours in its place.", field_name(key)
            )
    if not verdict.allowed:
        raise Conflict(verdict)


def _write(
    case_file: CaseFile, reasons: Mapping[Key, Said], stored: Mapping[Key, Explanation], by: User, at: datetime
) -> Written:
    given, withdrawn = [], []
    for key, said in reasons.items():
        row, text = stored.get(key), said.text.strip()
        if text == (row.text if row else ""):
            continue
        if not text and row:
            row.delete()
            withdrawn.append(key[0])
            continue
        row = row or Explanation(case_file=case_file, code=key[0], about=key[1], version=0)
        row.text, row.by, row.at, row.version = text, by, at, row.version + 1
        row.save()
        given.append(key[0])
    return Written(given, withdrawn)


def drop_stale(contents: CaseContents, going: Collection[Suspect], *, on: date) -> None:
    """Delete the reasons of gaps that are none any more, before a file is sealed; the caller holds the case's lock.

    Judged is what goes and what police may send besides, so that what they wrote about those who stay is kept.
    """
    keys = {suspect.pk for suspect in (*going, *sendable(contents))}
    everybody = contents.of([suspect for suspect in contents.suspects if suspect.pk in keys])
    stored = Explanation.objects.select_for_update().filter(case_file=contents.case_file)
    _drop_stale(stored, judged(everybody, on=on))


def _drop_stale(stored: Iterable[Explanation], rows: Iterable[Requirement]) -> None:
    """Delete the reasons of rows that are met by now, or are not called for: nothing is missing there."""
    open_gaps = {key_of(row) for row in readiness.warnings(rows)}
    for row in stored:
        if row.pk and (row.code, row.about) not in open_gaps:
            row.delete()
