"""From the builder through the gate: what is sent is sealed, counted and receipted."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework.lifecycle import WrongStatus
from casework.models import CaseEvent, CaseFile, MaterialKind, OutboxEntry
from casework.operations import material, people
from charging.lifecycle import Purpose, Stream, SubmissionState
from charging.models import Submission
from charging.operations import submission
from config.celery import app
from foundation.verdicts import Conflict, Refused
from metrics.models import FactSuspect
from metrics.operations import delivery
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_4PM, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.factories import a_pdf
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
ADVICE = stories.Outcome(result=stories.Result.ADVICE, rationale="Ask the neighbour.")
NOWHERE = "redis://127.0.0.1:9/0"


def hand_over(cast, case_file, *, stream=Stream.GREEN, purpose=Purpose.CHARGING, at=TUESDAY_9AM):
    reasons = stories.reasons_to_go(case_file, at=at)
    preparation = submission.Preparation(purpose=purpose, stream=stream, explanations=reasons)
    return submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=cast.builder, at=at)


def details_of(event_type):
    """Return what the only event of a type says."""
    return CaseEvent.objects.get(type=event_type).details


def test_handing_over_moves_every_suspect_that_police_hold(cast):
    case_file = stories.ready_case(cast)

    entry = hand_over(cast, case_file)

    row = Submission.objects.get()
    assert entry.details == {"submission_id": row.pk, "round_no": 1}
    assert entry.suspect_ids == list(case_file.suspects.values_list("pk", flat=True))
    assert set(case_file.suspects.values_list("status", "status_at")) == {("with_supervisor", TUESDAY_9AM)}
    assert (row.state, row.prepared_by, row.receipt) == (SubmissionState.WITH_SUPERVISOR, cast.builder, "")


def test_nothing_reaches_the_cps_before_the_supervisor_signs_off(cast):
    sent = stories.prepared_case(cast)

    assert not CaseFile.objects.visible_to(cast.assistant).exists()
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    assert CaseFile.objects.visible_to(cast.assistant).get() == sent.case_file


@pytest.mark.parametrize(
    "story",
    [
        stories.prepared_case,
        stories.submitted_case,
        stories.accepted_case,
        stories.action_plan_case,
        stories.authorised_case,
        stories.nfa_case,
        stories.charged_case,
    ],
)
def test_a_file_that_police_do_not_hold_cannot_be_handed_over(cast, story):
    case_file = story(cast, names=stories.NAMES[:1]).case_file

    with nothing_changes(), pytest.raises(WrongStatus, match="Test Alder: cannot send to a supervisor now"):
        hand_over(cast, case_file, at=FRIDAY_2PM)


@pytest.mark.parametrize(
    ("basis", "stream", "code"), [("bail", Stream.RED, "red_needs_custody"), ("custody", "green", "custody_needs_red")]
)
def test_a_stream_that_does_not_fit_the_custody_is_refused(cast, basis, stream, code):
    case_file = stories.ready_case(cast, custody_basis=basis)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        hand_over(cast, case_file, stream=Stream(stream))

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_sending_back_returns_every_suspect_to_the_builder_with_the_comments(cast):
    sent = stories.prepared_case(cast)

    submission.send_back(submission=sent, comments="Interview?", by=cast.supervisor, at=TUESDAY_2PM)

    sent = stories.fresh(sent)
    assert (sent.state, sent.supervisor_comments, sent.supervised_by) == ("returned", "Interview?", cast.supervisor)
    assert set(sent.suspects.values_list("status", flat=True)) == {"building"}
    assert sent.sent_at is None


@pytest.mark.parametrize("act", [submission.sign_off, submission.send_back])
def test_a_supervisor_who_says_nothing_is_refused(cast, act):
    sent = stories.prepared_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="Write your comments"):
        act(submission=sent, comments="  ", by=cast.supervisor, at=TUESDAY_2PM)


@pytest.mark.parametrize("act", [submission.sign_off, submission.send_back])
def test_a_file_that_has_left_the_gate_cannot_be_supervised(cast, act):
    sent = stories.submitted_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match="has left the supervisor already: sent to the CPS"):
        act(submission=sent, comments="Again.", by=cast.supervisor, at=WEDNESDAY_9AM)


def test_what_was_sent_is_sealed_with_its_digest_and_never_changes(cast):
    case_file = stories.ready_case(cast)
    details = material.MaterialDetails(kind=MaterialKind.MG15, title="Interview of Test Alder")
    added = material.attach(case_file=case_file, details=details, upload=a_pdf(), by=cast.builder, at=MONDAY_4PM)
    sent = stories.send_to_supervisor(cast, case_file)
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    sent = stories.fresh(sent)
    canonical = json.dumps(sent.manifest, sort_keys=True, separators=(",", ":"))

    assert sent.receipt == hashlib.sha256(canonical.encode()).hexdigest()
    assert (sent.edition.code, sent.sent_at) == ("NFS-2026-01", TUESDAY_2PM)
    assert [row["sha256"] for row in sent.manifest["material"]] == [added.details["sha256"]]
    assert [(row["number"], row["offences"]) for row in sent.manifest["suspects"]] == [
        (1, [stories.THEFT]),
        (2, [stories.THEFT]),
    ]
    assert details_of("charging.submission_sent")["document_digests"] == [added.details["sha256"]]

    before = sent.manifest
    CHARGING_ACTS["reject"].run(cast, sent, at=WEDNESDAY_9AM)
    item = case_file.material.get(kind=MaterialKind.MG15)
    material.withdraw(item=item, expected_version=1, by=cast.builder, at=THURSDAY_9AM)
    assert stories.fresh(sent).manifest == before


def test_the_receipt_identifies_the_submission_and_proves_the_narrative(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)
    people.change_suspect(
        suspect=suspect,
        changes={"interview_summary": "No comment."},
        expected_version=1,
        by=cast.builder,
        at=MONDAY_4PM,
    )
    at_the_gate = stories.send_to_supervisor(cast, case_file)
    submission.sign_off(submission=at_the_gate, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
    manifest = stories.fresh(at_the_gate).manifest

    def digest(text):
        return hashlib.sha256(text.encode()).hexdigest()

    expected = {
        "round": 1,
        "attempt": 1,
        "purpose": "charging",
        "stream": "green",
        "sent_at": "2026-03-03T14:00:00+00:00",
        "supervisor_comments": "Checked.",
        "summary_sha256": digest(case_file.summary),
        "lines_of_enquiry_sha256": digest("CCTV."),
    }
    assert expected.items() <= manifest.items()
    assert [row["interview_sha256"] for row in manifest["suspects"]] == [digest("No comment."), digest("")]


def assert_nothing_is_out_of_step():
    """Hold state to the ledger; what is owed was owed long ago and is not what this asks."""
    OutboxEntry.objects.update(delivered_at=FRIDAY_2PM)
    call_command("check_invariants", stdout=StringIO())


def test_a_resubmission_that_is_sent_back_is_a_rejected_file_again_and_can_still_be_closed(cast):
    first = stories.rejected_case(cast)
    stories.add_suspect(first.case_file, by=cast.builder, family_name="Cedar", at=THURSDAY_9AM)
    again = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)

    submission.send_back(submission=again, comments="Still no statement.", by=cast.supervisor, at=FRIDAY_9AM)

    assert list(again.suspects.values_list("status", flat=True)) == ["rejected", "rejected", "building"]
    CHARGING_ACTS["finalise"].run(cast, first)
    assert_nothing_is_out_of_step()


def test_what_is_sent_back_after_early_advice_still_has_the_advice_to_act_on(cast):
    consultation = stories.accepted_case(cast, purpose=Purpose.EARLY_ADVICE)
    stories.complete_review(consultation, [ADVICE])
    again = stories.send_to_supervisor(cast, consultation.case_file, at=FRIDAY_9AM)

    submission.send_back(submission=again, comments="Ask the neighbour first.", by=cast.supervisor, at=FRIDAY_2PM)

    assert set(again.suspects.values_list("status", flat=True)) == {"advice_given"}
    assert_nothing_is_out_of_step()


def test_sent_and_received_say_the_same_of_one_submission(cast):
    sent = stories.submitted_case(cast, custody_basis="custody", stream=Stream.RED)
    shared = {
        "submission_id": sent.pk,
        "round_no": 1,
        "seq_in_round": 1,
        "purpose": "charging",
        "review_type": "3h",
        "stream": "red",
    }

    received = details_of("charging.submission_received")
    assert received == shared | {"custody_basis": "custody"}
    assert shared.items() <= details_of("charging.submission_sent").items()


def test_a_rejected_file_comes_back_in_the_same_round_and_advice_starts_the_next(cast):
    first = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, first.case_file, purpose=Purpose.EARLY_ADVICE, at=THURSDAY_9AM)
    submission.sign_off(submission=again, comments="Mended.", by=cast.supervisor, at=THURSDAY_9AM)
    CHARGING_ACTS["accept"].run(cast, again, at=THURSDAY_9AM)
    CHARGING_ACTS["take"].run(cast, again.consultation, at=THURSDAY_9AM)
    stories.complete_review(stories.fresh(again.consultation), [ADVICE], by=cast.prosecutor, at=FRIDAY_9AM)
    third = stories.send_to_supervisor(cast, first.case_file, at=FRIDAY_2PM)

    assert [(row.round_no, row.seq_in_round) for row in (first, again, third)] == [(1, 1), (1, 2), (2, 1)]


def test_the_first_submission_is_remembered_and_a_later_one_does_not_move_it(cast):
    sent = stories.rejected_case(cast)
    again = stories.send_to_supervisor(cast, sent.case_file, at=THURSDAY_9AM)

    submission.sign_off(submission=again, comments="Mended.", by=cast.supervisor, at=THURSDAY_9AM)

    assert stories.fresh(sent.case_file).first_submitted_at == TUESDAY_2PM


@pytest.fixture
def without_redis(settings, monkeypatch):
    """Take the broker away: nothing listens where it should be."""
    settings.REDIS_URL = settings.CELERY_BROKER_URL = NOWHERE
    monkeypatch.setattr(app.conf, "broker_url", NOWHERE)


def test_submitting_works_without_redis_and_what_is_owed_is_paid_later(cast, client, without_redis):
    sent = stories.prepared_case(cast)
    client.force_login(cast.supervisor)

    response = client.post(
        reverse("charging:submission_sign_off", args=[sent.case_file.slug, sent.pk]),
        {"comments": "Checked.", "sign_off": "1"},
    )

    assert response.status_code == 302
    assert stories.fresh(sent).state == SubmissionState.SENT
    received = CaseEvent.objects.get(type="charging.submission_received")
    owed = OutboxEntry.objects.filter(event_id=received.pk, delivered_at__isnull=True)
    assert sorted(owed.values_list("subscriber", flat=True)) == ["metrics", "notices"]

    delivery.deliver_batch(received.recorded_at)

    assert list(owed.values_list("subscriber", flat=True)) == ["notices"]
    assert FactSuspect.objects.filter(case_id=sent.case_file_id).count() == 2


def test_the_page_of_the_supervisor_keeps_the_comments_when_it_is_refused(cast, client):
    sent = stories.prepared_case(cast)
    CaseFile.objects.filter(pk=sent.case_file_id).update(summary="")
    client.force_login(cast.supervisor)
    address = reverse("charging:submission_sign_off", args=[sent.case_file.slug, sent.pk])

    with nothing_changes():
        response = client.post(address, {"comments": "I looked at it", "sign_off": "1"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "I looked at it" in html
    assert "Summary of the circumstances is missing" in html


def test_a_suspect_who_joins_at_the_gate_neither_holds_the_file_back_nor_goes_with_it(cast):
    sent = stories.prepared_case(cast)
    late = {"family_name": "Cedar", "given_names": "Test", "custody_basis": "bail"}
    people.add_suspect(case_file=sent.case_file, facts=late, by=cast.builder, at=TUESDAY_9AM)

    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)

    sent = stories.fresh(sent)
    assert [row["number"] for row in sent.manifest["suspects"]] == [1, 2]
    assert sent.case_file.suspects.get(family_name="Cedar").status == "building"


def test_answers_cannot_be_passed_off_as_a_file(cast):
    case_file = stories.ready_case(cast)
    asked = submission.Preparation(purpose=Purpose.ACTION_PLAN_REPLY, stream=Stream.GREEN)
    with pytest.raises(Refused, match="returned from the plan"):
        submission.send_to_supervisor(case_file=case_file, preparation=asked, by=cast.builder, at=TUESDAY_9AM)
