"""What somebody opened last and watches: theirs alone, and never more than they may see."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from casework.models import ReadEntry, ReadKind, Watch
from casework.operations import reading, watching
from casework.operations.reading import Look
from casework.queries.recent import in_sight
from foundation.verdicts import NotPermitted
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY

pytestmark = pytest.mark.django_db


def opened(person, case_file, at):
    """Note that somebody opened a case."""
    reading.note(Look(kind=ReadKind.CASE_OPENED, case_file=case_file), by=person, at=at)


def cases(rows):
    return [row.case_file for row in rows]


def test_the_last_five_different_cases_come_first_opened_last(cast):
    six = [stories.opened_case(cast, urn=stories.a_urn(number)) for number in range(6)]
    for minute, case_file in enumerate([*six, six[2], six[2]]):
        opened(cast.builder, case_file, FRIDAY_9AM.replace(minute=minute))

    assert cases(in_sight(cast.builder).opened) == [six[2], six[5], six[4], six[3], six[1]]
    assert cases(in_sight(cast.second_builder).opened) == []


def test_opening_a_case_is_noted_once_and_only_by_a_person_on_its_page(cast, client):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(cast.assistant)
    for _ in range(3):
        client.get(case_file.get_absolute_url())
    client.head(case_file.get_absolute_url())
    client.get(reverse("charging:worklist"))

    looks = ReadEntry.objects.filter(kind=ReadKind.CASE_OPENED)
    assert [(look.by_id, look.case_id) for look in looks] == [(cast.assistant.pk, case_file.pk)]


def test_what_is_watched_is_private_and_stays_until_it_is_let_go(cast):
    case_file = stories.ready_case(cast)
    for at in (FRIDAY_9AM, FRIDAY_2PM):
        watching.watch(case_file=case_file, by=cast.builder, at=at)

    assert Watch.objects.count() == 1
    assert cases(in_sight(cast.builder).watched) == [case_file]
    assert cases(in_sight(cast.supervisor).watched) == []
    assert watching.unwatch(case_file=case_file, by=cast.builder, at=FRIDAY_2PM)
    assert not watching.unwatch(case_file=case_file, by=cast.builder, at=FRIDAY_2PM)
    assert cases(in_sight(cast.builder).watched) == []


def test_nobody_watches_a_case_of_another_force(cast):
    case_file = stories.ready_case(cast)
    for act in (watching.watch, watching.unwatch):
        with pytest.raises(NotPermitted):
            act(case_file=case_file, by=cast.outsider, at=FRIDAY_9AM)


def test_who_may_see_a_case_no_more_finds_it_in_no_list_of_theirs(cast):
    case_file = stories.ready_case(cast)
    opened(cast.builder, case_file, FRIDAY_9AM)
    watching.watch(case_file=case_file, by=cast.builder, at=FRIDAY_9AM)
    Membership.objects.filter(user=cast.builder).update(valid_to=MONDAY)

    sight = in_sight(stories.fresh(cast.builder))
    assert cases(sight.opened) == cases(sight.watched) == []


def test_the_button_on_the_case_and_the_list_on_the_start_page(cast, client):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    assert "Watch this case" in client.get(case_file.get_absolute_url()).content.decode()

    client.post(reverse("casework:case_watch", args=[case_file.slug]))
    assert "Stop watching this case" in client.get(case_file.get_absolute_url()).content.decode()
    start = client.get(reverse("charging:worklist")).content.decode()
    assert start.index("Watched by you") < start.rindex(case_file.get_absolute_url())

    client.post(reverse("casework:case_unwatch", args=[case_file.slug]))
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("legal_manager", 200),
        ("area_manager", 200),
        ("police_manager", 200),
        ("supervisor", 200),
        ("builder", 200),
        ("assistant", 403),
        ("second_prosecutor", 403),
        ("police_standards", 403),
        ("outsider", 404),
    ],
)
def test_who_opened_a_case_is_shown_to_those_who_answer_for_the_file_and_to_managers(cast, client, name, status):
    case_file = stories.submitted_case(cast).case_file
    opened(cast.prosecutor, case_file, FRIDAY_9AM)
    client.force_login(getattr(cast, name))

    response = client.get(reverse("casework:case_readers", args=[case_file.slug]))

    assert response.status_code == status
    assert (cast.prosecutor.name in response.content.decode()) is (status == 200)


def test_looks_at_what_a_manager_may_not_know_of_are_not_told(cast, client):
    case_file = stories.submitted_case(cast).case_file
    for thing in ("document", "schedule", "material"):
        look = Look(kind=ReadKind.DOWNLOADED, case_file=case_file, thing=thing, thing_id="999999")
        reading.note(look, by=cast.prosecutor, at=FRIDAY_9AM)
    statement = case_file.material.get()
    seen = Look(kind=ReadKind.DOWNLOADED, case_file=case_file, thing="material", thing_id=str(statement.pk))
    reading.note(seen, by=cast.assistant, at=FRIDAY_9AM)
    address = reverse("casework:case_readers", args=[case_file.slug])

    client.force_login(cast.police_manager)
    html = client.get(address).content.decode()
    assert cast.prosecutor.name not in html
    assert statement.title in html
    client.force_login(cast.legal_manager)
    assert cast.prosecutor.name in client.get(address).content.decode()
