"""The stream of each suspect of a submission: given with it, carried on to the next, changed by either agency."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.lifecycle import Status
from casework.models import CaseEvent, Suspect
from casework.operations import locking
from charging import events, permissions
from charging.lifecycle import Purpose, Stream, SubmissionState
from charging.models import Submission, SuspectStream
from charging.operations import listing
from charging.rules import streams as rules
from charging.rules.streams import Streams
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


def assign(submission: Submission, streams: Streams) -> None:
    """Give each suspect of a new submission their stream; a part of the operation that makes it."""
    SuspectStream.objects.bulk_create(
        SuspectStream(submission=submission, suspect_id=key, stream=stream) for key, stream in streams.items()
    )


def carried_on(before: Submission | None, suspects: Iterable[Suspect]) -> dict[int, Stream]:
    """The stream of each suspect when the CPS gets the file again, by what it was in a submission before."""
    kept = {row.suspect_id: Stream(row.stream) for row in before.streams.all()} if before else {}
    rest = Stream(before.stream) if before else Stream.GREEN
    return {each.pk: rules.carried_on(each, kept.get(each.pk, rest)) for each in suspects}


@transaction.atomic
def change_stream(
    *,
    suspect: Suspect,
    stream: Stream,
    reason: str,
    note: str = "",
    expected_version: int | None = None,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Give a suspect whose file the CPS has another stream; what was sealed stays as it was sent.

    Raises NotPermitted, Refused with every reason, or Conflict naming who changed it meanwhile; then nothing has
    changed.
    """
    case_file, suspect = locking.lock_suspect(suspect)
    permissions.may_change_stream(by, case_file).require_permission()
    if Status(suspect.status) not in rules.CHANGEABLE:
        message = "The stream is changed while the CPS has the file and has not decided."
        raise Refused(Verdict.no("wrong_status", message, f"suspect-{suspect.pk}"))
    row = lock_stream(suspect)
    if expected_version is not None and row.version != expected_version:
        done = f"{row.changed_by} made it {row.get_stream_display()}, {when(row.changed_at)}." if row.changed_at else ""
        raise Conflict(Verdict.no("changed_meanwhile", f"The stream was changed meanwhile. {done}".strip(), "version"))
    before, advice = Stream(row.stream), row.submission.purpose == Purpose.EARLY_ADVICE
    on = local_date(at)
    rules.change(suspect, now=before, to=stream, advice=advice, reason=reason, note=note, on=on).require()
    row.stream, row.reason, row.note = stream, reason, note.strip()
    row.changed_at, row.changed_by, row.version = at, by, row.version + 1
    row.save(update_fields=["stream", "reason", "note", "changed_at", "changed_by", "version"])
    listing.keep_standings(case_file)
    said = events.StreamChanged(
        submission_id=row.submission_id, from_stream=before.value, to_stream=stream.value, reason=reason
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])


def lock_stream(suspect: Suspect) -> SuspectStream:
    """Lock the stream that counts for a suspect; files sent before streams were kept get their row now."""
    last = Submission.objects.filter(suspects=suspect, state=SubmissionState.SENT).order_by("-pk").first()
    if last is None:
        raise Refused(Verdict.no("never_sent", "The CPS has never had this file.", f"suspect-{suspect.pk}"))
    SuspectStream.objects.get_or_create(submission=last, suspect=suspect, defaults={"stream": last.stream})
    rows = SuspectStream.objects.select_for_update(of=("self",)).select_related("submission", "changed_by")
    return rows.get(submission=last, suspect=suspect)


def most_urgent(streams: Streams) -> Stream:
    """The stream of a whole submission."""
    return rules.most_urgent(streams.values())
