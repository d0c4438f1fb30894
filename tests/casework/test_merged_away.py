"""A case that was merged into another takes no more writes, whoever waited for it; who has left a case is not in it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.models import (
    CaseEvent,
    Likeness,
    LikenessAnswer,
    MaterialKind,
    MaterialVersion,
    OffenceCode,
    ScanState,
    SearchName,
    Thread,
    Upload,
    Visibility,
)
from casework.operations import (
    aliases,
    building,
    clamd,
    conversation,
    disclosure,
    documents,
    likeness,
    links,
    material,
    media,
    people,
    redaction,
    scanning,
    splitting,
    unused,
    uploads,
)
from casework.rules.material_links import LinkLook
from casework.rules.papers import Paper
from charging.lifecycle import Purpose, Stream
from charging.operations import explanations, submission
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.acts import BUILDING_ACTS
from tests.casework.test_answers import say as answer_form
from tests.clock import MONDAY_4PM, TUESDAY_2PM, TUESDAY_9AM
from tests.collisions import PATIENCE, locked, on_a_connection_of_its_own, until, waiting
from tests.factories import a_pdf
from tests.questions import a_question, ask, say
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
OTHER_URN = "45AD7777726"
MERGED = "45AD 77777/26 was merged into 45AD 12345/26. Change it there."


@pytest.fixture
def pair(cast):
    """A case that goes and the one that it goes into."""
    leaving = stories.ready_case(cast, urn=OTHER_URN, names=(("Cedar", "Test"), ("Dogwood", "Test")))
    return leaving, stories.ready_case(cast)


def merge(leaving, into, *, by):
    return splitting.merge_cases(leaving=leaving, into=into, by=by, at=TUESDAY_9AM)


def split(case_file, *numbers, by):
    chosen = list(case_file.suspects.filter(number__in=numbers))
    return splitting.split_case(case_file=case_file, suspects=chosen, by=by, at=TUESDAY_9AM)


def _ask(case, by):
    return conversation.open_thread(
        case_file=case, question=a_question(visibility=Visibility.OWN), by=by, at=TUESDAY_2PM
    )


def _reply(case, by):
    asked = Likeness.objects.get(other=case)
    reply = likeness.LikenessReply(answer=LikenessAnswer.DIFFERENT, reason="Another shop.")
    return likeness.answer(likeness=asked, reply=reply, by=by, at=TUESDAY_2PM)


def _send(case, by):
    preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN)
    return submission.send_to_supervisor(case_file=case, preparation=preparation, by=by, at=TUESDAY_2PM)


def _certify(case, by):
    said = {"question": "disclosure.mg6e.all_considered", "state": "given", "value": "Yes."}
    return disclosure.answer(case_file=case, expected_version=0, by=by, at=TUESDAY_2PM, **said)


WRITES = {
    "details": lambda case, by: building.change_case(
        case_file=case, changes={"headline": "Else"}, expected_version=case.version, by=by, at=TUESDAY_2PM
    ),
    "flags": lambda case, by: building.set_flags(case_file=case, codes={"stalking"}, by=by, at=TUESDAY_2PM),
    "suspect": lambda case, by: stories.add_suspect(case, by=by, at=TUESDAY_2PM),
    "person": lambda case, by: BUILDING_ACTS["add_person"].do(None, case, by=by, at=TUESDAY_2PM),
    "material": lambda case, by: stories.add_statement(case, by=by, at=TUESDAY_2PM),
    "upload": lambda case, by: uploads.start(case_file=case, name="door.wav", size=9, by=by, at=TUESDAY_2PM),
    "unused item": lambda case, by: stories.list_unused(case, by=by, at=TUESDAY_2PM),
    "certificate": _certify,
    "answer": lambda case, by: answer_form(case, "mg3.issues", "Whose it was.", by=by),
    "question": _ask,
    "document": lambda case, by: documents.ask(
        case_file=case, form="mg5", inputs=Paper(title="MG5", handling="", sections=[]), by=by, at=TUESDAY_2PM
    ),
    "likeness": _reply,
    "reasons": lambda case, by: explanations.explain(case_file=case, reasons={}, by=by, at=TUESDAY_2PM),
    "sending": _send,
    "split": lambda case, by: split(case, 1, by=by),
}


@pytest.mark.parametrize("name", WRITES)
def test_nothing_is_written_into_a_case_that_was_merged_away(cast, pair, name):
    leaving, into = pair
    Likeness.objects.create(case_file=into, other=leaving, ground="urn", found_at=MONDAY_4PM)
    merge(leaving, into, by=cast.builder)

    with pytest.raises(Refused, match=MERGED), nothing_changes():
        WRITES[name](leaving, cast.builder)


def _rows_of(case):
    """Things of a case as somebody has read them, each with a change to it."""
    person, item = case.people.get(), case.material.get()
    suspect, offence = case.suspects.get(number=1), case.suspects.get(number=1).offences.get()
    listed, thread = case.unused_items.get(), case.threads.get()
    theft = people.OffenceDetails(offence_code=OffenceCode.objects.get(code="CJ88116"), starts_on=TUESDAY_9AM.date())
    name = aliases.OtherName(family_name="Spruce")
    needed = redaction.RedactionAnswer(stage="charging", need="unknown")
    changed = {"changes": {"family_name": "Elm"}, "expected_version": 1}
    return {
        "suspect": lambda **who: people.change_suspect(suspect=suspect, **changed, **who),
        "offence": lambda **who: people.propose_offence(suspect=suspect, details=theft, **who),
        "no offence": lambda **who: people.withdraw_offence(offence=offence, **who),
        "alias": lambda **who: aliases.add(suspect=suspect, name=name, **who),
        "person": lambda **who: people.change_person(person=person, **changed, **who),
        "material": lambda **who: material.withdraw(item=item, expected_version=item.version, **who),
        "redaction": lambda **who: redaction.record(item=item, answer=needed, expected_version=0, **who),
        "link": lambda **who: links.check_again(item=item, **who),
        "unused item": lambda **who: unused.withdraw(item=listed, expected_version=1, **who),
        "comment": lambda **who: say(thread, "comment", by=who["by"], at=who["at"]),
        "answer": lambda **who: answer_form(case, "mg6.bail", "None.", subject=suspect, by=who["by"]),
    }


def test_nothing_is_changed_by_somebody_who_read_it_before_the_merger(cast, pair):
    leaving, into = pair
    stories.list_unused(leaving, by=cast.builder)
    ask(leaving, by=cast.builder, visibility=Visibility.OWN)
    acts = _rows_of(leaving)
    merge(leaving, into, by=cast.builder)

    for act in acts.values():
        with pytest.raises(Refused, match=MERGED), nothing_changes():
            act(by=cast.builder, at=TUESDAY_2PM)


def test_who_may_not_build_is_told_so_and_not_where_the_case_went(cast, pair):
    leaving, into = pair
    merge(leaving, into, by=cast.builder)

    with pytest.raises(NotPermitted), nothing_changes():
        building.set_flags(case_file=leaving, codes={"stalking"}, by=cast.outsider, at=TUESDAY_2PM)


ELM = {"family_name": "Elm", "given_names": "Test"}
API_WRITES = {
    "suspects/": ELM | {"custody_basis": "bail"},
    "people/": ELM | {"role": "witness"},
    "material/": {"kind": "other", "title": "Door", "link": "https://evidence.example.test/door"},
    "threads/": {"subject": "Why?", "text": "Why is it here?", "visibility": "own"},
    "flags/": {"flags": ["stalking"]},
    "": {"version": 2, "headline": "Else"},
}
"""What is sent to each address of a case that writes into it."""


@pytest.mark.parametrize("address", API_WRITES)
def test_an_api_that_writes_into_a_merged_case_is_told_where_to_write(cast, pair, client, address):
    leaving, into = pair
    merge(leaving, into, by=cast.builder)
    client.force_login(cast.builder)
    send = {"flags/": client.put, "": client.patch}.get(address, client.post)

    with nothing_changes():
        answer = send(
            f"/api/v1/case-files/{leaving.slug}/{address}", API_WRITES[address], content_type="application/json"
        )

    assert answer.status_code == 409, answer.content
    assert [(reason["code"], reason["message"]) for reason in answer.json()["reasons"]] == [("merged", MERGED)]


def test_workers_finish_what_stayed_behind_with_a_merged_case(cast, pair, settings, monkeypatch):
    leaving, into = pair
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title="Receipt")
    for case_file in pair:
        material.attach(case_file=case_file, details=details, upload=a_pdf(), by=cast.builder, at=MONDAY_4PM)
    merge(leaving, into, by=cast.builder)
    stayed = MaterialVersion.objects.get(material__case_file=leaving)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    monkeypatch.setattr(clamd, "scan", lambda *_: clamd.Scan("Eicar"))
    MaterialVersion.objects.update(scan_state=ScanState.WAITING)

    assert scanning.scan_waiting(at=TUESDAY_2PM) == 2
    assert stories.fresh(stayed).scan_state == ScanState.INFECTED
    assert media.try_waiting(at=TUESDAY_2PM) == 0
    assert links.check_waiting(at=TUESDAY_2PM, ask=lambda _: LinkLook("broken", "Gone.")) == 0


def test_what_a_worker_finds_is_told_in_the_case_that_the_material_came_to_meanwhile(cast, pair, settings, monkeypatch):
    leaving, into = pair
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title="Receipt")
    material.attach(case_file=leaving, details=details, upload=a_pdf(), by=cast.builder, at=MONDAY_4PM)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    MaterialVersion.objects.update(scan_state=ScanState.WAITING)

    def merged_while_it_scans(*_args):
        merge(leaving, into, by=cast.builder)
        return clamd.Scan("Eicar")

    monkeypatch.setattr(clamd, "scan", merged_while_it_scans)
    scanning.scan_waiting(at=TUESDAY_2PM)

    assert CaseEvent.objects.get(type="casework.material_quarantined").case_id == into.pk


def test_an_upload_under_way_goes_on_in_the_case_that_it_was_merged_into(cast, pair):
    leaving, into = pair
    upload = uploads.start(case_file=leaving, name="door.txt", size=8, by=cast.builder, at=MONDAY_4PM)
    uploads.append(upload=upload, offset=0, piece=b"four", by=cast.builder, at=MONDAY_4PM)
    merge(leaving, into, by=cast.builder)

    uploads.append(upload=upload, offset=4, piece=b"more", by=cast.builder, at=TUESDAY_2PM)
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title="Door")
    entry = uploads.finish(upload=upload, into=details, by=cast.builder, at=TUESDAY_2PM)

    assert entry.case_id == into.pk
    assert not Upload.objects.exists()


# --- at the same instant -----------------------------------------------------------------------------------------


def meanwhile(case_file, act, happens):
    """Start an act, and while it waits for the case let something happen to it; return what came of the act."""
    with ThreadPoolExecutor(1) as pool:
        with locked(case_file):
            running = pool.submit(on_a_connection_of_its_own, act)
            until(lambda: waiting() == 1)
            happens()
        return running.result(timeout=PATIENCE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["flags", "suspect", "material", "question"])
def test_who_waited_for_a_case_while_it_was_merged_away_is_refused(cast, pair, name):
    leaving, into = pair

    refusal = meanwhile(
        leaving, lambda: WRITES[name](leaving, cast.second_builder), lambda: merge(leaving, into, by=cast.builder)
    )

    assert isinstance(refusal, Refused), refusal
    assert MERGED in str(refusal)
    assert CaseEvent.objects.filter(case_id=leaving.pk).latest("seq").type == "casework.case_merged"
    assert not leaving.suspects.exists()
    assert not Thread.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["suspect", "offence", "no offence", "alias", "answer"])
def test_who_waited_while_a_suspect_was_split_off_changes_neither_case(cast, pair, name):
    case_file, _ = pair
    stories.list_unused(case_file, by=cast.builder)
    ask(case_file, by=cast.builder, visibility=Visibility.OWN)
    act = _rows_of(case_file)[name]

    refusal = meanwhile(
        case_file,
        lambda: act(by=cast.second_builder, at=TUESDAY_2PM),
        lambda: split(case_file, 1, by=cast.builder),
    )

    assert isinstance(refusal, Conflict), refusal
    assert not CaseEvent.objects.filter(by_id=cast.second_builder.pk).exists()
    words = "".join(SearchName.objects.values_list("words", flat=True)).lower()
    assert "elm" not in words
    assert "spruce" not in words


@pytest.mark.django_db(transaction=True)
def test_material_that_went_with_its_suspect_is_not_changed_in_the_case_that_it_left(cast, pair):
    case_file, _ = pair
    about = material.MaterialDetails(
        kind=MaterialKind.MG15,
        title="Interview",
        link="https://evidence.example.test/interview",
        suspect=case_file.suspects.get(number=1),
    )
    material.attach(case_file=case_file, details=about, upload=None, by=cast.builder, at=MONDAY_4PM)
    item = case_file.material.get(title="Interview")

    def attach():
        other = material.MaterialDetails(kind=MaterialKind.MG15, title="More", link=item.link, suspect=about.suspect)
        return material.attach(case_file=case_file, details=other, upload=None, by=cast.builder, at=TUESDAY_2PM)

    def withdraw():
        return material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=TUESDAY_2PM)

    with ThreadPoolExecutor(2) as pool:
        with locked(case_file):
            running = [pool.submit(on_a_connection_of_its_own, act) for act in (withdraw, attach)]
            until(lambda: waiting() == 2)
            split(case_file, 1, by=cast.builder)
        results = [each.result(timeout=PATIENCE) for each in running]

    assert [type(result) for result in results] == [Conflict, Refused], results
    assert "is not in this case" in str(results[1])
    assert stories.fresh(item).withdrawn_at is None


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_waits_for_a_merger_is_finished_in_the_case_that_it_came_to(cast, pair):
    leaving, into = pair
    upload = uploads.start(case_file=leaving, name="door.txt", size=4, by=cast.builder, at=MONDAY_4PM)
    uploads.append(upload=upload, offset=0, piece=b"four", by=cast.builder, at=MONDAY_4PM)
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title="Door")

    def finish():
        return uploads.finish(upload=upload, into=details, by=cast.builder, at=TUESDAY_2PM)

    with ThreadPoolExecutor(2) as pool:
        with locked(into):
            merging = pool.submit(on_a_connection_of_its_own, lambda: merge(leaving, into, by=cast.builder))
            until(lambda: waiting() == 1)
            finishing = pool.submit(on_a_connection_of_its_own, finish)
            until(lambda: waiting() == 2)
        results = [merging.result(timeout=PATIENCE), finishing.result(timeout=PATIENCE)]

    assert [getattr(result, "case_id", result) for result in results] == [into.pk, into.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_split_parts_of_one_urn_at_once_get_two_letters(cast, pair):
    whole = stories.ready_case(cast, urn="45AD8888826", names=[(name, "Test") for name in ("Ash", "Elm", "Fir", "Yew")])
    part = type(whole).objects.get(pk=split(whole, 3, 4, by=cast.builder).case_id)

    with ThreadPoolExecutor(2) as pool:
        with locked(whole):
            running = [
                pool.submit(on_a_connection_of_its_own, lambda each=each: split(each, 1, by=cast.builder))
                for each in (whole, part)
            ]
            until(lambda: waiting() == 2)
        results = [each.result(timeout=PATIENCE) for each in running]

    assert sorted(result.urn for result in results) == ["45AD8888826B", "45AD8888826C"]
