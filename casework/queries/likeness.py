"""Cases that may be the same as this one, and the two put side by side. Only the reader's own force is compared."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Upper

from accounts.models import User
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseEvent, CaseFile, Likeness, Material, MaterialVersion, Suspect
from casework.rules import likeness as rules
from casework.rules.likeness import Lines
from foundation.periods import local_date
from foundation.wording import day

SUSPECTS = "Suspects"
IN_BOTH = " (looks the same in both cases)"


def _others(case_file: CaseFile) -> QuerySet[CaseFile]:
    recent = Q(opened_at__gte=case_file.opened_at - rules.RECENT, opened_at__lte=case_file.opened_at + rules.RECENT)
    # Parts of a split share their URN on purpose.
    return CaseFile.objects.filter(recent, force=case_file.force, merged_into__isnull=True).exclude(urn=case_file.urn)


def like_urn(case_file: CaseFile) -> set[int]:
    """Keys of cases of the same crime whose URN is nearly this one."""
    if not case_file.crime_reference:
        return set()
    same = Q(urn__in=rules.near(case_file.urn), crime_reference=case_file.crime_reference)
    return set(_others(case_file).filter(same).values_list("pk", flat=True))


def like_person(suspect: Suspect) -> set[int]:
    """Keys of other cases with a suspect of the same family name who is born on the same day, whatever the given names.

    Under nearly the same URN the whole name is enough.
    """
    born = Q(date_of_birth=suspect.date_of_birth) if suspect.date_of_birth else Q(pk__in=[])
    named = Q(case_file__urn__in=rules.near(suspect.case_file.urn), given=suspect.given_names.upper())
    same = Suspect.objects.annotate(family=Upper("family_name"), given=Upper("given_names")).filter(
        born | named,
        family=suspect.family_name.upper(),
        case_file__in=_others(suspect.case_file),
    )
    return set(same.values_list("case_file_id", flat=True))


def like_document(case_file: CaseFile, sha256: str) -> set[int]:
    """Keys of other cases that hold the very same bytes as evidence; none for what many cases hold, as a leaflet is."""
    same = MaterialVersion.objects.filter(
        sha256=sha256,
        material__withdrawn_at__isnull=True,
        material__sensitive=False,
        material__case_file__in=_others(case_file),
    )
    found = set(same.values_list("material__case_file_id", flat=True).distinct()[: rules.MANY])
    return found if len(found) < rules.MANY else set()


def received_from(case_file: CaseFile) -> set[int]:
    """Keys of the suspects of a case whom the CPS has had, wherever they are now."""
    had = CaseEvent.objects.filter(case_id=case_file.pk, holder=Holder.CPS, voided=False)
    return {key for keys in had.values_list("suspect_ids", flat=True) for key in keys}


def asked_of(case_file: CaseFile, user: User) -> QuerySet[Likeness]:
    """Every question about a case that the reader sees, whichever of the two it was asked of, if they see both."""
    about = Likeness.objects.filter(Q(case_file=case_file) | Q(other=case_file))
    paired = Case(When(case_file=case_file, then=F("other_id")), default=F("case_file_id"))
    both = about.alias(paired=paired).filter(paired__in=CaseFile.objects.visible_to(user).values("pk"))
    return both.select_related("case_file", "other", "answered_by")


def between(one: CaseFile, other: CaseFile) -> QuerySet[Likeness]:
    """Every question about these two, whichever of them it was asked of, oldest first."""
    either = Q(case_file=one, other=other) | Q(case_file=other, other=one)
    return Likeness.objects.filter(either).order_by("pk")


def grounds_with(asked: Likeness) -> list[str]:
    """What makes the two look alike: of every question that is open with this one, or was answered with it."""
    together = between(asked.case_file, asked.other).filter(answer=asked.answer, answered_at=asked.answered_at)
    return list(together.values_list("ground", flat=True))


def side_by_side(mine: CaseFile, theirs: CaseFile, user: User) -> list[Lines]:
    """What both cases say, in the same order; sensitive material is left out for who may not know of it."""
    ours, others = list(mine.suspects.all()), list(theirs.suspects.all())
    left, right = _said(mine, ours, others, user), _said(theirs, others, ours, user)
    shared = any(_in_both(suspect, others) for suspect in ours)
    return [Lines(label, left[label], right[label], shared and label == SUSPECTS) for label in left]


def _said(case_file: CaseFile, suspects: Sequence[Suspect], others: Sequence[Suspect], user: User) -> dict[str, str]:
    documents = Material.objects.visible_to(user).filter(case_file=case_file, withdrawn_at__isnull=True)
    return {
        "URN": case_file.reference,
        "What it is about": case_file.headline,
        "Crime reference": case_file.crime_reference,
        "Crime recorded on": _day(case_file.crime_recorded_on),
        SUSPECTS: "; ".join(_person(suspect, others) for suspect in suspects),
        "Status": "; ".join(sorted({STATUSES[Status(s.status)].label(user.side) for s in suspects})),
        "Summary": case_file.summary,
        "Material": "; ".join(sorted(f"{item.get_kind_display()}: {item.title}" for item in documents)),
        "Officer in the case": str(case_file.officer),
        "Police unit": case_file.police_unit.name,
        "Opened": _day(case_file.opened_at),
    }


def _in_both(suspect: Suspect, others: Sequence[Suspect]) -> bool:
    return any(rules.may_be_one(suspect, other) for other in others)


def _person(suspect: Suspect, others: Sequence[Suspect]) -> str:
    born = f", born {_day(suspect.date_of_birth)}" if suspect.date_of_birth else ""
    return f"{suspect}{born}{IN_BOTH if _in_both(suspect, others) else ''}"


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return day(local_date(value) if isinstance(value, datetime) else value)
