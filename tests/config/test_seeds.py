"""Past cases keep the rules of live ones, and the demo world is made once."""

from dataclasses import fields
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Cover, Organisation, User
from accounts.operations import demo
from accounts.operations import reference_data as organisation_data
from casework.events import REGISTRY
from casework.lifecycle import Status
from casework.models import (
    Bail,
    CaseEvent,
    CaseFile,
    Detention,
    Matter,
    OffenceCode,
    OutboxEntry,
    ReferenceVersion,
    Suspect,
)
from casework.operations.file_standard import load_editions
from casework.rules import identifiers, material
from charging.operations.reference_data import load_reasons
from charging.queries.quality.matters import TELLING
from config.demo import papers, states, workload
from config.demo import quality as demo_quality
from config.history import writing
from config.history.offences import COMMON
from config.history.plan import Window
from tests import quality, stories
from tests.clock import MONDAY, MONDAY_9AM

pytestmark = pytest.mark.django_db
WINDOW = Window(date(2025, 10, 1), date(2026, 2, 28))
UNITS = ("45AD", "45CA", "46AB", "46AH", "13BD", "13LD")


@pytest.fixture
def lists(settings, tmp_path):
    """Load what the seeds need of the national lists, and no more."""
    settings.MEDIA_ROOT = tmp_path / "material"
    published = [
        {
            "topLevelName": "Police Service",
            "secondLevelCode": code[:2],
            "thirdLevelCode": code[2:],
            "bottomLevelCode": "00",
            "thirdLevelName": f"{code} District",
        }
        for code in UNITS
    ]
    organisation_data.load(published_units=published, on=MONDAY)
    version = ReferenceVersion.objects.create(
        dataset="test", version="1", loaded_at=MONDAY_9AM, source="tests", rows=len(COMMON), digest="0" * 64
    )
    OffenceCode.objects.bulk_create(
        OffenceCode(
            code=code,
            title=common.headline,
            category="CE",
            version=version,
            valid_from=date(1900, 1, 1),
            search_text=code,
        )
        for code, common in COMMON.items()
    )
    load_editions()
    load_reasons()


@pytest.fixture
def people(lists):
    bodies = Organisation.objects.in_bulk(["45", "46", "south-east"], field_name="code")
    demo.employ([bodies["45"], bodies["46"]], demo.FORCE_STAFF, since=date(2020, 1, 1))
    return demo.employ([bodies["south-east"]], demo.AREA_STAFF, since=date(2020, 1, 1))


def written(count, seed):
    return list(writing.write_history(window=WINDOW, count=count, seed=seed))


@pytest.mark.slow
def test_past_cases_keep_every_invariant_of_live_ones(people, capsys):
    # More than a second: enough cases that every branch of a story is taken.
    assert [cases for cases, _ in written(400, seed=1)] == [400]
    call_command("verify_ledger")
    call_command("check_invariants")
    assert "nothing is out of step" in capsys.readouterr().out
    assert not OutboxEntry.objects.exists()


def test_past_cases_tell_only_what_operations_tell(people):
    written(60, seed=2)
    for event in CaseEvent.objects.all():
        assert set(event.details) == {field.name for field in fields(REGISTRY[event.type])}
        assert event.recorded_at == event.at


def test_past_cases_have_valid_and_different_urns(people):
    written(60, seed=3)
    written(20, seed=3)
    urns = list(CaseFile.objects.values_list("urn", flat=True))
    assert len(set(urns)) == 80
    assert all(identifiers.check_urn(urn, known_forces={"45", "46"}, today=MONDAY) for urn in urns)


@pytest.mark.slow
def test_past_cases_end_in_every_state_an_open_case_can_be_in(people):
    # More than a second: some states are rare.
    written(900, seed=4)
    found = set(Suspect.objects.values_list("status", flat=True))
    rare = {Status.SECOND_TRIAGE, Status.ADVICE_GIVEN, Status.WITH_SUPERVISOR, Status.AUTHORISED}
    assert {status.value for status in Status} - found <= rare
    assert {"assessment", "failures", "threshold_review"} <= set(Matter.objects.values_list("kind", flat=True))
    clocks = {row.ended for table in (Bail, Detention) for row in table.objects.all()}
    assert clocks >= {"", "bailed", "charged"}
    assert CaseEvent.objects.filter(at__date__gt=WINDOW.last).count() == 0


def test_one_seed_tells_the_same_stories(people):
    def told():
        with transaction.atomic():
            written(30, seed=5)
            rows = list(CaseEvent.objects.order_by("urn", "seq").values_list("urn", "type", "at", "holder"))
            transaction.set_rollback(True)
        return rows

    assert told() == told()


def test_the_demo_seed_says_what_is_missing(lists):
    OffenceCode.objects.all().delete()
    with pytest.raises(CommandError, match="load_reference_data"):
        call_command("seed_demo", past_cases=10)


@pytest.mark.slow
def test_the_demo_world_is_made_once(lists, capsys, django_assert_max_num_queries):
    # More than a second: some forty cases, each step by its operation.
    call_command("seed_demo", past_cases=40)
    cases, events = CaseFile.objects.count(), CaseEvent.objects.count()
    assert cases == 40 + len(states.EVERY_STATE) + 2 * len(states.SOME_STATES) + workload.REVIEWS
    with django_assert_max_num_queries(6):
        call_command("seed_demo")
    assert (CaseFile.objects.count(), CaseEvent.objects.count()) == (cases, events)
    call_command("check_invariants")
    call_command("verify_ledger")
    call_command("list_demo_people")
    assert "bex.builder.45@example.invalid" in capsys.readouterr().out
    live = Suspect.objects.filter(case_file__crime_reference__startswith="DEMO/", case_file__force__code="45")
    assert set(live.values_list("status", flat=True)) == {status.value for status in Status}
    assert Cover.objects.count() == 1
    assert not Matter.objects.filter(kind__in=TELLING, due_at__lte=timezone.now()).exists()
    assert all(not person.has_usable_password() and person.is_demo for person in User.objects.all())


def test_demo_papers_are_what_their_names_say():
    for file in (papers.pdf("a.pdf", ["One"]), papers.png("a.png", 90), papers.text("a.txt", ["One"])):
        assert material.check(name=file.name, size=file.size, head=file.read(8192), limit=10_000)


def test_a_file_of_long_ago_in_the_demonstration_waits_for_nobody(cast):
    files = [quality.to_assess(cast, urn=stories.a_urn(number)) for number in (1, 2)]
    people = SimpleNamespace(unit=files[0].police_unit, prosecutor=cast.prosecutor)

    assert demo_quality.assess(people, quality.TOO_LATE) == 2

    assert stories.fresh(files[1]).closed
    assert not Matter.objects.filter(kind__in=TELLING).exists()
