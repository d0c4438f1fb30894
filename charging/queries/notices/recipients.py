"""Who is told of an event: whom it concerns, whoever covers for them, and nobody who may not know of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from accounts.models import Cover, Delegation, Membership, Unit, User
from accounts.roles import Role, Side
from casework import events
from casework.models import CaseEvent, CaseFile, Message, Visibility
from charging.lifecycle import Grade
from charging.models import Consultation, EscalationStep, PointSupport, Triage
from charging.rules.approvals import rules_on
from charging.rules.audiences import Audience, NoticeRule
from charging.rules.ladder import ladder_on
from charging.rules.notices import ASKS

CHIEFS = {Grade.DEPUTY_CHIEF: Role.DEPUTY_CHIEF, Grade.CHIEF: Role.CHIEF_PROSECUTOR}


@dataclass(frozen=True)
class Told:
    """One event that somebody is told of, in the words of its rule."""

    event: CaseEvent
    rule: NoticeRule
    case_file: CaseFile


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell; `stands_in_for` names whom they cover for, and is empty where it concerns themselves."""

    user_id: int
    stands_in_for: str = ""


def recipients_of(told: Sequence[Told], *, on: date) -> list[tuple[Told, Recipient]]:
    """Everybody to tell of each event, once, never whoever did it nor who may not know of it (any more).

    Cover is that of a local day.
    """
    asked = _Knowing(told)
    direct = [(each, key) for each in told for key in dict.fromkeys(_to_tell(each, on, asked))]
    covers = _covers({key for _, key in direct}, on)
    found = {(each.event.pk, key): (each, Recipient(key)) for each, key in direct}
    for each, key in direct:
        for cover in covers.get(key, ()):
            if asked.may_know(cover.covered_by_id, each):
                stand_in = Recipient(cover.covered_by_id, str(cover.person))
                found.setdefault((each.event.pk, cover.covered_by_id), (each, stand_in))
    return [(each, recipient) for each, recipient in found.values() if recipient.user_id != each.event.by_id]


def _to_tell(told: Told, on: date, asked: "_Knowing") -> Iterable[int]:
    """Those whom an event concerns and who may know of it; where nobody of a conversation may, their chiefs who may."""
    known = [key for key in _concerned(told, on) if key and asked.may_know(key, told)]
    if told.rule.audience is not Audience.CONVERSATION:
        return known
    waits_for = told.event.details["waiting_for"]
    if waits_for and not set(known) - {told.event.by_id}:
        known += [key for key in _chiefs(told.case_file, Side(waits_for), on) if asked.may_know(key, told)]
    return known


def _covers(keys: set[int], on: date) -> Mapping[int, Sequence[Cover]]:
    found: dict[int, list[Cover]] = {}
    for cover in Cover.objects.on(on).filter(person__in=keys).select_related("person").order_by("pk"):
        found.setdefault(cover.person_id, []).append(cover)
    return found


class _Knowing:
    """Asks the one policy what people may know of some events: once a person, over all of them."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.cases = {each.case_file.pk for each in told}
        self.events = {each.event.pk for each in told}
        self.known: dict[int, tuple[set[int], set[UUID]]] = {}

    def may_know(self, key: int, told: Told) -> bool:
        """Whether a person sees the case, and the event in it."""
        if key not in self.known:
            self.known[key] = self._known_to(key)
        cases, happened = self.known[key]
        return told.case_file.pk in cases and told.event.pk in happened

    def _known_to(self, key: int) -> tuple[set[int], set[UUID]]:
        person = User.objects.filter(pk=key, is_active=True).first()
        if person is None:
            return set(), set()
        cases = CaseFile.objects.visible_to(person).filter(pk__in=self.cases)
        happened = events.visible_to(CaseEvent.objects.filter(pk__in=self.events), person)
        return set(cases.values_list("pk", flat=True)), set(happened.values_list("pk", flat=True))


def _concerned(told: Told, on: date) -> Iterable[int]:
    """The keys of those whom an event concerns, whoever did it included."""
    by_audience: Mapping[Audience, Callable[[Told, date], Iterable[int]]] = {
        Audience.OFFICER: lambda told, on: [told.case_file.officer_id],
        Audience.SUPERVISORS: lambda told, on: _supervisors(told.case_file, on),
        Audience.PROSECUTOR: lambda told, on: _prosecutor_named(told),
        Audience.LEGAL_MANAGERS: lambda told, on: _chiefs(told.case_file, Side.CPS, on),
        Audience.WHO_LOOKS_AGAIN: _who_looks_again,
        Audience.WHO_APPROVES: _who_approves,
        Audience.WHO_ANSWERS: _who_answers,
        Audience.WHO_GOES_ON: _who_goes_on,
        Audience.WHO_ESCALATED: lambda told, on: _who_escalated(told),
        Audience.CONVERSATION: _conversation,
        Audience.WHO_REJECTED_IT: lambda told, on: _who_rejected(told),
        Audience.WHO_PROVES: lambda told, on: _prosecutor(told) if _supports_a_point(told) else [],
        Audience.WHO_ADDED_IT: lambda told, on: [told.event.details["added_by_id"]],
    }
    return by_audience[told.rule.audience](told, on)


def _supervisors(case_file: CaseFile, on: date) -> list[int]:
    """The supervisors of the case's police unit on a local day, and those to whom sign-off is lent."""
    lent = Delegation.objects.on(on).filter(unit=case_file.police_unit_id, person__is_active=True)
    return [*_members([Role.SUPERVISOR], [case_file.police_unit_id], on), *lent.values_list("person_id", flat=True)]


def _members(roles: Sequence[Role], units: Iterable[int], on: date) -> list[int]:
    rows = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        role__in=roles,
        unit__in=units,
        valid_from__lte=on,
        user__is_active=True,
    )
    return list(rows.values_list("user_id", flat=True).order_by("user_id").distinct())


def _prosecutor_named(told: Told) -> list[int]:
    return [told.event.details["prosecutor_id"]] if "prosecutor_id" in told.event.details else _prosecutor(told)


def _who_looks_again(told: Told, on: date) -> list[int]:
    """The prosecutor who has the charge; where nobody has, those who answer for the unit."""
    named = told.event.details["prosecutor_id"]
    return [named] if named else _chiefs(told.case_file, Side.CPS, on)


def _prosecutor(told: Told) -> list[int]:
    """The prosecutor who has, or had, the latest review of the case."""
    reviews = Consultation.objects.filter(case_file=told.case_file, prosecutor__isnull=False).order_by("-number")
    return [key for key in reviews.values_list("prosecutor_id", flat=True)[:1] if key]


def _supports_a_point(told: Told) -> bool:
    """Whether somebody rests a point to prove on the material that an event is about."""
    rows = PointSupport.objects.filter(material=told.event.details["material_id"], point__removed_at__isnull=True)
    return rows.exists()


def _who_rejected(told: Told) -> list[int]:
    """Whoever rejected the attempt before the one that was received."""
    details = told.event.details
    rejected = Triage.objects.filter(
        submission__case_file=told.case_file,
        submission__round_no=details["round_no"],
        submission__seq_in_round=details["seq_in_round"] - 1,
    )
    return list(rejected.values_list("by_id", flat=True))


def _who_approves(told: Told, on: date) -> list[int]:
    """Of the CPS body that has the case, the grade that has to agree; where another lawyer may, their manager."""
    asked = set(told.event.details["rules"])
    grades = {rule.who for rule in rules_on(on) if rule.code in asked}
    units = Unit.objects.filter(organisation=told.case_file.cps_body_id).values_list("pk", flat=True)
    chiefs = _members([CHIEFS[grade] for grade in grades if grade in CHIEFS], units, on)
    return chiefs if grades <= CHIEFS.keys() else [*_chiefs(told.case_file, Side.CPS, on), *chiefs]


def _who_answers(told: Told, on: date) -> list[int]:
    """The grades of the CPS body that has the case who answer a step of the ladder."""
    rung = ladder_on(on).rung(told.event.details["step"])
    units = Unit.objects.filter(organisation=told.case_file.cps_body_id).values_list("pk", flat=True)
    return _members(rung.answered_by, units, on) if rung else []


def _who_goes_on(told: Told, on: date) -> list[int]:
    """The ranks of the force that can take the step after this one; nobody where it is the last."""
    rung = ladder_on(on).rung(told.event.details["step"] + 1)
    units = Unit.objects.filter(organisation=told.case_file.force_id).values_list("pk", flat=True)
    return _members(rung.raised_by, units, on) if rung else []


def _who_escalated(told: Told) -> list[int]:
    """Everybody at police who took it to a step, and the officer in the case."""
    steps = EscalationStep.objects.filter(escalation=told.event.details["escalation_id"])
    return [*steps.values_list("raised_by_id", flat=True), *filter(None, [told.case_file.officer_id])]


def _conversation(told: Told, on: date) -> list[int]:
    """Those who wrote in the thread; and, while it asks, those of the agency that is waited for."""
    details = told.event.details
    before = Message.objects.filter(thread=details["thread_id"], number__lt=details["message"])
    wrote = list(before.order_by("number").values_list("by_id", "side"))
    written = list(dict.fromkeys(key for key, _ in wrote))
    unheard = details["waiting_for"] not in {side for _, side in wrote}
    if not details["waiting_for"] or not (unheard or told.event.type in ASKS):
        return written
    own = details["visibility"] == Visibility.OWN
    return [*written, *_to_ask(told, Side(details["waiting_for"]), on, own=own)]


def _to_ask(told: Told, side: Side, on: date, *, own: bool) -> list[int]:
    """Whom a question goes to: the officer or the prosecutor, else their unit; within an agency their chiefs too."""
    case_file = told.case_file
    chiefs = _chiefs(case_file, side, on) if own else []
    if side is Side.POLICE:
        return [case_file.officer_id, *chiefs]
    prosecutor = _prosecutor(told)
    if own:
        return [*prosecutor, *chiefs]
    return prosecutor or _members([Role.CASEWORK_ASSISTANT], _cps_units(case_file), on)


def _chiefs(case_file: CaseFile, side: Side, on: date) -> list[int]:
    """Those who answer for the unit that has the case."""
    if side is Side.POLICE:
        return _supervisors(case_file, on)
    return _members([Role.LEGAL_MANAGER], _cps_units(case_file), on)


def _cps_units(case_file: CaseFile) -> list[int]:
    """The CPS unit of the case, or all of CPS Direct; before triage has settled it, that for its kind of casework."""
    if case_file.handled_by_id:
        direct = Unit.objects.filter(organisation=case_file.handled_by_id, valid_to=None)
        return list(direct.values_list("pk", flat=True))
    if case_file.cps_unit_id:
        return [case_file.cps_unit_id]
    units = Unit.objects.filter(organisation=case_file.cps_area_id, kind=case_file.casework_type, valid_to=None)
    return list(units.values_list("pk", flat=True))
