"""What has to be proved against each suspect, what supports it, and which charges weaken when material goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.roles import Side
from casework.models import CaseFile, Material, MaterialVersion, OffenceCode, ScanState, Suspect
from casework.queries.prepared import Prepared
from casework.rules.contents import CaseContents
from charging.models import Consultation, Point, PointSupport
from charging.rules.elements import elements_of

ELEMENT = "element-"
Chosen = Mapping[int, Collection[OffenceCode]]
"""The offences that open reviews would charge, by the key of the suspect."""


@dataclass(frozen=True)
class Support:
    """A piece of material that supports a point, and whether it still can."""

    row: PointSupport
    stands: bool

    @property
    def is_told(self) -> bool:
        """Whether the advice names it: never what is sensitive, because police read it."""
        return self.stands and not self.row.material.sensitive

    @property
    def lost(self) -> str:
        """Why it supports nothing any more, in words."""
        if self.stands:
            return ""
        return "Withdrawn" if self.row.material.withdrawn_at else "In quarantine"


@dataclass(frozen=True)
class Proof:
    """One point with what supports it; `row` is None for an element that nothing was ever linked to."""

    key: str
    text: str
    row: Point | None
    supports: Sequence[Support]

    @property
    def element(self) -> str:
        """The code of the element that it is; empty for a point of the prosecutor's own."""
        return self.key.removeprefix(ELEMENT) if self.key.startswith(ELEMENT) else ""

    @property
    def is_gap(self) -> bool:
        """Whether nothing that stands supports it."""
        return not any(each.stands for each in self.supports)

    @property
    def is_untold(self) -> bool:
        """Whether something supports it that the advice cannot name, and nothing that it can."""
        return not self.is_gap and not any(each.is_told for each in self.supports)

    @property
    def is_weaker(self) -> bool:
        """Whether something that supported it is gone."""
        return any(not each.stands for each in self.supports)


class Group(StrEnum):
    """Why an offence is among those to be proved, in the words of its heading."""

    PROPOSED = "Proposed by police"
    CHOSEN = "Chosen in the decision"
    KEPT = "Neither proposed nor chosen any more"


@dataclass(frozen=True)
class Charge:
    """One offence against one suspect, with its points, and why it stands there."""

    suspect: Suspect
    offence_code: OffenceCode
    proofs: Sequence[Proof]
    group: Group

    @property
    def gaps(self) -> int:
        """How many of its points nothing supports."""
        return sum(1 for each in self.proofs if each.is_gap)

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.suspect.number}-{self.offence_code.pk}"


def supports_of(case_file: CaseFile, user: User) -> QuerySet[PointSupport]:
    """What supports the points of a case, as far as a reader may know of it; `held` says that it is in quarantine."""
    known = Material.objects.visible_to(user).filter(pk=OuterRef("material"))
    rows = supports_with_held().filter(Exists(known), point__case_file=case_file, point__removed_at__isnull=True)
    return rows.select_related("material", "added_by", "point__suspect", "point__offence_code").order_by("pk")


def supports_with_held() -> QuerySet[PointSupport]:
    """What supports points, on any case; `held` says of each whether its newest version is in quarantine."""
    later = MaterialVersion.objects.filter(material=OuterRef("material"), number__gt=OuterRef("number"))
    held = MaterialVersion.objects.filter(~Exists(later), material=OuterRef("material"), scan_state=ScanState.INFECTED)
    return PointSupport.objects.annotate(held=Exists(held))


def _read(rows: Iterable[PointSupport]) -> dict[int, list[Support]]:
    found: dict[int, list[Support]] = {}
    for row in rows:
        lost = row.material.withdrawn_at is not None or getattr(row, "held", False)
        found.setdefault(row.point_id, []).append(Support(row, stands=not lost))
    return found


def charges_to_prove(contents: CaseContents, user: User, on: date, *, chosen: Chosen) -> list[Charge]:
    """Every offence proposed or `chosen` with its points, in two queries: of the list, then the prosecutor's own.

    An offence that points were kept of stays, though it is neither any more.
    """
    supports = _read(supports_of(contents.case_file, user))
    rows = Point.objects.filter(case_file=contents.case_file, removed_at__isnull=True)
    points = list(rows.select_related("offence_code").order_by("pk"))
    found = []
    for suspect in contents.suspects:
        kept = [point for point in points if point.suspect_id == suspect.pk]
        for code, group in _grouped(contents, suspect, chosen.get(suspect.pk, ()), kept):
            own = [each for each in kept if each.offence_code_id == code.pk]
            found.append(Charge(suspect, code, _proofs(code, own, supports, on), group))
    return sorted(found, key=lambda each: list(Group).index(each.group))


def _grouped(
    contents: CaseContents, suspect: Suspect, chosen: Iterable[OffenceCode], kept: Iterable[Point]
) -> list[tuple[OffenceCode, Group]]:
    """The offences of one suspect, each once, under the first of its groups."""
    found: dict[int, tuple[OffenceCode, Group]] = {}
    for offence in contents.offences_of(suspect):
        found.setdefault(offence.offence_code_id, (offence.offence_code, Group.PROPOSED))
    for code in chosen:
        found.setdefault(code.pk, (code, Group.CHOSEN))
    for point in kept:
        found.setdefault(point.offence_code_id, (point.offence_code, Group.KEPT))
    return list(found.values())


def worked_through(every: Collection[Charge], suspects: Collection[Suspect]) -> list[Charge]:
    """The offences of some suspects that points were kept of: the advice of their review says those, and no others."""
    return [each for each in every if each.suspect in suspects and any(proof.row for proof in each.proofs)]


def _proofs(code: OffenceCode, points: list[Point], supports: dict[int, list[Support]], on: date) -> list[Proof]:
    by_element = {point.element: point for point in points if point.element}
    listed = elements_of(code.code, on)
    found = [
        Proof(
            key=f"{ELEMENT}{each.code}",
            text=each.text,
            row=by_element.get(each.code),
            supports=supports.get(row.pk, []) if (row := by_element.get(each.code)) else [],
        )
        for each in listed
    ]
    others = [point for point in points if point.element not in {each.code for each in listed}]
    return [*found, *(Proof(f"point-{each.pk}", each.text, each, supports.get(each.pk, [])) for each in others)]


@dataclass(frozen=True)
class Weakened:
    """A point that lost some of what supported it: all of it where `nothing_left`."""

    point: Point
    lost: Sequence[str]
    nothing_left: bool


def weakened(case_file: CaseFile, user: User) -> list[Weakened]:
    """The points of a case that lost support, for a reader who may know of the points: in one query.

    The CPS knows of them always, police of what stood when a review of the suspect was issued.
    """
    return _weakened(_read(_LINKS.ask(case_file, user)).values())


def weakened_among(charges: Iterable[Charge]) -> list[Weakened]:
    """Those of the points of some charges, for whoever has read them already."""
    return _weakened(proof.supports for charge in charges for proof in charge.proofs)


def _weakened(supports: Iterable[Sequence[Support]]) -> list[Weakened]:
    return [
        Weakened(
            point=each[0].row.point,
            lost=[support.row.material.title for support in each if not support.stands],
            nothing_left=not any(support.stands for support in each),
        )
        for each in supports
        if not all(support.stands for support in each)
    ]


def _links(case_file: CaseFile, user: User) -> QuerySet[PointSupport]:
    rows = supports_of(case_file, user)
    if Side.CPS in user.sides:
        return rows
    issued = Consultation.objects.filter(
        completed_at__gte=OuterRef("added_at"),
        case_file=OuterRef("point__case_file"),
        decisions__suspect=OuterRef("point__suspect"),
    )
    return rows.filter(Exists(issued))


_LINKS = Prepared(_links)
