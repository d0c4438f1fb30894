"""Bare objects that tests start from: people with their roles, offence codes. Cases come from stories."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from casework.models import OffenceCode, ReferenceVersion
from foundation.periods import LONDON

LONG_AGO = date(2020, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
OFFENCES = (
    ("TH68010", "Theft from a shop", "CE", "either_way", "046/00"),
    ("CJ88116", "Common assault of an adult", "CS", "summary", "105/01"),
    ("OF61016", "Wounding with intent to do grievous bodily harm", "CI", "indictable", "005/01"),
    ("CD71039", "Criminal damage to property valued under £5,000", "CE", "either_way", "149/00"),
)


def a_person(name, role, unit, *, since=LONG_AGO):
    """Make somebody without a password: tests sign them in by force."""
    email = f"{name.lower().replace(' ', '.')}@example.test"
    user = User.objects.create(email=email, name=name, rank_or_grade=role.definition.title, password="!")
    Membership.objects.create(user=user, unit=unit, role=role, valid_from=since)
    return user


def a_police_person(name, unit, *, role=Role.FILE_BUILDER):
    """Make a file builder, or another role, in a police unit given by its code."""
    return a_person(name, role, Unit.objects.get(code=unit))


def some_offence_codes():
    """Make a few offence codes that have always been in force, by code."""
    at = datetime(2020, 1, 1, tzinfo=LONDON)
    version = ReferenceVersion.objects.create(
        dataset="test_offences", version="1", loaded_at=at, source="tests", rows=len(OFFENCES), digest="0" * 64
    )
    rows = [
        OffenceCode(
            code=code,
            title=title,
            category=category,
            mode_of_trial=mode,
            home_office_code=home_office,
            search_text=title.lower(),
            version=version,
            valid_from=date(1900, 1, 1),
        )
        for code, title, category, mode, home_office in OFFENCES
    ]
    return {row.code: row for row in OffenceCode.objects.bulk_create(rows)}


def a_pdf(name="statement.pdf", *, says="statement"):
    """Make an upload that is what its name says; `says` makes its bytes differ from another's."""
    return SimpleUploadedFile(name, PDF + f"% {says}\n".encode(), content_type="application/pdf")
