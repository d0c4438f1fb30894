"""Pages on which the agencies, or a victim, do not agree: each reader sees the same and does only their own part."""

import pytest
from django.urls import reverse

from charging.lifecycle import Match
from charging.models import (
    ChargeAmendment,
    ChargeRecord,
    Escalation,
    EscalationOutcome,
    Mismatch,
    MismatchState,
    UnusedAuthority,
    UnusedOutcome,
    VictimReview,
    VictimReviewOutcome,
)
from charging.queries.disagreements.of_case import disagreements_of
from charging.queries.submission.rounds import rounds_of
from tests import disagreements, stories
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db
MOMENT = "2026-03-06T09:30"


def address(name, thing, *more):
    case_file = getattr(thing, "case_file", thing)
    return reverse(f"charging:{name}", args=[case_file.slug, thing.pk, *more])


def text(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def test_both_agencies_see_charges_side_by_side_and_whose_turn_it_is(client, cast):
    mismatch = disagreements.mismatched_case(cast)
    page = address("mismatch", mismatch)

    client.force_login(cast.builder)
    police = text(client, page)
    client.force_login(cast.prosecutor)
    cps = text(client, page)

    for told in (police, cps):
        assert "Authorised, not laid" in told
        assert "Laid, not authorised" in told
        assert "Police to explain" in told
    assert "Why do the charges differ from the authority?" in police
    assert "Why do the charges differ from the authority?" not in cps


def test_a_mismatch_goes_through_its_pages_from_explanation_to_amendment(client, cast):
    mismatch = disagreements.mismatched_case(cast)
    page = address("mismatch", mismatch)
    theft = disagreements.offences(stories.THEFT)[0]

    client.force_login(cast.builder)
    assert client.post(page, {"explanation": "She said more."}).status_code == 302
    client.force_login(cast.prosecutor)
    said = {"settlement": "to_be_amended", "offences": [theft.pk], "reasons": "As we authorised."}
    assert client.post(page, said).status_code == 302
    client.force_login(cast.builder)
    assert "To be charged instead" in text(client, page)
    assert client.post(page, {"amended_at": MOMENT, "offences": [theft.pk]}).status_code == 302

    assert stories.fresh(mismatch).state == MismatchState.SETTLED
    assert ChargeAmendment.objects.get().match == Match.EXACT


def test_a_settlement_without_words_keeps_what_was_typed(client, cast):
    mismatch = disagreements.explained_case(cast)
    client.force_login(cast.prosecutor)

    response = client.post(address("mismatch", mismatch), {"settlement": "accepted", "reasons": ""})

    assert response.status_code == 422
    assert "Say why" in response.content.decode()


def test_a_charge_without_authority_is_recorded_on_its_page_and_told_on_the_case(client, cast):
    suspect = stories.submitted_case(cast, names=stories.NAMES[:1]).case_file.suspects.get()
    client.force_login(cast.builder)
    page = address("charge_unasked", suspect)
    theft = disagreements.offences(stories.THEFT)[0]
    said = {
        "charged_at": MOMENT,
        "method": "charge",
        "offences": [theft.pk],
        "unauthorised": "custody_time",
        "officer_rank": "Inspector",
        "officer_role": "Custody officer",
    }

    assert "The CPS is told at once" in text(client, page)
    assert client.post(page, said).status_code == 302

    assert ChargeRecord.objects.get().match == Match.NONE
    case = text(client, suspect.case_file.get_absolute_url())
    assert "Charges: charged without authority" in case
    assert "Charged without authority of the CPS" in case
    assert "Inspector, Custody officer, let it be charged" in text(client, address("charge_record", suspect))


def test_an_authority_that_is_not_used_is_said_and_decided_on_pages(client, cast):
    suspect = stories.authorised_case(cast)
    client.force_login(cast.builder)
    page = address("suspect_authority_unused", suspect)
    assert client.post(page, {"reason": "wanted", "detail": "Gone abroad."}).status_code == 302
    unused = UnusedAuthority.objects.get()

    client.force_login(cast.prosecutor)
    assert "Gone abroad." in text(client, address("unused_authority", unused))
    said = {"outcome": "stays", "reasons": "A warrant will follow."}
    assert client.post(address("unused_authority", unused), said).status_code == 302

    assert stories.fresh(unused).outcome == UnusedOutcome.STAYS


def test_the_ladder_is_climbed_on_its_pages(client, cast):
    suspect = stories.nfa_case(cast)
    client.force_login(cast.supervisor)
    assert client.post(address("suspect_escalate", suspect), {"grounds": "Look again."}).status_code == 302
    escalation = Escalation.objects.get()
    page = address("escalation", escalation)

    client.force_login(cast.legal_manager)
    assert "Step 1: Supervisor to legal manager" in text(client, page)
    assert client.post(page, {"outcome": "stands", "reasons": "Nobody is named."}).status_code == 302
    client.force_login(cast.police_manager)
    assert client.post(page, {"grounds": "Two people name him."}).status_code == 302
    client.force_login(cast.supervisor)
    assert "Answered by: Deputy Chief Crown Prosecutor" in text(client, page)
    assert "end the escalation" not in text(client, page)
    ending = address("escalation_end", escalation)
    assert (client.get(ending).status_code, client.post(ending).status_code) == (403, 403)
    client.force_login(cast.police_manager)
    assert f'href="{ending}"' in text(client, page)
    assert "has come to step 2, raised by" in text(client, ending)
    refused = client.post(ending, {"reason": ""})
    assert (refused.status_code, "Say why you end it" in refused.content.decode()) == (422, True)
    assert not stories.fresh(escalation).outcome
    assert client.post(ending, {"reason": "We agree now."}).status_code == 302
    assert "We agree now." in text(client, page)
    assert client.get(ending).status_code == 302

    assert [step.step for step in escalation.steps.all()] == [1, 2]
    assert stories.fresh(escalation).outcome == EscalationOutcome.WITHDRAWN


def page_args(thing):
    return [thing.case_file.slug, thing.pk]


def test_whoever_decided_is_not_offered_the_answer(client, cast):
    escalation = disagreements.escalated_case(cast)
    client.force_login(cast.prosecutor)

    assert "What is your answer?" not in text(client, address("escalation", escalation))
    assert client.post(address("escalation", escalation), {"outcome": "stands", "reasons": "x"}).status_code == 403


def test_a_victims_request_is_recorded_and_answered_on_pages(client, cast):
    suspect = stories.nfa_case(cast)
    client.force_login(cast.assistant)
    victim = disagreements.the_victim(suspect.case_file)
    page = address("suspect_victim_review", suspect)
    assert "The victim asks ideally by" in text(client, page)
    assert client.post(page, {"victim": victim.pk, "asked_at": MOMENT}).status_code == 302
    review = VictimReview.objects.get()

    client.force_login(cast.legal_manager)
    said = {"outcome": "upheld", "reasons": "We explained why."}
    assert client.post(address("victim_review", review), said).status_code == 302
    client.force_login(cast.assistant)
    assert "Record that they ask for an independent review" in text(client, address("victim_review", review))

    assert stories.fresh(review).outcome == VictimReviewOutcome.UPHELD


@pytest.mark.parametrize("reader", ["builder", "supervisor", "assistant", "prosecutor", "legal_manager"])
def test_the_case_says_plainly_until_when_a_victim_may_ask(client, cast, reader):
    suspect = stories.nfa_case(cast)
    client.force_login(getattr(cast, reader))

    assert "The victim may ask the CPS to review this decision until" in text(
        client, suspect.case_file.get_absolute_url()
    )
    review = suspect.decisions.get().consultation
    assert "The victim may ask the CPS to review this decision, ideally by" in text(client, address("review", review))


@pytest.mark.parametrize(
    ("story", "reader", "step"),
    [
        (disagreements.mismatched_case, "builder", "Charges: different from those authorised"),
        (disagreements.explained_case, "prosecutor", "Charges: different from those authorised"),
        (disagreements.unused_case, "prosecutor", "Authority not used (new evidence)"),
        (disagreements.escalated_case, "legal_manager", "Escalated: the decision of the CPS"),
        (disagreements.answered_step_case, "police_manager", "Escalated: the decision of the CPS"),
        (disagreements.victim_review_case, "legal_manager", "Review asked by a victim, local resolution"),
    ],
)
def test_the_case_offers_whoevers_turn_it_is_their_part(client, cast, story, reader, step):
    told = story(cast)
    client.force_login(getattr(cast, reader))

    page = client.get(told.case_file.get_absolute_url()).context["page"]

    mine = [each.label for each in page.steps if each.kind == "page" and each.verdict.allowed]
    assert any(label.startswith(step) for label in mine)
    assert [each.about.split(":")[0] for each in page.disagreements] == [step.split(":")[0]]


@pytest.mark.parametrize("story", [disagreements.escalated_case, disagreements.explained_case])
def test_the_disagreements_of_a_case_are_read_with_its_submissions(cast, django_assert_num_queries, story):
    case_file = story(cast).case_file
    suspects, rounds = list(case_file.suspects.all()), rounds_of(case_file, cast.builder)

    with django_assert_num_queries(0):
        assert len(disagreements_of(case_file, suspects, rounds[-1].submission, at=FRIDAY_2PM)) == 1


def test_nobody_finds_a_disagreement_of_another_case(client, cast):
    mismatch = disagreements.mismatched_case(cast)
    other = stories.ready_case(cast, urn=stories.a_urn(2))
    client.force_login(cast.builder)

    assert client.get(reverse("charging:mismatch", args=[other.slug, mismatch.pk])).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(address("mismatch", mismatch)).status_code == 404
    assert Mismatch.objects.count() == 1
