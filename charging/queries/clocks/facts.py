"""What the clocks of suspects are worked out from, read at once for any number of cases."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from casework.events import LEDGER_TABLE
from casework.lifecycle import OPEN, STATUSES, Status
from casework.models import (
    Bail,
    CaseFile,
    Detention,
    DetentionPause,
    DetentionReview,
    Extension,
    Flag,
    Offence,
    OffenceCode,
    Standing,
)
from casework.models.reference import ModeOfTrial
from casework.rules.clocks import (
    BailFacts,
    DetentionFacts,
    DetentionPauseFact,
    HolderSpells,
    OffenceFact,
    SuspectFacts,
)
from charging.lifecycle import OPEN_STATES, SubmissionState
from charging.models import ActionItem, ActionPlan, Consultation, Submission, SuspectStream, Triage
from charging.rules.clocks import WayFacts

_WORDS = {
    "standing": Standing._meta.db_table,
    "case": CaseFile._meta.db_table,
    "submission": Submission._meta.db_table,
    "sent_of": Submission.suspects.through._meta.db_table,
    "own_stream": SuspectStream._meta.db_table,
    "triage": Triage._meta.db_table,
    "review": Consultation._meta.db_table,
    "plan": ActionPlan._meta.db_table,
    "item": ActionItem._meta.db_table,
    "detention": Detention._meta.db_table,
    "detention_review": DetentionReview._meta.db_table,
    "pause": DetentionPause._meta.db_table,
    "bail": Bail._meta.db_table,
    "extension": Extension._meta.db_table,
    "offence": Offence._meta.db_table,
    "code": OffenceCode._meta.db_table,
    "ledger": LEDGER_TABLE,
    "sent": SubmissionState.SENT.value,
    "at_gate": SubmissionState.WITH_SUPERVISOR.value,
    "unanswered": ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES)),
    "open": ", ".join(f"'{status.value}'" for status in sorted(OPEN)),
    "summary": ModeOfTrial.SUMMARY.value,
    "s_building": Status.BUILDING.value,
    "s_gate": Status.WITH_SUPERVISOR.value,
    "s_rejected": Status.REJECTED.value,
    "s_plan": Status.ACTION_PLAN.value,
}

# Each suspect's submission that counts now: what stands at the gate, or what the CPS had last. The prosecutor is
# that of the open review, or of the last one. Where no stream of their own was kept, the submission's counts.
FACTS = """
SELECT w.suspect_id, w.case_file_id, w.status, w.status_at, w.stream, w.due_at, w.clock, w.decide_by, w.prosecutor_id,
       COALESCE(own.stream, b.stream, '') AS stream_now, COALESCE(b.purpose, '') AS purpose,
       CASE w.status WHEN '{s_gate}' THEN b.prepared_at ELSE b.sent_at END AS since,
       t.respond_by, COALESCE(asked.at, t.at) AS asked_at, asked.by AS answer_by, asked.first AS answer_first,
       (SELECT r.prosecutor_id FROM {review} r
          JOIN {sent_of} m ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
         WHERE r.case_file_id = w.case_file_id
         ORDER BY r.completed_at IS NOT NULL, r.id DESC LIMIT 1) AS prosecutor_now,
       CASE WHEN is_open.yes THEN
            (SELECT jsonb_build_object('at', d.relevant_at,
                    'reviewed', (SELECT max(v.at) FROM {detention_review} v WHERE v.detention_id = d.id),
                    'pauses', (SELECT jsonb_agg(jsonb_build_array(p.kind, p.starts_at, p.ends_at)) FROM {pause} p
                                WHERE p.detention_id = d.id),
                    'last', (SELECT jsonb_build_array(x.limit, x.amount) FROM {extension} x
                              WHERE x.detention_id = d.id ORDER BY x.amount DESC LIMIT 1))
               FROM {detention} d WHERE d.suspect_id = w.suspect_id AND d.ended_at IS NULL) END AS detention,
       bail.said AS bail,
       CASE WHEN is_open.yes THEN
            (SELECT jsonb_agg(jsonb_build_array(k.code, o.starts_on)) FROM {offence} o
               JOIN {code} k ON k.id = o.offence_code_id
              WHERE o.suspect_id = w.suspect_id AND o.withdrawn_at IS NULL AND k.mode_of_trial = '{summary}')
       END AS summary_only,
       '{domestic}' = ANY(w.flags) AS domestic, c.crime_recorded_on,
       CASE WHEN bail.said IS NOT NULL THEN
            (SELECT jsonb_agg(jsonb_build_array(e.at, e.holder) ORDER BY e.at, e.seq) FROM {ledger} e
              WHERE e.case_id = ANY (ARRAY[w.case_file_id, c.split_from_id]
                                     || ARRAY(SELECT id FROM {case} WHERE merged_into_id = w.case_file_id))
                AND e.holder <> '' AND w.suspect_id = ANY(e.suspect_ids)) END AS holders
  FROM {standing} w JOIN {case} c ON c.id = w.case_file_id
 CROSS JOIN LATERAL (SELECT w.status IN ({open}) AS yes) is_open
  LEFT JOIN LATERAL (
       SELECT b.* FROM {submission} b JOIN {sent_of} m ON m.submission_id = b.id
        WHERE m.suspect_id = w.suspect_id AND w.status <> '{s_building}'
          AND b.state = CASE w.status WHEN '{s_gate}' THEN '{at_gate}' ELSE '{sent}' END
        ORDER BY b.id DESC LIMIT 1) b ON true
  LEFT JOIN {triage} t ON t.submission_id = b.id AND w.status = '{s_rejected}'
  LEFT JOIN {own_stream} own ON own.submission_id = b.id AND own.suspect_id = w.suspect_id
  LEFT JOIN LATERAL (
       SELECT min(p.issued_at) AS at, min(COALESCE(i.extended_to, i.due_on)) AS by, min(i.due_on) AS first
         FROM {item} i JOIN {plan} p ON p.id = i.plan_id JOIN {review} r ON r.id = p.consultation_id
         JOIN {sent_of} m ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
        WHERE p.case_file_id = w.case_file_id AND p.returned_at IS NULL AND i.state IN ({unanswered})
          AND (i.suspect_id IS NULL OR i.suspect_id = w.suspect_id)) asked ON w.status = '{s_plan}'
  LEFT JOIN LATERAL (
       SELECT jsonb_build_object('at', l.granted_at, 'first', l.limit,
                    'last', (SELECT jsonb_build_array(x.limit, x.amount) FROM {extension} x
                              WHERE x.bail_id = l.id ORDER BY x.amount DESC LIMIT 1)) AS said
         FROM {bail} l WHERE l.suspect_id = w.suspect_id AND l.ended_at IS NULL) bail ON is_open.yes
 WHERE w.case_file_id = ANY(%(cases)s)
""".format(**_WORDS, domestic=Flag.DOMESTIC_ABUSE.value)


class Kept(NamedTuple):
    """What a suspect's row in work queues says besides what casework keeps in it."""

    stream: str
    due_at: datetime | None
    clock: str
    decide_by: datetime | None
    prosecutor_id: int | None


@dataclass(frozen=True)
class Read:
    """One suspect: what the row in work queues says, and what it is worked out from."""

    suspect_id: int
    case_file_id: int
    kept: Kept
    prosecutor_id: int | None
    facts: WayFacts


def read(cases: Sequence[int]) -> Iterator[Read]:
    """Read the facts of every suspect of some cases, by key: one query."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"cases": list(cases)})
        names = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    for row in rows:
        said = dict(zip(names, row, strict=True))
        yield Read(
            suspect_id=said["suspect_id"],
            case_file_id=said["case_file_id"],
            kept=Kept(said["stream"], said["due_at"], said["clock"], said["decide_by"], said["prosecutor_id"]),
            prosecutor_id=said["prosecutor_now"],
            facts=_way(said),
        )


def _way(said: Mapping[str, Any]) -> WayFacts:
    return WayFacts(
        status=Status(said["status"]),
        status_at=said["status_at"],
        purpose=said["purpose"],
        stream=said["stream_now"],
        since=said["since"],
        respond_by=said["respond_by"],
        asked_at=said["asked_at"],
        answer_by=said["answer_by"],
        answer_first=said["answer_first"],
        file=_file(said),
    )


def _file(said: Mapping[str, Any]) -> SuspectFacts:
    """What the case file says; most suspects have neither a detention nor bail on record."""
    summary_only = _json(said["summary_only"]) or ()
    return SuspectFacts(
        detention=_detention(_json(said["detention"])),
        bail=_bail(_json(said["bail"])),
        spells=_spells(said),
        offences=[
            OffenceFact(code=code, mode_of_trial=_WORDS["summary"], starts_on=_day(on)) for code, on in summary_only
        ],
        domestic_abuse=said["domestic"],
        reported_on=said["crime_recorded_on"],
    )


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _detention(said: Mapping[str, Any] | None) -> DetentionFacts | None:
    if said is None:
        return None
    limit, amount = said["last"] or ("detention", None)
    return DetentionFacts(
        relevant_at=_instant(said["at"]),
        limit=limit,
        amount=amount,
        pauses=[
            DetentionPauseFact(kind=kind, starts=_instant(starts), ends=_instant(ends) if ends else None)
            for kind, starts, ends in said["pauses"] or ()
        ],
        reviewed_at=_instant(said["reviewed"]) if said["reviewed"] else None,
    )


def _bail(said: Mapping[str, Any] | None) -> BailFacts | None:
    if said is None:
        return None
    limit, amount = said["last"] or (said["first"], None)
    return BailFacts(granted_at=_instant(said["at"]), first=said["first"], limit=limit, amount=amount)


def _spells(said: Mapping[str, Any]) -> HolderSpells:
    # The step that brought the present status is not in the ledger yet while it is being taken.
    told = [(_instant(at), holder) for at, holder in _json(said["holders"]) or ()]
    return HolderSpells(changes=told, now=STATUSES[Status(said["status"])].holder.value, since=said["status_at"])


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(text: str) -> date:
    return date.fromisoformat(text)
