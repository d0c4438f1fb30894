"""What changed since the file was rejected: each reason against its row, and every other change, on both sides."""

import pytest

from casework.models import MaterialKind, PersonalStatement
from casework.operations import material, people
from casework.queries.case_page import contents_of
from charging.lifecycle import Purpose, Stream
from charging.models import Explanation, RejectionReason, Triage, TriageReason
from charging.operations import submission
from charging.operations.explanations import Said
from charging.queries.submission import difference
from charging.queries.submission.changed_pages import changed_since
from charging.queries.submission.judging import judged, open_gaps
from charging.queries.submission.standard_sent import sent_rows, usual_rows
from charging.rules.rejections import RowState
from foundation.periods import local_date
from foundation.verdicts import Refused
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.charging.test_receipts import address, words
from tests.charging.test_sealing import SECRET, full_case, list_unused, send
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, THURSDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def rejected(cast, *codes, case_file=None, every_row=False):
    """A case that was rejected for some reasons, each about the first of its likeliest rows, or about all of them."""
    sent = send(cast, case_file or stories.ready_case(cast))
    first = {code: found[:1] for code, found in usual_rows(sent_rows(sent)).items()}
    stories.triage.reject(
        submission=sent,
        reasons=dict.fromkeys(codes, "Not good enough"),
        respond_by=stories.date(2026, 3, 16),
        rows=None if every_row else first,
        by=cast.assistant,
        at=WEDNESDAY_9AM,
    )
    return stories.fresh(sent)


def mend_interview(cast, sent, *, number=1, at=THURSDAY_9AM):
    suspect = sent.case_file.suspects.get(number=number)
    changes = {"interview_summary": "He says he was elsewhere."}
    people.change_suspect(suspect=suspect, changes=changes, expected_version=suspect.version, by=cast.builder, at=at)


def attach(cast, sent, kind, *, at=THURSDAY_9AM, title="Another"):
    details = material.MaterialDetails(kind=kind, title=title, link=f"https://evidence.example.test/{title}")
    return material.attach(case_file=sent.case_file, details=details, upload=None, by=cast.builder, at=at)


def since(cast, sent, *, reader=None):
    return changed_since(sent, reader=reader or cast.builder, on=local_date(FRIDAY_9AM))


def states(cast, sent, reader=None):
    return {state.reason.code: state for state in since(cast, sent, reader=reader).reasons}


def told(changes):
    return [(change.section, change.what, change.name) for change in changes]


def test_nothing_has_changed_right_after_a_rejection(cast):
    sent = rejected(cast, "TR08", case_file=full_case(cast))
    found = since(cast, sent)

    assert found.found.comparable
    assert not found.changes
    assert [(state.then, state.now, state.cleared) for state in found.reasons] == [
        (RowState.MISSING, RowState.MISSING, False)
    ]


MENDING = [
    ("TR08", lambda cast, sent: mend_interview(cast, sent), "2026-03-05T09:00:00+00:00"),
    ("TR06", lambda cast, sent: attach(cast, sent, MaterialKind.MG11), "2026-03-05T09:00:00+00:00"),
]
IDLE = [
    ("TR08", lambda cast, sent: None),
    ("TR08", lambda cast, sent: mend_interview(cast, sent, number=2)),
    ("TR08", lambda cast, sent: attach(cast, sent, MaterialKind.CCTV)),
    ("TR06", lambda cast, sent: attach(cast, sent, MaterialKind.MG15)),
    ("TR01", lambda cast, sent: attach(cast, sent, MaterialKind.MG11)),
    ("TR04", lambda cast, sent: mend_interview(cast, sent)),
]


@pytest.mark.parametrize(("code", "mend", "at"), MENDING)
def test_mending_the_row_clears_its_reason_by_itself(cast, code, mend, at):
    sent = rejected(cast, code)
    assert not states(cast, sent)[code].cleared
    mend(cast, sent)

    state = states(cast, sent)[code]
    assert state.cleared
    assert state.now is RowState.MET
    assert state.cleared_at == at
    assert not TriageReason.objects.exclude(detail="Not good enough").exists()


@pytest.mark.parametrize(("code", "work"), IDLE)
def test_nothing_else_clears_a_reason(cast, code, work):
    sent = rejected(cast, code)
    work(cast, sent)
    assert not states(cast, sent)[code].cleared


def hand_over(cast, sent, *, leave_out=(), at=FRIDAY_9AM):
    reasons = stories.reasons_to_go(sent.case_file, at=at)
    given = {key: said for key, said in reasons.items() if key[0] not in leave_out}
    preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN, explanations=given)
    return submission.send_to_supervisor(case_file=sent.case_file, preparation=preparation, by=cast.builder, at=at)


def test_a_file_goes_again_only_with_an_answer_to_every_reason(cast):
    sent = rejected(cast, "TR01", "TR08")

    with nothing_changes(), pytest.raises(Refused) as refusal:
        hand_over(cast, sent, leave_out={"TR01", "TR08"})
    assert {reason.where for reason in refusal.value.verdict.reasons} == {
        f"reason-{code}-submission-{sent.pk}" for code in ("TR01", "TR08")
    }

    mend_interview(cast, sent)
    hand_over(cast, sent)
    about = Explanation.objects.filter(about=f"submission-{sent.pk}").values_list("code", flat=True)
    assert list(about) == ["TR01"]


def test_triage_of_the_next_attempt_sees_what_became_of_each_reason(client, cast):
    sent = rejected(cast, "TR01", "TR06", "TR08")
    mend_interview(cast, sent)
    attach(cast, sent, MaterialKind.MG11, title="Statement two")
    hand_over(cast, sent)
    again = sent.case_file.submissions.latest("id")
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_9AM)
    # What police do with the file afterwards is no part of what they sent.
    sent.case_file.material.update(title="Another title")

    client.force_login(cast.assistant)
    page = words(client.get(address(again, "triage/")))
    assert "3 reasons: 2 cleared, 1 explained." in page
    assert "Cleared on 5 March 2026" in page
    assert "Not available yet." in page
    assert f'href="{address(sent, "difference/")}"' in page
    compared = words(client.get(address(sent, "difference/")))
    assert "<strong>Added:</strong> Statement two" in compared
    assert "He says he was elsewhere." in compared
    assert "Another title" not in compared


def test_both_sides_read_the_same_difference(client, cast):
    sent = rejected(cast, "TR08", case_file=full_case(cast))
    mend_interview(cast, sent)
    pages = []
    for reader in (cast.builder, cast.supervisor, cast.assistant, cast.prosecutor):
        client.force_login(reader)
        page = words(client.get(address(sent, "difference/")))
        pages.append(page[page.index("<h1") : page.index("</main>")])
    assert len(set(pages)) == 1
    assert "1 reason: 1 cleared." in pages[0]


def test_every_change_is_told_item_by_item(cast):
    case_file = full_case(cast)
    sent = rejected(cast, "TR08", case_file=case_file)
    suspect, victim = case_file.suspects.get(number=1), case_file.people.get()
    at = {"by": cast.builder, "at": THURSDAY_9AM}
    people.change_suspect(suspect=suspect, changes={"custody_basis": "rui"}, expected_version=suspect.version, **at)
    people.withdraw_offence(offence=suspect.offences.get(), **at)
    people.change_person(
        person=victim,
        changes={"personal_statement": PersonalStatement.TAKEN},
        expected_version=victim.version,
        **at,
    )
    attach(cast, sent, MaterialKind.MG11, title="Statement two")
    material.withdraw(item=case_file.material.get(kind=MaterialKind.CCTV), expected_version=1, **at)

    found = told(since(cast, sent).changes)
    assert found[:6] == [
        ("suspects", "changed", "Test Alder"),
        ("offences", "removed", "Test Alder: TH68010 Theft from a shop"),
        ("people", "changed", "Test Wensum"),
        ("material", "removed", "Door camera"),
        ("material", "added", "Statement two"),
        ("standard", "changed", "Proposed offence: Test Alder"),
    ]


def test_sensitive_changes_are_told_to_who_may_know_of_them_and_to_nobody_else(client, cast):
    case_file = full_case(cast)
    sent = rejected(cast, "TR08", case_file=case_file)
    list_unused(cast, case_file, SECRET, sensitive=True)

    open_changes = told(since(cast, sent, reader=cast.builder).changes)
    assert not open_changes
    every_change = told(since(cast, sent, reader=cast.disclosure_officer).changes)
    assert every_change == [*open_changes, ("unused", "added", "MG6D item 1")]
    for reader, sees in ((cast.builder, False), (cast.assistant, False), (cast.disclosure_officer, True)):
        client.force_login(reader)
        page = words(client.get(address(sent, "difference/")))
        assert (SECRET in page) is sees
        assert ("Sensitive" in page) is sees


def test_a_reason_is_a_row_of_the_checklist_until_the_file_is_sent_again(cast):
    sent = rejected(cast, "TR01", "TR08")
    contents = contents_of(sent.case_file)

    def rows():
        return {row.code: row.met for row in judged(contents, on=MONDAY) if row.where == f"submission-{sent.pk}"}

    assert rows() == {"TR01": False, "TR08": False}
    mend_interview(cast, sent)
    contents = contents_of(sent.case_file)
    assert rows() == {"TR01": False, "TR08": True}
    hand_over(cast, sent)
    again = sent.case_file.submissions.latest("id")
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_2PM)
    contents = contents_of(sent.case_file)
    assert rows() == {}


def test_a_file_that_was_never_sent_has_nothing_to_compare(cast, django_assert_num_queries):
    contents = contents_of(stories.ready_case(cast))
    with django_assert_num_queries(0):
        assert difference.reason_gaps(contents, []) == []


def test_the_pages_of_builder_and_supervisor_lead_to_the_difference(client, cast):
    sent = rejected(cast, "TR01")
    link = f'href="{address(sent, "difference/")}"'
    client.force_login(cast.builder)
    prepare = words(client.get(f"/case-files/{sent.case_file.slug}/send-to-supervisor/"))
    assert link in prepare
    assert "Rejected for TR01: Material did not arrive properly" in prepare
    hand_over(cast, sent)
    gate = sent.case_file.submissions.latest("id")
    client.force_login(cast.supervisor)
    assert link in words(client.get(address(gate, "sign-off/")))


def test_a_reason_can_be_answered_on_the_page_that_takes_all_reasons(cast):
    sent = rejected(cast, "TR01")
    key = ("TR01", f"submission-{sent.pk}")
    stories.submission.explanations.explain(
        case_file=sent.case_file, reasons={key: Said(text="The disc plays here.")}, by=cast.builder, at=THURSDAY_9AM
    )
    assert states(cast, sent)["TR01"].explanation == "The disc plays here."
    assert since(cast, sent).counted == "1 reason: 1 explained"


def test_an_explanation_of_one_rejection_does_not_answer_the_next(cast):
    sent = rejected(cast, "TR01")
    hand_over(cast, sent)
    again = sent.case_file.submissions.latest("id")
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_9AM)
    stories.triage.reject(
        submission=again,
        reasons={"TR01": "Still"},
        respond_by=stories.date(2026, 3, 16),
        by=cast.assistant,
        at=FRIDAY_2PM,
    )
    assert [state.explanation for state in since(cast, again).reasons] == [""]


def rejected_again(cast):
    """The second submission of a file whose first was rejected for TR01, which police explained."""
    sent = rejected(cast, "TR01")
    hand_over(cast, sent)
    again = sent.case_file.submissions.latest("id")
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_9AM)
    return sent, stories.fresh(again)


def test_the_reasons_of_the_rejection_before_are_no_rows_that_a_second_rejection_can_be_about(cast):
    sent, again = rejected_again(cast)
    row = ("TR01", f"submission-{sent.pk}")
    assert row in {(each["code"], each["about"]) for each in again.manifest["standard"]}
    assert row not in {each.key for each in sent_rows(again)}

    with nothing_changes(), pytest.raises(Refused, match="TR01 is about a row that this file was not judged by"):
        stories.triage.reject(
            submission=again, reasons={"TR01": "Still"}, respond_by=stories.date(2026, 3, 16), rows={"TR01": row},
            by=cast.assistant, at=FRIDAY_2PM,
        )  # fmt: skip


def test_a_reason_that_was_once_tied_to_a_reason_is_not_cleared_by_that(cast):
    sent, again = rejected_again(cast)
    triage = Triage.objects.create(
        submission=again, result="reject", at=FRIDAY_2PM, by=cast.assistant, respond_by=stories.date(2026, 3, 16)
    )
    reason = RejectionReason.objects.get(code="TR01")
    TriageReason.objects.create(triage=triage, reason=reason, row="TR01", about=f"submission-{sent.pk}")
    assert not states(cast, again)["TR01"].cleared


def test_a_reason_about_two_suspects_is_open_until_both_are_mended(cast):
    sent = rejected(cast, "TR08", every_row=True)
    mend_interview(cast, sent)

    found = since(cast, sent)
    assert [state.cleared for state in found.reasons] == [True, False]
    assert found.counted == "1 reason: 1 open"
    gap = next(row for row in open_gaps(sent.case_file, on=local_date(FRIDAY_9AM)) if row.code == "TR08")
    assert "Test Birch" in gap.reason
    assert "Test Alder" not in gap.reason

    mend_interview(cast, sent, number=2, at=FRIDAY_9AM)
    assert since(cast, sent).counted == "1 reason: 1 cleared"
    assert "TR08" not in {row.code for row in open_gaps(sent.case_file, on=local_date(FRIDAY_9AM))}


def test_work_on_sensitive_things_alone_clears_a_reason_for_nobody(cast):
    case_file = stories.ready_case(cast)
    sent = send(cast, case_file)
    stories.triage.reject(
        submission=sent, reasons={"TR02": "Too short"}, respond_by=stories.date(2026, 3, 16),
        by=cast.assistant, at=WEDNESDAY_9AM,
    )  # fmt: skip
    list_unused(cast, case_file, SECRET, sensitive=True)

    told = {who.pk: states(cast, sent, who)["TR02"].cleared for who in (cast.builder, cast.disclosure_officer)}
    gaps = {row.code for row in open_gaps(stories.fresh(case_file), on=local_date(FRIDAY_9AM))}
    assert "TR02" in gaps
    assert set(told.values()) == {False}
