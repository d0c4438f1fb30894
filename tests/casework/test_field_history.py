"""Field history: every change of what the file says, whoever made it and however, for whoever may know of it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from casework.models import Answer, Material, MediaDetails, UnusedItem
from casework.operations import building, material, media, people, redaction
from casework.queries import history
from casework.rules import answers as rules
from tests import stories
from tests.casework.test_answers import say, stored
from tests.clock import FRIDAY_9AM, MONDAY, MONDAY_4PM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM


def told(case_file, user, **options):
    """Every change, newest first."""
    return history.changes(list(history.snapshots(case_file, user, **options)), case_file, on=MONDAY)


def sentences(changes):
    return [(change.what, change.field, change.before, change.after, change.who) for change in changes]


def page(client, case_file, query=""):
    response = client.get(reverse("casework:field_history", args=[case_file.slug]) + query)
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return response, " ".join(text.split())


def change_case(case_file, by, at=MONDAY_4PM, **changes):
    version = stories.fresh(case_file).version
    return building.change_case(case_file=case_file, changes=changes, expected_version=version, by=by, at=at)


def test_a_change_says_who_when_what_before_and_after_in_the_words_of_the_form(cast):
    case_file = stories.ready_case(cast)
    change_case(case_file, cast.supervisor, lines_of_enquiry="CCTV and two witnesses.")
    newest = told(case_file, cast.builder)[0]
    assert sentences([newest]) == [
        ("The case", "Reasonable lines of enquiry", "CCTV.", "CCTV and two witnesses.", "Sam Supervisor")
    ]
    assert (newest.at, newest.is_outside, newest.is_confirmation) == (MONDAY_4PM, False, False)


def test_each_of_several_changes_names_its_own_author(cast):
    case_file = stories.ready_case(cast)
    change_case(case_file, cast.builder, headline="First")
    change_case(case_file, cast.supervisor, at=TUESDAY_9AM, headline="Second")
    change_case(case_file, cast.builder, at=TUESDAY_2PM, headline="Third")
    newest = [(each.before, each.after, each.who) for each in told(case_file, cast.builder)][:3]
    assert newest == [
        ("Second", "Third", "Bea Builder"),
        ("First", "Second", "Sam Supervisor"),
        ("Theft of tools from a shop", "First", "Bea Builder"),
    ]


def test_changes_of_every_kind_stand_in_one_order_of_time_newest_first(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.first()
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    plea = {"anticipated_plea": "ngap"}
    people.change_suspect(suspect=suspect, changes=plea, expected_version=1, by=cast.builder, at=TUESDAY_2PM)
    change_case(case_file, cast.builder, at=TUESDAY_9AM, headline="Earlier")
    seen = rules.token(stored("mg3.issues"))
    say(case_file, "mg3.issues", "Intent", seen=seen, by=cast.builder, at=WEDNESDAY_9AM)
    withdrawn = case_file.material.first()
    material.withdraw(item=withdrawn, expected_version=withdrawn.version, by=cast.builder, at=FRIDAY_9AM)
    change_case(case_file, cast.builder, at=MONDAY_4PM, headline="First")
    found = [change.at for change in told(case_file, cast.builder)]
    assert found == sorted(found, reverse=True)
    assert found[:5] == [FRIDAY_9AM, WEDNESDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, MONDAY_4PM]


def test_coded_values_dates_and_people_read_as_words(cast):
    case_file = stories.ready_case(cast)
    suspect, person = case_file.suspects.first(), case_file.people.first()
    facts = {"anticipated_plea": "ngap", "date_of_birth": date(1990, 3, 3)}
    people.change_suspect(suspect=suspect, changes=facts, expected_version=1, by=cast.builder, at=MONDAY_4PM)
    declined = {"personal_statement": "declined"}
    people.change_person(person=person, changes=declined, expected_version=1, by=cast.builder, at=TUESDAY_9AM)
    change_case(case_file, cast.builder, at=TUESDAY_2PM, officer=cast.second_builder)
    found = {
        (what, field): (before, after) for what, field, before, after, _ in sentences(told(case_file, cast.builder))
    }
    assert found["Test Alder", "Anticipated plea"] == (
        "Guilty plea expected (GAP)",
        "Not guilty plea expected (NGAP)",
    )
    assert found["Test Alder", "Date of birth"] == ("Nothing", "3 March 1990")
    assert found["Test Wensum", "Victim personal statement"] == ("Not answered yet", "Offered and declined")
    assert found["The case", "Officer in the case"] == ("Bea Builder", "Bob Builder")


def test_answers_stand_under_their_question_and_a_confirmation_is_told(cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.first()
    say(case_file, "mg3.defence", state="unknown", subject=suspect, by=cast.builder)
    seen = rules.token(stored("mg3.defence"))
    say(case_file, "mg3.defence", "Alibi", seen=seen, subject=suspect, by=cast.supervisor, at=TUESDAY_9AM)
    seen = rules.token(stored("mg3.defence"))
    say(case_file, "mg3.defence", "Alibi", seen=seen, subject=suspect, by=cast.builder, at=TUESDAY_2PM, confirm=True)
    confirmed, changed = told(case_file, cast.builder, thing="answer")
    assert sentences([changed]) == [("Test Alder", "Expected defence", "Not known", "Alibi", "Sam Supervisor")]
    assert (confirmed.is_confirmation, confirmed.who, confirmed.is_outside) == (True, "Bea Builder", False)


def test_a_change_past_the_service_is_told_as_that(client, cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_casefile SET summary = 'Quietly changed' WHERE id = %s", [case_file.pk])
        cursor.execute("UPDATE casework_answer SET value = 'Quietly' WHERE case_file_id = %s", [case_file.pk])
    outside = [change for change in told(case_file, cast.builder) if change.is_outside]
    assert {(change.field, change.after, change.who) for change in outside} == {
        ("Summary of the circumstances", "Quietly changed", ""),
        ("Likely issues in the case", "Quietly", ""),
    }
    client.force_login(cast.builder)
    assert page(client, case_file)[1].count("Changed outside the service") == 2


def test_withdrawing_names_who_withdrew(cast):
    case_file = stories.ready_case(cast)
    material.withdraw(item=Material.objects.get(), expected_version=1, by=cast.builder, at=TUESDAY_9AM)
    change = told(case_file, cast.builder, thing="material")[0]
    assert (change.field, change.who, change.at, change.is_outside) == (
        "Withdrawn at",
        "Bea Builder",
        TUESDAY_9AM,
        False,
    )


def a_recording(cast, case_file, *, by=None, sensitive=False):
    details = material.MaterialDetails(
        kind="cctv", title="Door camera", link="https://evidence.example.test/door", sensitive=sensitive
    )
    entry = material.attach(case_file=case_file, details=details, upload=None, by=by or cast.builder, at=MONDAY_4PM)
    return Material.objects.get(pk=entry.details["material_id"])


def describe(item, by, at, **said):
    version = MediaDetails.objects.get(material=item).version
    media.describe(item=item, recording=media.Recording(**said), expected_version=version, by=by, at=at)


def redact(item, by, at, *, version, **said):
    answer = redaction.RedactionAnswer(stage="first_hearing", **said)
    redaction.record(item=item, answer=answer, expected_version=version, by=by, at=at)


def test_what_is_said_of_a_recording_is_told_with_who_said_it_or_that_the_service_tried_it(cast):
    case_file = stories.ready_case(cast)
    item = a_recording(cast, case_file)
    describe(item, cast.builder, TUESDAY_9AM, source="Shop door", clip_from=0, clip_to=75)
    describe(item, cast.supervisor, TUESDAY_2PM, source="Shop door", clip_from=0, clip_to=3700)
    media.state_playable(item=item, plays=False, note="No picture", by=cast.builder, at=WEDNESDAY_9AM)

    assert set(sentences(told(case_file, cast.builder, thing="recording"))) == {
        ("Door camera", "Where it is from", "Nothing", "Shop door", "Bea Builder"),
        ("Door camera", "Part that matters begins at", "Nothing", "00:00:00", "Bea Builder"),
        ("Door camera", "Part that matters ends at", "Nothing", "00:01:15", "Bea Builder"),
        ("Door camera", "Part that matters ends at", "00:01:15", "01:01:40", "Sam Supervisor"),
        ("Door camera", "Whether it plays", "Not checked yet", "Does not play", "Bea Builder"),
        ("Door camera", "What happens when it is opened", "Nothing", "No picture", "Bea Builder"),
    }
    MediaDetails.objects.update(playable="plays", playable_note="", playable_checked_at=FRIDAY_9AM)
    newest = told(case_file, cast.builder, thing="recording")[:2]
    assert {(change.field, change.after, change.at, change.is_outside) for change in newest} == {
        ("Whether it plays", "Plays", FRIDAY_9AM, False),
        ("What happens when it is opened", "Nothing", FRIDAY_9AM, False),
    }
    assert {change.who for change in newest} == {history.THE_SERVICE}


def test_what_is_said_of_redaction_is_told(cast):
    case_file = stories.ready_case(cast)
    item = a_recording(cast, case_file)
    redact(item, cast.builder, TUESDAY_9AM, version=0, need="unknown")
    redact(item, cast.supervisor, TUESDAY_2PM, version=1, need="needed", reason="A child's face", minutes=0)

    what = "Door camera, first hearing papers"
    assert set(sentences(told(case_file, cast.builder, thing="redaction"))) == {
        (what, "Whether redaction is needed", "Not known yet", "Needed", "Sam Supervisor"),
        (what, "What has to be redacted, and why", "Nothing", "A child's face", "Sam Supervisor"),
        (what, "Minutes spent on it", "Nothing", "0", "Sam Supervisor"),
    }


@pytest.mark.parametrize("marked", ["first", "later", "no_longer"])
def test_what_is_said_of_sensitive_material_is_not_told_to_who_may_not_know_of_it(cast, marked):
    case_file = stories.ready_case(cast)
    item = a_recording(cast, case_file, by=cast.supervisor, sensitive=marked != "later")
    describe(item, cast.supervisor, TUESDAY_9AM, source="Hidden camera")
    redact(item, cast.supervisor, TUESDAY_9AM, version=0, need="unknown")
    redact(item, cast.supervisor, TUESDAY_2PM, version=1, need="needed", reason="Hidden face")
    Material.objects.filter(pk=item.pk).update(sensitive=marked != "no_longer")

    assert "Hidden" not in str(told(case_file, cast.builder))
    assert all(said in str(told(case_file, cast.supervisor)) for said in ("Hidden camera", "Hidden face"))


@pytest.mark.parametrize("then", [True, False])
def test_what_is_or_was_sensitive_has_no_history_for_who_may_not_know_of_it(cast, then):
    case_file = stories.ready_case(cast)
    item = Material.objects.get()
    Material.objects.filter(pk=item.pk).update(title="Informant log", sensitive=True)
    unused = stories.list_unused(case_file, by=cast.supervisor, sensitive=True)
    UnusedItem.objects.filter(pk=unused.pk).update(description="Named informant")
    if not then:
        Material.objects.filter(pk=item.pk).update(sensitive=False, title="Log")
    assert not any(thing in str(told(case_file, cast.builder)) for thing in ("Informant log", "Named informant"))
    assert all(thing in str(told(case_file, cast.supervisor)) for thing in ("Informant log", "Named informant"))


def test_the_answer_on_sensitive_material_has_no_history_for_who_may_not_know_of_it(cast):
    case_file = stories.ready_case(cast)
    row = Answer.objects.create(
        case_file=case_file,
        question="disclosure.mg6d_nil",
        state="none",
        changed_at=MONDAY_4PM,
        changed_by=cast.supervisor,
    )
    Answer.objects.filter(pk=row.pk).update(state="given", value="listed", changed_at=TUESDAY_9AM)
    assert told(case_file, cast.builder, thing="answer") == []
    assert len(told(case_file, cast.supervisor, thing="answer")) == 1


def test_history_is_narrowed_to_one_kind_of_thing_and_comes_in_pages(client, cast):
    case_file = stories.ready_case(cast)
    for number in range(30):
        change_case(case_file, cast.builder, crime_reference=f"Reference {number}.")
    say(case_file, "mg3.issues", "One", by=cast.builder)
    Answer.objects.update(value="Two")
    client.force_login(cast.builder)
    assert "Likely issues in the case" in page(client, case_file, "?thing=answer")[1]
    assert "Reference 29." not in page(client, case_file, "?thing=answer")[1]
    first, second = page(client, case_file, "?thing=case")[1], page(client, case_file, "?thing=case&page=2")[1]
    assert "Reference 29." in first
    assert "Reference 29." not in second
    assert "Reference 0." in second
    assert page(client, case_file, "?thing=nonsense&page=x")[0].status_code == 200


def test_the_cps_reads_the_history_of_what_it_was_sent_and_strangers_do_not(client, cast):
    case_file = stories.ready_case(cast)
    statuses = {}
    for who in ("prosecutor", "builder", "outsider"):
        client.force_login(getattr(cast, who))
        statuses[who] = page(client, case_file)[0].status_code
    assert statuses == {"prosecutor": 404, "builder": 200, "outsider": 404}
    sent = stories.submitted_case(cast, urn=stories.a_urn(2)).case_file
    client.force_login(cast.prosecutor)
    assert "Summary of the circumstances" in page(client, sent)[1]
