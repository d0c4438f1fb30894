"""All that the advice of a completed review says, read once when it is sealed."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from charging.lifecycle import CodeTest, Result
from charging.models import (
    ActionItem,
    Approval,
    ApprovalState,
    Consultation,
    Decision,
    OffenceDecision,
    Point,
)
from charging.queries.review.points import supports_with_held
from charging.rules.advice import SCHEMA
from charging.rules.approvals import rules_on
from charging.rules.decision import Review
from charging.rules.elements import elements_of
from charging.rules.plain_values import coded, day, instant, person
from charging.rules.review_sections import sections_on
from charging.rules.threshold import conditions_on
from foundation.periods import local_date

NO_TEST = "None yet: this is early advice"


def advice_content(
    consultation: Consultation, review: Review, decisions: Sequence[Decision], by: User, *, approved: Sequence[str]
) -> dict[str, Any]:
    """Return the first version, as it is sealed; `approved` are the rules under which this very review was approved.

    It names no sensitive material: police read it.
    """
    at = consultation.completed_at
    assert at is not None
    on = local_date(at)
    return {
        "schema": SCHEMA,
        "urn": consultation.case_file.slug,
        "review": consultation.number,
        "version": 1,
        "reason": "",
        "prosecutor": person(by),
        "decided_at": instant(at),
        "sealed_at": instant(at),
        "sealed_by": person(by),
        "test": _test(decisions),
        "submitted_as_ngap": review.submitted_as_ngap,
        "sections": [
            {"code": each.code, "title": each.title, "text": text}
            for each in sections_on(on)
            if (text := review.texts.get(each.code, "").strip())
        ],
        "decisions": [_decision(decision) for decision in decisions],
        "points": _points(decisions, on),
        "items": _items(consultation),
        "approvals": _approvals(consultation, approved),
    }


def _test(decisions: Sequence[Decision]) -> dict[str, str]:
    if all(decision.result == Result.ADVICE for decision in decisions):
        return {"code": "", "says": NO_TEST}
    threshold = any(decision.test == CodeTest.THRESHOLD for decision in decisions)
    test = CodeTest.THRESHOLD if threshold else CodeTest.FULL
    return {"code": test.value, "says": str(test.label)}


def _decision(decision: Decision) -> dict[str, Any]:
    offences = decision.offences.select_related("offence__offence_code", "offence_code", "reason").order_by("pk")
    charges = decision.charges.select_related("offence_code").order_by("pk")
    reasons = {name: getattr(decision, name) for name in ("reason", "public_interest")}
    return {
        "suspect": decision.suspect.number,
        "name": str(decision.suspect),
        "result": coded(decision, "result"),
        "letter": decision.code,
        "charges": [{"code": row.offence_code.code, "title": row.offence_code.title} for row in charges],
        "offences": [_offence(row) for row in offences],
        "threshold": _threshold(decision),
        "rationale": decision.rationale,
        **{name: {"code": row.code, "says": row.title} if row else None for name, row in reasons.items()},
    }


def _offence(row: OffenceDecision) -> dict[str, str]:
    says = str(row.get_answer_display())
    beside = row.reason.title if row.reason else str(row.offence_code) if row.answer == "another" else ""
    title = row.offence.offence_code.title
    return {"title": title, "answer": row.answer, "says": f"{says}: {beside}" if beside else says}


def _threshold(decision: Decision) -> dict[str, Any]:
    if not decision.threshold:
        return {}
    given = decision.threshold["conditions"]
    conditions = conditions_on(local_date(decision.at))
    return {
        "conditions": [{"title": each.title, "text": given.get(each.code, "")} for each in conditions],
        "outstanding": decision.threshold["outstanding"],
        "review_on": decision.threshold["review_on"],
    }


def _points(decisions: Sequence[Decision], on: date) -> list[dict[str, Any]]:
    """Every offence that points were kept of, whole: its elements that nothing supports yet stand there too."""
    rows = Point.objects.filter(suspect__in=[each.suspect_id for each in decisions], removed_at__isnull=True)
    supports = Prefetch("supports", queryset=supports_with_held().select_related("material"))
    rows = rows.select_related("suspect", "offence_code").prefetch_related(supports)
    rows = rows.order_by("suspect__number", "offence_code__code", "pk")
    groups = groupby(rows, key=lambda point: (point.suspect_id, point.offence_code_id))
    return [said for _, points in groups for said in _of_offence(list(points), on)]


def _of_offence(points: Sequence[Point], on: date) -> list[dict[str, Any]]:
    suspect, offence = points[0].suspect, points[0].offence_code
    listed = {each.code: each.text for each in elements_of(offence.code, on)}
    kept = {point.element: point for point in points if point.element}
    proofs = [(text, kept.get(code)) for code, text in listed.items()]
    proofs += [(point.text, point) for point in points if point.element not in listed]
    return [
        {"name": str(suspect), "offence": offence.title, "text": text, "supports": _supports(point) if point else []}
        for text, point in proofs
    ]


def _supports(point: Point) -> list[str]:
    standing = [each.material for each in point.supports.all() if not getattr(each, "held", False)]
    return [each.title for each in standing if not (each.sensitive or each.withdrawn_at)]


def _items(consultation: Consultation) -> list[dict[str, Any]]:
    rows = ActionItem.objects.filter(plan__consultation=consultation).select_related("suspect").order_by("pk")
    return [
        {
            "text": item.text,
            "why": item.why,
            "about": str(item.suspect) if item.suspect else "All suspects",
            "due_on": day(item.due_on),
        }
        for item in rows
    ]


def _approvals(consultation: Consultation, approved: Sequence[str]) -> list[dict[str, Any]]:
    """Who approved it; each rule in its words of the day on which the approval was asked for."""
    rows = Approval.objects.filter(consultation=consultation, state=ApprovalState.APPROVED, rule__in=approved)
    return [
        {
            "rule": next(
                (rule.title for rule in rules_on(local_date(row.asked_at)) if rule.code == row.rule), row.rule
            ),
            "by": person(row.decided_by),
            "at": instant(row.decided_at),
        }
        for row in rows.select_related("decided_by").order_by("pk")
        if row.decided_by
    ]


def rule_title(approval: Approval) -> str:
    """What an approval is for, in the words that its rule had when it was asked for."""
    rules = rules_on(local_date(approval.asked_at))
    return next((rule.title for rule in rules if rule.code == approval.rule), approval.rule)
