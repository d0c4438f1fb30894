"""Reading everything that a submission sends, so that it can be sealed, or compared with what was sealed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from accounts.models import User
from casework.models import Alias, CaseFile, Redaction, Thread, Visibility
from casework.rules.disclosure import SENSITIVE_QUESTIONS, editions
from casework.rules.file_standard import CaseContents, Requirement
from casework.rules.forms import catalogues
from charging.lifecycle import Purpose
from charging.models import ActionItem, ActionPlan, Explanation, Submission
from charging.rules import sealed_things as things
from charging.rules.clocks import decision
from charging.rules.plain_values import day, instant
from charging.rules.route import Route, routes
from charging.rules.sealed_file import WholeFile
from charging.rules.sealed_things import Question
from foundation.clocks import ClockUnit, due_day
from foundation.periods import local_date


def whole_file(
    contents: CaseContents,
    rows: Sequence[Requirement],
    *,
    submission: Submission | None = None,
    plan: ActionPlan | None = None,
    named: bool = True,
) -> WholeFile:
    """Read what goes with these contents beside them, in two queries: the small rows, and what people are called.

    Without a submission it is the file as it stands, which nobody has sent: it has no answers to a plan and no
    conversation. With `named` False nobody is named.
    """
    small = _small_rows(contents.case_file)
    aliases: dict[int, list[str]] = {}
    for row in small.alias_rows:
        aliases.setdefault(row["suspect"], []).append(f"{row['given_names']} {row['family_name']}".strip())
    return WholeFile(
        contents=contents,
        rows=rows,
        submission=submission,
        clock=clock_of(submission) if submission else {},
        aliases=aliases,
        redactions=things.redactions(small.redaction_rows),
        explanations=[row | {"at": _instant(row["at"])} for row in small.explanation_rows],
        plan=_items(plan) if plan else (),
        threads=_threads(contents) if submission else (),
        routes=_routes(contents, submission) if submission else [],
        questions=_questions(),
        sensitive_questions=SENSITIVE_QUESTIONS,
        names=_names_in(contents) if named else {},
    )


def _routes(contents: CaseContents, submission: Submission) -> list[Route]:
    """Who may charge each suspect, as it was checked when the file was sent for a charging decision."""
    if submission.purpose != Purpose.CHARGING or submission.sent_at is None:
        return []
    return routes(contents, on=local_date(submission.sent_at))


def _items(plan: ActionPlan) -> list[ActionItem]:
    return list(plan.items.select_related("answered_by").prefetch_related("material", "parts").order_by("pk"))


def _threads(contents: CaseContents) -> list[Thread]:
    """What both agencies read of the conversation, but for what is about a suspect who does not go."""
    rows = Thread.objects.filter(case_file=contents.case_file, visibility=Visibility.SHARED)
    going = Q(suspect__isnull=True) | Q(suspect__in=contents.suspects)
    told = rows.filter(going).select_related("material", "unused_item").prefetch_related("messages__by")
    return list(told.order_by("opened_at", "pk"))


@dataclass(frozen=True)
class _Asked:
    """A question whose answer reads as it is stored."""

    label: str

    def words(self, value: str) -> str:
        """Write a stored value as a reader should see it."""
        return value


@cache
def _questions() -> dict[str, Question]:
    """What every edition of the forms and of the disclosure papers asks, by the code of the question."""
    found: dict[str, Question] = {}
    for disclosure in editions():
        asked = (*disclosure.presumed.values(), *disclosure.certificates)
        found |= {question.code: _Asked(question.ask) for question in asked}
    for catalogue in catalogues():
        found |= catalogue.questions
    return found


def _small_rows(case_file: CaseFile) -> Any:
    """The aliases, redaction answers and explanations of a case as plain rows, in one query."""
    aliases = Alias.objects.filter(suspect__case_file=OuterRef("pk")).order_by("suspect", "id")
    redactions = Redaction.objects.filter(material__case_file=OuterRef("pk")).order_by("material", "stage")
    explanations = Explanation.objects.filter(case_file=OuterRef("pk")).order_by("code", "about")
    said = JSONObject(suspect="suspect_id", family_name="family_name", given_names="given_names")
    needs = JSONObject(
        material="material_id", stage="stage", need="need", reason="reason", minutes="minutes", done_at="done_at"
    )
    why = JSONObject(code="code", about="about", text="text", at="at", by="by__name")
    rows = CaseFile.objects.filter(pk=case_file.pk).only("pk")
    return rows.annotate(
        alias_rows=ArraySubquery(aliases.values(row=said)),
        redaction_rows=ArraySubquery(redactions.values(row=needs)),
        explanation_rows=ArraySubquery(explanations.values(row=why)),
    ).get()


def _instant(text: str) -> str | None:
    return instant(parse_datetime(text))


def _names_in(contents: CaseContents) -> dict[int, str]:
    """What everybody is called who gave a thing of the file its present values, by the key of their account."""
    changed: list[Any] = [contents.case_file, *contents.suspects, *contents.people, *contents.answers, *contents.unused]
    versions = [version for item in contents.material for version in item.held_versions[:1]]
    added: list[Any] = [*contents.people, *contents.unused, *contents.material, *versions]
    keys = {row.changed_by_id for row in changed} | {row.added_by_id for row in added}
    keys |= {row.proposed_by_id for row in contents.offences}
    return dict(User.objects.filter(pk__in=keys - {None}).values_list("pk", "name"))


def clock_of(submission: Submission) -> dict[str, str | None]:
    """When the CPS's clock started and when it is due: an instant for red files, a local day for the others."""
    started = submission.sent_at
    return {"started_at": instant(started), **due(submission, started)} if started else {}


def due(submission: Submission, started: datetime) -> dict[str, str | None]:
    """By when the CPS should decide. For early advice no time is set."""
    clock = decision(submission.stream, submission.purpose, started)
    if clock.deadline is None or clock.limit is None:
        return {"due_at": None, "due_on": None}
    if clock.limit.span.unit is ClockUnit.HOURS:
        return {"due_at": instant(clock.deadline), "due_on": None}
    return {"due_at": None, "due_on": day(due_day(clock.deadline))}
