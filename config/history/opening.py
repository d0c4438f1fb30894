"""How a file is built before it is first sent: suspects, offences, people, links to evidence."""

from datetime import UTC, date, datetime, timedelta

from casework import events
from casework.models import (
    Alias,
    CaseFile,
    CaseFlag,
    CustodyBasis,
    Flag,
    Material,
    MaterialKind,
    Offence,
    Person,
    PersonRole,
    Plea,
    Suspect,
)
from casework.rules.identifiers import asn_check_letter
from charging.lifecycle import Stream
from config.history import custody, shape
from config.history.ledger import CaseLedger
from config.history.plan import EPOCH
from config.history.records import CaseRecord, SuspectRecord
from config.history.rows import instant
from config.history.scene import Scene
from config.history.world import OffenceKind

TREES_AND_RIVERS = (
    "Alder", "Ash", "Aspen", "Avon", "Beech", "Birch", "Blackthorn", "Bure", "Cam", "Cedar", "Cherwell", "Clwyd",
    "Conwy", "Dart", "Dee", "Derwent", "Don", "Dove", "Eden", "Elder", "Elm", "Exe", "Hawthorn", "Hazel", "Holly",
    "Hornbeam", "Humber", "Itchen", "Juniper", "Larch", "Lea", "Lime", "Lune", "Maple", "Medlar", "Medway", "Mole",
    "Nene", "Oak", "Orwell", "Ouse", "Parrett", "Pine", "Poplar", "Ribble", "Rowan", "Severn", "Soar", "Spindle",
    "Stour", "Swale", "Tamar", "Tees", "Teifi", "Test", "Trent", "Tweed", "Tyne", "Usk", "Ure", "Wear", "Wensum",
    "Whitebeam", "Willow", "Witham", "Wye", "Yare", "Yew",
)  # fmt: skip
ADULT = 18
SECOND_OFFENCE = 0.22
NOT_GUILTY = 0.72
WITNESS = 0.5
ONE_ALIAS_IN = 12
LINKS = ((MaterialKind.BWV, "Body-worn video", 0.7), (MaterialKind.CCTV, "Footage of the place", 0.5))


def open_case(scene: Scene) -> None:
    """Open the case and build its file until it could be sent. Raises EndOfStory where history ends first."""
    kind = _an_offence(scene)
    _open(scene, kind)
    flags = _flags(scene, kind)
    _step(scene, 0.0)
    scene.say(events.CaseOpened(urn=scene.case.urn), scene.builder)
    crime = events.CrimeRecorded(crime_ref=scene.case.crime_reference, recorded_on=scene.case.crime_recorded_on)
    scene.say(crime, scene.builder)
    _step(scene, 0.01)
    for flag in flags:
        scene.rows.add(CaseFlag, scene.case.id, flag, instant(scene.now), scene.builder.id)
        scene.say(events.FlagSet(flag=flag), scene.builder)
    for number in range(1, int(shape.SUSPECTS.draw(scene.rng)) + 1):
        _step(scene, 0.01 + 0.02 * number)
        _add_suspect(scene, number, kind)
    _step(scene, 0.2)
    _add_people(scene, kind)
    _step(scene, 0.5)
    _add_links(scene)
    _step(scene, 0.8)
    scene.case.summary = f"{scene.case.headline}. Synthetic history: nobody in it is real."
    scene.case.lines_of_enquiry = "Witnesses, footage and telephones; synthetic."
    scene.case.version += 1
    scene.say(events.CaseChanged(fields=["summary", "lines_of_enquiry"]), scene.builder)


def _step(scene: Scene, part: float) -> None:
    """Go to some part of the time that building the file takes."""
    begins = scene.begins
    scene.goto(begins.opened_at + int(part * (begins.submitted_at - begins.opened_at)))


def _an_offence(scene: Scene) -> OffenceKind:
    kinds = scene.rng.choices(scene.world.offences, cum_weights=scene.world.offence_shares)
    return kinds[0]


def _open(scene: Scene, kind: OffenceKind) -> None:
    opened = scene.today()
    case_id = scene.rows.key(CaseFile)
    scene.case = CaseRecord(
        id=case_id,
        urn=scene.begins.urn,
        force_id=scene.force.id,
        police_unit_id=scene.unit[0],
        cps_area_id=scene.area.id,
        officer=scene.builder,
        headline=kind.headline,
        crime_reference=f"{scene.force.code}/{case_id}/{opened.year % 100:02d}",
        crime_recorded_on=opened - timedelta(days=scene.rng.randrange(3)),
        opened_at=scene.now,
    )
    scene.ledger = CaseLedger(
        before=f"{case_id}\t{scene.begins.urn}",
        force=scene.force.code,
        police_unit=scene.unit[1],
        cps_area=scene.area.code,
    )


def _flags(scene: Scene, kind: OffenceKind) -> list[str]:
    flags = set(kind.flags)
    if scene.rng.random() < kind.domestic * shape.DOMESTIC_ABUSE / shape.DOMESTIC_MEAN:
        flags.add(Flag.DOMESTIC_ABUSE.value)
    other = shape.OTHER_FLAGS.draw(scene.rng)
    return sorted(flags | ({str(other)} if other else set()))


def _name(scene: Scene) -> str:
    return f"{scene.rng.choice(TREES_AND_RIVERS)}-{scene.rng.randrange(1, 10_000)}"


def _birthday(scene: Scene, youngest: int, oldest: int) -> date:
    year = scene.today().year - scene.rng.randrange(youngest, oldest)
    return date(year, scene.rng.randrange(1, 13), scene.rng.randrange(1, 29))


def _add_suspect(scene: Scene, number: int, kind: OffenceKind) -> None:
    rng = scene.rng
    born = _birthday(scene, 13, 17) if rng.random() < shape.YOUTH else _birthday(scene, 19, 65)
    in_custody = scene.begins.stream == Stream.RED and (number == 1 or rng.random() < shape.HALF)
    adult_from = datetime(born.year + ADULT, born.month, born.day, tzinfo=UTC)
    key = scene.rows.key(Suspect)
    suspect = SuspectRecord(
        pk=key,
        key=str(key),
        number=number,
        name=_name(scene),
        born=born,
        adult_from=int(adult_from.timestamp()),
        basis=CustodyBasis.CUSTODY.value if in_custody else shape.BASIS_GREEN.draw(rng),
        plea=(Plea.NOT_GUILTY if rng.random() < NOT_GUILTY else Plea.GUILTY).value,
        offences=[kind],
        asn=_asn(scene, key),
        status_at=scene.now,
    )
    scene.suspects.append(suspect)
    scene.say(events.SuspectLinked(suspect_number=number), scene.builder, [suspect])
    custody.begin(scene, suspect)
    if int(suspect.name.rpartition("-")[2]) % ONE_ALIAS_IN == 0:  # no draw: a seed tells the same stories
        _call_otherwise(scene, suspect)
    if rng.random() < SECOND_OFFENCE:
        second = _an_offence(scene)
        suspect.offences += [second] if second.id != kind.id else []
    for offence in suspect.offences:
        _propose(scene, suspect, offence)


def _asn(scene: Scene, key: int) -> str:
    """An ASN of the unit, with the serial number that nobody else has and its check letter."""
    number = f"{scene.today().year % 100:02d}{scene.unit[1]}01{key % 10**11:011d}"
    return f"{number}{asn_check_letter(f'{number}A')}"


def _call_otherwise(scene: Scene, suspect: SuspectRecord) -> None:
    key, when, by = scene.rows.key(Alias), instant(scene.now), scene.builder
    scene.rows.add(Alias, key, suspect.key, f"Known-{suspect.name}", "", when, by.id)
    scene.say(events.AliasAdded(alias_id=key), by, [suspect])


def _propose(scene: Scene, suspect: SuspectRecord, kind: OffenceKind) -> None:
    key = scene.rows.key(Offence)
    on = scene.case.crime_recorded_on - timedelta(days=int(scene.rng.expovariate(1 / 6)))
    place = "A place in the force area"
    scene.rows.add(Offence, key, suspect.key, kind.id, max(on, EPOCH), place, instant(scene.now), scene.builder.id)
    scene.say(events.OffenceProposed(offence_id=key, offence_code=kind.code), scene.builder, [suspect])


def _add_people(scene: Scene, kind: OffenceKind) -> None:
    for role, chance in ((PersonRole.VICTIM, kind.victim), (PersonRole.WITNESS, WITNESS)):
        if scene.rng.random() < chance:
            key = scene.rows.key(Person)
            scene.rows.add(
                Person, key, scene.case.id, role.value, _name(scene), "Test", _birthday(scene, 16, 80), "taken",
                "not_needed", instant(scene.now), scene.builder.id, 1,
            )  # fmt: skip
            scene.say(events.PersonAdded(person_id=key, role=role.value), scene.builder)


def _add_links(scene: Scene) -> None:
    for kind, title, chance in LINKS:
        if scene.rng.random() < chance:
            key = scene.rows.key(Material)
            link = f"https://evidence.example.invalid/{scene.case.urn}/{kind.value}"
            when, by = instant(scene.now), scene.builder
            scene.rows.add(Material, key, scene.case.id, kind.value, title, link, when, by.id)
            scene.say(events.MaterialAdded(material_id=key, kind=kind.value, version=1, sha256=""), by)
