"""Roles are code: what each may do, agency by agency, and what nobody may do alone."""

import pytest

from accounts.models import Grant, User
from accounts.roles import DESCRIPTIONS, ROLES, Permission, Role, Side

POLICE_ACTS = {
    Permission.OPEN_CASE,
    Permission.BUILD_FILE,
    Permission.SIGN_OFF,
    Permission.ANSWER_ACTIONS,
    Permission.RECORD_CHARGE,
    Permission.DELEGATE,
    Permission.KEEP_CUSTODY,
    Permission.WITHDRAW_SUBMISSION,
    Permission.CONTEST,
    Permission.ESCALATE,
    Permission.ANSWER_FAILURES,
}
CHIEF_ACTS = {Permission.APPROVE_REVIEW, Permission.ANSWER_ESCALATION}
ASSISTANT_ACTS = {Permission.TRIAGE, Permission.TRANSFER, Permission.KEEP_VICTIM_REVIEW}
CPS_ACTS = (
    CHIEF_ACTS
    | ASSISTANT_ACTS
    | {
        Permission.ALLOCATE,
        Permission.REVIEW,
        Permission.DECIDE_CONTEST,
        Permission.DECIDE_DISPUTES,
        Permission.SEE_WORK,
        Permission.MANAGE_WORK,
    }
)
SHARED_ACTS = {
    Permission.SEE_SENSITIVE,
    Permission.MANAGE_STANDARD,
    Permission.CONVERSE,
    Permission.SEE_READERS,
    Permission.REPAIR_WORK,
    Permission.SEE_DELIVERIES,
}
SUPERVISORS_ACTS = {
    Permission.SIGN_OFF,
    Permission.DELEGATE,
    Permission.WITHDRAW_SUBMISSION,
    Permission.ESCALATE,
    Permission.ANSWER_FAILURES,
}
FOR_ALL = {Permission.VIEW_CASES, Permission.VIEW_FIGURES, Permission.ARRANGE_COVER}
BUILDERS_ACTS = POLICE_ACTS - SUPERVISORS_ACTS | {Permission.CONVERSE, Permission.SEE_READERS}
CHIEFS_ACTS = CHIEF_ACTS | {Permission.SEE_SENSITIVE, Permission.CONVERSE, Permission.SEE_READERS}
STANDARDS_ACTS = {Permission.MANAGE_STANDARD, Permission.SEE_DELIVERIES}
MATRIX = {
    Role.FILE_BUILDER: BUILDERS_ACTS,
    Role.DISCLOSURE_OFFICER: BUILDERS_ACTS | {Permission.SEE_SENSITIVE},
    Role.SUPERVISOR: POLICE_ACTS | {Permission.SEE_SENSITIVE, Permission.CONVERSE, Permission.SEE_READERS},
    Role.POLICE_MANAGER: {
        Permission.DELEGATE,
        Permission.SEE_READERS,
        Permission.ESCALATE,
        Permission.ANSWER_FAILURES,
        Permission.REPAIR_WORK,
    },
    Role.CHIEF_OFFICER: {Permission.ESCALATE, Permission.SEE_READERS},
    Role.CASEWORK_ASSISTANT: ASSISTANT_ACTS | {Permission.CONVERSE},
    Role.PROSECUTOR: {Permission.REVIEW, Permission.SEE_SENSITIVE, Permission.CONVERSE},
    Role.LEGAL_MANAGER: CPS_ACTS
    | {Permission.SEE_SENSITIVE, Permission.CONVERSE, Permission.SEE_READERS, Permission.REPAIR_WORK},
    Role.DEPUTY_CHIEF: CHIEFS_ACTS,
    Role.CHIEF_PROSECUTOR: CHIEFS_ACTS,
    Role.AREA_MANAGER: {Permission.SEE_READERS, Permission.SEE_WORK},
    Role.POLICE_STANDARDS: STANDARDS_ACTS,
    Role.CPS_STANDARDS: STANDARDS_ACTS,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_allows_exactly_this(role):
    assert role.definition.permissions == MATRIX[role] | FOR_ALL


@pytest.mark.parametrize("role", Role)
def test_no_role_of_one_agency_carries_an_act_of_the_other(role):
    theirs = CPS_ACTS if role.definition.side is Side.POLICE else POLICE_ACTS

    assert not role.definition.permissions & theirs


def test_every_permission_is_described_and_held_by_somebody():
    held = {permission for role in Role for permission in role.definition.permissions}

    assert held == set(Permission) == set(DESCRIPTIONS) == POLICE_ACTS | CPS_ACTS | SHARED_ACTS | FOR_ALL


def test_every_role_has_words_of_its_own():
    assert set(ROLES) == set(Role)
    assert len({role.definition.title for role in Role}) == len(Role)
    assert all(role.definition.description for role in Role)


def somebody(*grants):
    """Make somebody with roles in organisations, without a database."""
    user = User(email="sam@example.test")
    user.__dict__["grants"] = tuple(Grant(role, key, str(key), key, str(key), str(key)) for role, key in grants)
    return user


def test_a_role_counts_only_in_its_own_organisation():
    person = somebody((Role.SUPERVISOR, 1), (Role.FILE_BUILDER, 2))

    assert person.holds(Permission.SIGN_OFF)
    assert person.holds(Permission.SIGN_OFF, organisation_ids=(1,))
    assert not person.holds(Permission.SIGN_OFF, organisation_ids=(2,))
    assert not person.holds(Permission.SIGN_OFF, organisation_ids=())


def test_somebody_without_a_role_has_no_side_and_may_do_nothing():
    nobody = somebody()

    assert nobody.side is None
    assert nobody.sides == frozenset()
    assert not [permission for permission in Permission if nobody.holds(permission)]
    assert nobody.organisation_ids(Side.POLICE) == nobody.organisation_ids(Side.CPS) == ()


def test_somebody_with_roles_in_both_agencies_belongs_to_each_where_it_counts():
    person = somebody((Role.FILE_BUILDER, 1), (Role.PROSECUTOR, 2))

    assert person.sides == {Side.POLICE, Side.CPS}
    assert (person.organisation_ids(Side.POLICE), person.organisation_ids(Side.CPS)) == ((1,), (2,))


def test_a_permission_that_does_not_exist_is_a_mistake_not_a_refusal():
    with pytest.raises(ValueError, match="fly"):
        somebody().holds("fly")
