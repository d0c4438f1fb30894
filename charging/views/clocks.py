"""The page of clocks, and recording what they are worked out from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.models import User
from casework import permissions as casework_permissions
from casework.models import Bail, CaseFile, Detention, Ended, PauseKind, Rank, Suspect
from casework.operations import bail, custody, extending
from casework.queries.custody import facts_of_bail, facts_of_detention
from casework.rules.custody import open_steps
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms import clocks as forms
from charging.lifecycle import Stream
from charging.operations import streams
from charging.queries.clocks.other_dates import other_dates
from charging.queries.clocks.page import clocks_page, stream_of
from charging.rules.stream_reasons import reasons_from
from charging.views.pages import show
from foundation.periods import local_date
from web.forms import GovukForm
from web.saving import attempt, bring_up_to_date


@load_case_file
def clocks(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show every clock of every suspect."""
    now = timezone.now()
    page, others = clocks_page(case_file, request.user, at=now), other_dates(case_file, request.user, at=now)
    return show(request, case_file, "charging/clocks.html", suspects=page, others=others)


Run = Callable[[Any, dict[str, Any], User, datetime], object]


@dataclass(frozen=True)
class Record:
    """One thing to record: its title, its form, of what it is, and the operation behind it."""

    title: str
    form: type[GovukForm]
    of: type[Suspect | Detention | Bail]
    run: Run
    done: str


def _detain(suspect: Suspect, said: dict[str, Any], by: User, at: datetime) -> object:
    return custody.detain(suspect=suspect, relevant_at=said["relevant_at"], station=said["station"], by=by, at=at)


def _review(row: Detention, said: dict[str, Any], by: User, at: datetime) -> object:
    return custody.review_detention(
        detention=row,
        reviewed_at=said["reviewed_at"],
        rank=Rank(said["rank"]),
        reviewer=said["reviewer"],
        expected_version=said["version"] or 0,
        by=by,
        at=at,
    )


def _pause(row: Detention, said: dict[str, Any], by: User, at: datetime) -> object:
    kind, version = PauseKind(said["kind"]), said["version"] or 0
    return custody.pause_detention(
        detention=row, kind=kind, starts_at=said["starts_at"], expected_version=version, by=by, at=at
    )


def _resume(row: Detention, said: dict[str, Any], by: User, at: datetime) -> object:
    version = said["version"] or 0
    return custody.resume_detention(detention=row, ends_at=said["ends_at"], expected_version=version, by=by, at=at)


def _release(row: Detention, said: dict[str, Any], by: User, at: datetime) -> object:
    ended, version = Ended(said["ended"]), said["version"] or 0
    return custody.release(
        detention=row, ended=ended, ended_at=said["ended_at"], expected_version=version, by=by, at=at
    )


def _extend(row: Detention, said: dict[str, Any], by: User, at: datetime) -> object:
    return extending.extend_detention(
        detention=row, extension=said["details"], expected_version=said["version"] or 0, by=by, at=at
    )


def _grant_bail(suspect: Suspect, said: dict[str, Any], by: User, at: datetime) -> object:
    return bail.grant_bail(suspect=suspect, granted_at=said["granted_at"], conditions=said["conditions"], by=by, at=at)


def _extend_bail(row: Bail, said: dict[str, Any], by: User, at: datetime) -> object:
    return extending.extend_bail(
        bail=row, extension=said["details"], expected_version=said["version"] or 0, by=by, at=at
    )


def _end_bail(row: Bail, said: dict[str, Any], by: User, at: datetime) -> object:
    ended, version = Ended(said["ended"]), said["version"] or 0
    return bail.end_bail(bail=row, ended=ended, ended_at=said["ended_at"], expected_version=version, by=by, at=at)


RECORDS = {
    "detain": Record("Record a detention", forms.DetainForm, Suspect, _detain, "Detention recorded."),
    "review": Record("Record a review of detention", forms.ReviewForm, Detention, _review, "Review recorded."),
    "pause": Record("Stop the detention clock", forms.PauseForm, Detention, _pause, "The clock stands still."),
    "resume": Record("Start the detention clock again", forms.ResumeForm, Detention, _resume, "The clock runs."),
    "extend": Record("Extend detention", forms.ExtendForm, Detention, _extend, "Detention extended."),
    "release": Record("Record a release", forms.ReleaseForm, Detention, _release, "Release recorded."),
    "grant-bail": Record("Record bail", forms.BailForm, Suspect, _grant_bail, "Bail recorded."),
    "extend-bail": Record("Extend bail", forms.ExtendForm, Bail, _extend_bail, "Bail extended."),
    "end-bail": Record("Record the end of bail", forms.EndBailForm, Bail, _end_bail, "End of bail recorded."),
}


@load_case_file
def clock_record(request: SignedInRequest, case_file: CaseFile, pk: int, act: str) -> HttpResponse:
    """Record one thing about a suspect's detention or bail; what was typed survives a refusal and a conflict."""
    if act not in RECORDS:
        raise Http404
    casework_permissions.may_keep_custody(request.user, case_file).require_permission()
    record, suspect = RECORDS[act], get_object_or_404(case_file.suspects, pk=pk)
    suspect.case_file = case_file
    row = _row_of(record, suspect)
    if row is None:
        messages.warning(request, f"Nothing is on record of {suspect} that this could be about.")
        return redirect("charging:clocks", case_file.slug)
    form = _form(request, record, row)
    if form.is_valid() and attempt(form, lambda: _run(record, row, form, request.user)):
        messages.success(request, record.done)
        return redirect("charging:clocks", case_file.slug)
    if form.conflicted and (now := _row_of(record, suspect)) and not isinstance(now, Suspect):
        bring_up_to_date(form, str(now.version))
    page = {"form": form, "suspect": suspect, "act": record.title}
    return show(request, case_file, "charging/clock_record.html", **page)


def _row_of(record: Record, suspect: Suspect) -> Suspect | Detention | Bail | None:
    """What the act is about: the suspect, or the detention or bail of theirs that goes on; None where there is none."""
    if record.of is Suspect:
        return suspect
    rows = suspect.detentions if record.of is Detention else suspect.bails
    row: Detention | Bail | None = rows.filter(ended_at__isnull=True).first()
    if row is not None:
        row.suspect = suspect
    return row


def _form(request: SignedInRequest, record: Record, row: Suspect | Detention | Bail) -> GovukForm:
    options: dict[str, Any] = {}
    if not isinstance(row, Suspect):
        options["initial"] = {"version": row.version}
        if record.form is forms.ExtendForm:
            options["steps"] = _steps(row)
    return record.form(request.POST if request.method == "POST" else None, **options)


def _steps(row: Detention | Bail) -> list[Any]:
    if isinstance(row, Bail):
        return open_steps("bail", facts_of_bail(row).limit)
    return open_steps("detention", facts_of_detention(row).limit)


def _run(record: Record, row: Suspect | Detention | Bail, form: GovukForm, by: User) -> object:
    said = dict(form.cleaned_data)
    if isinstance(form, forms.ExtendForm):
        said["details"] = form.details()
    return record.run(row, said, by, timezone.now())


@load_case_file
def stream_change(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Give a suspect another stream, with a reason."""
    permissions.may_change_stream(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    suspect.case_file = case_file
    kept = stream_of(suspect)
    start = {"version": kept.version, "stream": kept.stream} if kept else {}
    form = forms.StreamForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid() and attempt(form, lambda: _change(suspect, form, request.user)):
        messages.success(request, "Stream changed.")
        return redirect("charging:clocks", case_file.slug)
    if form.conflicted and (kept := stream_of(suspect)):
        bring_up_to_date(form, str(kept.version))
    if kept:
        form.offer(reasons_from(kept.stream, on=local_date(timezone.now())))
    page = {"form": form, "suspect": suspect, "act": "Change how urgent the decision is"}
    return show(request, case_file, "charging/clock_record.html", **page)


def _change(suspect: Suspect, form: forms.StreamForm, by: User) -> object:
    said = form.cleaned_data
    return streams.change_stream(
        suspect=suspect,
        stream=Stream(said["stream"]),
        reason=said["reason"],
        note=said["note"],
        expected_version=said["version"],
        by=by,
        at=timezone.now(),
    )
