"""Splitting a case file in two, and merging two into one. History and old references stay.

What moves is told again in the ledger of the case it comes to, so that each case's chain is whole by itself;
what happened before stays in the chain where it happened, and pages read both.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Side
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Suspect, Thread, Upload, Visibility
from casework.models.case_file import RELATED
from casework.operations import building, listing, parting
from casework.operations.likeness import lock_both
from casework.queries.likeness import received_from
from casework.rules import likeness as rules
from foundation.verdicts import Refused, Verdict

SUFFIXES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
COPIED = ("headline", "summary", "lines_of_enquiry", "crime_reference", "crime_recorded_on", "casework_type")


@transaction.atomic
def split_case(*, case_file: CaseFile, suspects: Sequence[Suspect], by: User, at: datetime) -> CaseEvent:
    """Give some suspects a case file of their own, with the same URN and the next suffix.

    Suspects, what is answered about them and what police asked each other about them move; what the case says and
    answers, its people, material and flags are in both.
    Raises NotPermitted or Refused (nobody or everybody chosen, somebody the CPS has received, merged away, or no
    letter left); then nothing has changed. Returns the event in the new case's ledger.
    """
    case_file = _lock_parts(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    everyone = list(case_file.suspects.select_for_update().order_by("number"))
    going = [suspect for suspect in everyone if suspect.pk in {chosen.pk for chosen in suspects}]
    (rules.split(case_file, going, everyone) & rules.never_received(going, received_from(case_file))).require()
    new = _new_part(case_file, by, at)
    events.record(events.CaseOpened(urn=new.slug), case_file=new, by=by, at=at)
    _share_contents(case_file, new, going, by, at)
    _list(case_file, new)
    keys = [suspect.pk for suspect in going]
    told = events.CaseSplit(from_case_id=case_file.pk, to_case_id=new.pk, moved=keys)
    events.record(told, case_file=case_file, by=by, at=at, suspects=going)
    return events.record(told, case_file=new, by=by, at=at, suspects=going)


def _lock_parts(case_file: CaseFile) -> CaseFile:
    """Lock every part of the URN, the oldest key first, so that two who split never choose the same letter."""
    parts = CaseFile.objects.select_for_update().filter(urn=case_file.urn).order_by("pk")
    list(parts.values_list("pk", flat=True))
    return CaseFile.objects.select_related(*RELATED).get(pk=case_file.pk)


def _new_part(case_file: CaseFile, by: User, at: datetime) -> CaseFile:
    return CaseFile.objects.create(
        urn=case_file.urn,
        suffix=_free_letter(case_file),
        force=case_file.force,
        police_unit=case_file.police_unit,
        cps_area=case_file.cps_area,
        cps_unit=case_file.cps_unit,
        officer=case_file.officer,
        opened_at=at,
        split_from=case_file,
        **{name: getattr(case_file, name) for name in COPIED},
    )


def _free_letter(case_file: CaseFile) -> str:
    taken = set(CaseFile.objects.filter(urn=case_file.urn).values_list("suffix", flat=True))
    free = [letter for letter in SUFFIXES if letter not in taken]
    if not free:
        message = f"This URN has been split {len(SUFFIXES)} times, and no letter is left. Open a case with a new URN."
        raise Refused(Verdict.no("no_letter", message, "suspects"))
    return free[0]


def _share_contents(case_file: CaseFile, new: CaseFile, going: Sequence[Suspect], by: User, at: datetime) -> None:
    threads = _threads_that_go(case_file, going)
    parting.copy_flags(case_file, new, by, at)
    parting.copy_answers(case_file, new, by, at)
    people = parting.copy_people(case_file, new, by, at)
    copies = parting.copy_material(case_file, new, people, by, at)
    parting.move_suspects(going, new, by, at)
    listed = parting.list_unused(case_file, new, copies, by, at)
    parting.unlink_unused(case_file, by, at)
    parting.move_threads(threads, new, material=copies, listed=listed)


def _threads_that_go(case_file: CaseFile, going: Sequence[Suspect]) -> QuerySet[Thread]:
    """What police asked each other about suspects who leave, or about material on them.

    What the CPS can read stays where the CPS can read it: it has never been sent the new case.
    """
    about = Q(suspect__in=going) | Q(material__suspect__in=going)
    return Thread.objects.filter(about, case_file=case_file, visibility=Visibility.OWN, side=Side.POLICE)


@transaction.atomic
def merge_cases(*, leaving: CaseFile, into: CaseFile, by: User, at: datetime) -> CaseEvent:
    """Move everything of one case file into another; its reference leads there from now on.

    What both say of the case itself stays as the receiving case says it; the other's words stay in its own row.
    Raises NotPermitted or Refused (forces, sent already, somebody received, merged before); then nothing has
    changed. Returns the event in the receiving case's ledger.
    """
    _lock_uploads(leaving)
    leaving, into = lock_both(leaving, into)
    for case_file in (leaving, into):
        permissions.may_build(by, case_file).require_permission()
        building.require_editable(case_file)
    going = list(leaving.suspects.select_for_update().order_by("number"))
    (rules.merge(leaving, into) & rules.never_received(going, received_from(leaving))).require()
    _move_contents(leaving, into, going, by, at)
    leaving.merged_into = into
    leaving.save(update_fields=["merged_into"])
    CaseFile.objects.filter(merged_into=leaving).update(merged_into=into)
    _list(leaving, into)
    told = events.CaseMerged(from_case_id=leaving.pk, to_case_id=into.pk, moved=[suspect.pk for suspect in going])
    events.record(told, case_file=leaving, by=by, at=at, suspects=going)
    return events.record(told, case_file=into, by=by, at=at, suspects=going)


def _lock_uploads(leaving: CaseFile) -> None:
    """Wait for uploads that are being finished: they hold their own row first, then want the case."""
    list(Upload.objects.select_for_update().filter(case_file=leaving).order_by("pk").values_list("pk"))


def _move_contents(leaving: CaseFile, into: CaseFile, going: Sequence[Suspect], by: User, at: datetime) -> None:
    parting.copy_flags(leaving, into, by, at)
    parting.bring_answers(leaving, into, by, at)
    parting.move_people(leaving, into, by, at)
    parting.move_suspects(going, into, by, at)
    instead = parting.move_material(leaving, into, by, at)
    listed = parting.list_unused(leaving, into, instead, by, at)
    parting.move_threads(Thread.objects.filter(case_file=leaving), into, material=instead, listed=listed)
    # One that was begun and is being finished since we locked them is skipped: waiting for it would be a circle.
    free = Upload.objects.select_for_update(skip_locked=True).filter(case_file=leaving)
    Upload.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(case_file=into)


def _list(*case_files: CaseFile) -> None:
    listing.keep_names(*case_files)
    listing.keep_standings(*case_files)
