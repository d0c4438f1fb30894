"""Leavers: their roles end today, their account stays, and what they hold is named."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, User
from accounts.operations import tokens
from accounts.roles import Role
from tests import stories
from tests.factories import LONG_AGO

pytestmark = pytest.mark.django_db


def grants(person):
    return [grant.role for grant in User.objects.get(pk=person.pk).grants]


def test_a_leaver_has_no_role_and_no_token_but_stays_in_the_record(cast, capsys):
    tokens.issue(user=cast.builder, days=1)

    call_command("remove_person", cast.builder.email.upper())

    assert grants(cast.builder) == []
    assert not cast.builder.auth_token_set.exists()
    assert User.objects.get(pk=cast.builder.pk).is_active
    assert "Ended: Bea Builder as File builder in Surrey Police" in capsys.readouterr().out


def test_a_mover_loses_one_role_and_keeps_the_others_and_their_tokens(cast):
    other = cast.organisations.other_unit
    for role in (Role.FILE_BUILDER, Role.SUPERVISOR):
        Membership.objects.create(user=cast.builder, unit=other, role=role, valid_from=LONG_AGO)
    tokens.issue(user=cast.builder, days=1)

    call_command("remove_person", cast.builder.email, "--unit", other.code, "--role", "supervisor")

    assert grants(cast.builder) == [Role.FILE_BUILDER, Role.FILE_BUILDER]
    assert cast.builder.auth_token_set.exists()


def test_what_a_leaver_holds_is_named(cast, capsys):
    case_file = stories.accepted_case(cast).case_file

    call_command("remove_person", cast.prosecutor.email)
    call_command("remove_person", cast.builder.email)
    call_command("remove_person", cast.outsider.email)

    said = capsys.readouterr().out
    assert f"review of {case_file}" in said
    assert f"officer in the case of {case_file}" in said
    assert said.endswith("Nothing is left to be handed over.\n")


def test_the_command_says_why_it_does_nothing(cast):
    with pytest.raises(CommandError, match="There is no account"):
        call_command("remove_person", "nobody@example.test")
    call_command("remove_person", cast.builder.email)
    with pytest.raises(CommandError, match="holds no such role"):
        call_command("remove_person", cast.builder.email)
