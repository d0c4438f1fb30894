"""Advice: sealed when a review is completed; a later version takes its place with a reason, none is changed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from casework.operations import documents
from charging import events
from charging.models import Advice, Consultation
from charging.permissions.reviewing import may_supersede
from charging.rules.advice import advice_form, advice_paper, superseded
from charging.rules.plain_values import canonical, digest, instant, person
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


def seal(consultation: Consultation, content: Mapping[str, Any], *, reason: str, by: User, at: datetime) -> CaseEvent:
    """Seal one version, ask for its document and record it.

    A part of the operation that completes the review or supersedes its advice; it holds the lock on the case.
    """
    sealed = canonical(dict(content))
    advice = Advice.objects.create(
        consultation=consultation,
        version=content["version"],
        content=sealed.decode(),
        sha256=digest(sealed),
        sealed_at=at,
        sealed_by=by,
        reason=reason,
    )
    case_file = consultation.case_file
    paper = advice_paper(content, advice.sha256)
    documents.ask(case_file=case_file, form=advice_form(consultation.pk), inputs=paper, by=by, at=at)
    said = events.AdviceSealed(
        advice_id=advice.pk, consultation_id=consultation.pk, version=advice.version, sha256=advice.sha256
    )
    return ledger.record(said, case_file=case_file, by=by, at=at)


@transaction.atomic
def supersede(
    *, consultation: Consultation, texts: Mapping[str, str], reason: str, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Put a new version in place of the advice: sections in other words, by their codes; decisions need a new review.

    Raises NotPermitted, Conflict where there is a later version than the one that was read, or Refused (no reason,
    nothing differs, an empty section); then nothing has changed.
    """
    consultation.case_file = CaseFile.objects.lock(consultation.case_file)
    may_supersede(by, consultation).require_permission()
    last = Advice.objects.filter(consultation=consultation).select_related("sealed_by").order_by("-version").first()
    if last is None:
        raise Refused(Verdict.no("no_advice", "This review has not been issued, so it has no advice yet."))
    if last.version != expected_version:
        said = f"{last.sealed_by} sealed version {last.version} of this advice, {when(last.sealed_at)}."
        raise Conflict(Verdict.no("changed_meanwhile", said))
    content = json.loads(last.content)
    _check(content, texts, reason).require()
    now = {"version": last.version + 1, "reason": reason.strip(), "sealed_at": instant(at), "sealed_by": person(by)}
    return seal(consultation, superseded(content, texts, now), reason=reason.strip(), by=by, at=at)


def _check(content: Mapping[str, Any], texts: Mapping[str, str], reason: str) -> Verdict:
    stood = {each["code"]: each["text"] for each in content["sections"]}
    verdict = Verdict.ok()
    if not reason.strip():
        verdict &= Verdict.no("no_reason", "Say why this version takes the place of the one before.", "reason")
    if all(stood.get(code) == text for code, text in texts.items()):
        verdict &= Verdict.no("nothing_differs", "Nothing differs from the version before.")
    for code, text in texts.items():
        if code not in stood:
            verdict &= Verdict.no("no_such_section", "This advice has no such section.", f"section_{code}")
        elif not text.strip():
            verdict &= Verdict.no("section_empty", "A section that was sealed cannot be left empty.", f"section_{code}")
    return verdict
