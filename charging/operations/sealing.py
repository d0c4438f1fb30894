"""Sealing what is sent: the whole file as bytes under their own digest, and a receipt over all of it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from casework.models import GeneratedDocument
from casework.operations import documents, store
from casework.queries import case_page
from casework.rules.file_standard import CaseContents, Requirement
from charging.models import ActionItem, ActionPlan, Submission
from charging.queries.submission.sealed import sealed
from charging.queries.submission.whole_file import whole_file
from charging.rules import sealed_file
from charging.rules.plain_values import canonical, digest, instant
from charging.rules.receipt_paper import receipt_form, receipt_paper
from charging.rules.sealed_file import SCHEMA, receipt_code
from foundation.periods import local_date

SALT_BYTES = 16


def seal(
    submission: Submission,
    contents: CaseContents,
    rows: Sequence[Requirement],
    at: datetime,
    *,
    plan: ActionPlan | None = None,
) -> None:
    """Fix what is being sent: its bytes in the store, their digests and the receipt on the submission.

    The caller holds the case's lock, has set who supervised it and what they said, and saves the rest of the row.
    `plan` is the action plan whose answers are sent.
    Whoever reads the sealed bytes later sees exactly what stood in the file under that lock.
    """
    submission.edition, submission.sent_at = case_page.edition_on(local_date(at)), at
    whole = whole_file(contents, rows, submission=submission, plan=plan)
    file = sealed_file.sealed_file(whole)
    annex = sealed_file.sensitive_annex(whole, salt=secrets.token_hex(SALT_BYTES))
    submission.sealed_sensitive = store.keep(canonical(annex))
    content = canonical(file)
    sealed = {"schema": SCHEMA, "file_sha256": store.keep(content), "file_size": len(content)}
    submission.manifest = (
        manifest_of(submission, contents, rows)
        | sealed
        | {
            "sensitive_sha256": submission.sealed_sensitive,
            "clock": file["clock"],
        }
        | ({"plan": [_answered(item) for item in whole.plan]} if plan else {})
    )
    submission.receipt = receipt_code(submission.manifest)
    submission.save(update_fields=["manifest", "receipt", "edition", "sent_at", "sealed_sensitive"])


def ask_for_receipt(submission: Submission, *, by: User, at: datetime) -> GeneratedDocument:
    """Ask for the receipt as a PDF, made by a worker from what was sealed: both agencies download the same bytes."""
    file = sealed(submission).file
    paper = receipt_paper(submission.manifest, file, submission.receipt)
    form = receipt_form(submission.pk)
    return documents.ask(case_file=submission.case_file, form=form, inputs=paper, by=by, at=at)


def manifest_of(submission: Submission, contents: CaseContents, rows: Sequence[Requirement]) -> dict[str, Any]:
    """What was sent, when and for what: the narrative and material by digest, every row of the standard."""
    case_file = contents.case_file
    streams = dict(submission.streams.values_list("suspect_id", "stream"))
    known = [item for item in contents.material if not item.sensitive]
    return {
        "urn": case_file.slug,
        "round": submission.round_no,
        "attempt": submission.seq_in_round,
        "purpose": str(submission.purpose),
        "stream": str(submission.stream),
        "sent_at": instant(submission.sent_at) or "",
        "supervisor_comments": submission.supervisor_comments,
        "edition": submission.edition.code if submission.edition else "",
        "summary_sha256": _digest(case_file.summary),
        "lines_of_enquiry_sha256": _digest(case_file.lines_of_enquiry),
        "suspects": [
            {
                "number": suspect.number,
                "stream": streams.get(suspect.pk, str(submission.stream)),
                "interview_sha256": _digest(suspect.interview_summary),
                "offences": sorted(o.offence_code.code for o in contents.offences if o.suspect_id == suspect.pk),
            }
            for suspect in contents.suspects
        ],
        "material": [
            {"kind": item.kind, "title": item.title, "sha256": version.sha256, "size": version.size}
            for item in known
            for version in item.held_versions[:1]
        ],
        "links": [{"kind": item.kind, "title": item.title} for item in known if item.link],
        "standard": [{"code": row.code, "about": row.where, "needed": row.needed, "met": row.met} for row in rows],
    }


def _answered(item: ActionItem) -> dict[str, Any]:
    """What police answered to one item of a plan, by digest."""
    return {"item": item.pk, "answer": item.answer, "text_sha256": _digest(item.answer_text)}


def _digest(text: str) -> str:
    return digest(text.encode())
