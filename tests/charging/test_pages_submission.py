"""The pages from the builder to triage: what stops, what warns, what is kept."""

from dataclasses import replace

import pgtrigger
import pytest

from casework.models import sees_sensitive
from casework.operations import material
from charging.forms.triage import RejectForm
from charging.lifecycle import Purpose
from charging.models import Submission, Triage
from charging.operations import submission
from charging.operations.explanations import Said
from charging.rules.explanations import field_name
from charging.rules.receipt_paper import grouped
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, IN_A_MONTH, MONDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM

pytestmark = pytest.mark.django_db


def address(case_file, tail=""):
    return f"/case-files/{case_file.slug}/{tail}"


def words(response):
    return " ".join(response.content.decode().split())


def test_a_hard_stop_disables_the_button_and_links_to_what_mends_it(client, cast):
    client.force_login(cast.builder)
    case_file = stories.opened_case(cast)
    page = words(client.get(address(case_file, "send-to-supervisor/")))
    assert "You cannot send this file yet" in page
    assert f'href="{address(case_file, "suspects/add/")}">At least one suspect is missing.</a>' in page
    assert "disabled" in page


def test_a_gap_warns_with_the_reason_that_triage_would_give(client, cast):
    client.force_login(cast.builder)
    page = words(client.get(address(stories.ready_case(cast), "send-to-supervisor/")))
    assert "Triage is likely to reject this file" in page
    assert "TR08, “No summary of the interview”" in page
    assert "disabled" not in page


def test_the_builder_sends_the_file_to_a_supervisor(client, cast):
    client.force_login(cast.builder)
    case_file = stories.ready_case(cast)
    reasons = {field_name(key): said.text for key, said in stories.reasons_to_go(case_file).items()}
    sent = {"purpose": "charging", "stream": "green", "note": "No interview yet."}
    response = client.post(address(case_file, "send-to-supervisor/"), sent | reasons)
    assert response.url == address(case_file)
    assert Submission.objects.get(case_file=case_file).note_to_supervisor == "No interview yet."


def test_a_refused_stream_stands_beside_its_field_and_the_note_survives(client, cast):
    client.force_login(cast.builder)
    case_file = stories.ready_case(cast)
    sent = {"purpose": "charging", "stream": "red", "note": "A long note"}
    response = client.post(address(case_file, "send-to-supervisor/"), sent)
    assert response.status_code == 422
    assert "Red is only for a suspect in police custody." in words(response)
    assert "A long note" in words(response)
    assert not case_file.submissions.exists()


def test_the_supervisor_submits_and_lands_on_the_receipt(client, cast):
    client.force_login(cast.supervisor)
    gate = stories.prepared_case(cast)
    page = address(gate.case_file, f"submissions/{gate.pk}/sign-off/")
    assert "Ready for you." in words(client.get(page))
    response = client.post(page, {"comments": "Checked.", "sign_off": "1"})
    assert response.url == address(gate.case_file, f"submissions/{gate.pk}/")
    receipt = stories.fresh(gate).receipt
    assert grouped(receipt) in words(client.get(response.url))


def test_the_supervisor_sends_the_file_back(client, cast):
    client.force_login(cast.supervisor)
    gate = stories.prepared_case(cast)
    page = address(gate.case_file, f"submissions/{gate.pk}/sign-off/")
    client.post(page, {"comments": "The statement is not signed.", "send_back": "1"})
    assert stories.fresh(gate).state == "returned"


def test_without_a_button_the_file_goes_nowhere(client, cast):
    client.force_login(cast.supervisor)
    gate = stories.prepared_case(cast)
    response = client.post(address(gate.case_file, f"submissions/{gate.pk}/sign-off/"), {"comments": "Checked."})
    assert response.status_code == 422
    assert stories.fresh(gate).state == "with_supervisor"


def test_comments_are_needed_either_way(client, cast):
    client.force_login(cast.supervisor)
    gate = stories.prepared_case(cast)
    page = address(gate.case_file, f"submissions/{gate.pk}/sign-off/")
    response = client.post(page, {"comments": " ", "sign_off": "1"})
    assert response.status_code == 422
    assert stories.fresh(gate).state == "with_supervisor"


def test_a_file_that_left_the_gate_keeps_the_comments_of_whoever_came_second(client, cast):
    client.force_login(cast.supervisor)
    gate = stories.submitted_case(cast)
    page = address(gate.case_file, f"submissions/{gate.pk}/sign-off/")
    response = client.post(page, {"comments": "My long comments", "sign_off": "1"})
    assert response.status_code == 422
    assert "My long comments" in words(response)
    assert "has left the supervisor already" in words(response)


def test_the_builder_cannot_sign_off_and_is_told_why(client, cast):
    client.force_login(cast.builder)
    gate = stories.prepared_case(cast)
    response = client.get(address(gate.case_file, f"submissions/{gate.pk}/sign-off/"))
    assert response.status_code == 403
    assert "You prepared this file, so someone else must sign it off." in words(response)


def test_the_cps_knows_of_no_submission_before_it_was_sent(client, cast):
    case_file = stories.submitted_case(cast).case_file
    with pgtrigger.ignore("charging.Submission:what_was_sent_never_changes"):
        Submission.objects.update(state="returned")
    client.force_login(cast.prosecutor)
    gate = case_file.submissions.get()
    assert client.get(address(case_file, f"submissions/{gate.pk}/")).status_code == 404


def test_both_agencies_read_the_same_receipt_with_the_reasons_of_the_rejection(client, cast):
    sent = stories.rejected_case(cast)
    seen = []
    for person in (cast.builder, cast.assistant):
        client.force_login(person)
        seen.append(words(client.get(address(sent.case_file, f"submissions/{sent.pk}/"))))
    for page in seen:
        assert "TR06: Witness statements (MG11) missing" in page
        assert "Respond by 16 March 2026." in page
        assert grouped(sent.receipt) in page


def test_triage_shows_what_is_missing_and_accepting_presets_the_review(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/")
    assert "No summary of the interview" in words(client.get(page))
    form = client.get(f"{page}accept/").context["form"]
    assert form["review_type"].initial == "28d"
    response = client.post(f"{page}accept/", {"review_type": "28d", "casework_type": "crown"})
    assert response.url == address(sent.case_file)
    assert stories.fresh(sent).triage.result == "accept"


def test_rejection_suggests_what_the_checklist_misses_and_ticks_nothing_that_police_explained(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    form = client.get(page).context["form"]
    assert form["reason_TR08"].initial is False
    assert form["reason_TR08"].help_text.endswith("missing from the file, and police explained why.")
    assert form["detail_TR08"].initial == (
        "Interview: summary or record (MG15): Test Alder; Interview: summary or record (MG15): Test Birch"
    )
    assert form["reason_TR01"].initial is False
    assert "reason_PR01" not in form.fields

    silent = [replace(row, said="") for row in form.sent.values()]
    form = RejectForm(reasons=form.offered, details=form.suggested, today=form.today, sent=silent)
    assert form["reason_TR08"].initial is True


def test_whoever_rejects_is_told_of_all_that_is_wrong_at_once_and_of_nothing_that_is_right(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    typed = {"reason_TR01": "on", "detail_TR01": "long " * 60, "reason_TR06": "on", "respond_by": "2020-01-01"}
    response = client.post(address(sent.case_file, f"submissions/{sent.pk}/triage/reject/"), typed)
    errors = response.context["form"].errors
    assert set(errors) == {"detail_TR01", "detail_TR06", "respond_by"}
    assert [len(said) for said in errors.values()] == [1, 1, 1]
    assert "250" in errors["detail_TR01"][0]


def test_rejection_asks_for_a_reason_and_a_later_day_and_keeps_the_detail(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    response = client.post(page, {"detail_TR01": "The media will not play", "respond_by": "2020-01-01"})
    assert response.status_code == 422
    assert "Choose at least one reason" in words(response)
    assert "Tick TR01, or clear what you wrote for it" in words(response)
    assert "The media will not play" in words(response)
    response = client.post(page, {"reason_TR01": "on", "detail_TR01": "It will not play", "respond_by": "2020-01-01"})
    assert "Give a date after today" in words(response)


def test_each_ticked_reason_says_what_exactly_is_missing(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    response = client.post(page, {"reason_TR06": "on", "detail_TR06": " ", "respond_by": IN_A_MONTH})
    assert response.context["form"].errors == {"detail_TR06": ["Say what exactly is missing for TR06."]}
    assert not Triage.objects.exists()


def test_a_suggestion_that_was_unticked_need_not_be_cleared(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    suggested = client.get(page).context["form"]["detail_TR08"].initial
    typed = {"reason_TR06": "on", "detail_TR06": "The manager", "detail_TR08": suggested, "respond_by": IN_A_MONTH}
    assert client.post(page, typed).status_code == 302
    assert list(stories.fresh(sent).triage.reasons.values_list("reason__code", flat=True)) == ["TR06"]


@pytest.mark.parametrize("story", [stories.prepared_case, stories.submitted_case])
def test_a_file_that_is_elsewhere_says_why_it_cannot_be_sent_and_has_no_form(client, cast, story):
    case_file = story(cast).case_file
    client.force_login(cast.builder)
    response = client.get(address(case_file, "send-to-supervisor/"))
    assert response.status_code == 200
    assert "This cannot be done now" in words(response)
    assert "Test Alder: cannot send to a supervisor now. The status is" in words(response)
    assert 'name="stream"' not in words(response)


def test_what_is_missing_is_said_in_sentences(client, cast):
    client.force_login(cast.builder)
    refused = words(client.post(address(stories.ready_case(cast), "send-to-supervisor/"), {"note": ""}))
    assert "Select what you need from the CPS" in refused
    assert "Select how urgent it is" in refused


def test_rejection_gives_the_file_back_with_its_reasons(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    chosen = {"reason_TR01": "on", "detail_TR01": "The media will not play", "respond_by": IN_A_MONTH}
    assert client.post(page, chosen).status_code == 302
    reasons = stories.fresh(sent).triage.reasons.all()
    assert [(row.reason.code, row.detail) for row in reasons] == [("TR01", "The media will not play")]


def test_whoever_triages_second_is_told_who_was_first_and_keeps_what_they_wrote_without_a_form(client, cast):
    client.force_login(cast.assistant)
    sent = stories.rejected_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    chosen = {"reason_TR01": "on", "detail_TR01": "The media will not play", "respond_by": IN_A_MONTH}
    for typed in (chosen, chosen | {"respond_by": ""}, chosen | {"seen": "0"}):
        response = client.post(page, typed)
        assert response.status_code == 422
        assert "Ash Assistant has triaged this file already: rejected, 4 March 2026, 9:00am." in words(response)
        assert dict(response.context["typed"])["TR01: Material did not arrive properly"] == "Yes"
        assert "The media will not play" in words(response)
        assert "Nothing has been decided yet" not in words(response)
        assert "<textarea" not in response.content.decode()
        assert "TR02" not in words(response)

    accept = address(sent.case_file, f"submissions/{sent.pk}/triage/accept/")
    response = client.post(accept, {"review_type": "28d", "casework_type": "crown"})
    assert dict(response.context["typed"])["Type of casework"] == "Crown Court"
    assert 'type="radio"' not in response.content.decode()


def test_whoever_triages_what_was_passed_on_meanwhile_keeps_what_they_wrote(client, cast):
    sent = stories.passed_on_case(cast)
    client.force_login(cast.assistant)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")

    response = client.post(page, {"reason_TR01": "on", "detail_TR01": "The media will not play"})

    assert "Ash Assistant has passed this file on to second triage, 4 March 2026, 9:00am." in words(response)
    assert "The media will not play" in words(response)
    assert client.get(page).status_code == 403


def test_ticked_reasons_and_rows_survive_an_error_and_what_others_did(client, cast):
    client.force_login(cast.assistant)
    sent = stories.submitted_case(cast)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/reject/")
    chosen = {"reason_TR08": "on", "detail_TR08": "None at all", "rows_TR08": ["interview|suspect-2"], "seen": "0"}
    chosen["rows_TR08"] = [client.get(page).context["form"].fields["rows_TR08"].choices[1][0]]
    stories.add_suspect(sent.case_file, by=cast.builder, family_name="Cedar")
    for typed in (chosen, chosen | {"respond_by": IN_A_MONTH}):
        response = client.post(page, typed)
        form = response.context["form"]
        assert response.status_code == 422
        assert [form["reason_TR08"].value(), form["reason_TR02"].value()] == [True, False]
        assert (form["rows_TR08"].value(), form["detail_TR08"].value()) == (chosen["rows_TR08"], "None at all")


def test_what_police_said_of_a_missing_row_stands_beside_the_reason_that_it_would_earn(client, cast):
    case_file = stories.ready_case(cast)
    why = {key: Said(text=f"We asked on Monday for {key[0]} {key[1]}.") for key in stories.reasons_to_go(case_file)}
    prepared = submission.Preparation(purpose="charging", stream=stories.Stream.GREEN, explanations=why)
    submission.send_to_supervisor(case_file=case_file, preparation=prepared, by=cast.builder, at=TUESDAY_9AM)
    sent = case_file.submissions.get()
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    client.force_login(cast.assistant)

    response = client.get(address(case_file, f"submissions/{sent.pk}/triage/reject/"))

    said = {asked.reason.name: [row.said for row in asked.said] for asked in response.context["form"].rows()}
    assert said["reason_TR03"] == ["We asked on Monday for mg3 case.", "We asked on Monday for mg6 case."]
    assert said["reason_TR06"] == []
    assert "We asked on Monday for mg3 case." in words(response)


def test_whoever_sends_a_file_second_is_told_who_sent_it_and_sees_no_draft(client, cast):
    client.force_login(cast.builder)
    sent = stories.prepared_case(cast)
    page = address(sent.case_file, "send-to-supervisor/")

    response = client.post(page, {"purpose": "charging", "stream": "green", "note": "Look at the second statement"})

    assert response.status_code == 422
    assert f"{cast.builder} sent this file to a supervisor, " in words(response)
    assert "Look at the second statement" in words(response)
    assert "<textarea" not in response.content.decode()
    assert "Triage is likely to reject this file" not in words(response)


def test_triage_shows_what_was_sent_whatever_was_added_to_the_case_since(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    page = address(sent.case_file, f"submissions/{sent.pk}/triage/")
    before = client.get(page)

    stories.add_suspect(sent.case_file, by=cast.builder, family_name="Cedar")  # which opens the file to changes again
    details = material.MaterialDetails(
        kind="bwv", title="Footage of the arrest", link="https://evidence.example.test/2"
    )
    material.attach(case_file=sent.case_file, details=details, upload=None, by=cast.builder, at=WEDNESDAY_9AM)
    after = client.get(page)

    assert "Footage of the arrest" not in after.content.decode()
    for part in ("stops", "warnings", "met", "not_needed"):
        assert getattr(after.context["checklist"], part) == getattr(before.context["checklist"], part)
    assert [row.title for row in after.context["sent_material"]] == ["Statement of the shop manager"]


def test_triage_shows_sensitive_material_that_was_sent_only_to_who_may_know_of_it(client, cast):
    case_file = stories.ready_case(cast)
    details = material.MaterialDetails(
        kind="other", title="Log of the informant", link="https://evidence.example.test/3", sensitive=True
    )
    material.attach(case_file=case_file, details=details, upload=None, by=cast.disclosure_officer, at=MONDAY_9AM)
    at_the_gate = stories.send_to_supervisor(cast, case_file)
    submission.sign_off(submission=at_the_gate, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    shown = {}
    for name in ("assistant", "legal_manager"):
        client.force_login(getattr(cast, name))
        page = client.get(address(case_file, f"submissions/{at_the_gate.pk}/triage/"))
        shown[name] = [row.title for row in page.context["sent_material"]] if page.status_code == 200 else None
    sees = {name: sees_sensitive(stories.fresh(getattr(cast, name)), case_file) for name in shown}
    assert {name: "Log of the informant" in (titles or []) for name, titles in shown.items()} == sees


def test_overview_and_triage_count_the_same_while_the_cps_has_the_file(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    triaged = client.get(address(sent.case_file, f"submissions/{sent.pk}/triage/")).context["checklist"]
    for reader in (cast.assistant, cast.builder):
        client.force_login(reader)
        glance = client.get(address(sent.case_file)).context["page"].glance.checklist
        assert (len(glance.met), glance.needed_count) == (len(triaged.met), triaged.needed_count)
    assert "mg3a" not in {row.code for row in triaged.missing}


def test_overview_task_list_and_check_count_the_same_while_police_have_the_file(client, cast):
    rejected = stories.rejected_case(cast)
    client.force_login(cast.builder)
    checked = client.get(address(rejected.case_file, "check/")).context["checklist"]
    glance = client.get(address(rejected.case_file)).context["page"].glance.checklist
    tasks = client.get(address(rejected.case_file, "build/")).context["page"]
    assert (len(glance.met), glance.needed_count) == (len(checked.met), checked.needed_count)
    assert (tasks.done, tasks.needed) == (len(checked.met), checked.needed_count)
    assert "mg3a" in {row.code for row in checked.not_needed}


def further_report(client, case_file):
    """Whether the check calls for a further report, and why."""
    checklist = client.get(address(case_file, "check/")).context["checklist"]
    row = next(row for row in (*checklist.missing, *checklist.not_needed) if row.code == "mg3a")
    return row in checklist.missing, row.because


def test_a_further_report_is_called_for_once_the_cps_has_reviewed_the_file_and_not_for_a_rejection(client, cast):
    client.force_login(cast.builder)
    rejected = stories.rejected_case(cast).case_file
    assert further_report(client, rejected) == (False, "Not needed because the CPS has not reviewed this file before.")

    plan = stories.action_plan_case(cast, urn=stories.a_urn(2)).case_file
    assert further_report(client, plan) == (True, "Needed because the CPS has reviewed this file before.")


def test_a_file_that_was_reviewed_and_then_rejected_still_calls_for_a_further_report(client, cast):
    consultation = stories.accepted_case(cast, purpose=Purpose.EARLY_ADVICE)
    stories.complete_review(
        consultation, [stories.Outcome(result=stories.Result.ADVICE, rationale="Ask the neighbour.")]
    )
    sent = stories.send_to_supervisor(cast, consultation.case_file, at=FRIDAY_9AM)
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=FRIDAY_9AM)
    client.force_login(cast.assistant)
    triage = client.get(address(sent.case_file, f"submissions/{sent.pk}/triage/")).context["checklist"]
    assert "mg3a" in {row.code for row in triage.missing}
    CHARGING_ACTS["reject"].run(cast, sent, at=FRIDAY_2PM)
    client.force_login(cast.builder)
    assert further_report(client, sent.case_file)[0]


def test_whoever_triages_stands_in_the_history_of_the_type_of_casework(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    client.post(
        address(sent.case_file, f"submissions/{sent.pk}/triage/accept/"),
        {"review_type": "28d", "casework_type": "crown"},
    )
    page = words(client.get(address(sent.case_file, "history/")))
    assert "Crown Court" in page
    assert "Changed outside the service" not in page
