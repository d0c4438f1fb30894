"""What is sealed is what stood in the file under the lock; afterwards nobody changes it, and tampering is found."""

import json
import subprocess
import sys
from contextlib import closing
from datetime import UTC

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, InternalError, connection, transaction
from django.db.models import F

from casework.models import Alias, Answer, AnswerState, GeneratedDocument, MaterialKind, MediaDetails, Redaction
from casework.operations import material, unused
from casework.queries import case_page
from casework.queries.store import stored_path
from charging.models import Submission, SubmissionSuspect
from charging.models.submission import FINAL_FIELDS
from charging.operations import sealing, submission
from charging.queries.submission.judging import judged
from charging.queries.submission.sealed import SealState, annex_bytes, sealed
from charging.queries.submission.whole_file import whole_file
from charging.rules.plain_values import canonical, digest
from charging.rules.sealed_file import receipt_code, sealed_file, sensitive_annex
from foundation.periods import local_date
from tests import stories
from tests.clock import FRIDAY_9AM, MONDAY_4PM, TUESDAY_2PM, TUESDAY_9AM
from tests.collisions import collide, sort_out
from tests.factories import a_pdf

pytestmark = pytest.mark.django_db
SECRET = "Name of the informant Rowan"


def attach(cast, case_file, *, title="Interview of Test Alder", kind=MaterialKind.MG15, sensitive=False, says="bytes"):
    details = material.MaterialDetails(kind=kind, title=title)
    entry = material.attach(
        case_file=case_file, details=details, upload=a_pdf(says=says), by=cast.builder, at=MONDAY_4PM
    )
    item = case_file.material.get(pk=entry.details["material_id"])
    if sensitive:
        case_file.material.filter(pk=item.pk).update(sensitive=True)
    return item


def list_unused(cast, case_file, description, *, sensitive=False):
    asked = {"sensitivity_ground": "informant", "sensitivity_rationale": "It would put somebody at risk."}
    details = unused.ItemDetails(description=description, sensitive=sensitive, **(asked if sensitive else {}))
    unused.add(case_file=case_file, items=[details], by=cast.disclosure_officer, at=MONDAY_4PM)


def full_case(cast):
    """A case with something of every sort in it."""
    case_file = stories.ready_case(cast)
    suspect, victim = case_file.suspects.first(), case_file.people.first()
    by = {"changed_at": MONDAY_4PM, "changed_by": cast.builder}
    Alias.objects.create(suspect=suspect, family_name="Elder", added_at=MONDAY_4PM, added_by=cast.builder)
    answer = {"case_file": case_file, "question": "mg3.likely_issues", **by}
    Answer.objects.create(**answer, state=AnswerState.GIVEN, value="Identification")
    for about, state in (({"suspect": suspect}, "none"), ({"person": victim}, "unknown")):
        Answer.objects.create(**answer, **about, state=state)
    shown = attach(cast, case_file, title="Door camera", kind=MaterialKind.CCTV)
    clip = {"source": "Shop door", "clip_from": 5, "clip_to": 65, "playable": "plays"}
    MediaDetails.objects.update_or_create(material=shown, defaults=clip)
    Redaction.objects.create(material=shown, stage="charging", need="needed", reason="A child", minutes=20, **by)
    list_unused(cast, case_file, "Notebook of PC 1234, 3 pages, 14 March 2026: first account of the manager")
    return case_file


def with_secrets(cast, case_file):
    """The same case with sensitive material, a sensitive item, and an item that points at that material."""
    attach(cast, case_file, title=SECRET, kind=MaterialKind.OTHER, sensitive=True, says="secret")
    list_unused(cast, case_file, SECRET, sensitive=True)
    return case_file


def send(cast, case_file, *, at=TUESDAY_2PM):
    gate = stories.send_to_supervisor(cast, case_file)
    submission.sign_off(submission=gate, comments="Checked.", by=cast.supervisor, at=at)
    return stories.fresh(gate)


def sections(document):
    return {name: {thing["name"]: thing for thing in part} for name, part in document.items() if isinstance(part, list)}


def test_the_whole_file_is_sealed_in_its_own_words(cast):
    case_file = full_case(cast)
    sent = send(cast, case_file)
    found = sealed(sent)
    parts = sections(found.document)

    assert found.state is SealState.WHOLE
    assert found.document["schema"] == 1
    assert parts["case"][case_file.reference]["summary"] == case_file.summary
    assert parts["suspects"]["Test Alder"]["aliases"] == ["Elder"]
    assert parts["suspects"]["Test Alder"]["custody_basis"] == {"code": "bail", "says": "On pre-charge bail"}
    assert parts["people"]["Test Wensum"]["personal_statement"] == {"code": "", "says": "Not answered yet"}
    assert {row["name"]: row["police_may_charge"] for row in found.document["route"]} == {
        "Test Alder": True,
        "Test Birch": True,
    }
    assert [row["code"] for row in found.document["offences"]] == [stories.THEFT] * 2
    assert sorted((row["state"]["code"], row["value"]["code"]) for row in found.document["answers"]) == [
        ("given", "Identification"),
        ("none", ""),
        ("unknown", ""),
    ]
    camera = parts["material"]["Door camera"]
    version = case_file.material.get(title="Door camera").versions.get()
    assert (camera["file"]["sha256"], camera["file"]["version"]) == (version.sha256, 1)
    assert (camera["recording"]["clip_from"], camera["recording"]["playable"]["code"]) == (5, "plays")
    assert camera["redaction"]["charging"]["minutes"] == 20
    assert [row["name"] for row in found.document["unused"]] == ["MG6C item 1"]
    assert {row["text"] for row in found.document["explanations"]} == {"Not available yet."}
    assert {row["changed"]["by"] for row in found.document["explanations"]} == {"Bea Builder"}
    assert found.document["submission"]["supervisor_comments"] == "Checked."
    assert found.document["submission"]["supervised_by"]["person"] == "Sam Supervisor"
    assert found.document["clock"] == {
        "started_at": TUESDAY_2PM.astimezone(UTC).isoformat(),
        "due_at": None,
        "due_on": "2026-03-31",
    }
    assert {(row["needed"], row["met"]) for row in found.document["standard"]} >= {(True, True), (True, False)}


def test_the_receipt_covers_the_sealed_file_and_its_annex(cast):
    sent = send(cast, full_case(cast))

    assert sent.receipt == receipt_code(sent.manifest)
    assert sent.manifest["file_sha256"] == digest(sealed(sent).content)
    assert (
        sent.manifest["sensitive_sha256"]
        == sent.sealed_sensitive
        == digest(annex_bytes(sent, reader=cast.disclosure_officer))
    )


def test_what_is_sensitive_stands_in_the_annex_and_nowhere_else(cast):
    case_file = with_secrets(cast, full_case(cast))
    sent = send(cast, case_file)
    shown = sealed(sent)

    everything = json.dumps([sent.manifest, shown.document, GeneratedDocument.objects.get().inputs])
    version = case_file.material.get(title=SECRET).versions.get()
    for secret in (SECRET, version.sha256, "MG6D item", "informant"):
        assert secret not in everything
    annex = json.loads(annex_bytes(sent, reader=cast.disclosure_officer))
    assert [row["name"] for row in annex["material"]] == [SECRET]
    assert [row["description"] for row in annex["unused"]] == [SECRET]


def test_a_file_with_and_without_secrets_looks_the_same_to_who_may_not_know(cast):
    plain = send(cast, full_case(cast))
    again = stories.ready_case(cast, urn=stories.a_urn(7))
    other = send(cast, with_secrets(cast, again))

    assert annex_bytes(plain, reader=cast.assistant) is None
    assert annex_bytes(other, reader=cast.assistant) is None
    assert sealed(other, reader=cast.assistant).annex is None
    assert plain.manifest.keys() == other.manifest.keys()
    assert len(plain.sealed_sensitive) == len(other.sealed_sensitive) == 64
    # Nobody can tell an empty annex by its digest: no two are alike.
    assert send(cast, stories.ready_case(cast, urn=stories.a_urn(8))).sealed_sensitive != plain.sealed_sensitive


def test_an_open_item_never_names_sensitive_material(cast):
    case_file = full_case(cast)
    hidden = attach(cast, case_file, title=SECRET, kind=MaterialKind.OTHER, sensitive=True, says="secret")
    case_file.unused_items.update(material=hidden)
    contents = case_page.contents_of(case_file)
    whole = whole_file(contents, [])

    assert sealed_file(whole)["unused"][0]["material"] is None
    case_file.unused_items.update(sensitive=True, sensitivity_ground="x", sensitivity_rationale="y")
    whole = whole_file(case_page.contents_of(case_file), [])
    assert sensitive_annex(whole, salt="")["unused"][0]["material"] == f"material-{hidden.pk}"


def test_another_process_writes_the_same_bytes_again(cast):
    sent = send(cast, full_case(cast))
    content = sealed(sent).content
    program = (
        "import json, sys; from charging.rules.plain_values import canonical;"
        "sys.stdout.buffer.write(canonical(json.loads(sys.stdin.buffer.read())))"
    )
    done = subprocess.run([sys.executable, "-c", program], input=content, capture_output=True, check=True)
    assert done.stdout == content


def test_the_same_file_is_written_the_same_however_the_rows_come(cast):
    case_file = full_case(cast)
    sent = send(cast, case_file)
    contents = case_page.contents_of(case_file).of(sent.suspects.all())
    rows = judged(contents, on=local_date(TUESDAY_2PM), purpose=sent.purpose)

    first, second = (canonical(sealed_file(whole_file(contents, rows, submission=sent))) for _ in range(2))

    assert first == second == sealed(sent).content


@pytest.mark.parametrize("field", FINAL_FIELDS)
def test_no_update_touches_what_was_sent(cast, field):
    sent = stories.submitted_case(cast)
    others = {
        "case_file": stories.opened_case(cast, urn=stories.a_urn(2)),
        "manifest": {"x": 1}, "edition": None, "prepared_by": cast.supervisor, "supervised_by": cast.builder,
        "state": "returned", "purpose": "early_advice", "stream": "green_priority", "round_no": 9, "seq_in_round": 9,
        "prepared_at": FRIDAY_9AM, "supervised_at": FRIDAY_9AM, "sent_at": FRIDAY_9AM,
    }  # fmt: skip
    before = Submission.objects.filter(pk=sent.pk).values().get()

    with pytest.raises(InternalError, match="What was sent to the CPS is final: UPDATE"), transaction.atomic():
        Submission.objects.filter(pk=sent.pk).update(**{field: others.get(field, "0" * 64)})
    setattr(sent, field, others.get(field, "0" * 64))
    with pytest.raises(InternalError, match="final: UPDATE"), transaction.atomic():
        sent.save()

    assert Submission.objects.filter(pk=sent.pk).values().get() == before


def test_what_was_sent_is_never_removed_by_any_path(cast):
    sent = stories.submitted_case(cast)
    for remove in (sent.delete, Submission.objects.all().delete, sent.case_file.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            remove()
    with pytest.raises(InternalError, match="final: DELETE"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM charging_submission")
    assert Submission.objects.filter(pk=sent.pk).exists()


def test_whose_file_was_sent_is_final_too(cast):
    sent = stories.submitted_case(cast)
    first, second = sent.suspects.order_by("number")
    late = stories.add_suspect(sent.case_file, by=cast.builder, at=FRIDAY_9AM, family_name="Cedar")
    rows = SubmissionSuspect.objects.filter(submission=sent)
    for change in (
        lambda: sent.suspects.remove(second),
        lambda: sent.suspects.add(late),
        lambda: sent.suspects.clear(),
        lambda: rows.filter(suspect=first).update(suspect=late),
    ):
        with pytest.raises(InternalError, match="Whose file was sent to the CPS is final"), transaction.atomic():
            change()
    assert set(sent.suspects.all()) == {first, second}


def test_nobody_is_moved_into_a_sent_file_from_one_at_the_gate(cast):
    sent = stories.submitted_case(cast)
    gate = stories.prepared_case(cast, urn=stories.a_urn(2))
    with pytest.raises(InternalError, match="final: UPDATE"), transaction.atomic():
        SubmissionSuspect.objects.filter(submission=gate).update(submission=sent)
    gate.suspects.clear()
    assert not gate.suspects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_application_cannot_change_it_nor_switch_the_guard_off(cast):
    sent = stories.submitted_case(cast)
    server = connection.settings_dict
    app = psycopg2.connect(dbname=server["NAME"], user="tandem_app", host=server["HOST"], port=server["PORT"])
    app.autocommit = True
    with closing(app), app.cursor() as cursor:
        for change in ("UPDATE charging_submission SET receipt = repeat('0', 64)", "DELETE FROM charging_submission"):
            with pytest.raises(psycopg2.errors.RaiseException, match="What was sent to the CPS is final"):
                cursor.execute(change)
        for way_round in (
            "ALTER TABLE charging_submission DISABLE TRIGGER USER",
            "TRUNCATE charging_submission CASCADE",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(way_round)
    assert stories.fresh(sent).receipt == sent.receipt


def test_a_file_at_the_gate_is_not_final_yet(cast):
    gate = stories.prepared_case(cast)
    Submission.objects.filter(pk=gate.pk).update(note_to_supervisor="Another note", round_no=F("round_no"))
    assert stories.fresh(gate).note_to_supervisor == "Another note"


def refused(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger")
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_seals_that_nobody_touched_are_whole(cast, capsys):
    send(cast, with_secrets(cast, full_case(cast)))
    call_command("verify_ledger")
    assert "1 submissions: every receipt is right, every sealed byte is as it was." in capsys.readouterr().out


@pytest.mark.parametrize("what", ["the sealed file", "the sensitive annex", "a document"])
@pytest.mark.parametrize("harm", ["changed after it was sealed", "not in the store"])
def test_a_byte_that_was_flipped_or_lost_is_found(cast, capsys, what, harm):
    sent = send(cast, full_case(cast))
    names = {
        "the sealed file": sent.manifest["file_sha256"],
        "the sensitive annex": sent.sealed_sensitive,
        "a document": sent.manifest["material"][0]["sha256"],
    }
    path = stored_path(names[what])
    content = bytearray(path.read_bytes())
    if harm == "not in the store":
        path.unlink()
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    said = refused(capsys)
    assert f"{sent.case_file.slug} submission {sent.pk}: {what}" in said
    assert harm in said


def test_a_sealed_file_that_was_changed_is_not_read(cast):
    sent = send(cast, full_case(cast))
    path = stored_path(sent.manifest["file_sha256"])
    path.write_bytes(path.read_bytes().replace(b"Alder", b"Birch"))
    assert sealed(sent).state is SealState.DAMAGED
    assert sealed(sent).document is None
    path.unlink()
    assert sealed(sent).state is SealState.MISSING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('manifest = manifest || \'{"urn": "X"}\'', "the receipt does not follow from the manifest"),
        ("receipt = repeat('0', 64)", "the receipt does not follow from the manifest"),
        ("supervisor_comments = 'Better ones.'", "the manifest says something else of supervisor comments"),
        ("sent_at = sent_at - interval '1 day'", "the manifest says something else of sent at"),
        ("stream = 'green_priority', round_no = 2", "something else of round, stream"),
        ("sealed_sensitive = repeat('0', 64)", "names another sensitive annex"),
        ("case_file_id = (SELECT max(id) FROM casework_casefile)", "the manifest says something else of urn"),
    ],
)
def test_a_row_changed_behind_the_triggers_is_found(cast, capsys, change, said):
    send(cast, full_case(cast))
    stories.opened_case(cast, urn=stories.a_urn(2))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE charging_submission DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE charging_submission SET {change}")
        cursor.execute("ALTER TABLE charging_submission ENABLE TRIGGER USER")
    assert said in refused(capsys)


def test_a_suspect_taken_from_a_sent_file_behind_the_triggers_is_found(cast, capsys):
    send(cast, full_case(cast))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE charging_submission_suspects DISABLE TRIGGER USER")
        cursor.execute(
            "DELETE FROM charging_submission_suspects WHERE id = (SELECT max(id) FROM charging_submission_suspects)"
        )
        cursor.execute("ALTER TABLE charging_submission_suspects ENABLE TRIGGER USER")
    assert "the manifest says something else of suspects" in refused(capsys)


def test_answers_to_a_plan_seal_only_those_who_go_with_them(cast):
    reply = stories.answered_case(cast).submission
    found = sealed(reply)

    assert found.state is SealState.WHOLE
    assert len(found.document["suspects"]) == reply.suspects.count()
    assert found.document["submission"]["supervised_by"] is None
    assert GeneratedDocument.objects.filter(form=f"receipt-{reply.pk}").count() == 1


def test_every_submission_asks_for_its_receipt_in_the_same_moment(cast):
    sent = stories.submitted_case(cast)
    document = GeneratedDocument.objects.get()

    assert (document.form, document.state, document.sensitive) == (f"receipt-{sent.pk}", "queued", False)
    assert document.requested_at == TUESDAY_2PM
    text = json.dumps(document.inputs, ensure_ascii=False)
    for said in (sent.receipt[:8], "Sam Supervisor", "3 March 2026, 2:00pm", "By the end of 31 March 2026"):
        assert said in text


def test_a_sign_off_that_fails_later_leaves_no_receipt(cast, monkeypatch):
    gate = stories.prepared_case(cast)

    def fails(*args, **kwargs):
        raise OSError("The disk is full.")

    monkeypatch.setattr(sealing, "ask_for_receipt", fails)
    with pytest.raises(OSError, match="full"):
        submission.sign_off(submission=gate, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)

    assert stories.fresh(gate).state == "with_supervisor"
    assert stories.fresh(gate).receipt == ""
    assert not GeneratedDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_sign_off_seals_what_stood_there_when_it_had_the_lock(cast):
    case_file = stories.ready_case(cast)
    gate = stories.send_to_supervisor(cast, case_file)
    # Somebody else joined since, so the file can still be added to while it is at the gate.
    stories.add_suspect(case_file, by=cast.builder, at=TUESDAY_9AM, family_name="Cedar")

    def signs_off():
        return submission.sign_off(submission=gate, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)

    def adds():
        details = material.MaterialDetails(kind=MaterialKind.CCTV, title="Late", link="https://evidence.example.test/l")
        return material.attach(case_file=case_file, details=details, upload=None, by=cast.builder, at=TUESDAY_2PM)

    done, failed = sort_out(collide(case_file, signs_off, adds))

    assert failed == []
    order = {entry.type: stories.fresh(entry).seq for entry in done}
    was_there = order["casework.material_added"] < order["charging.submission_received"]
    titles = [row["title"] for row in sealed(stories.fresh(gate)).document["material"]]
    assert ("Late" in titles) is was_there
