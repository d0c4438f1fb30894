"""The review pages: written part by part in any order, checked, issued; nothing typed is ever lost."""

from datetime import timedelta

import pgtrigger
import pytest
from django.utils import timezone

from casework.operations import bail
from charging.lifecycle import Stream
from charging.models import ActionPlan, Consultation, ReviewSection, Submission
from charging.queries.submission.rounds import asked_for
from tests import stories

pytestmark = pytest.mark.django_db


def address(consultation):
    return f"/case-files/{consultation.case_file.slug}/reviews/{consultation.pk}/"


def words(response):
    return " ".join(response.content.decode().split())


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
    offered = dict(client.get(page).context["form"]["prosecutor"].field.choices)
    assert set(offered) == {cast.prosecutor.pk, cast.second_prosecutor.pk, cast.legal_manager.pk}
    client.post(page, {"prosecutor": cast.second_prosecutor.pk})
    assert stories.fresh(consultation).prosecutor == cast.second_prosecutor


SECTIONS = {"evidence": "The footage is clear.", "public_interest": "It was planned.", "allocation": "Summary trial."}


def write(client, consultation, part, **typed):
    """Save one part of a review as its page does."""
    return client.post(f"{address(consultation)}{part}", {"version": 0, **typed})


def decided(suspect, **changes):
    """Charge a suspect with what was proposed."""
    key, offence = f"suspect-{suspect.pk}", suspect.offences.get()
    typed = {"version": 0, "result": "charge_full", "rationale": "An admission", f"offence_{offence.pk}": "as_proposed"}
    return {f"{key}-{name}": value for name, value in (typed | changes).items()}


def decide(client, consultation, suspect, **changes):
    return client.post(f"{address(consultation)}suspects/{suspect.number}/", decided(suspect, **changes))


def written(client, consultation, **sections):
    """Write a whole review that charges everybody."""
    for code, text in (SECTIONS | sections).items():
        write(client, consultation, f"sections/{code}/", text=text)
    write(client, consultation, "sections/disclosure/", considered="on")
    for suspect in consultation.submission.suspects.all():
        decide(client, consultation, suspect)


def issue(client, consultation, **changes):
    """Read the check page and press its button."""
    form = client.get(f"{address(consultation)}check/").context["form"]
    shown = {"digest": form["digest"].value(), "seen": form["seen"].value()}
    return client.post(f"{address(consultation)}check/", shown | changes)


def tasks(client, consultation):
    """What each part of the review lacks, by its title."""
    hub = client.get(address(consultation)).context["hub"]
    return {task.title: list(task.gaps) for task in (*hub.sections, *hub.decisions, hub.items, hub.approval)}


def test_the_task_list_says_what_is_missing_in_which_part(client, consultation):
    lacks = tasks(client, consultation)

    assert lacks["Evidential analysis"] == ["Write the evidential analysis."]
    assert lacks["Decision on Test Alder"] == ["Decide what happens to Test Alder."]
    assert lacks["Public interest"] == lacks["Trial and sentence preparation"] == []

    decide(client, consultation, consultation.submission.suspects.get(number=1))
    assert tasks(client, consultation)["Public interest"] == [
        "Write the section “Public interest”: this decision needs it."
    ]


def test_the_list_says_whether_others_have_to_agree_once_everybody_is_decided_about(client, consultation):
    def said():
        hub = client.get(address(consultation)).context["hub"]
        return hub.approval.tag[0], hub.items.tag[0]

    assert said() == ("Depends on the decisions", "Only where you ask for more")
    for suspect in consultation.submission.suspects.all():
        decide(client, consultation, suspect)
    assert said() == ("Not needed", "Not needed")


def test_parts_are_written_in_any_order_by_one_lawyer_after_another(client, cast, consultation):
    first = consultation.submission.suspects.get(number=1)
    decide(client, consultation, first, result="", rationale="Half a thought")
    stories.review.allocate(
        consultation=consultation, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=stories.THURSDAY_9AM
    )
    client.force_login(cast.second_prosecutor)
    page = client.get(f"{address(consultation)}suspects/1/")

    assert "Saved by Pat Prosecutor" in words(page)
    assert page.context["form"]["rationale"].value() == "Half a thought"


def test_checking_shows_what_would_be_issued_and_issues_nothing(client, consultation):
    written(client, consultation)
    response = client.get(f"{address(consultation)}check/")
    page = words(response)
    assert "Check the review before you issue it" in page
    assert "TH68010 Theft from a shop" in page
    assert "(code A)" in page
    assert "The footage is clear." in page
    assert stories.fresh(consultation).completed_at is None


def test_a_charge_with_points_that_nothing_supports_is_warned_of_before_it_is_issued_and_goes_all_the_same(
    client, consultation
):
    written(client, consultation)
    text = words(client.get(f"{address(consultation)}check/"))
    assert "Points to prove against Test Alder: 0 of 5 supported" in text
    assert "Points to prove against Test Birch: 0 of 5 supported" in text
    assert text.count("nothing supports 5 of 5 points to prove") == 2
    assert f'href="/case-files/{consultation.case_file.slug}/points/"' in text
    assert issue(client, consultation).status_code == 302


def test_nothing_is_to_be_proved_against_whoever_is_not_charged(client, consultation):
    first, second = consultation.submission.suspects.order_by("number")
    decide(client, consultation, first)
    decide(client, consultation, second, result="action_plan", **{f"offence_{second.offences.get().pk}": ""})
    text = words(client.get(f"{address(consultation)}check/"))
    assert text.count("Points to prove against") == text.count("Points to prove against Test Alder: 0 of 5") == 1


def test_an_issued_review_is_read_by_police(client, cast, consultation):
    written(client, consultation)
    assert issue(client, consultation).url == address(consultation)
    client.force_login(cast.builder)
    page = words(client.get(address(consultation)))
    assert "The footage is clear." in page
    assert "Test Alder: Charge under the Full Code Test (code A)" in page
    assert "Check the review" not in page


def test_every_gap_is_said_at_once_each_with_the_part_it_is_in(client, consultation):
    written(client, consultation, evidence=" ")
    suspect = consultation.submission.suspects.first()
    decide(client, consultation, suspect, version=1, rationale="")
    response = issue(client, consultation)
    assert response.status_code == 422
    places = {reason.where for reason in response.context["verdict"].reasons}
    assert places == {f"{address(consultation)}sections/evidence/", f"{address(consultation)}suspects/1/"}
    assert stories.fresh(consultation).completed_at is None


def test_what_was_issued_in_another_window_is_offered_to_be_read_and_not_issued_again(client, consultation):
    written(client, consultation)
    form = client.get(f"{address(consultation)}check/").context["form"]
    typed = {"digest": form["digest"].value(), "seen": form["seen"].value()}
    assert issue(client, consultation).status_code == 302
    second = client.post(f"{address(consultation)}check/", typed)
    assert second.status_code == 422
    assert "Issue this review" not in words(second)
    assert "Nothing has been issued yet" not in words(second)
    assert "as it was issued</a>" in words(second)


def test_what_a_decision_may_call_for_depends_on_it_until_everybody_is_decided_about(client, consultation):
    def said():
        hub = client.get(address(consultation)).context["hub"]
        return next(task.tag[0] for task in hub.sections if task.title == "Public interest")

    assert said() == "Depends on the decision"
    for suspect in consultation.submission.suspects.all():
        decide(client, consultation, suspect)
    assert said() == "Needed"


def test_two_windows_on_one_section_show_both_texts(client, consultation):
    write(client, consultation, "sections/evidence/", text="The first text")
    response = write(client, consultation, "sections/evidence/", text="The second text")
    page = words(response)
    assert response.status_code == 422
    assert "Pat Prosecutor saved this part of the review" in page
    assert "The first text" in page
    assert "The second text" in page
    assert write(client, consultation, "sections/evidence/", text="Both", version=1).status_code == 302


def test_what_is_issued_is_what_was_shown(client, consultation):
    written(client, consultation)
    shown = client.get(f"{address(consultation)}check/").context["form"]["digest"].value()
    write(client, consultation, "sections/evidence/", text="Something else", version=1)
    response = issue(client, consultation, digest=shown)
    assert response.status_code == 422
    assert "Pat Prosecutor saved part of this review" in words(response)
    assert stories.fresh(consultation).completed_at is None


def test_another_offence_is_added_by_its_code_and_one_is_left_out_for_a_reason(client, consultation):
    written(client, consultation)
    suspect = consultation.submission.suspects.first()
    offence = suspect.offences.get()
    decide(client, consultation, suspect, version=1, more="cj88116", **{f"offence_{offence.pk}": "not_charged"})
    lacks = tasks(client, consultation)[f"Decision on {suspect}"]
    assert lacks == [f"Choose why {suspect} is not charged with “Theft from a shop”."]
    changes = {f"offence_{offence.pk}": "not_charged", f"offence_{offence.pk}_reason": "EV-ELEMENT"}
    decide(client, consultation, suspect, version=2, more="cj88116", **changes)
    issue(client, consultation)
    decision = consultation.decisions.get(suspect=suspect)
    assert [charge.offence_code.code for charge in decision.charges.all()] == ["CJ88116"]
    assert [(row.answer, row.reason.code) for row in decision.offences.all()] == [("not_charged", "EV-ELEMENT")]


def test_what_goes_with_another_answer_to_an_offence_is_neither_judged_nor_saved(client, consultation):
    suspect = consultation.submission.suspects.first()
    name = f"offence_{suspect.offences.get().pk}"
    assert decide(client, consultation, suspect, **{f"{name}_code": "ZZ99999"}).status_code == 302
    assert ReviewSection.objects.get(suspect=suspect).answers["offences"][name.removeprefix("offence_")] == {
        "answer": "as_proposed",
        "code": "",
        "reason": "",
    }
    instead = {name: "another", f"{name}_code": "ZZ99999", "version": 1}
    assert decide(client, consultation, suspect, **instead).status_code == 422


def test_an_unknown_code_is_refused_by_name(client, consultation):
    suspect = consultation.submission.suspects.first()
    page = words(decide(client, consultation, suspect, more="XX99999"))
    assert "XX99999: no offence in force has this code" in page


def asked_for_more(**changes):
    typed = {
        "text": "Footage",
        "why": "It may show who left",
        "category": "footage",
        "needed_for": "decision",
        "due_on": "2099-01-01",
    }
    return {f"item-1-{name}": value for name, value in ({"version": 0} | typed | changes).items()}


def test_an_action_plan_is_issued_with_the_items_that_were_added(client, consultation):
    written(client, consultation)
    for suspect in consultation.submission.suspects.all():
        decide(
            client,
            consultation,
            suspect,
            version=1,
            result="action_plan",
            **{f"offence_{suspect.offences.get().pk}": ""},
        )
    assert tasks(client, consultation)["Action plan"] == [
        "Add what you need about Test Alder.",
        "Add what you need about Test Birch.",
    ]
    client.post(f"{address(consultation)}items/add/", asked_for_more())
    assert issue(client, consultation).status_code == 302
    plan = ActionPlan.objects.get(consultation=consultation)
    assert [item.text for item in plan.items.all()] == ["Footage"]


@pytest.mark.parametrize("part", ["items/", "check/"])
def test_an_item_is_shown_with_what_it_is_what_it_is_needed_for_and_its_date_before_it_is_issued(
    client, consultation, part
):
    client.post(f"{address(consultation)}items/add/", asked_for_more(needed_for="trial"))
    text = words(client.get(f"{address(consultation)}{part}"))
    assert "Footage · All suspects · Needed for trial · due 1 January 2099" in text


def test_an_item_is_changed_and_taken_out_by_its_own_version(client, consultation):
    client.post(f"{address(consultation)}items/add/", asked_for_more())
    client.post(f"{address(consultation)}items/1/", asked_for_more(text="Better footage", version=1))
    page = client.get(f"{address(consultation)}items/")
    assert "Better footage" in words(page)
    stale = client.post(f"{address(consultation)}items/1/take-out/", {"version": 1})
    assert stale.status_code == 409
    client.post(f"{address(consultation)}items/1/take-out/", {"version": 2})
    assert "Nothing is asked for yet." in words(client.get(f"{address(consultation)}items/"))


def test_a_review_taken_away_meanwhile_keeps_what_was_written(client, cast, consultation):
    Consultation.objects.filter(pk=consultation.pk).update(prosecutor=cast.second_prosecutor)
    response = write(client, consultation, "sections/evidence/", text="The footage is clear.")
    assert response.status_code == 422
    assert "The footage is clear." in words(response)
    assert "Take the review first: it is not allocated to you." in words(response)


def test_police_neither_read_nor_write_a_review_before_it_is_issued(client, cast, consultation):
    write(client, consultation, "sections/evidence/", text="Doubtful.")
    client.force_login(cast.builder)
    parts = ("sections/evidence/", "suspects/1/", "items/", "items/add/", "approvals/")
    assert {client.get(f"{address(consultation)}{part}").status_code for part in parts} == {404}
    assert client.get(f"{address(consultation)}check/").status_code == 403
    page = words(client.get(address(consultation)))
    assert "Doubtful" not in page
    assert "Your review" not in page
    assert list(ReviewSection.objects.visible_to(cast.builder)) == []


def test_the_coded_reasons_stand_under_the_decision_and_group_they_belong_to(client, consultation):
    page = words(client.get(f"{address(consultation)}suspects/1/", {"result": "nfa_evidential"}))
    assert '<optgroup label="No further action: evidential: who it was">' in page
    assert "Out-of-court disposal: adults" not in page
    page = words(client.get(f"{address(consultation)}suspects/1/", {"result": "out_of_court"}))
    assert '<optgroup label="Out-of-court disposal: adults">' in page


WHAT, CHARGED, REASON = "What do you decide?", "Charge as proposed", "Coded reason"
CHARGE, ENDING = {"result": "charge_full"}, {"result": "nfa_evidential"}


def test_what_is_decided_is_asked_first_and_then_only_what_goes_with_it(client, consultation):
    page = f"{address(consultation)}suspects/1/"
    said = {"": words(client.get(page)), **{each["result"]: words(client.get(page, each)) for each in (CHARGE, ENDING)}}
    has = {result: [each for each in (WHAT, CHARGED, REASON) if each in text] for result, text in said.items()}
    assert has == {"": [WHAT], "charge_full": [CHARGED], "nfa_evidential": [REASON]}
    assert "Select what you decide" in words(client.get(page, {"result": ""}))
    assert 'name="step" value="continue"' in said[""]
    assert "Select what you decide" in words(client.get(page, {"step": "continue"}))


def test_another_decision_keeps_the_reasons_until_it_is_saved(client, consultation):
    page = f"{address(consultation)}suspects/1/"
    decide(client, consultation, consultation.submission.suspects.get(number=1))
    assert "<strong>Charge under the Full Code Test</strong>" in words(client.get(page))
    assert WHAT in words(client.get(page, {"choose": 1}))
    changed = words(client.get(page, ENDING))
    assert ("An admission" in changed, CHARGED in changed) == (True, False)
    assert tasks(client, consultation)["Decision on Test Alder"] == []


def test_the_test_that_the_decisions_apply_is_not_asked_for_again(client, consultation):
    page = f"{address(consultation)}sections/test/"
    assert "Which test do you apply?" in words(client.get(page))

    decide(client, consultation, consultation.submission.suspects.get(number=1))
    said = words(client.get(page))
    assert ("Which test do you apply?" in said, "Your decisions apply the Full Code Test." in said) == (False, True)
    assert write(client, consultation, "sections/test/", text="Nothing to add").status_code == 302
    assert "Test applied</a>: Full Code Test" in words(client.get(address(consultation)))


def test_a_test_that_the_decisions_contradict_can_still_be_changed(client, consultation):
    write(client, consultation, "sections/test/", test="threshold")
    decide(client, consultation, consultation.submission.suspects.get(number=1))
    lacks = tasks(client, consultation)["Test applied"]
    assert len(lacks) == 1
    assert "Which test do you apply?" in words(client.get(f"{address(consultation)}sections/test/"))


def test_what_goes_with_one_answer_to_an_offence_is_shown_with_that_answer(client, consultation):
    suspect = consultation.submission.suspects.get(number=1)
    offence = suspect.offences.get()
    page = f"{address(consultation)}suspects/1/"
    shown = f"id_suspect-{suspect.pk}-offence_{offence.pk}"

    def hidden():
        said = words(client.get(page, CHARGE))
        assert f'data-aria-controls="{shown}_code-shown"' in said
        assert f'data-aria-controls="{shown}_reason-shown"' in said
        start = [said.index(f'id="{shown}_{each}-shown"') - 150 for each in ("code", "reason")]
        return ["govuk-radios__conditional--hidden" in said[at : at + 150] for at in start]

    assert hidden() == [True, True]
    decide(client, consultation, suspect, **{f"offence_{offence.pk}": "not_charged"})
    assert hidden() == [True, False]


def test_what_was_typed_without_a_decision_comes_back_whole(client, consultation):
    suspect = consultation.submission.suspects.get(number=1)
    page = words(decide(client, consultation, suspect, result="", more="XX99999"))
    assert all(each in page for each in ("XX99999", "An admission", CHARGED, REASON))


def test_a_letter_that_needs_a_public_interest_reason_says_so(client, consultation):
    suspect = consultation.submission.suspects.first()
    offence = {f"offence_{suspect.offences.get().pk}": ""}
    decide(client, consultation, suspect, result="out_of_court", reason="OC-COND", code="D", **offence)
    lacks = tasks(client, consultation)[f"Decision on {suspect}"]
    assert lacks == ["Code D needs a public-interest reason. Choose one for Test Alder."]


@pytest.mark.parametrize(
    ("reason", "code", "refused"),
    [
        ("OC-COND", "C", "Code C does not go with the reason “Conditional caution”, which is reported under D or D2."),
        ("OC-YOUTH-CAUTION", "", "“Youth caution” is only for somebody under 18, and Test Alder is not."),
    ],
)
def test_a_disposal_with_the_letter_of_another_or_for_another_age_is_refused_on_the_page_and_nothing_is_saved(
    client, consultation, reason, code, refused
):
    suspect = consultation.submission.suspects.get(number=1)
    suspect.date_of_birth = "1990-01-01"
    suspect.save(update_fields=["date_of_birth"])
    offence = {f"offence_{suspect.offences.get().pk}": ""}

    response = decide(client, consultation, suspect, result="out_of_court", reason=reason, code=code, **offence)

    assert response.status_code == 422
    assert refused in words(response)
    assert "An admission" in words(response)
    assert not ReviewSection.objects.filter(suspect=suspect).exists()


def test_a_draft_that_was_saved_with_the_letter_of_another_disposal_is_said_to_be_wrong_and_not_issued(
    client, consultation
):
    written(client, consultation)
    row = ReviewSection.objects.filter(suspect__number=1).get()
    row.answers |= {"result": "out_of_court", "reason": "OC-COND", "code": "C", "offences": {}}
    row.save()
    lacks = tasks(client, consultation)[f"Decision on {row.suspect}"]
    assert ["Code C does not go with" in each for each in lacks] == [True]
    assert issue(client, consultation).status_code == 422
    assert stories.fresh(consultation).completed_at is None


def test_the_second_review_shows_the_first_with_its_plan_and_answers(client, cast):
    consultation = stories.answered_case(cast)
    client.force_login(cast.prosecutor)
    page = words(client.get(address(consultation)))
    assert page.index("Answers to action plan 1") < page.index("What happened") < page.index("Earlier reviews")
    answers = page[page.index("Answers to action plan 1") : page.index("What happened")]
    assert "Footage from the shop door" in answers
    assert "Answer: Provided</strong>. Attached." in answers
    assert page.count("Footage from the shop door") == 1


def asked_for_early_advice(submissions):
    """Make what was sent ask for early advice, past the trigger that keeps it from changing."""
    with pgtrigger.ignore("charging.Submission:what_was_sent_never_changes"):
        submissions.update(purpose="early_advice")


def test_early_advice_is_offered_where_it_was_asked_for_and_then_no_charge(client, cast, consultation):
    page = f"{address(consultation)}suspects/1/"
    assert "advice" not in dict(client.get(page).context["form"]["result"].field.choices)
    asked_for_early_advice(Submission.objects.all())
    offered = client.get(page).context["form"]["result"].field.choices
    assert list(dict(offered)) == ["nfa_evidential", "nfa_public_interest", "action_plan", "advice"]
    refused = words(decide(client, consultation, consultation.submission.suspects.get(number=1)))
    assert "so it can be neither charged nor diverted yet." in refused


def test_early_advice_about_somebody_in_custody_asks_nothing_of_the_threshold_test(client, cast):
    consultation = stories.accepted_case(cast, custody_basis="custody", stream=Stream.RED)
    client.force_login(cast.prosecutor)

    def asks():
        form = client.get(f"{address(consultation)}suspects/1/").context["form"]
        return any(name.startswith("condition_") for name in form.fields)

    assert asks()
    asked_for_early_advice(Submission.objects.all())
    assert not asks()


@pytest.mark.parametrize("part", ["", "sections/evidence/", "suspects/1/", "items/add/"])
def test_the_case_beside_a_review_can_be_folded_and_stands_open_without_script(client, consultation, part):
    page = words(client.get(f"{address(consultation)}{part}"))
    folded = page[page.index('<details class="tandem-beside" open data-fold-when-narrow>') :]
    assert "The case</summary>" in folded
    assert "What happened" in folded


def test_the_pages_of_a_review_ask_a_fixed_number_of_questions(client, consultation, django_assert_max_num_queries):
    written(client, consultation)
    for part in ("", "check/", "sections/evidence/", "suspects/1/", "items/", "items/add/", "approvals/"):
        with django_assert_max_num_queries(15):
            assert client.get(f"{address(consultation)}{part}").status_code == 200


def test_bail_that_ran_out_does_not_hide_when_the_decision_is_due(client, cast, consultation):
    suspect, now = consultation.case_file.suspects.get(number=1), timezone.now()
    bail.grant_bail(suspect=suspect, granted_at=now - timedelta(days=900), by=cast.builder, at=now)
    page = words(client.get(address(consultation)))
    assert "police to put right" in page
    assert "Charging decision" in page


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
