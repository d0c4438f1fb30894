"""What the agencies said to each other goes with what is sent: answers to a plan, and the threads both read."""

import json

import pytest

from casework.models import MaterialKind, Visibility
from charging.models import ActionItem
from charging.operations import actions, submission
from charging.queries.submission.difference import between
from charging.queries.submission.sealed import annex_bytes, sealed
from charging.rules.plain_values import digest
from tests import questions, stories
from tests.charging.test_receipts import address, made, words
from tests.charging.test_sealing import SECRET, attach, send, with_secrets
from tests.clock import FRIDAY_9AM, THURSDAY_9AM, WEDNESDAY_9AM

pytestmark = pytest.mark.django_db


def answered(cast, *, chosen=(), text="The shop gave us the disc."):
    """The answers to a plan as they were sent, with the material chosen for them."""
    plan = stories.action_plan_case(cast)
    material = [choose(plan.case_file) for choose in chosen]
    item = ActionItem.objects.get(plan=plan)
    reply = actions.ItemAnswer(answer=actions.Answer.PARTLY, text=text, material=material)
    actions.answer(item=item, reply=reply, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)
    actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_9AM)
    return plan.case_file.submissions.latest("pk"), item


def test_answers_are_sealed_word_for_word_with_what_was_asked(cast):
    reply, item = answered(cast, chosen=[lambda case_file: case_file.material.get()])
    said = sealed(reply).file["plan"]

    assert [thing["key"] for thing in said] == [f"action-{item.pk}"]
    thing = said[0]
    assert (thing["asked"], thing["why"]) == ("Footage from the shop door", "It may show who left with the tools")
    assert (thing["category"]["code"], thing["needed_for"]["code"], thing["due_on"]) == (
        "footage",
        "decision",
        "2026-03-19",
    )
    assert (thing["answer"]["code"], thing["answer_text"]) == ("partly", "The shop gave us the disc.")
    assert (thing["state"]["code"], thing["due_now_on"], thing["parts"]) == ("answered", "2026-03-19", [])
    assert thing["changed"] == {"at": "2026-03-06T09:00:00+00:00", "by": "Bea Builder"}
    assert thing["material"] == [f"material-{reply.case_file.material.get().pk}"]
    assert reply.manifest["plan"] == [
        {"item": item.pk, "answer": "partly", "text_sha256": digest(b"The shop gave us the disc.")}
    ]


def test_sensitive_material_chosen_for_an_answer_stands_in_the_annex_only(cast):
    plan = stories.action_plan_case(cast)
    secret = attach(cast, plan.case_file, title=SECRET, kind=MaterialKind.OTHER, sensitive=True, says="secret")
    item = ActionItem.objects.get(plan=plan)
    item.material.add(secret)
    stories.answer_plan(plan, by=cast.builder)
    reply = plan.case_file.submissions.latest("pk")

    shown = sealed(reply)
    assert shown.file["plan"][0]["material"] == []
    assert SECRET not in shown.content.decode()
    assert [set(row) for row in reply.manifest["plan"]] == [{"item", "answer", "text_sha256"}]
    assert annex_bytes(reply, reader=cast.builder) is None
    annex = json.loads(annex_bytes(reply, reader=cast.disclosure_officer))
    assert [(thing["key"], thing["material"]) for thing in annex["plan"]] == [
        (f"action-{item.pk}", [f"material-{secret.pk}"])
    ]


def test_a_file_that_answers_no_plan_has_no_such_section(cast):
    sent = stories.submitted_case(cast)
    assert sealed(sent).file["plan"] == []
    assert "plan" not in sent.manifest


def test_answers_are_judged_like_any_file_that_is_sent_for_a_charge(cast):
    reply, _ = answered(cast)
    codes = {row["code"] for row in reply.manifest["standard"]}
    assert "police_may_charge" in codes


def test_both_agencies_read_the_answers_on_the_page_and_in_the_difference(client, cast):
    reply, _ = answered(cast, chosen=[lambda case_file: case_file.material.get()])
    title = reply.case_file.material.get().title
    made(reply)
    for reader in (cast.builder, cast.prosecutor):
        client.force_login(reader)
        page = words(client.get(address(reply, "file/")))
        for part in ("Answers to the action plan", "Footage from the shop door", "The shop gave us the disc.", title):
            assert part in page
    changes = between(reply, reader=cast.prosecutor).found.of("plan")
    assert [(change.what, change.name) for change in changes] == [("added", "Footage: Footage from the shop door")]


def sent_again(cast, ask, *, prepare=lambda case_file: None):
    """A file that was rejected, talked about and sent again."""
    case_file = stories.ready_case(cast)
    prepare(case_file)
    first = send(cast, case_file)
    due = stories.date(2026, 3, 16)
    stories.triage.reject(
        submission=first, reasons={"TR08": "Whose?"}, respond_by=due, by=cast.assistant, at=WEDNESDAY_9AM
    )
    thread = ask(case_file)
    gate = stories.send_to_supervisor(cast, case_file, at=THURSDAY_9AM)
    submission.sign_off(submission=gate, comments="Checked.", by=cast.supervisor, at=THURSDAY_9AM)
    return stories.fresh(gate), thread


def test_threads_that_both_agencies_read_are_sealed_with_every_message(client, cast):
    def ask(case_file):
        thread = questions.ask(case_file, by=cast.assistant, subject="Which door", text="Front?", at=WEDNESDAY_9AM)
        questions.say(thread, "answer", by=cast.builder, text="The back one.", at=THURSDAY_9AM)
        return thread

    sent, thread = sent_again(cast, ask)
    found = sealed(sent).file["conversation"]

    assert [(thing["key"], thing["name"], thing["about"]) for thing in found] == [
        (f"thread-{thread.pk}", "Which door", "case")
    ]
    assert found[0]["state"]["code"] == "answered"
    assert [(number, said["words"], said["by"], said["said_at"]) for number, said in found[0]["messages"].items()] == [
        ("001", "Front?", "Ash Assistant", "2026-03-04T09:00:00+00:00"),
        ("002", "The back one.", "Bea Builder", "2026-03-05T09:00:00+00:00"),
    ]
    client.force_login(cast.assistant)
    page = words(client.get(address(sent, "file/")))
    assert "Message 2: said" in page
    assert "The back one." in page


def test_what_an_agency_keeps_to_itself_is_not_sealed_at_all(cast):
    def ask(case_file):
        return questions.ask(case_file, by=cast.builder, subject="Our own doubts", visibility=Visibility.OWN)

    sent, _ = sent_again(cast, ask)
    annex = annex_bytes(sent, reader=cast.disclosure_officer)
    assert "Our own doubts" not in sealed(sent).content.decode() + annex.decode()


def test_a_thread_about_a_sensitive_thing_stands_in_the_annex_only(client, cast):
    def ask(case_file):
        secret = case_file.material.get(title=SECRET)
        return questions.ask(case_file, by=cast.disclosure_officer, subject="Who told us", material=secret)

    sent, _ = sent_again(cast, ask, prepare=lambda case_file: with_secrets(cast, case_file))

    assert sealed(sent).file["conversation"] == []
    assert "Who told us" not in sealed(sent).content.decode()
    for reader, sees in ((cast.disclosure_officer, True), (cast.builder, False)):
        client.force_login(reader)
        assert ("Who told us" in words(client.get(address(sent, "file/")))) is sees
