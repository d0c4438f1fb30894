"""Closing what did not come back, which is no decision of a prosecutor, and opening it again."""

from datetime import UTC, date, datetime

import pytest

from casework.lifecycle import FINALISE, Status, WrongStatus
from casework.models import CaseEvent, Matter
from charging.lifecycle import Purpose, Result
from charging.models import Closing, Decision, ItemExtension
from charging.operations import closing, extensions
from charging.queries.clocks.facts import read
from charging.rules.clocks import clocks_of
from charging.rules.closing import too_early
from charging.rules.decision import Outcome
from config.invariants import findings
from foundation.periods import LONDON
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, NEXT_MONDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import nothing_changes

JUNE_5TH = datetime(2026, 6, 5, tzinfo=LONDON)
pytestmark = pytest.mark.django_db


def close(suspect, by, *, victim_reason=False):
    reason = stories.DID_NOT_COME.get(stories.fresh(suspect).status, "other")
    closure = closing.Closure(reason=reason, victim_reason=victim_reason, early_because="Police will not send it.")
    return closing.finalise(suspects=[suspect], closure=closure, by=by, at=FRIDAY_2PM)


@pytest.mark.parametrize("victim_reason", [True, False])
@pytest.mark.parametrize("story", [stories.rejected_case, stories.action_plan_case])
def test_what_did_not_come_back_is_closed_with_its_reason_and_without_a_decision(cast, story, victim_reason):
    suspect = story(cast).case_file.suspects.get(number=1)
    before, stood = Decision.objects.count(), suspect.status

    entry = close(suspect, cast.assistant, victim_reason=victim_reason)

    suspect.refresh_from_db()
    assert (suspect.status, suspect.status_at) == (Status.ADMIN_FINALISED, FRIDAY_2PM)
    assert entry.details == {"reason": stories.DID_NOT_COME[stood], "victim_reason": victim_reason}
    assert (entry.holder, entry.suspect_ids) == ("closed", [suspect.pk])
    assert Decision.objects.count() == before


def test_closing_one_suspect_leaves_the_other_where_they_are(cast):
    case_file = stories.rejected_case(cast).case_file

    close(case_file.suspects.get(number=1), cast.assistant)

    assert case_file.suspects.get(number=2).status == Status.REJECTED


@pytest.mark.parametrize(
    "story",
    [
        stories.ready_case,
        stories.prepared_case,
        stories.submitted_case,
        stories.accepted_case,
        stories.authorised_case,
        stories.charged_case,
        stories.nfa_case,
    ],
)
def test_what_police_do_not_owe_the_cps_cannot_be_closed(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)
    assert Status(suspect.status) not in FINALISE.sources

    with nothing_changes(), pytest.raises(WrongStatus, match="cannot close without a decision now"):
        close(suspect, cast.assistant)


def test_police_do_not_close_what_they_owe(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(NotPermitted):
        close(suspect, cast.supervisor)


def test_a_closed_suspect_is_not_sent_again_with_the_others(cast):
    case_file = stories.rejected_case(cast).case_file
    close(case_file.suspects.get(number=1), cast.assistant)

    sent = stories.send_to_supervisor(cast, case_file, at=FRIDAY_2PM)

    assert list(sent.suspects.values_list("number", flat=True)) == [2]
    assert CaseEvent.objects.latest("seq").suspect_ids == [case_file.suspects.get(number=2).pk]


def reopen(suspect, by, *, because="The statement has come.", at=NEXT_MONDAY_9AM):
    return closing.reopen(suspect=suspect, because=because, by=by, at=at)


def advised_case(cast):
    consultation = stories.accepted_case(cast, purpose=Purpose.EARLY_ADVICE)
    outcome = Outcome(result=Result.ADVICE, rationale="Seek the telephone records first.")
    stories.complete_review(consultation, [outcome])
    return consultation


def test_closing_sooner_than_is_usual_asks_why_and_keeps_it(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    early = closing.Closure(reason="not_resubmitted")
    with nothing_changes(), pytest.raises(Refused, match=r"usually closed after 4 June 2026\. Say why"):
        closing.finalise(suspects=[suspect], closure=early, by=cast.assistant, at=FRIDAY_2PM)

    close(suspect, cast.assistant)

    assert Closing.objects.get().early_because == "Police will not send it."


def test_the_reason_is_about_what_police_owe(cast):
    case_file = stories.action_plan_case(cast).case_file
    odd = closing.Closure(reason="not_resubmitted", early_because="No answer.")
    message = "“The rejected file did not come back” cannot be the reason for Test Alder, whose status is “Waiting"
    with nothing_changes(), pytest.raises(Refused, match=message):
        closing.finalise(suspects=list(case_file.suspects.all()), closure=odd, by=cast.assistant, at=FRIDAY_2PM)


def test_the_day_since_when_is_that_of_london():
    half_past_midnight = datetime(2026, 6, 4, 0, 30, tzinfo=LONDON).astimezone(UTC)
    verdict = too_early({"Test Ash": half_past_midnight}, half_past_midnight)
    assert "since 4 June 2026" in str(Refused(verdict))


@pytest.mark.parametrize(("day", "early"), [(datetime(2026, 6, 4, 23, 59, tzinfo=LONDON), True), (JUNE_5TH, False)])
def test_after_three_months_nobody_asks_why(cast, day, early):
    suspects = list(stories.rejected_case(cast).case_file.suspects.all())
    closure = closing.Closure(reason="not_resubmitted")
    if early:
        with nothing_changes(), pytest.raises(Refused):
            closing.finalise(suspects=suspects, closure=closure, by=cast.assistant, at=day)
        return
    entry = closing.finalise(suspects=suspects, closure=closure, by=cast.assistant, at=day)

    assert entry.suspect_ids == [suspect.pk for suspect in suspects]
    assert Closing.objects.count() == 2


def test_nobody_and_a_reason_that_is_not_on_the_list_close_nothing(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    odd = closing.Closure(reason="bored", early_because="So.")
    for chosen, closure in (([], odd), ([suspect], odd)):
        with nothing_changes(), pytest.raises(Refused):
            closing.finalise(suspects=chosen, closure=closure, by=cast.assistant, at=FRIDAY_2PM)


@pytest.mark.parametrize("story", [stories.rejected_case, stories.action_plan_case, advised_case])
def test_a_closed_case_is_reopened_to_where_it_stood_with_police(cast, story):
    suspect = story(cast).case_file.suspects.get(number=1)
    stood = suspect.status
    closed = close(suspect, cast.assistant)

    entry = reopen(suspect, cast.assistant)

    suspect.refresh_from_db()
    assert (suspect.status, suspect.status_at) == (stood, NEXT_MONDAY_9AM)
    assert (entry.holder, entry.details) == ("police", {"closed_event_id": str(closed.pk), "stands": stood})
    assert Closing.objects.get().reopened_by == cast.assistant
    assert list(findings(at=MONDAY_9AM)) == []


def test_what_is_reopened_is_owed_from_then_on(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    close(suspect, cast.assistant)
    reopen(suspect, cast.assistant)

    again = closing.Closure(reason="not_resubmitted")
    with nothing_changes(), pytest.raises(Refused, match="since 9 March 2026"):
        closing.finalise(suspects=[stories.fresh(suspect)], closure=again, by=cast.assistant, at=JUNE_5TH)


def test_the_clock_of_what_is_reopened_late_began_when_the_day_was_set_and_not_after_it_had_passed(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    close(suspect, cast.assistant)
    reopen(suspect, cast.assistant, at=JUNE_5TH)

    facts = next(row.facts for row in read([suspect.case_file_id]) if row.suspect_id == suspect.pk)
    (clock,) = [each for each in clocks_of(facts) if each.code == "respond_by"]
    assert (clock.began, clock.deadline) == (WEDNESDAY_9AM, datetime(2026, 3, 17, tzinfo=LONDON))


def test_reopened_after_the_others_answered_it_is_to_be_sent_again(cast):
    plan = stories.action_plan_case(cast)
    suspect = plan.case_file.suspects.get(number=1)
    close(suspect, cast.assistant)
    stories.answer_plan(plan, by=cast.builder, at=FRIDAY_2PM)

    reopen(suspect, cast.assistant)

    assert stories.fresh(suspect).status == Status.REJECTED
    assert list(findings(at=MONDAY_9AM)) == []
    assert stories.send_to_supervisor(cast, plan.case_file, at=NEXT_MONDAY_9AM)


def test_a_case_is_reopened_once(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    close(suspect, cast.assistant)
    reopen(suspect, cast.assistant)

    with nothing_changes(), pytest.raises(Conflict, match="Ash Assistant has reopened this case already"):
        reopen(suspect, cast.legal_manager)


def test_what_was_never_closed_is_not_reopened(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(WrongStatus):
        reopen(suspect, cast.assistant)


def test_police_ask_the_cps_refuses_and_they_ask_again_and_every_word_is_kept(client, cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    close(suspect, cast.assistant)
    with nothing_changes(), pytest.raises(NotPermitted):
        reopen(suspect, cast.supervisor)

    closing.ask_to_reopen(suspect=suspect, because="It has come.", by=cast.builder, at=NEXT_MONDAY_9AM)
    assert list(Matter.objects.values_list("kind", "side", "permission")) == [("reopening", "cps", "triage")]
    with nothing_changes(), pytest.raises(Conflict, match="Bea Builder has asked for this already"):
        closing.ask_to_reopen(suspect=suspect, because="Please.", by=cast.supervisor, at=NEXT_MONDAY_9AM)
    closing.refuse_to_reopen(suspect=suspect, because="It is another case.", by=cast.assistant, at=NEXT_MONDAY_9AM)
    assert not Matter.objects.filter(kind="reopening").exists()
    closing.ask_to_reopen(suspect=suspect, because="It is not.", by=cast.builder, at=NEXT_MONDAY_9AM)
    kept = Closing.objects.get()
    client.force_login(cast.builder)
    page = client.get(f"{kept.suspect.case_file.get_absolute_url()}closings/{kept.pk}/").content.decode()
    said = [page.index(words) for words in ("It has come.", "It is another case.", "It is not.")]
    assert said == sorted(said)
    reopen(suspect, cast.legal_manager)

    assert stories.fresh(suspect).status == Status.REJECTED
    assert not Matter.objects.filter(kind="reopening").exists()


def test_what_is_asked_of_nobody_any_more_is_not_to_be_decided(cast):
    plan = stories.action_plan_case(cast)
    wish = extensions.NewDate(day=date(2026, 3, 30), reason="forensic")
    extensions.ask(item=plan.items.get(), wish=wish, by=cast.builder, at=FRIDAY_2PM)
    first, second = plan.case_file.suspects.order_by("number")

    close(first, cast.assistant)
    assert ItemExtension.objects.get().state == "open"
    close(second, cast.assistant)

    assert ItemExtension.objects.get().state == "overtaken"
    assert not Matter.objects.filter(kind="item_extension").exists()
