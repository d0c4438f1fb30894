"""Drafting, counting and publishing an edition: a draft judges nothing, two people stand behind what judges."""

import threading
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction

from accounts.models import Unit
from accounts.roles import Role
from casework.models import EditionCount, EditionEffect, FileStandardEdition, FileStandardRow
from casework.operations import edition_counts, editions
from casework.operations.file_standard import load_editions
from casework.queries.case_page import contents_of, edition_on, standard_for
from casework.queries.editions import changed_files, difference, row_counts, state_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_9AM, MONDAY, MONDAY_9AM, TUESDAY_9AM
from tests.collisions import on_a_connection_of_its_own
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
NEXT_MONTH = date(2026, 4, 1)
A_ROW = {
    "code": "weather",
    "title": "Weather report",
    "group": "evidence",
    "source": "tests",
    "reason": "It rained.",
    "applies_to": "case",
    "needed_when": {},
    "satisfied_by": {"material": ["other"]},
    "blocks": False,
    "triage_code": "",
}


def details(**changed):
    now = edition_on(MONDAY)
    asked = {
        "code": "NFS-2026-04",
        "title": "The next one",
        "source": "tests",
        "valid_from": NEXT_MONTH,
        "offence_groups": now.offence_groups,
        "rows": editions.as_data(now),
    }
    return editions.EditionDetails(**asked | changed)


def a_draft(cast, **changed):
    return editions.begin(details=details(**changed), by=cast.police_standards, at=MONDAY_9AM)


def publish(draft, by, *, at=TUESDAY_9AM, revision=None):
    seen = stories.fresh(draft).revision if revision is None else revision
    return editions.publish(edition=draft, expected_revision=seen, by=by, at=at)


def once_counted(draft, by):
    """Count what a draft would change, to the end, and return the draft."""
    count = edition_counts.ask(edition=draft, by=by, at=MONDAY_9AM)
    while edition_counts.advance(at=MONDAY_9AM, count_id=count.pk):
        pass
    return draft


def row(draft, code="bwv"):
    return draft.rows.select_related("edition").get(code=code)


def test_a_draft_is_a_copy_that_judges_nothing(cast):
    draft = a_draft(cast)

    assert draft.is_draft
    assert (draft.drafted_by, draft.drafted_at) == (cast.police_standards, MONDAY_9AM)
    assert editions.as_data(draft) == editions.as_data(edition_on(MONDAY))
    assert edition_on(NEXT_MONTH).code == "NFS-2026-01"
    assert difference(draft).rows == []


def test_publishing_ends_the_edition_before_on_the_day_that_this_one_starts(cast):
    draft = once_counted(a_draft(cast, rows=[A_ROW]), cast.cps_standards)

    publish(draft, cast.cps_standards)

    assert edition_on(NEXT_MONTH) == draft
    assert edition_on(NEXT_MONTH - timedelta(days=1)).code == "NFS-2026-01"
    assert stories.fresh(draft).published_by == cast.cps_standards
    assert stories.fresh(edition_on(MONDAY)).valid_to == NEXT_MONTH


def test_a_file_is_judged_by_the_new_rows_from_that_day_and_by_the_old_ones_before(cast):
    publish(once_counted(a_draft(cast, rows=[A_ROW]), cast.cps_standards), cast.cps_standards)
    contents = contents_of(stories.ready_case(cast))

    assert [each.code for each in standard_for(contents, on=NEXT_MONTH)] == ["weather"]
    assert "weather" not in {each.code for each in standard_for(contents, on=MONDAY)}


@pytest.mark.parametrize("writes", ["begin", "details", "row", "added", "removed"])
def test_whoever_wrote_part_of_a_draft_does_not_publish_it(cast, writes):
    draft = a_draft(cast)
    writer = cast.police_standards if writes == "begin" else cast.cps_standards
    if writes == "details":
        editions.change_details(edition=draft, changes={"title": "X"}, expected_version=1, by=writer, at=MONDAY_9AM)
    if writes == "row":
        editions.change_row(row=row(draft), changes={"title": "X"}, expected_version=1, by=writer, at=MONDAY_9AM)
    if writes == "added":
        editions.add_row(edition=draft, row=A_ROW, by=writer, at=MONDAY_9AM)
    if writes == "removed":
        editions.remove_row(row=row(draft), expected_version=1, by=writer, at=MONDAY_9AM)

    with nothing_changes(), pytest.raises(NotPermitted, match="You wrote part of this edition"):
        publish(draft, writer)
    # Somebody else changes the same things again: that does not unmake the writer.
    other = a_person("Tea Third", Role.CPS_STANDARDS, Unit.objects.get(code="south-east-mc"))
    now = stories.fresh(draft)
    editions.change_details(edition=now, changes={"title": "Y"}, expected_version=now.version, by=other, at=TUESDAY_9AM)
    for each in now.rows.select_related("edition"):
        changes, version = {"title": f"{each.title}."}, each.version
        editions.change_row(row=each, changes=changes, expected_version=version, by=other, at=TUESDAY_9AM)

    with nothing_changes(), pytest.raises(NotPermitted, match="You wrote part of this edition"):
        publish(draft, writer)


def test_whoever_only_asked_for_what_was_there_already_wrote_nothing(cast):
    draft, reader = a_draft(cast), cast.cps_standards
    same = {"title": draft.title}
    editions.change_details(edition=draft, changes=same, expected_version=1, by=reader, at=MONDAY_9AM)

    assert stories.fresh(draft).writers == [cast.police_standards.pk]
    assert publish(once_counted(draft, reader), reader).published_by == reader


def test_a_draft_from_before_all_its_writers_were_kept_still_knows_the_last_ones(cast):
    draft, writer = a_draft(cast), cast.cps_standards
    editions.change_row(row=row(draft), changes={"title": "X"}, expected_version=1, by=writer, at=MONDAY_9AM)
    FileStandardEdition.objects.filter(pk=draft.pk).update(writers=[])

    for person in (writer, cast.police_standards):
        with nothing_changes(), pytest.raises(NotPermitted, match="You wrote part of this edition"):
            publish(draft, person)


@pytest.mark.parametrize("who", ["builder", "supervisor", "legal_manager", "police_manager", "outsider"])
def test_only_those_who_keep_the_standard_draft_count_or_publish(cast, who):
    by, draft = getattr(cast, who), a_draft(cast)
    acts = [
        lambda: editions.begin(details=details(code="OTHER"), by=by, at=MONDAY_9AM),
        lambda: editions.add_row(edition=draft, row=A_ROW, by=by, at=MONDAY_9AM),
        lambda: editions.change_row(row=row(draft), changes={}, expected_version=1, by=by, at=MONDAY_9AM),
        lambda: editions.remove_row(row=row(draft), expected_version=1, by=by, at=MONDAY_9AM),
        lambda: editions.change_details(edition=draft, changes={}, expected_version=1, by=by, at=MONDAY_9AM),
        lambda: editions.discard(edition=draft, by=by, at=MONDAY_9AM),
        lambda: edition_counts.ask(edition=draft, by=by, at=MONDAY_9AM),
        lambda: publish(draft, by),
    ]
    for act in acts:
        with nothing_changes(), pytest.raises(NotPermitted):
            act()


def test_a_published_edition_is_never_changed(cast):
    first = edition_on(MONDAY)
    by = cast.police_standards
    for act in (
        lambda: editions.add_row(edition=first, row=A_ROW, by=by, at=MONDAY_9AM),
        lambda: editions.change_row(row=row(first), changes={"title": "X"}, expected_version=1, by=by, at=MONDAY_9AM),
        lambda: editions.remove_row(row=row(first), expected_version=1, by=by, at=MONDAY_9AM),
        lambda: editions.change_details(
            edition=first, changes={"title": "X"}, expected_version=1, by=by, at=MONDAY_9AM
        ),
        lambda: editions.discard(edition=first, by=by, at=MONDAY_9AM),
        lambda: publish(first, by),
    ):
        with nothing_changes(), pytest.raises(Conflict, match="is published"):
            act()


@pytest.mark.parametrize("day", [MONDAY, date(2020, 1, 1)])
def test_an_edition_starts_on_a_later_day(cast, day):
    with nothing_changes(), pytest.raises(Refused, match="a day after today"):
        a_draft(cast, valid_from=day)


def test_a_draft_whose_day_has_come_is_not_published(cast):
    draft = a_draft(cast, valid_from=MONDAY + timedelta(days=1))

    with nothing_changes(), pytest.raises(Refused, match="a day after today"):
        publish(draft, cast.cps_standards, at=TUESDAY_9AM)


def test_two_editions_cannot_start_on_one_day_nor_share_a_code(cast):
    publish(once_counted(a_draft(cast), cast.cps_standards), cast.cps_standards)
    second = once_counted(a_draft(cast, code="NFS-2026-04B"), cast.cps_standards)

    with nothing_changes(), pytest.raises(Refused, match="starts on the same day"):
        publish(second, cast.cps_standards)
    with nothing_changes(), pytest.raises(Refused, match="Another edition has this code"):
        a_draft(cast)


def test_an_edition_published_before_one_that_starts_later_ends_where_that_begins(cast):
    later = a_draft(cast, valid_from=date(2026, 6, 1))
    publish(once_counted(later, cast.cps_standards), cast.cps_standards)
    sooner = a_draft(cast, code="SOONER", valid_from=NEXT_MONTH)
    publish(once_counted(sooner, cast.cps_standards), cast.cps_standards)

    assert [edition_on(day).code for day in (MONDAY, NEXT_MONTH, date(2026, 6, 1))] == [
        "NFS-2026-01",
        "SOONER",
        "NFS-2026-04",
    ]
    on_every_day = [FileStandardEdition.objects.in_force(MONDAY + timedelta(days=n)).count() for n in range(150)]
    assert set(on_every_day) == {1}


def test_a_draft_that_changed_since_the_publisher_looked_is_not_published(cast):
    draft = a_draft(cast)
    seen = draft.revision
    editions.add_row(edition=draft, row=A_ROW, by=cast.police_standards, at=MONDAY_9AM)

    with nothing_changes(), pytest.raises(Conflict, match="changed since you looked"):
        publish(draft, cast.cps_standards, revision=seen)


def test_a_draft_is_published_only_with_a_finished_count_of_what_it_changes_now(cast):
    draft, reader = a_draft(cast), cast.cps_standards
    with nothing_changes(), pytest.raises(Refused, match="Count first how many open files"):
        publish(draft, reader)
    edition_counts.ask(edition=draft, by=reader, at=MONDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="still being counted"):
        publish(draft, reader)
    once_counted(draft, reader)
    editions.add_row(edition=draft, row=A_ROW, by=cast.police_standards, at=MONDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="Count them again"):
        publish(draft, reader)
    assert publish(once_counted(draft, reader), reader).published_by == reader


def test_a_count_is_old_once_another_edition_comes_between(cast):
    later = once_counted(a_draft(cast, valid_from=date(2026, 6, 1)), cast.cps_standards)
    sooner = once_counted(a_draft(cast, code="SOONER", valid_from=NEXT_MONTH), cast.cps_standards)
    publish(sooner, cast.cps_standards)
    with nothing_changes(), pytest.raises(Refused, match="Count them again"):
        publish(later, cast.cps_standards)


def test_every_fault_of_every_row_refuses_the_whole_edition(cast):
    bad = [A_ROW | {"applies_to": "judge"}, A_ROW | {"code": "other", "satisfied_by": {}}]

    with nothing_changes(), pytest.raises(editions.Unsound) as refusal:
        a_draft(cast, rows=bad)

    assert [reason.where for reason in refusal.value.verdict.reasons] == ["weather", "other"]


def test_a_row_is_added_changed_and_removed_and_the_difference_says_so(cast):
    draft, by = a_draft(cast), cast.police_standards
    editions.add_row(edition=draft, row=A_ROW, by=by, at=MONDAY_9AM)
    editions.change_row(row=row(draft), changes={"blocks": True}, expected_version=1, by=by, at=MONDAY_9AM)
    editions.remove_row(row=row(draft, "cctv"), expected_version=1, by=by, at=MONDAY_9AM)

    found = difference(stories.fresh(draft))

    assert [(change.kind, change.code) for change in found.rows] == [
        ("added", "weather"),
        ("changed", "bwv"),
        ("removed", "cctv"),
    ]
    assert found.before.code == "NFS-2026-01"
    assert stories.fresh(draft).revision == 4


def test_a_row_that_would_be_unsound_is_refused(cast):
    draft, by = a_draft(cast), cast.police_standards

    with nothing_changes(), pytest.raises(editions.Unsound):
        editions.change_row(row=row(draft), changes={"satisfied_by": {}}, expected_version=1, by=by, at=MONDAY_9AM)
    with nothing_changes(), pytest.raises(editions.Unsound, match="stands twice"):
        editions.add_row(edition=draft, row=A_ROW | {"code": "bwv"}, by=by, at=MONDAY_9AM)


def test_a_form_opened_on_an_older_state_is_a_conflict(cast):
    draft, by = a_draft(cast), cast.police_standards
    opened = row(draft)
    editions.change_row(row=opened, changes={"title": "Theirs"}, expected_version=1, by=by, at=MONDAY_9AM)

    with nothing_changes(), pytest.raises(Conflict):
        editions.change_row(row=opened, changes={"title": "Mine"}, expected_version=1, by=by, at=MONDAY_9AM)
    editions.remove_row(row=opened, expected_version=2, by=by, at=MONDAY_9AM)
    with nothing_changes(), pytest.raises(Conflict, match="removed this row"):
        editions.change_row(row=opened, changes={"title": "Mine"}, expected_version=2, by=by, at=MONDAY_9AM)


def test_a_draft_can_be_thrown_away(cast):
    draft = a_draft(cast)
    edition_counts.ask(edition=draft, by=cast.police_standards, at=MONDAY_9AM)

    editions.discard(edition=draft, by=cast.police_standards, at=MONDAY_9AM)

    assert not FileStandardEdition.objects.filter(code="NFS-2026-04").exists()


def counted(draft, cast, *, at=MONDAY_9AM):
    count = edition_counts.ask(edition=draft, by=cast.police_standards, at=at)
    while edition_counts.advance(at=at):
        pass
    return stories.fresh(count)


def test_it_is_counted_how_many_open_files_a_draft_changes_row_by_row(cast, monkeypatch):
    monkeypatch.setattr(edition_counts, "CHUNK", 2)
    for number in (1, 2, 3):
        stories.ready_case(cast, urn=stories.a_urn(number))
    stories.ready_case(cast, urn=stories.a_urn(4), anticipated_plea="ngap")
    stories.submitted_case(cast, urn=stories.a_urn(5))
    draft = a_draft(cast)
    always = {"needed_when": {}}
    by = cast.police_standards
    editions.change_row(row=row(draft, "mg6c"), changes=always, expected_version=1, by=by, at=MONDAY_9AM)
    editions.remove_row(row=row(draft, "bwv"), expected_version=1, by=by, at=MONDAY_9AM)
    editions.add_row(edition=draft, row=A_ROW | {"satisfied_by": {"fields": ["summary"]}}, by=by, at=MONDAY_9AM)

    count = counted(draft, cast)

    assert (count.total, count.done, count.changed) == (4, 4, 4)
    assert count.finished_at == MONDAY_9AM
    found = {each.code: (each.gains, each.losses, each.gaps, each.settled) for each in row_counts(count)}
    assert found == {"mg6c": (3, 0, 3, 0), "bwv": (0, 4, 0, 4), "weather": (4, 0, 0, 0)}


def test_a_draft_that_changes_nothing_changes_no_file(cast):
    stories.ready_case(cast)

    count = counted(a_draft(cast), cast)

    assert (count.done, count.changed, count.rows) == (1, 0, {})
    assert not EditionEffect.objects.exists()


def test_of_the_files_that_change_a_reader_sees_only_their_own(cast):
    stories.ready_case(cast)
    count = counted(a_draft(cast, rows=[A_ROW]), cast)

    assert count.changed == 1
    assert changed_files(count, cast.police_standards).count() == 1
    assert changed_files(count, cast.outsider).count() == 0
    assert changed_files(count, cast.cps_standards).count() == 0, "the CPS knows of no file before it was sent"


def test_counting_again_begins_afresh_and_an_older_count_shows_its_age(cast):
    stories.ready_case(cast)
    draft = a_draft(cast, rows=[A_ROW])
    first = counted(draft, cast)
    editions.add_row(edition=draft, row=A_ROW | {"code": "more"}, by=cast.police_standards, at=MONDAY_9AM)
    assert first.revision != stories.fresh(draft).revision

    second = counted(draft, cast, at=FRIDAY_9AM)

    assert EditionCount.objects.get() == second
    assert EditionEffect.objects.count() == 1


@pytest.mark.parametrize(
    ("published", "starts", "ends", "says"),
    [
        (False, MONDAY, None, "Draft"),
        (True, NEXT_MONTH, None, "not in force yet"),
        (True, MONDAY, None, "In force"),
        (True, MONDAY, NEXT_MONTH, "In force"),
        (True, date(2020, 1, 1), MONDAY, "No longer"),
    ],
)
def test_how_an_edition_stands_follows_from_its_dates(published, starts, ends, says):
    edition = FileStandardEdition(valid_from=starts, valid_to=ends, published_at=MONDAY_9AM if published else None)

    assert says in state_of(edition, MONDAY)[0]


def test_what_comes_with_the_service_is_published_and_loading_it_again_changes_nothing(standard_and_reasons):
    assert not FileStandardEdition.objects.filter(published_at=None).exists()

    with nothing_changes():
        assert load_editions() == 0


def test_an_edition_that_the_service_ended_is_ended_where_it_was_loaded_before(standard_and_reasons):
    FileStandardEdition.objects.filter(code="NFS-2020-12").update(valid_to=None)

    load_editions()

    assert FileStandardEdition.objects.get(code="NFS-2020-12").valid_to == date(2026, 1, 1)


def test_what_was_loaded_before_there_were_drafts_is_published_by_the_migration_and_drafts_are_not(cast):
    draft = a_draft(cast)
    FileStandardEdition.objects.filter(drafted_at=None).update(published_at=None)

    import_module("casework.migrations.0011_loaded_editions_are_published").publish(apps, None)

    assert list(FileStandardEdition.objects.filter(published_at=None)) == [draft]
    assert edition_on(MONDAY).code == "NFS-2026-01"


def test_the_database_itself_refuses_one_person_as_both(cast):
    with pytest.raises(Exception, match="an_edition_is_published_by_a_second_person"):
        FileStandardEdition.objects.create(
            code="X", title="X", source="x", valid_from=MONDAY, drafted_by=cast.builder, drafted_at=MONDAY_9AM,
            published_by=cast.builder, published_at=MONDAY_9AM,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_judge_the_same_files_twice(cast):
    stories.ready_case(cast)
    count = edition_counts.ask(edition=a_draft(cast, rows=[A_ROW]), by=cast.police_standards, at=MONDAY_9AM)
    with transaction.atomic():
        assert edition_counts.advance(at=MONDAY_9AM, count_id=count.pk)
        other = []
        thread = threading.Thread(
            target=lambda: other.append(on_a_connection_of_its_own(lambda: edition_counts.advance(at=MONDAY_9AM)))
        )
        thread.start()
        thread.join(timeout=10)
    assert other == [False]
    assert stories.fresh(count).done == 1
    assert FileStandardRow.objects.filter(edition=count.edition).count() == 1
