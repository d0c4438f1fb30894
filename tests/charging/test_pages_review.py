"""The review pages: written once, checked, issued; nothing typed is ever lost."""

import pgtrigger
import pytest

from charging.models import ActionPlan, Consultation, DecisionReason, Submission
from charging.queries.rounds import asked_for
from tests import stories

pytestmark = pytest.mark.django_db


def address(consultation):
    return f"/case-files/{consultation.case_file.slug}/reviews/{consultation.pk}/"


def words(response):
    return " ".join(response.content.decode().split())


def filled_in(consultation, **changes):
    """A review that authorises charges against everybody."""
    typed = {"analysis": "The footage is clear.", "disclosure_considered": "on", "item-rows": "3"}
    for suspect in consultation.submission.suspects.all():
        key = f"suspect-{suspect.pk}"
        code = suspect.offences.get().offence_code
        typed |= {f"{key}-result": "charge_full", f"{key}-rationale": "An admission", f"{key}-offences": [code.pk]}
    return typed | changes


@pytest.fixture
def consultation(client, cast):
    client.force_login(cast.prosecutor)
    return stories.accepted_case(cast)


def test_taking_a_review_makes_it_the_readers(client, cast):
    consultation = stories.untaken_review(cast)
    client.force_login(cast.prosecutor)
    assert "Take this review" in words(client.get(address(consultation)))
    response = client.post(f"{address(consultation)}take/")
    assert response.url == address(consultation)
    assert stories.fresh(consultation).prosecutor == cast.prosecutor
    assert "Your review" in words(client.get(response.url))


def test_a_legal_manager_chooses_among_the_prosecutors_of_the_area(client, cast):
    consultation = stories.untaken_review(cast)
    client.force_login(cast.legal_manager)
    page = f"{address(consultation)}allocate/"
    offered = client.get(page).context["form"].offered
    assert set(offered) == {cast.prosecutor.pk, cast.second_prosecutor.pk, cast.legal_manager.pk}
    client.post(page, {"prosecutor": cast.second_prosecutor.pk})
    assert stories.fresh(consultation).prosecutor == cast.second_prosecutor


def test_checking_shows_what_would_be_issued_and_issues_nothing(client, consultation):
    response = client.post(address(consultation), filled_in(consultation, step="check"))
    page = words(response)
    assert "Check the review before you issue it" in page
    assert "TH68010 Theft from a shop" in page
    assert "(code A)" in page
    assert stories.fresh(consultation).completed_at is None


def test_the_check_page_carries_everything_to_issue_or_to_change(client, consultation):
    typed = filled_in(consultation, analysis="First line\nSecond “line” & <more>")
    checked = client.post(address(consultation), typed | {"step": "check"})
    carried = dict(checked.context["carried"])
    changed = client.post(address(consultation), carried | {"step": "change"})
    assert changed.status_code == 200
    assert "Second “line” &amp; &lt;more&gt;" in changed.content.decode()
    issued = client.post(address(consultation), carried | {"step": "issue"})
    assert issued.url == address(consultation)
    assert stories.fresh(consultation).analysis == "First line\nSecond “line” & <more>"


def test_an_issued_review_is_read_by_police(client, cast, consultation):
    client.post(address(consultation), filled_in(consultation, step="issue"))
    client.force_login(cast.builder)
    page = words(client.get(address(consultation)))
    assert "The footage is clear." in page
    assert "Test Alder: Charge under the Full Code Test (code A)" in page
    assert "Check the review" not in page


def test_every_gap_is_said_at_once_each_at_its_field(client, consultation):
    suspect = consultation.submission.suspects.first()
    typed = filled_in(consultation, analysis="", step="check", **{f"suspect-{suspect.pk}-rationale": ""})
    response = client.post(address(consultation), typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert {"analysis", f"suspect-{suspect.pk}-rationale"} <= form.errors.keys()
    assert f'href="#id_suspect-{suspect.pk}-rationale"' in words(response)


def test_the_rules_of_the_decision_stand_beside_their_field(client, consultation):
    suspect = consultation.submission.suspects.first()
    key = f"suspect-{suspect.pk}"
    typed = filled_in(consultation, step="check", **{f"{key}-result": "charge_threshold", f"{key}-offences": []})
    form = client.post(address(consultation), typed).context["form"]
    assert form.errors.keys() == {f"{key}-result", f"{key}-offences"}


def test_another_offence_is_added_by_its_code(client, consultation):
    suspect = consultation.submission.suspects.first()
    typed = filled_in(consultation, step="issue", **{f"suspect-{suspect.pk}-more": "cj88116"})
    client.post(address(consultation), typed)
    charges = consultation.decisions.get(suspect=suspect).charges.all()
    assert [charge.offence_code.code for charge in charges] == ["TH68010", "CJ88116"]


def test_an_unknown_code_is_refused_by_name(client, consultation):
    suspect = consultation.submission.suspects.first()
    typed = filled_in(consultation, step="check", **{f"suspect-{suspect.pk}-more": "XX99999"})
    assert "XX99999: no offence in force has this code" in words(client.post(address(consultation), typed))


def test_adding_an_item_row_keeps_what_was_typed_and_says_nothing_yet(client, consultation):
    typed = {"analysis": "Half a thought", "item-rows": "3", "item-1-text": "Footage", "step": "add_item"}
    response = client.post(address(consultation), typed)
    assert response.status_code == 200
    form = response.context["form"]
    assert form.row_count == len(form.items) == 4
    assert not form.errors
    assert "Half a thought" in words(response)
    assert 'name="item-4-text"' in words(response)


def asking_for_more(consultation, **changes):
    """A review that asks for more work on everybody; its items are still to be added."""
    typed = filled_in(consultation, **changes)
    for suspect in consultation.submission.suspects.all():
        typed |= {f"suspect-{suspect.pk}-result": "action_plan", f"suspect-{suspect.pk}-offences": []}
    return typed


def test_an_action_plan_is_issued_with_the_items_that_were_filled_in(client, consultation):
    typed = asking_for_more(consultation, step="issue")
    typed |= {
        "item-2-text": "Footage",
        "item-2-why": "It may show who left",
        "item-2-category": "footage",
        "item-2-needed_for": "decision",
        "item-2-due_on": "2099-01-01",
    }
    assert client.post(address(consultation), typed).status_code == 302
    plan = ActionPlan.objects.get(consultation=consultation)
    assert [item.text for item in plan.items.all()] == ["Footage"]


def test_a_past_due_date_stands_at_the_item_it_belongs_to(client, consultation):
    typed = asking_for_more(consultation, step="check")
    typed |= {
        "item-3-text": "Footage",
        "item-3-why": "It may show who left",
        "item-3-category": "footage",
        "item-3-needed_for": "decision",
        "item-3-due_on": "2020-01-01",
    }
    form = client.post(address(consultation), typed).context["form"]
    assert form.errors.keys() == {"item-3-due_on"}


def test_a_review_taken_away_meanwhile_keeps_what_was_written(client, cast, consultation):
    typed = filled_in(consultation, step="issue")
    Consultation.objects.filter(pk=consultation.pk).update(prosecutor=cast.second_prosecutor)
    response = client.post(address(consultation), typed)
    assert response.status_code == 422
    assert "The footage is clear." in words(response)
    assert "Take the review first: it is not allocated to you." in words(response)
    assert stories.fresh(consultation).completed_at is None


def test_police_cannot_write_a_review(client, cast, consultation):
    client.force_login(cast.builder)
    client.post(address(consultation), filled_in(consultation, step="issue"))
    assert stories.fresh(consultation).completed_at is None
    assert "Your review" not in words(client.get(address(consultation)))


def test_the_second_review_shows_the_first_with_its_plan_and_answers(client, cast):
    consultation = stories.answered_case(cast)
    client.force_login(cast.prosecutor)
    page = words(client.get(address(consultation)))
    assert page.index("Answers to action plan 1") < page.index("What happened") < page.index("Earlier reviews")
    answers = page[page.index("Answers to action plan 1") : page.index("What happened")]
    assert "Footage from the shop door" in answers
    assert "Answer: Provided</strong>. Attached." in answers
    assert page.count("Footage from the shop door") == 1


def test_a_stray_reason_or_offence_is_refused_beside_its_field(client, consultation):
    suspect = consultation.submission.suspects.first()
    key, caution = f"suspect-{suspect.pk}", DecisionReason.objects.filter(result="out_of_court").first()
    typed = filled_in(consultation, step="check", **{f"{key}-result": "nfa_evidential", f"{key}-reason": caution.pk})
    response = client.post(address(consultation), typed)
    assert response.context["form"].errors.keys() == {f"{key}-offences", f"{key}-reason"}
    assert "That reason is not for this decision on Test Alder" in words(response)
    assert "Test Alder is not to be charged, so take “Theft from a shop” out" in words(response)


def test_the_coded_reasons_stand_under_the_decision_they_belong_to(client, consultation):
    page = words(client.get(address(consultation)))
    assert '<optgroup label="No further action: evidential">' in page
    assert '<optgroup label="Out-of-court disposal">' in page


def asked_for_early_advice(submissions):
    """Make what was sent ask for early advice, past the trigger that keeps it from changing."""
    with pgtrigger.ignore("charging.Submission:what_was_sent_never_changes"):
        submissions.update(purpose="early_advice")


def test_early_advice_is_offered_where_it_was_asked_for_and_then_no_charge(client, cast, consultation):
    offered = client.get(address(consultation)).context["form"].outcomes[0]["result"].field.choices
    assert "advice" not in dict(offered)
    asked_for_early_advice(Submission.objects.all())
    page = client.get(address(consultation))
    offered = page.context["form"].outcomes[0]["result"].field.choices
    assert list(dict(offered)) == ["nfa_evidential", "nfa_public_interest", "action_plan", "advice"]
    refused = words(client.post(address(consultation), filled_in(consultation, step="check")))
    assert "so it can be neither charged nor diverted yet." in refused


def test_answers_to_a_plan_that_early_advice_led_to_are_still_about_early_advice(cast):
    consultation = stories.answered_case(cast)
    assert asked_for(consultation.submission) == "charging"
    asked_for_early_advice(Submission.objects.exclude(purpose="action_plan_reply"))
    assert asked_for(consultation.submission) == "early_advice"


def test_following_the_address_of_a_button_leads_back_to_its_page(client, cast, consultation):
    assert client.get(f"{address(consultation)}take/").url == address(consultation)
    assert client.put(f"{address(consultation)}take/").status_code == 405
    client.force_login(cast.outside_prosecutor)
    assert client.get(f"{address(consultation)}take/").status_code == 404


def test_a_review_that_is_completed_cannot_be_allocated_and_shows_itself(client, cast, consultation):
    stories.complete_review(consultation, [stories.charge_outcome()])
    client.force_login(cast.legal_manager)
    assert client.get(f"{address(consultation)}allocate/").url == address(consultation)
