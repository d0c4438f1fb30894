"""Working notes: the author's or the team's, never the record's until somebody puts one there."""

import pytest

from casework.models import CaseEvent, OutboxEntry
from charging.models import NoteAudience, ReviewSection, WorkingNote
from charging.operations import notes
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_9AM, THURSDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
SECRET = "The witness may be mistaken about the coat"


@pytest.fixture
def review(cast):
    return stories.accepted_case(cast)


def a_note(review, by, *, audience=NoteAudience.AUTHOR, text=SECRET):
    return notes.write(case_file=review.case_file, text=text, audience=audience, by=by, at=THURSDAY_9AM)


def test_a_note_is_known_to_its_author_or_to_the_team_and_never_to_police(cast, review):
    own, shared = a_note(review, cast.prosecutor), a_note(review, cast.prosecutor, audience=NoteAudience.TEAM)

    def known(user):
        return set(WorkingNote.objects.visible_to(user).values_list("pk", flat=True))

    assert known(cast.prosecutor) == {own.pk, shared.pk}
    assert known(cast.legal_manager) == known(cast.assistant) == {shared.pk}
    assert known(cast.builder) == known(cast.supervisor) == set()


def test_no_event_and_no_page_but_its_own_holds_a_note(client, cast, review):
    before = CaseEvent.objects.count(), OutboxEntry.objects.count()
    a_note(review, cast.prosecutor, audience=NoteAudience.TEAM)
    assert (CaseEvent.objects.count(), OutboxEntry.objects.count()) == before
    client.force_login(cast.prosecutor)
    root = review.case_file.get_absolute_url()
    for page in ("", "history/", f"reviews/{review.pk}/", "?timeline=all"):
        assert SECRET not in client.get(f"{root}{page}").content.decode()
    assert SECRET in client.get(f"{root}working-notes/").content.decode()
    client.force_login(cast.builder)
    assert client.get(f"{root}working-notes/").status_code == 404


def test_a_note_goes_on_the_record_only_when_somebody_puts_it_there(cast, review):
    note = a_note(review, cast.prosecutor)

    entry = notes.promote(note=note, consultation=review, code="evidence", by=cast.prosecutor, at=FRIDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="already"):
        notes.promote(note=note, consultation=review, code="evidence", by=cast.prosecutor, at=FRIDAY_9AM)
    other = a_note(review, cast.prosecutor, text="Another thought")
    notes.promote(note=other, consultation=review, code="evidence", by=cast.prosecutor, at=FRIDAY_9AM)

    assert entry.details == {"consultation_id": review.pk, "section": "evidence"}
    assert ReviewSection.objects.get(code="evidence").text == f"{SECRET}\n\nAnother thought"
    assert WorkingNote.objects.count() == 2


def test_only_the_author_changes_or_removes_a_note_and_two_windows_are_told(cast, review):
    note = a_note(review, cast.prosecutor, audience=NoteAudience.TEAM)

    def change(by, version):
        return notes.change(
            note=note, text="Other", audience=NoteAudience.TEAM, expected_version=version, by=by, at=FRIDAY_9AM
        )

    with nothing_changes():
        with pytest.raises(NotPermitted):
            change(cast.legal_manager, 1)
        with pytest.raises(NotPermitted):
            notes.remove(note=note, by=cast.legal_manager, at=FRIDAY_9AM)
        with pytest.raises(NotPermitted):
            a_note(review, cast.builder)
        with pytest.raises(Refused, match="Write the note"):
            notes.write(
                case_file=review.case_file, text=" ", audience=NoteAudience.AUTHOR, by=cast.prosecutor, at=FRIDAY_9AM
            )
    change(cast.prosecutor, 1)
    with nothing_changes(), pytest.raises(Conflict, match="another window"):
        change(cast.prosecutor, 1)
    notes.remove(note=note, by=cast.prosecutor, at=FRIDAY_9AM)
    assert not WorkingNote.objects.exists()


def test_what_is_private_to_somebody_else_cannot_be_put_on_the_record(cast, review):
    note = a_note(review, cast.legal_manager)
    with nothing_changes(), pytest.raises(Refused):
        notes.promote(note=note, consultation=review, code="evidence", by=cast.prosecutor, at=FRIDAY_9AM)


def test_the_pages_write_change_promote_and_remove_a_note(client, cast, review):
    client.force_login(cast.prosecutor)
    home = f"{review.case_file.get_absolute_url()}working-notes/"
    client.post(home, {"audience": "author", "text": SECRET})
    note = WorkingNote.objects.get()
    client.post(f"{home}{note.pk}/", {"audience": "team", "text": f"{SECRET}.", "version": 1})
    assert stories.fresh(note).audience == "team"
    client.post(f"{home}{note.pk}/promote/", {"section": "trial"})
    assert ReviewSection.objects.get(code="trial").text == f"{SECRET}."
    client.post(f"{home}{note.pk}/remove/")
    assert not WorkingNote.objects.exists()
