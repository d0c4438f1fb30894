"""The pages of one large file from building to triage: some 200 rows of the standard and 300 pieces of material."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation, Unit, User
from accounts.roles import Role
from bench.pages import MOST_QUERIES, PAGE_MS, WARM_UP, request, results, signed_in
from bench.results import Result, say
from casework.models import CaseFile, CustodyBasis, OffenceCode, PersonRole, Suspect
from casework.operations import building, material, people
from casework.operations.material import MaterialDetails
from casework.queries.contents import contents_of
from casework.rules.identifiers import check_urn
from charging.lifecycle import Purpose, Stream
from charging.models import Submission
from charging.operations import submission
from charging.operations.explanations import Said
from charging.queries.submission.judging import judged, open_gaps
from charging.rules.explanations import key_of
from foundation.periods import local_date

SUSPECTS, VICTIMS, MATERIAL, REQUESTS = 18, 8, 300, 40
OFFENCE = "OF61018"  # wounding with intent: on the standard's longer lists


def measure(cases: int) -> Iterator[Result]:
    """Build the file by the operations, and time its pages at each stage for whoever works on it then."""
    builder = _one(Role.FILE_BUILDER)
    supervisor = _one(Role.SUPERVISOR, beside=builder)
    case_file = _built(builder)
    rows = judged(contents_of(case_file), on=local_date(timezone.now()))
    say(f"  a file of {len(rows)} rows, {MATERIAL} pieces of material, {SUSPECTS} suspects")
    yield from _page("full file: overview", cases, builder, "charging:case_file_detail", case_file.slug)
    yield from _page("full file: task list", cases, builder, "charging:task_list", case_file.slug)
    yield from _page("full file: check before sending", cases, builder, "charging:check", case_file.slug)
    yield from _page("full file: send to supervisor", cases, builder, "charging:submission_prepare", case_file.slug)
    yield from _page("full file: material", cases, builder, "casework:material_list", case_file.slug)
    waiting = _sent_to_the_gate(case_file, builder)
    keys = (case_file.slug, waiting.pk)
    yield from _page("full file: sign off", cases, supervisor, "charging:submission_sign_off", *keys)
    submission.sign_off(submission=waiting, comments="Measured.", by=supervisor, at=timezone.now())
    assistant = _one(Role.CASEWORK_ASSISTANT, at=case_file.cps_area)
    yield from _page("full file: triage", cases, assistant, "charging:triage", *keys)
    yield from _page("full file: reject", cases, assistant, "charging:triage_reject", *keys)
    yield from _page("full file: receipt", cases, assistant, "charging:submission_receipt", *keys)


def _one(role: Role, *, beside: User | None = None, at: Organisation | None = None) -> User:
    """Somebody of a role: of anywhere, of the unit of somebody else, or of an organisation."""
    rows = Membership.objects.current().filter(role=role, user__is_demo=True)
    if beside is not None:
        rows = rows.filter(unit__in=[grant.unit_id for grant in beside.grants])
    if at is not None:
        rows = rows.filter(unit__organisation=at)
    return User.objects.get(pk=rows.order_by("user_id").values_list("user_id", flat=True)[0])


def _built(builder: User) -> CaseFile:
    unit = Unit.objects.select_related("organisation").get(pk=builder.grants[0].unit_id)
    case_file, at = _opened(unit, builder), timezone.now()
    building.set_flags(case_file=case_file, codes={"domestic_abuse"}, by=builder, at=at)
    for number in range(SUSPECTS):
        _add_suspect(case_file, number, builder)
    for number in range(VICTIMS):
        victim = {"role": PersonRole.VICTIM, "family_name": f"Wensum-{number}", "given_names": "Test"}
        people.add_person(case_file=case_file, facts=victim, by=builder, at=at)
    for number in range(MATERIAL):
        details = MaterialDetails(
            kind=("mg11", "exhibit", "bwv")[number % 3], title=f"Paper {number}", link=f"https://evidence.test/{number}"
        )
        material.attach(case_file=case_file, details=details, upload=None, by=builder, at=at)
    case_file.refresh_from_db()
    changes = {"summary": "A fight outside a public house.", "lines_of_enquiry": "CCTV and telephones."}
    building.change_case(case_file=case_file, changes=changes, expected_version=case_file.version, by=builder, at=at)
    return CaseFile.objects.get(pk=case_file.pk)


def _opened(unit: Unit, builder: User) -> CaseFile:
    """Open a case under the first number of this year that the unit has not used."""
    now = timezone.now()
    year, prefix = local_date(now).year % 100, f"{unit.organisation.code}{unit.code[-2:]}"
    taken = set(CaseFile.objects.filter(urn__startswith=prefix).values_list("urn", flat=True))
    urns = (f"{prefix}{number:05d}{year:02d}" for number in range(90_000, 100_000))
    known = frozenset({unit.organisation.code})
    urn = next(u for u in urns if u not in taken and check_urn(u, known_forces=known, today=local_date(now)).allowed)
    area = unit.organisation.area_links.on(local_date(now)).select_related("area")[0].area
    details = building.CaseDetails(urn=urn, police_unit=unit, cps_area=area, headline="Fight outside a public house")
    return CaseFile.objects.get(pk=building.open_case_file(details=details, by=builder, at=now).case_id)


def _add_suspect(case_file: CaseFile, number: int, builder: User) -> None:
    now = timezone.now()
    facts = {
        "family_name": f"Alder-{number}",
        "given_names": "Test",
        "custody_basis": CustodyBasis.BAIL,
        "anticipated_plea": "ngap",
        "previous_convictions": "attached",
    }
    entry = people.add_suspect(case_file=case_file, facts=facts, by=builder, at=now)
    offence = people.OffenceDetails(
        offence_code=OffenceCode.objects.get(code=OFFENCE), starts_on=local_date(now - timedelta(days=9))
    )
    suspect = Suspect.objects.get(pk=entry.suspect_ids[0])
    people.propose_offence(suspect=suspect, details=offence, by=builder, at=now)


def _sent_to_the_gate(case_file: CaseFile, builder: User) -> Submission:
    at = timezone.now()
    reasons = {key_of(gap): Said(text="Measured.") for gap in open_gaps(case_file, on=local_date(at))}
    preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN, explanations=reasons)
    submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=builder, at=at)
    return Submission.objects.select_related("case_file").filter(case_file=case_file).latest("id")


def _page(name: str, cases: int, reader: User, page: str, *keys: object) -> Iterator[Result]:
    """Time one page and count its queries."""
    client, address = signed_in(reader), reverse(page, args=keys)
    took = [request(client, address) for _ in range(WARM_UP + REQUESTS)][WARM_UP:]
    yield from results(name, cases, took, p50=PAGE_MS)
    with CaptureQueriesContext(connection) as captured:
        request(client, address)
    yield Result(f"{name}, queries", cases, len(captured), "queries", MOST_QUERIES)
