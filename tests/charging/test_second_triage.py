"""Early advice in a rape case is triaged twice; a red file not to standard is reviewed all the same."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import Suspect
from casework.queries.contacts import contacts_of
from charging.lifecycle import ReviewType, Stream
from charging.models import Consultation, Triage
from charging.operations import triage
from charging.operations.triage import Shortfall
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, IN_A_MONTH, THURSDAY_9AM, WEDNESDAY_9AM
from tests.collisions import collide, sort_out
from tests.unchanged import assert_in_step, nothing_changes

LACKS = Shortfall(reasons={"TR06": "The second statement"}, respond_by=date(2026, 3, 16))


def accept(sent, *, by, at=THURSDAY_9AM, **options):
    said = {"review_type": ReviewType.ADVICE, "casework_type": "rasso"} | options
    return triage.accept(submission=sent, by=by, at=at, **said)


def statuses():
    return set(Suspect.objects.values_list("status", flat=True))


@pytest.mark.django_db
def test_the_first_triage_passes_it_on_and_a_manager_accepts_it(cast):
    sent = stories.passed_on_case(cast)
    assert statuses() == {"second_triage"}
    assert not Consultation.objects.exists()
    assert_in_step(WEDNESDAY_9AM)
    entry = accept(sent, by=cast.legal_manager)
    row = Triage.objects.get()
    assert (row.result, row.by, row.passed_on_by) == ("accept", cast.legal_manager, cast.assistant)
    assert entry.details["result"] == "accept"
    assert statuses() == {"with_prosecutor"}
    told = {
        each.part: each.person
        for each in contacts_of(stories.fresh(sent.case_file), reader=cast.builder, on=FRIDAY_2PM.date())
    }
    assert told["assistant"] == cast.assistant
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_a_manager_rejects_it_with_reasons(cast):
    sent = stories.passed_on_case(cast)
    reasons = {"TR06": "None"}
    triage.reject(
        submission=sent, reasons=reasons, respond_by=date(2026, 3, 16), by=cast.legal_manager, at=THURSDAY_9AM
    )
    assert statuses() == {"rejected"}
    assert Triage.objects.get().reasons.count() == 1
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["assistant", "prosecutor", "supervisor", "direct_manager"])
def test_only_a_manager_triages_it_again(cast, part):
    sent = stories.passed_on_case(cast)
    with nothing_changes(), pytest.raises(NotPermitted):
        accept(sent, by=getattr(cast, part))


@pytest.mark.django_db
def test_a_manager_who_passed_it_on_does_not_triage_it_again(cast):
    sent = stories.passed_on_case(cast)
    Triage.objects.update(passed_on_by=cast.legal_manager)
    with nothing_changes(), pytest.raises(NotPermitted, match="someone else must triage it a second time"):
        accept(sent, by=cast.legal_manager)


@pytest.mark.django_db
@pytest.mark.parametrize("casework_type", ["magistrates", "crown", "complex"])
def test_other_early_advice_goes_straight_to_a_prosecutor(cast, casework_type):
    sent = stories.submitted_case(cast, purpose="early_advice")
    accept(sent, by=cast.assistant, casework_type=casework_type)
    assert statuses() == {"with_prosecutor"}


@pytest.mark.django_db
def test_the_pages_of_second_triage_are_the_manager_s(cast, client):
    sent = stories.passed_on_case(cast)
    page = reverse("charging:triage_accept", args=[sent.case_file.slug, sent.pk])
    client.force_login(cast.assistant)
    assert client.get(page).status_code == 403
    client.force_login(cast.legal_manager)
    assert "Triage this file a second time" in client.get(sent.case_file.get_absolute_url()).content.decode()
    client.post(page, {"review_type": "advice", "casework_type": "rasso"})
    assert statuses() == {"with_prosecutor"}


@pytest.mark.django_db
def test_a_red_file_not_to_standard_is_reviewed_with_what_to_put_right(cast):
    sent = stories.submitted_case(cast, stream=Stream.RED, custody_basis="custody")
    entry = accept(
        sent, by=cast.assistant, review_type=ReviewType.HOURS_3, casework_type="magistrates", shortfall=LACKS
    )
    row = Triage.objects.get()
    assert (row.result, row.respond_by, row.reasons.get().detail) == (
        "accept",
        date(2026, 3, 16),
        "The second statement",
    )
    assert entry.details["reason_codes"] == ["TR06"]
    assert statuses() == {"with_prosecutor"}
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_a_green_file_not_to_standard_is_not_accepted_with_reasons(cast):
    sent = stories.submitted_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="Only a red file"):
        accept(sent, by=cast.assistant, casework_type="magistrates", shortfall=LACKS)


@pytest.mark.django_db
def test_nobody_is_reminded_before_the_day_to_respond_by(cast):
    sent = stories.submitted_case(cast)
    said = {"reasons": {"TR06": "None"}, "respond_by": date(2026, 3, 16), "by": cast.assistant, "at": THURSDAY_9AM}
    with nothing_changes(), pytest.raises(Refused, match="Remind police on the date"):
        triage.reject(submission=sent, remind_on=date(2026, 3, 15), **said)
    triage.reject(submission=sent, remind_on=date(2026, 3, 16), **said)
    assert Triage.objects.get().remind_on == date(2026, 3, 16)


@pytest.mark.django_db
def test_the_page_for_a_red_file_keeps_what_was_typed_and_says_it_to_police(cast, client):
    sent = stories.submitted_case(cast, stream=Stream.RED, custody_basis="custody")
    page = reverse("charging:triage_accept_short", args=[sent.case_file.slug, sent.pk])
    client.force_login(cast.assistant)
    assert client.get(page).status_code == 200
    typed = {"review_type": "3h", "casework_type": "magistrates", "reason_TR06": "on", "detail_TR06": "A statement"}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "A statement" in refused.content.decode()
    client.post(page, typed | {"respond_by": IN_A_MONTH})
    assert statuses() == {"with_prosecutor"}
    client.force_login(cast.builder)
    assert "though not to standard" in client.get(sent.case_file.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_triage_again_at_once_the_second_is_told(cast):
    sent = stories.passed_on_case(cast)

    def again():
        return accept(sent, by=cast.legal_manager)

    done, refused = sort_out(collide(sent.case_file, again, again))
    assert len(done) == len(refused) == 1
    assert isinstance(refused[0], Conflict)
    assert "Lee Legal has triaged this file already: accepted" in str(refused[0])
