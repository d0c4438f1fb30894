"""Sentences that used to say the wrong thing, or nothing, where somebody needed to know more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from accounts.rules.refusals import ACTS
from charging.lifecycle import ContestOutcome
from charging.models import EscalationOutcome
from charging.operations import contests, escalations
from charging.rules.contests import Ruling
from tests import disagreements, stories
from tests.clock import FRIDAY_2PM, THURSDAY_9AM
from web.dates import hint

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_words_for_a_refusal_and_none_is_a_code(permission):
    assert "_" not in ACTS[permission]
    assert ACTS[permission] != permission.value


def test_a_refusal_says_in_english_what_a_role_does_not_let_somebody_do(client, cast):
    contest = stories.contested_case(cast)
    client.force_login(cast.assistant)
    page = client.get(reverse("charging:contest", args=[contest.case_file.slug, contest.pk]))
    assert "does not let you decide what police contest." in words(page)


def test_a_rejection_that_was_overturned_names_who_rejected_and_who_overturned_and_no_dead_date(client, cast):
    contest = stories.contested_case(cast)
    ruling = Ruling(outcome=ContestOutcome.OVERTURNED, reason="It was there.", respond_by=None)
    contests.decide(contest=contest, ruling=ruling, by=cast.legal_manager, at=THURSDAY_9AM)
    client.force_login(cast.builder)

    case, sent = contest.case_file, contest.triage.submission
    page = words(client.get(case.get_absolute_url()))
    receipt = words(client.get(reverse("charging:submission_receipt", args=[case.slug, sent.pk])))

    assert f"Triage: rejected by {cast.assistant} 4 March 2026, 9:00am" in page
    assert f"overturned by {cast.legal_manager} 5 March 2026, 9:00am" in page
    assert f"Rejected by {cast.assistant}, 4 March 2026, 9:00am. Overturned by {cast.legal_manager}, 5 March" in receipt
    for text in (page, receipt):
        assert "espond by 16 March 2026" not in text


def test_a_refused_ruling_keeps_the_day_that_was_typed(client, cast):
    contest = stories.contested_case(cast)
    client.force_login(cast.legal_manager)
    address = reverse("charging:contest", args=[contest.case_file.slug, contest.pk])
    for outcome in ("overturned", "upheld"):
        typed = {"outcome": outcome, "reason": "", "respond_by_day": "9", "respond_by_month": "4"}
        answer = client.post(address, typed | {"respond_by_year": "2026"})
        assert answer.context["form"]["respond_by"].value() == ["9", "4", "2026"]
        assert 'name="respond_by_day" value="9"' in words(answer)


def test_a_first_rejection_and_a_first_plan_are_counted_apart_from_what_is_asked_for_trial(client, cast):
    client.force_login(cast.builder)
    once = stories.rejected_case(cast)
    assert "The CPS has given the file back to police once." in words(client.get(once.case_file.get_absolute_url()))
    never = stories.submitted_case(cast, urn=stories.a_urn(9))
    assert "given the file back" not in words(client.get(never.case_file.get_absolute_url()))


def test_what_waits_in_an_escalation_is_named(client, cast):
    escalation = disagreements.escalated_case(cast)
    client.force_login(cast.legal_manager)
    page = words(client.get(escalation.case_file.get_absolute_url()))
    assert "Escalated: the decision of the CPS" in page


def test_a_decision_that_is_made_again_is_not_shown_as_the_one_that_stands(client, cast):
    escalation = disagreements.escalated_case(cast)
    client.force_login(cast.builder)
    again = "The CPS is making this decision again. Before: <strong>No further action: evidential"
    assert again not in words(client.get(escalation.case_file.get_absolute_url()))

    reply = disagreements.answer(EscalationOutcome.CHANGED)
    escalations.answer(escalation=escalation, step=1, reply=reply, by=cast.legal_manager, at=FRIDAY_2PM)

    assert again in words(client.get(escalation.case_file.get_absolute_url()))


def test_a_hint_gives_a_day_ahead_or_yesterday(monkeypatch):
    ahead, past = hint("A date after today."), hint(past=True, at="2:30pm")
    for now in (timezone.localdate(), timezone.localdate() + timedelta(days=40)):
        monkeypatch.setattr("web.dates.timezone.localdate", lambda now=now: now)
        soon, before = now + timedelta(days=14), now - timedelta(days=1)
        assert str(ahead) == f"A date after today. For example, {soon.day} {soon.month} {soon.year}"
        assert str(past) == f"For example, {before.day} {before.month} {before.year} at 2:30pm"


def test_allocating_nothing_to_nobody_is_told_both(client, cast):
    stories.untaken_review(cast)
    client.force_login(cast.legal_manager)
    errors = client.post(reverse("charging:open_reviews"), {"to": ""}).context["bulk"].errors
    assert errors["__all__"] == ["Select at least one review."]
    assert errors["to"] == ["Select to whom, or that they are spread as suggested"]


def test_a_reader_of_notes_who_cannot_write_them_reads_why(client, cast):
    case_file = stories.accepted_case(cast).case_file
    client.force_login(cast.area_manager)
    page = client.get(reverse("charging:working_notes", args=[case_file.slug]))
    assert "You cannot write notes on this case" in words(page)
    client.force_login(cast.prosecutor)
    page = client.get(reverse("charging:working_notes", args=[case_file.slug]))
    assert "You cannot write notes on this case" not in words(page)
