"""The CPS's first look: accepted to a review, or rejected with coded reasons."""

from datetime import date, timedelta

import pytest

from casework.models import CaseEvent, OffenceCode, Suspect
from casework.operations import people
from casework.rules.contents import where_of
from charging.lifecycle import ReviewType
from charging.models import Consultation, RejectionReason, Triage, TriageReason
from charging.operations import streams, triage
from charging.queries.submission.rejecting import casework_known
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import IN_A_MONTH, MONDAY, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
RESPOND_BY = date(2026, 3, 16)


def accept(cast, sent, *, casework_type="magistrates", by=None):
    return triage.accept(
        submission=sent,
        review_type=ReviewType.DAYS_28,
        casework_type=casework_type,
        by=by or cast.assistant,
        at=WEDNESDAY_9AM,
    )


def reject(cast, sent, reasons, *, respond_by=RESPOND_BY):
    return triage.reject(submission=sent, reasons=reasons, respond_by=respond_by, by=cast.assistant, at=WEDNESDAY_9AM)


def test_accepting_opens_a_review_that_nobody_has_yet(cast):
    sent = stories.submitted_case(cast)

    entry = accept(cast, sent)

    consultation = Consultation.objects.get()
    assert (consultation.submission, consultation.number, consultation.prosecutor) == (sent, 1, None)
    assert consultation.opened_at == WEDNESDAY_9AM
    assert set(sent.suspects.values_list("status", flat=True)) == {"with_prosecutor"}
    assert entry.details == {"submission_id": sent.pk, "result": "accept", "reason_codes": [], "respond_by": None}
    assert entry.holder == ""


@pytest.mark.parametrize("casework_type", ["magistrates", "crown", "rasso", "complex"])
def test_the_type_of_casework_decides_the_unit_of_the_cps(cast, casework_type):
    sent = stories.submitted_case(cast)

    entry = accept(cast, sent, casework_type=casework_type)

    case_file = stories.fresh(sent.case_file)
    assert case_file.cps_unit.kind == casework_type
    assert case_file.cps_unit.organisation == cast.organisations.area
    assert (entry.casework_type, entry.cps_unit) == (casework_type, case_file.cps_unit.code)


def test_rejecting_gives_the_file_back_with_each_reason_and_its_detail(cast):
    sent = stories.submitted_case(cast)

    entry = reject(cast, sent, {"TR09": "Both exhibits", "TR06": " The shop assistant "})

    rows = TriageReason.objects.filter(triage__submission=sent).values_list("reason__code", "detail")
    assert set(rows) == {("TR06", "The shop assistant"), ("TR09", "Both exhibits")}
    assert (entry.holder, entry.details["reason_codes"]) == ("police", ["TR06", "TR09"])
    assert entry.details["respond_by"] == "2026-03-16"
    assert set(sent.suspects.values_list("status", flat=True)) == {"rejected"}
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("reasons", "respond_by", "code"),
    [
        ({}, RESPOND_BY, "no_reason"),
        ({"TR06": "The manager"}, date(2026, 3, 4), "respond_by"),
        ({"TR06": " "}, RESPOND_BY, "no_detail"),
        ({"TR06": "The manager"}, None, "respond_by"),
        ({"PR01": "Since 9am"}, RESPOND_BY, "red_reason_only"),
        ({"XX99": ""}, RESPOND_BY, "unknown_reason"),
        ({"TR06": "", "XX99": ""}, RESPOND_BY, "unknown_reason"),
    ],
)
def test_a_rejection_that_says_too_little_is_refused(cast, reasons, respond_by, code):
    sent = stories.submitted_case(cast)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        reject(cast, sent, reasons, respond_by=respond_by)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_a_reason_that_has_ended_cannot_be_given_any_more(cast):
    sent = stories.submitted_case(cast)
    RejectionReason.objects.filter(code="TR06").update(valid_to=MONDAY)

    with nothing_changes(), pytest.raises(Refused, match="TR06 is not a reason"):
        reject(cast, sent, {"TR06": ""})


def test_a_red_file_comes_back_for_a_custody_reason_and_for_no_other(cast):
    sent = stories.submitted_case(cast, custody_basis="custody", stream=stories.Stream.RED)
    for reasons in ({"TR06": "The manager"}, {"PR01": "Since 9am", "TR06": "The manager"}):
        with nothing_changes(), pytest.raises(Refused, match="only for a custody reason, not for TR06"):
            reject(cast, sent, reasons)

    assert reject(cast, sent, {"PR01": "Since 9am"}).details["reason_codes"] == ["PR01"]


def half_held_case(cast):
    """Send a file with the first suspect in custody and the second on bail."""
    case_file = stories.ready_case(cast)
    first = case_file.suspects.get(number=1)
    changes = {"custody_basis": "custody"}
    people.change_suspect(suspect=first, changes=changes, expected_version=1, by=cast.builder, at=TUESDAY_9AM)
    sent = stories.send_to_supervisor(cast, case_file)
    CHARGING_ACTS["sign_off"].run(cast, sent, at=TUESDAY_2PM)
    return stories.fresh(sent), where_of(first), where_of(case_file.suspects.get(number=2))


def test_where_only_some_are_red_a_custody_reason_is_needed_and_the_others_are_not_about_them(cast):
    sent, held, free = half_held_case(cast)
    row = next(row["code"] for row in sent.manifest["standard"] if row["about"] == held)
    said = {"submission": sent, "respond_by": RESPOND_BY, "by": cast.assistant, "at": WEDNESDAY_9AM}
    with nothing_changes(), pytest.raises(Refused, match="give a custody reason too"):
        triage.reject(reasons={"TR08": "No summary"}, rows={"TR08": [(row, free)]}, **said)
    both = {"PR01": "Since 9am", "TR08": "No summary"}
    with nothing_changes(), pytest.raises(Refused, match="TR08 is about Test Alder, who is in the red stream"):
        triage.reject(reasons=both, rows={"TR08": [(row, held), (row, free)]}, **said)

    triage.reject(reasons=both, rows={"TR08": [(row, free)]}, **said)

    about = dict(TriageReason.objects.values_list("reason__code", "about"))
    assert about == {"PR01": "", "TR08": free}


@pytest.mark.parametrize(("held", "first", "others"), [("all", "PR01", 1), ("some", "PR01", 14), ("none", "TR01", 12)])
def test_the_form_offers_the_reasons_that_fit_the_streams_of_now(client, cast, held, first, others):
    basis = {"custody_basis": "custody", "stream": stories.Stream.RED} if held == "all" else {}
    sent = half_held_case(cast)[0] if held == "some" else stories.submitted_case(cast, **basis)
    client.force_login(cast.assistant)

    page = client.get(f"/case-files/{sent.case_file.slug}/submissions/{sent.pk}/triage/reject/")

    codes = [reason.code for reason in page.context["form"].offered]
    assert (codes[0], len(codes) - 1) == (first, others)
    assert ("accept it as not to standard" in page.content.decode()) is (held == "all")


def test_a_suspect_who_left_custody_comes_back_for_what_is_missing(cast):
    sent = stories.submitted_case(cast, names=stories.NAMES[:1], custody_basis="custody", stream=stories.Stream.RED)
    suspect = sent.case_file.suspects.get()
    Suspect.objects.filter(pk=suspect.pk).update(custody_basis="bail")
    change = {"stream": stories.Stream.GREEN, "reason": "released"}
    streams.change_stream(suspect=suspect, **change, by=cast.assistant, at=TUESDAY_2PM)

    with nothing_changes(), pytest.raises(Refused, match="only for red files"):
        reject(cast, sent, {"PR01": "Since 9am"})
    assert reject(cast, sent, {"TR06": "The manager"}).details["reason_codes"] == ["TR06"]


def test_casework_is_chosen_already_only_where_triage_said_so_or_the_offences_settle_it(cast):
    sent = stories.submitted_case(cast)
    assert casework_known(sent) == ""

    OffenceCode.objects.filter(code=stories.THEFT).update(mode_of_trial="summary")
    assert casework_known(sent) == "magistrates"

    accept(cast, sent, casework_type="crown")
    assert casework_known(stories.fresh(sent)) == "crown"


@pytest.mark.parametrize("first", ["accept", "reject"])
@pytest.mark.parametrize("second", ["accept", "reject"])
def test_whoever_comes_second_is_told_who_was_first_and_what_they_said(cast, first, second):
    sent = stories.submitted_case(cast)
    CHARGING_ACTS[first].run(cast, sent)

    with nothing_changes(), pytest.raises(Conflict) as refusal:
        CHARGING_ACTS[second].run(cast, sent, by=cast.legal_manager)

    said = {"accept": "accepted", "reject": "rejected"}[first]
    assert str(refusal.value) == f"Ash Assistant has triaged this file already: {said}, 6 March 2026, 2:00pm."


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_a_file_at_the_supervisors_gate_cannot_be_triaged(cast, act):
    sent = stories.prepared_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match="has not been submitted"):
        CHARGING_ACTS[act].run(cast, sent)


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_answers_to_an_action_plan_go_to_the_prosecutor_and_are_not_triaged(cast, act):
    reply = stories.answered_case(cast).submission

    with nothing_changes(), pytest.raises(Refused, match="The status is"):
        CHARGING_ACTS[act].run(cast, reply)


def test_the_prosecutor_who_reviewed_the_case_before_has_it_again(cast):
    consultation = stories.answered_case(cast)

    assert (consultation.number, consultation.prosecutor) == (2, cast.prosecutor)


def test_triage_of_another_area_is_nobodys_business(cast):
    sent = stories.submitted_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        accept(cast, sent, by=cast.outside_prosecutor)


def test_triage_is_recorded_once_a_submission(cast):
    first = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    CHARGING_ACTS["sign_off"].run(cast, again, at=THURSDAY_9AM)
    CHARGING_ACTS["accept"].run(cast, again, at=THURSDAY_9AM + timedelta(hours=1))

    results = Triage.objects.order_by("at").values_list("submission_id", "result")
    assert list(results) == [(first.pk, "reject"), (again.pk, "accept")]
    assert CaseEvent.objects.filter(type="charging.triage_completed").count() == 2


def linked(sent):
    """The rows that each reason of a rejection is about, by code."""
    found = {}
    for code, row, about in TriageReason.objects.filter(triage__submission=sent).values_list(
        "reason__code", "row", "about"
    ):
        found.setdefault(code, []).append((row, about))
    return found


def test_a_reason_is_about_the_missing_row_that_earns_it_unless_something_else_is_said(cast):
    sent = stories.submitted_case(cast)
    first, second = (f"suspect-{suspect.pk}" for suspect in sent.suspects.order_by("number"))
    reasons = {"TR08": "Both", "TR06": "The manager", "TR09": "Birch", "TR01": "The disc"}
    triage.reject(
        submission=sent, reasons=reasons, respond_by=RESPOND_BY, rows={"TR09": [("suspect_precons", second)]},
        by=cast.assistant, at=WEDNESDAY_9AM,
    )  # fmt: skip

    assert linked(sent) == {
        "TR01": [("", "")],
        "TR06": [("statements", "case")],
        "TR08": [("interview", first), ("interview", second)],
        "TR09": [("suspect_precons", second)],
    }


def test_a_reason_can_be_about_no_row_at_all(cast):
    sent = stories.submitted_case(cast)
    rows = {"TR08": []}
    triage.reject(
        submission=sent, reasons={"TR08": "x"}, respond_by=RESPOND_BY, rows=rows, by=cast.assistant, at=WEDNESDAY_9AM
    )
    assert linked(sent) == {"TR08": [("", "")]}


def good_row(sent):
    return f"suspect-{sent.suspects.first().pk}"


@pytest.mark.parametrize("row", [("interview", "case"), ("no_such_row", "case"), ("interview", "suspect-0")])
def test_a_reason_about_a_row_of_another_file_is_refused(cast, row):
    sent = stories.submitted_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="TR08 is about a row that this file was not judged by"):
        triage.reject(
            submission=sent, reasons={"TR08": "x"}, respond_by=RESPOND_BY, by=cast.assistant, at=WEDNESDAY_9AM,
            rows={"TR08": [("interview", good_row(sent)), row]},
        )  # fmt: skip


@pytest.fixture
def desk(client, cast):
    """The page on which a clerk rejects a file, and the values of its two missing interviews."""
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    page = f"/case-files/{sent.case_file.slug}/submissions/{sent.pk}/triage/reject/"
    return sent, page, [f"interview|suspect-{suspect.pk}" for suspect in sent.suspects.order_by("number")]


def test_the_clerk_finds_every_missing_row_ticked_and_may_leave_some_out(client, desk):
    sent, page, (first, second) = desk
    form = client.get(page).context["form"]
    assert form["rows_TR08"].initial == [first, second]
    assert form["row_TR08"].initial == form["row_TR01"].initial == ""
    assert "rows_TR01" not in form.fields

    typed = {"reason_TR08": "on", "detail_TR08": "Birch", "rows_TR08": [second], "respond_by": IN_A_MONTH}
    assert client.post(page, typed | {"rows_TR08": ["interview|suspect-0"]}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert linked(sent) == {"TR08": [tuple(second.split("|"))]}


def test_the_clerk_may_add_a_row_that_is_in_the_file(client, desk):
    sent, page, (first, second) = desk
    typed = {
        "reason_TR08": "on",
        "detail_TR08": "Both, and the statement",
        "rows_TR08": [first, second],
        "row_TR08": "statements|case",
        "respond_by": IN_A_MONTH,
    }
    assert client.post(page, typed).status_code == 302
    assert sorted(linked(sent)["TR08"]) == sorted(tuple(each.split("|")) for each in (first, second, "statements|case"))


def test_a_reason_about_two_rows_is_told_once(client, desk):
    sent, page, both = desk
    typed = {"reason_TR08": "on", "detail_TR08": "Both of them", "rows_TR08": both, "respond_by": IN_A_MONTH}
    client.post(page, typed)
    assert TriageReason.objects.count() == 2
    for shown in (f"/case-files/{sent.case_file.slug}/", f"/case-files/{sent.case_file.slug}/submissions/{sent.pk}/"):
        assert client.get(shown).content.decode().count("Both of them") == 1
