"""Somebody looks after another's work: arranged by the one who is away, among colleagues, for named days."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Cover, Membership
from accounts.operations import cover
from accounts.operations.cover import CoverDetails
from accounts.queries.people import colleagues, covered_by
from accounts.roles import Role
from foundation.periods import local_date
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY, MONDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def arrange(person, colleague, *, starts_on=MONDAY, ends_on=MONDAY + DAY):
    details = CoverDetails(covered_by=colleague, starts_on=starts_on, ends_on=ends_on)
    return cover.arrange(details=details, by=person, at=MONDAY_9AM)


def test_cover_counts_from_its_first_to_its_last_day_both_included(cast):
    arrange(cast.builder, cast.second_builder)

    covered = [bool(covered_by(cast.second_builder, on=MONDAY + number * DAY)) for number in (-1, 0, 1, 2)]
    assert covered == [False, True, True, False]


def test_cover_that_was_cancelled_counts_no_more_and_is_cancelled_once(cast):
    arranged = arrange(cast.builder, cast.second_builder)

    cover.cancel(cover=arranged, by=cast.builder, at=MONDAY_9AM)

    assert covered_by(cast.second_builder, on=MONDAY) == []
    with nothing_changes(), pytest.raises(Refused, match="cancelled already"):
        cover.cancel(cover=arranged, by=cast.builder, at=MONDAY_9AM)


@pytest.mark.parametrize("stranger", ["outsider", "prosecutor"])
def test_only_a_colleague_of_the_same_organisation_covers(cast, stranger):
    with nothing_changes(), pytest.raises(NotPermitted, match="works elsewhere"):
        arrange(cast.builder, getattr(cast, stranger))


def test_nobody_covers_for_themselves_not_even_past_the_rules(cast):
    with nothing_changes(), pytest.raises(NotPermitted, match="somebody else"):
        arrange(cast.builder, cast.builder)
    with pytest.raises(IntegrityError, match="nobody_covers_for_themselves"), transaction.atomic():
        Cover.objects.create(
            person=cast.builder,
            covered_by=cast.builder,
            starts_on=MONDAY,
            ends_on=MONDAY,
            arranged_by=cast.builder,
            arranged_at=MONDAY_9AM,
        )


def test_cover_does_not_end_before_it_starts(cast):
    with nothing_changes(), pytest.raises(Refused, match="last day must not be before"):
        arrange(cast.builder, cast.second_builder, ends_on=MONDAY - DAY)


@pytest.mark.parametrize(
    ("starts", "ends", "code"), [(-1, 1, "in_the_past"), (-9, -8, "in_the_past"), (0, 366, "too_long")]
)
def test_cover_starts_today_or_later_and_lasts_a_year_at_most(cast, starts, ends, code):
    with nothing_changes(), pytest.raises(Refused) as refused:
        arrange(cast.builder, cast.second_builder, starts_on=MONDAY + starts * DAY, ends_on=MONDAY + ends * DAY)
    assert [reason.code for reason in refused.value.verdict.reasons] == [code]
    arrange(cast.builder, cast.second_builder, starts_on=MONDAY, ends_on=MONDAY + 365 * DAY)


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (1, 5), (0, 9), (3, 4)])
def test_ones_own_cover_does_not_overlap(cast, starts, ends):
    arranged = arrange(cast.builder, cast.second_builder, starts_on=MONDAY, ends_on=MONDAY + 4 * DAY)
    arrange(cast.second_builder, cast.supervisor, starts_on=MONDAY, ends_on=MONDAY + 4 * DAY)
    days = {"starts_on": MONDAY + starts * DAY, "ends_on": MONDAY + ends * DAY}
    with nothing_changes(), pytest.raises(Refused, match="Bob Builder covers for you from 2 March 2026 to 6 March"):
        arrange(cast.builder, cast.supervisor, **days)
    cover.cancel(cover=arranged, by=cast.builder, at=MONDAY_9AM)
    arrange(cast.builder, cast.supervisor, **days)


def test_cover_follows_the_day_after_another_ends(cast):
    arrange(cast.builder, cast.second_builder)
    arrange(cast.builder, cast.supervisor, starts_on=MONDAY + 2 * DAY, ends_on=MONDAY + 3 * DAY)
    assert Cover.objects.count() == 2


def test_cover_is_cancelled_only_by_whoever_is_covered(cast):
    arranged = arrange(cast.builder, cast.second_builder)

    with nothing_changes(), pytest.raises(Refused):
        cover.cancel(cover=arranged, by=cast.second_builder, at=MONDAY_9AM)


def test_colleagues_are_those_of_ones_own_force_who_can_do_the_work(cast):
    assert set(colleagues(cast.builder)) == {cast.second_builder, cast.disclosure_officer, cast.supervisor}
    assert set(colleagues(cast.supervisor)) == set()


def typed(colleague, starts_on, ends_on):
    """What somebody types into the page of cover."""
    answers = {"covered_by": colleague.pk}
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        answers |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return answers


def test_the_page_arranges_and_cancels_cover(cast, client):
    client.force_login(cast.builder)
    today = local_date(timezone.now())

    client.post(reverse("accounts:cover"), typed(cast.second_builder, today, today))
    arranged = Cover.objects.get()
    assert (arranged.person, arranged.covered_by, arranged.arranged_by) == (
        cast.builder,
        cast.second_builder,
        cast.builder,
    )

    client.post(reverse("accounts:cover_cancel", args=[arranged.pk]))
    assert stories.fresh(arranged).cancelled_at


def test_the_page_keeps_what_was_typed(cast, client):
    client.force_login(cast.builder)

    response = client.post(reverse("accounts:cover"), typed(cast.second_builder, MONDAY, MONDAY - DAY))

    html = response.content.decode()
    assert response.status_code == 422
    assert "last day must not be before" in html
    assert f'value="{cast.second_builder.pk}" selected' in html
    assert not Cover.objects.exists()


def test_the_page_cannot_cancel_somebody_elses_cover(cast, client):
    arranged = arrange(cast.builder, cast.second_builder)
    client.force_login(cast.second_builder)

    assert client.post(reverse("accounts:cover_cancel", args=[arranged.pk])).status_code == 404
    assert client.get(reverse("accounts:cover_cancel", args=[arranged.pk])).status_code == 405
    assert stories.fresh(arranged).cancelled_at is None


def test_somebody_without_a_colleague_of_the_same_role_is_told_why_and_what_to_do(cast, client):
    Membership.objects.filter(role=Role.SUPERVISOR).exclude(user=cast.supervisor).delete()
    client.force_login(cast.supervisor)

    html = client.get(reverse("accounts:cover")).content.decode()

    assert "Nobody else in your organisation has a role that can do all of your work" in html
    assert reverse("accounts:delegations") in html
    assert 'name="covered_by"' not in html
    client.force_login(cast.builder)
    assert 'name="covered_by"' in client.get(reverse("accounts:cover")).content.decode()
