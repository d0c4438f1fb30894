"""Synthetic people are plainly synthetic, made once, and sit in units that sound right."""

from datetime import date

import pytest

from accounts.models import Unit, User
from accounts.operations import demo
from accounts.roles import Role

SINCE = date(2020, 1, 1)


@pytest.mark.django_db
def test_everybody_is_made_once(organisations):
    first = demo.employ([organisations.force, organisations.area], demo.FORCE_STAFF, since=SINCE)
    # One person a role in the force, and as many in the Area: nobody minds that they are police roles.
    assert len(first) == 2 * sum(demo.FORCE_STAFF.values())
    assert demo.employ([organisations.force, organisations.area], demo.FORCE_STAFF, since=SINCE) == []
    assert User.objects.count() == len(first)


@pytest.mark.django_db
def test_nobody_can_be_taken_for_a_real_person(organisations):
    demo.employ([organisations.area], {Role.PROSECUTOR: 12}, since=SINCE)
    for person in User.objects.all():
        assert person.email.endswith("@example.invalid")
        assert person.contact_number.startswith("01632 960")
        assert person.is_demo
        assert not person.has_usable_password()
        assert "Prosecutor" in person.name
    assert len({person.name for person in User.objects.all()}) == 12


def test_closed_stations_and_bureaux_come_last():
    names = ("Fingerprint Bureau", "Acton Police Station", "Bow Street Closed", "North Area", "Somewhere")
    units = [Unit(name=name, code=f"45A{place}") for place, name in enumerate(names)]
    ordered = [unit.name for unit in demo.likely_units(units)]
    assert ordered == ["Acton Police Station", "North Area", "Somewhere", "Fingerprint Bureau", "Bow Street Closed"]
