"""Sign-off lent to a named person: for a unit, some days, and a reason; it carries that and nothing else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delegation, User
from accounts.operations import cover, delegation, memberships
from accounts.operations.delegation import DelegationDetails
from accounts.queries.people import colleagues
from accounts.roles import Permission, Role
from casework.models import CaseEvent
from charging.operations import submission
from charging.permissions import may_sign_off
from foundation.periods import local_date
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return local_date(timezone.now())


def lend(cast, *, person=None, by=None, unit=None, starts=0, ends=0, reason="Acting sergeant"):
    details = DelegationDetails(
        person=person or cast.builder,
        unit=unit or cast.organisations.unit,
        starts_on=today() + starts * DAY,
        ends_on=today() + ends * DAY,
        reason=reason,
    )
    return delegation.delegate(details=details, by=by or cast.supervisor, at=timezone.now())


def again(user):
    """Read somebody afresh, as the next request does."""
    return User.objects.get(pk=user.pk)


def signs(user):
    return again(user).holds(Permission.SIGN_OFF)


@pytest.fixture
def at_the_gate(cast):
    """A file that the second builder prepared, in the unit of the supervisor."""
    case_file = stories.ready_case(cast)
    sent = stories.send_to_supervisor(cast, case_file)
    type(sent).objects.filter(pk=sent.pk).update(prepared_by=cast.second_builder)
    return stories.fresh(sent)


def test_who_was_lent_sign_off_signs_off_and_the_ledger_says_on_loan(cast, at_the_gate):
    assert not may_sign_off(again(cast.builder), at_the_gate)
    lend(cast)

    submission.sign_off(submission=at_the_gate, comments="Checked.", by=again(cast.builder), at=timezone.now())

    signed = CaseEvent.objects.get(type="charging.file_signed_off")
    assert (signed.by_id, signed.actor_role, signed.details["lent"]) == (cast.builder.pk, "file_builder", True)


def test_a_supervisors_own_sign_off_is_not_on_loan(cast, at_the_gate):
    submission.sign_off(submission=at_the_gate, comments="Checked.", by=cast.supervisor, at=timezone.now())

    assert CaseEvent.objects.get(type="charging.file_signed_off").details["lent"] is False


def test_nobody_signs_off_what_they_prepared_on_loan_either(cast):
    sent = stories.prepared_case(cast)
    lend(cast)

    with nothing_changes(), pytest.raises(NotPermitted, match="someone else must sign it off"):
        submission.sign_off(submission=sent, comments="Mine.", by=again(cast.builder), at=timezone.now())


def test_what_is_lent_counts_in_its_unit_alone(cast, at_the_gate):
    other = a_person("Sue Supervisor", Role.SUPERVISOR, cast.organisations.other_unit)
    lend(cast, by=other, unit=cast.organisations.other_unit)

    assert signs(cast.builder)
    assert not may_sign_off(again(cast.builder), at_the_gate)


def test_it_carries_sight_of_all_that_is_vouched_for_and_nothing_else_of_a_supervisor(cast):
    before = set(again(cast.builder).grants[0].permissions)
    lend(cast)

    now = {permission for grant in again(cast.builder).grants for permission in grant.permissions}
    assert now - before == {Permission.SIGN_OFF, Permission.SEE_SENSITIVE}
    assert again(cast.builder).grants[0].role is Role.FILE_BUILDER


@pytest.mark.parametrize(("starts", "ends", "counts"), [(0, 0, True), (0, 5, True), (1, 5, False)])
def test_it_counts_on_its_days(cast, starts, ends, counts):
    lend(cast, starts=starts, ends=ends)

    assert signs(cast.builder) is counts


def test_it_ends_with_its_last_day(cast):
    lent = lend(cast)
    Delegation.objects.filter(pk=lent.pk).update(starts_on=today() - 2 * DAY, ends_on=today() - DAY)

    assert not signs(cast.builder)


def test_it_ends_at_once_when_taken_back_and_only_once(cast):
    lent = lend(cast)
    delegation.end(delegation=lent, by=cast.police_manager, at=timezone.now())

    assert not signs(cast.builder)
    with nothing_changes(), pytest.raises(Refused, match="taken back already"):
        delegation.end(delegation=lent, by=cast.supervisor, at=timezone.now())


def test_it_ends_when_the_person_leaves_the_force(cast):
    lend(cast, ends=5)
    memberships.leave(membership=cast.builder.memberships.get(), by=None, at=timezone.now())

    assert again(cast.builder).grants == ()


def test_what_is_lent_is_not_lent_on_nor_covered(cast):
    lend(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        lend(cast, by=again(cast.builder), person=cast.second_builder)
    assert set(colleagues(again(cast.builder))) == set(colleagues(cast.builder))


@pytest.mark.parametrize("name", ["builder", "disclosure_officer", "prosecutor", "legal_manager", "outsider"])
def test_only_supervisors_and_managers_of_the_unit_lend(cast, name):
    with nothing_changes(), pytest.raises(NotPermitted, match="cannot lend sign-off for"):
        lend(cast, by=getattr(cast, name), person=cast.second_builder)


@pytest.mark.parametrize("name", ["prosecutor", "outsider", "police_manager"])
def test_it_is_lent_only_to_builders_of_the_same_force(cast, name):
    with nothing_changes(), pytest.raises(NotPermitted, match="does not build files"):
        lend(cast, person=getattr(cast, name), by=cast.supervisor)


def test_it_is_not_lent_to_oneself_nor_to_who_signs_off_anyway(cast):
    for by in (cast.supervisor, cast.police_manager):
        with nothing_changes(), pytest.raises(NotPermitted):
            lend(cast, person=cast.supervisor, by=by)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"starts": 2, "ends": 1}, "last day must not be before"),
        ({"starts": -1, "ends": 1}, "first day must be today or later"),
        ({"reason": "  "}, "Say why"),
    ],
)
def test_days_and_reason_must_make_sense(cast, asked, says):
    with nothing_changes(), pytest.raises(Refused, match=says):
        lend(cast, **asked)


def test_it_is_lent_once_at_a_time(cast):
    lend(cast, ends=3)

    with nothing_changes(), pytest.raises(Refused, match="some of these days already"):
        lend(cast, starts=3, ends=6, by=cast.police_manager)
    assert lend(cast, starts=4, ends=6)


def test_the_database_keeps_a_delegation_honest(cast):
    lent = lend(cast)
    for change, name in (
        ({"ends_on": today() - DAY}, "ends_after_it_starts"),
        ({"given_by": cast.builder}, "delegates_to_themselves"),
        ({"reason": ""}, "says_why"),
        ({"ended_by": cast.supervisor}, "says_when_and_by_whom"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Delegation.objects.filter(pk=lent.pk).update(**change)


def test_whoever_covers_a_supervisor_signs_off_if_they_may_sign_off_at_all(cast, at_the_gate):
    colleague = a_person("Sue Supervisor", Role.SUPERVISOR, cast.organisations.other_unit)
    details = cover.CoverDetails(covered_by=colleague, starts_on=today(), ends_on=today())
    cover.arrange(details=details, by=cast.supervisor, at=timezone.now())

    assert may_sign_off(again(colleague), at_the_gate)
    builders = cover.CoverDetails(covered_by=cast.builder, starts_on=today(), ends_on=today())
    with nothing_changes(), pytest.raises(NotPermitted, match="cannot do your work"):
        cover.arrange(details=builders, by=cast.supervisor, at=timezone.now())


def typed(cast, **changes):
    """What a supervisor types into the page."""
    day = today()
    days = {
        f"{name}_{part}": getattr(day, part) for name in ("starts_on", "ends_on") for part in ("day", "month", "year")
    }
    return {"person": cast.builder.pk, "unit": cast.organisations.unit.pk, "reason": "Late shift", **days, **changes}


def test_the_page_lends_and_takes_back(cast, client):
    client.force_login(cast.supervisor)
    assert client.post(reverse("accounts:delegations"), typed(cast)).status_code == 302
    lent = Delegation.objects.get()
    html = client.get(reverse("accounts:delegations")).content.decode()
    assert "Bea Builder" in html
    assert "Late shift" in html

    client.post(reverse("accounts:delegation_end", args=[lent.pk]))
    assert stories.fresh(lent).ended_by == cast.supervisor


def test_the_page_keeps_what_was_typed(cast, client):
    client.force_login(cast.supervisor)
    response = client.post(reverse("accounts:delegations"), typed(cast, ends_on_year=2020))

    assert response.status_code == 422
    assert "Late shift" in response.content.decode()


def test_the_page_is_for_those_who_lend_and_those_who_were_lent_to(cast, client):
    client.force_login(cast.builder)
    assert client.get(reverse("accounts:delegations")).status_code == 403
    lend(cast)
    html = client.get(reverse("accounts:delegations")).content.decode()
    assert "Lent to you today" in html
    assert "Lend sign-off</h2>" not in html
    lent = Delegation.objects.get()
    assert client.post(reverse("accounts:delegation_end", args=[lent.pk])).status_code == 404
