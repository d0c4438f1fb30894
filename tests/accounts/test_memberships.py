"""Joiners, movers and leavers: a role begins and ends on a day, and the next request knows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Unit, User
from accounts.operations import memberships
from accounts.operations.memberships import Post
from accounts.roles import Permission, Role
from foundation.periods import local_date
from foundation.verdicts import Refused
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
DAY = timedelta(days=1)


@pytest.fixture
def post(organisations):
    return Post(unit=organisations.unit, role=Role.FILE_BUILDER)


def join(post, *, email="New.Person@example.test", password=PASSWORD):
    return memberships.join(email=email, name="New Person", password=password, post=post, by=None, at=timezone.now())


def leave(membership):
    return memberships.leave(membership=membership, by=None, at=timezone.now())


def roles_of(email="new.person@example.test"):
    """Return somebody's roles as the next request would read them."""
    return [grant.role for grant in User.objects.get(email=email).grants]


def test_a_joiner_gets_an_account_and_a_role_from_today(post):
    membership = join(post)

    assert membership.valid_from == local_date(timezone.now())
    assert roles_of() == [Role.FILE_BUILDER]
    assert User.objects.get().check_password(PASSWORD)


def test_a_joiner_with_a_weak_password_gets_nothing(post):
    with nothing_changes(), pytest.raises(ValidationError):
        join(post, password="password")


def test_somebody_with_an_account_keeps_it_and_gets_the_further_role(organisations, post):
    join(post)
    join(Post(unit=organisations.other_unit, role=Role.SUPERVISOR), email="new.person@EXAMPLE.test", password="")

    assert User.objects.count() == 1
    assert set(roles_of()) == {Role.FILE_BUILDER, Role.SUPERVISOR}


def test_the_same_role_is_not_given_twice(post):
    join(post)

    with nothing_changes(), pytest.raises(Refused, match="already"):
        join(post)


def test_a_role_of_one_agency_is_not_given_in_a_unit_of_the_other(organisations):
    cps = Unit.objects.get(code="south-east-mc")

    for post in (Post(unit=cps, role=Role.SUPERVISOR), Post(unit=organisations.unit, role=Role.PROSECUTOR)):
        with nothing_changes(), pytest.raises(Refused, match="is not a role in"):
            join(post)


def test_a_leaver_has_nothing_from_the_day_they_leave_and_may_come_back(post):
    membership = join(post)
    Membership.objects.filter(pk=membership.pk).update(valid_from=membership.valid_from - DAY)
    membership.refresh_from_db()

    leave(membership)

    assert roles_of() == []
    join(post)
    assert roles_of() == [Role.FILE_BUILDER]


def test_a_role_that_began_today_is_taken_away_as_if_it_had_never_been(post):
    leave(join(post))

    assert not Membership.objects.exists()


def test_leaving_again_does_not_move_the_day_on_which_somebody_left(post):
    membership = join(post)
    left = membership.valid_from - DAY
    Membership.objects.filter(pk=membership.pk).update(valid_from=left - DAY, valid_to=left)
    membership.refresh_from_db()

    leave(membership)

    assert Membership.objects.get().valid_to == left


def test_a_grant_is_read_once_a_request_and_afresh_for_the_next(organisations):
    person = a_person("Sam Example", Role.SUPERVISOR, organisations.unit)
    assert person.holds(Permission.SIGN_OFF)

    Membership.objects.filter(user=person).delete()

    assert person.holds(Permission.SIGN_OFF)
    assert not User.objects.get(pk=person.pk).holds(Permission.SIGN_OFF)


def test_the_database_refuses_a_role_that_ends_before_it_starts_and_a_second_account_for_one_address(organisations):
    person = a_person("Sam Example", Role.SUPERVISOR, organisations.unit)
    today = local_date(timezone.now())

    with pytest.raises(IntegrityError, match="membership_ends_after_it_starts"), transaction.atomic():
        Membership.objects.create(
            user=person, unit=organisations.unit, role=Role.SUPERVISOR, valid_from=today, valid_to=today
        )
    with pytest.raises(IntegrityError, match="whatever_its_case"), transaction.atomic():
        User.objects.create(email="SAM.Example@example.test", name="Sam Again")


def test_the_command_adds_a_person_and_says_why_it_does_not(organisations, monkeypatch, capsys):
    command = "accounts.management.commands.add_person.getpass"
    monkeypatch.setattr(command, lambda prompt: PASSWORD)
    asked = ["new.person@example.test", "--name", "New Person", "--role", "file_builder"]

    call_command("add_person", *asked, "--unit", "45AD")

    assert "is File builder in Surrey Police" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no unit 00XX"):
        call_command("add_person", *asked, "--unit", "00XX")
    with pytest.raises(CommandError, match="already"):
        call_command("add_person", *asked, "--unit", "45AD")
