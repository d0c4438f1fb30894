"""Sensitive things where sign-off was lent: known in the unit it was lent for, and nowhere else in the force."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import delegation
from accounts.operations.delegation import DelegationDetails
from accounts.roles import Role
from casework import events
from casework.models import (
    CaseFile,
    GeneratedDocument,
    Material,
    MaterialKind,
    Thread,
    UnusedItem,
    Visibility,
    known_to,
    sees_sensitive,
)
from casework.operations import disclosure, material, unused
from casework.queries import history
from casework.queries.conversation import waiting_for
from charging.operations import submission
from charging.queries.submission.sealed import annex_bytes
from foundation.periods import local_date
from tests import questions, stories
from tests.api.conftest import Caller
from tests.clock import FRIDAY_9AM, MONDAY, MONDAY_9AM, TUESDAY_2PM, TUESDAY_9AM
from tests.factories import a_person

pytestmark = pytest.mark.django_db
SECRET = "Informant handling record"
NAMED = "Report that names the informant, 2 pages, 1 March 2026"
ASKED = "Is the informant known?"


def with_secrets(cast, case_file):
    """Everything sensitive that a case can hold, named so that it can be looked for."""
    officer = cast.disclosure_officer
    details = material.MaterialDetails(
        kind=MaterialKind.EXHIBIT, title=SECRET, link="https://evidence.example.test/secret", sensitive=True
    )
    entry = material.attach(case_file=case_file, details=details, upload=None, by=officer, at=MONDAY_9AM)
    item = Material.objects.get(pk=entry.details["material_id"])
    listed = stories.list_unused(case_file, by=officer, sensitive=True, description="Report, 2 pages, 1 March 2026")
    said = {"description": NAMED}
    unused.change(item=listed, changes=said, expected_version=listed.version, by=officer, at=TUESDAY_9AM)
    nil = {"question": "disclosure.mg6d_nil", "state": "given", "value": "listed", "expected_version": 0}
    disclosure.answer(case_file=case_file, by=officer, at=TUESDAY_9AM, **nil)
    disclosure.make_document(case_file=case_file, form="mg6d", by=officer, at=TUESDAY_9AM)
    questions.ask(case_file, by=officer, subject=ASKED, visibility=Visibility.OWN, material=item)
    questions.ask(case_file, by=officer, subject=ASKED, visibility=Visibility.OWN, unused_item=listed)
    return case_file


@pytest.fixture
def here(cast):
    """A case of the builder's own unit, for which nothing was lent to them."""
    return with_secrets(cast, stories.ready_case(cast))


@pytest.fixture
def there(cast):
    """A case of the other unit."""
    case_file = stories.ready_case(cast, urn=stories.a_urn(77))
    CaseFile.objects.filter(pk=case_file.pk).update(police_unit=cast.organisations.other_unit)
    return with_secrets(cast, stories.fresh(case_file))


@pytest.fixture
def borrower(cast, here, there):
    """A plain builder to whom sign-off of the other unit was lent today."""
    today = local_date(timezone.now())
    details = DelegationDetails(
        person=cast.builder,
        unit=cast.organisations.other_unit,
        starts_on=today,
        ends_on=today + timedelta(days=1),
        reason="Covers the night shift",
    )
    owner = a_person("Sue Supervisor", Role.SUPERVISOR, cast.organisations.other_unit)
    delegation.delegate(details=details, by=owner, at=timezone.now())
    return User.objects.get(pk=cast.builder.pk)


def pages_of(case_file):
    slug = case_file.slug
    names = ("material_list", "field_history", "threads", "unused_list")
    return [
        f"{case_file.get_absolute_url()}?timeline=all",
        *(reverse(f"casework:{name}", args=[slug]) for name in names),
        f"/api/v1/case-files/{slug}/material/",
        f"/api/v1/case-files/{slug}/unused/?schedule=mg6d",
        f"/api/v1/case-files/{slug}/threads/",
        f"/api/v1/case-files/{slug}/timeline/",
    ]


def test_a_page_of_a_case_tells_of_sensitive_things_only_in_the_unit_that_was_lent(client, borrower, here, there):
    client.force_login(borrower)

    for mine, lent in zip(pages_of(here), pages_of(there), strict=True):
        shown, more = (client.get(address).content.decode() for address in (mine, lent))
        assert not any(secret in shown for secret in (SECRET, NAMED, ASKED)), mine
        assert any(secret in more for secret in (SECRET, NAMED, ASKED, "MG6D", "Exhibit")), lent


def test_an_address_of_something_sensitive_is_there_only_in_the_unit_that_was_lent(client, borrower, here, there):
    client.force_login(borrower)

    for case_file, status in ((here, 404), (there, 200)):
        item = case_file.material.get(sensitive=True)
        document = case_file.documents.get(form="mg6d")
        thread = case_file.threads.filter(material=item).get()
        for address in (
            reverse("casework:material_detail", args=[case_file.slug, item.pk]),
            reverse("casework:unused_schedule", args=[case_file.slug, "mg6d"]),
            reverse("casework:unused_paper", args=[case_file.slug, "mg6d"]),
            reverse("casework:unused_export", args=[case_file.slug, "mg6d"]),
            reverse("casework:thread", args=[case_file.slug, thread.pk]),
            f"/api/v1/threads/{thread.pk}/",
            f"/api/v1/case-files/{case_file.slug}/unused/mg6d/1/",
        ):
            assert client.get(address).status_code == status, address
        assert GeneratedDocument.objects.visible_to(borrower).filter(pk=document.pk).exists() is (status == 200)


def test_counts_hold_what_is_sensitive_only_in_the_unit_that_was_lent(client, borrower, here, there):
    client.force_login(borrower)

    assert "1 item</a>" in client.get(here.get_absolute_url()).content.decode()
    assert "2 items</a>" in client.get(there.get_absolute_url()).content.decode()
    for model in (Material, UnusedItem, Thread, GeneratedDocument):
        found = model.objects.visible_to(borrower)
        secret = model.objects.visible_to(User.objects.get(name="Sam Supervisor")).filter(case_file=there)
        assert set(found.filter(case_file=there)) == set(secret), model
        assert found.filter(case_file=here).count() < secret.count(), model


def test_threads_of_several_cases_are_counted_case_by_case(cast, borrower, here, there):
    assert waiting_for(cast.second_builder, on=MONDAY).count() == 0
    assert waiting_for(borrower, on=MONDAY).count() == 2


def test_events_and_histories_are_told_only_in_the_unit_that_was_lent(cast, borrower, here, there):
    hidden = Q(details__sensitive=True) | Q(details__has_key="material_id", type__startswith="casework.material")
    for case_file, told in ((here, 1), (there, 5)):
        rows = events.visible_to(events.ledger(case_file), borrower).filter(hidden)
        assert rows.count() == told, list(rows.values("type"))
        changes = history.changes(list(history.snapshots(case_file, borrower)), case_file, on=MONDAY)
        assert (NAMED in str(changes)) is (case_file == there)


def test_the_sealed_annex_is_opened_only_in_the_unit_that_was_lent(cast, borrower, here, there):
    for case_file, is_there in ((here, False), (there, True)):
        sent = stories.send_to_supervisor(cast, case_file)
        submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)
        sent = stories.fresh(sent)
        assert sent.sealed_sensitive
        assert (annex_bytes(sent, reader=borrower) is not None) is is_there
        assert (annex_bytes(sent, reader=cast.disclosure_officer) is not None) is True


def test_what_somebody_may_do_with_their_own_role_counts_wherever_they_see_a_case(cast, here, there):
    for case_file in (here, there):
        assert sees_sensitive(cast.disclosure_officer, case_file)
        assert not sees_sensitive(cast.builder, case_file)


def test_a_role_in_a_second_force_has_to_carry_it_too_but_what_was_lent_does_not_take_it_away(cast, borrower, there):
    both = a_person("Jo Joint", Role.DISCLOSURE_OFFICER, cast.organisations.unit)
    both.memberships.create(
        unit=cast.organisations.other_force_unit, role=Role.FILE_BUILDER, valid_from=local_date(MONDAY_9AM)
    )

    assert not sees_sensitive(User.objects.get(pk=both.pk), there)
    assert sees_sensitive(borrower, there)


def test_nothing_more_is_asked_of_the_database(borrower, there, django_assert_num_queries):
    assert borrower.grants
    with django_assert_num_queries(0):
        assert sees_sensitive(borrower, there)
    with django_assert_num_queries(1):
        list(known_to(Material.objects.all(), borrower, open_to_all=Q(sensitive=False)))


# --- what was not sensitive when it was first written --------------------------------------------------------------


@pytest.mark.parametrize("thing", ["", "unused"])
def test_what_an_item_said_before_it_was_found_sensitive_is_gone_with_it(client, cast, thing):
    case_file = stories.ready_case(cast)
    item = stories.list_unused(case_file, by=cast.builder, description="Log of the source handler, 3 pages")
    said = {"description": "Log of the handler of the source called Otter, 3 pages, 2 March 2026"}
    unused.change(item=item, changes=said, expected_version=1, by=cast.builder, at=TUESDAY_9AM)
    unused.move(
        item=stories.fresh(item),
        ground="informant",
        rationale="It names who told us.",
        expected_version=2,
        by=cast.disclosure_officer,
        at=FRIDAY_9AM,
    )
    address = reverse("casework:field_history", args=[case_file.slug]) + f"?thing={thing}"

    client.force_login(cast.builder)
    shown = client.get(address).content.decode()
    client.force_login(cast.disclosure_officer)
    more = client.get(address).content.decode()

    assert "source" not in shown
    assert "Otter" not in shown
    assert "source called Otter" in more


def test_the_api_of_a_case_names_nothing_sensitive_where_nothing_was_lent(borrower, here, there):
    caller = Caller(borrower)

    assert [row["title"] for row in caller.get(f"case-files/{there.slug}/material/")["results"]].count(SECRET) == 1
    assert [row["title"] for row in caller.get(f"case-files/{here.slug}/material/")["results"]].count(SECRET) == 0
