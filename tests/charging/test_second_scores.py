"""Blind second scoring: a sample that can be drawn again, given to somebody else, and how far they agree."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from casework.events import ledger, visible_to
from casework.models import Matter
from charging.models import Assessment, SampleDraw, SecondScore
from charging.operations import assessments, second_scores
from charging.queries.quality import numbers as file_quality
from charging.queries.quality.places import places_of
from charging.queries.quality.rows import Asked
from charging.queries.quality.sampling import agreements, frame_of, scored
from charging.rules.sampling import Candidate, drawn, frame_digest, scorers, size_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import quality, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.factories import a_person
from tests.quality import IN_APRIL, MARCH
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
RULE = {"percent": 10, "least": 5, "most": 40, "a_stratum": 1}


def frame(**sizes):
    """Files in strata by name."""
    keys = iter(range(1, 10_000))
    return [Candidate(next(keys), (name,)) for name, size in sizes.items() for _ in range(size)]


@pytest.mark.parametrize(("total", "size"), [(0, 0), (3, 3), (5, 5), (49, 5), (51, 6), (300, 30), (4000, 40)])
def test_a_sample_is_a_tenth_with_a_least_and_a_most(total, size):
    assert size_of(total, RULE) == size


def test_every_stratum_is_in_the_sample_and_large_ones_have_their_share():
    rows = frame(large=150, middle=48, tiny=2)

    chosen = drawn(rows, seed="a", rule=RULE)

    by_stratum = {name: sum(each.stratum == (name,) for each in chosen) for name in ("large", "middle", "tiny")}
    assert by_stratum == {"large": 15, "middle": 4, "tiny": 1}


def test_more_strata_than_there_is_room_for_never_make_the_sample_larger():
    rows = frame(**{f"s{number}": 2 for number in range(30)})
    assert len(drawn(rows, seed="a", rule=RULE)) == 6


def test_the_same_seed_draws_the_same_files_in_any_order_and_another_draws_others():
    rows = frame(large=150, middle=48, tiny=2)
    chosen = drawn(rows, seed="a", rule=RULE)

    assert drawn(reversed(rows), seed="a", rule=RULE) == chosen
    assert drawn(rows, seed="b", rule=RULE) != chosen
    assert frame_digest(reversed(rows)) == frame_digest(rows)


def test_files_are_spread_evenly_and_never_go_to_whoever_had_a_part_in_the_first_score():
    rows = [Candidate(key, ("s",), frozenset({key % 3})) for key in range(30)]

    given = scorers(rows, {0, 1, 2}, seed="a")

    assert all(person != key % 3 for key, person in given.items())
    counts = [list(given.values()).count(person) for person in (0, 1, 2)]
    assert max(counts) - min(counts) <= 1
    assert scorers(rows, {0}, seed="a").keys() == {row.key for row in rows if row.first != {0}}


@pytest.fixture
def month(cast):
    """Three assessed files of one month."""
    return [
        quality.failed_file(cast, "D6", urn=stories.a_urn(1)),
        quality.failed_file(cast, "E13", "V3", urn=stories.a_urn(2)),
        quality.assess(quality.to_assess(cast, urn=stories.a_urn(3)), by=cast.prosecutor),
    ]


def draw(cast, *, by=None, at=IN_APRIL, seed="march"):
    area = cast.organisations.area
    second_scores.draw(area=area, month=MARCH, by=by or cast.legal_manager, at=at, seed=seed)
    return SampleDraw.objects.get()


def score(second, *codes, by=None, at=IN_APRIL):
    return second_scores.score(second=second, judgement=quality.failing(*codes), by=by or second.scorer, at=at)


def test_a_draw_keeps_all_that_is_needed_to_draw_it_again(cast, month):
    made = draw(cast)

    rows = frame_of(cast.organisations.area, MARCH)
    assert made.frame == frame_digest(rows)
    assert [each.key for each in second_scores.drawn_again(made, rows)] == sorted(row.pk for row in month)
    assert (made.size, made.scores.count()) == (3, 3)
    assert {row.scorer_id for row in made.scores.all()} <= {cast.second_prosecutor.pk, cast.legal_manager.pk}


def test_only_its_legal_managers_draw_an_areas_sample_and_only_of_a_month_that_is_over(cast, month):
    for person in (cast.prosecutor, cast.supervisor, cast.outside_prosecutor, cast.direct_manager):
        with nothing_changes(), pytest.raises(NotPermitted):
            draw(cast, by=person)
    with nothing_changes(), pytest.raises(Refused, match="March 2026 is not over"):
        draw(cast, at=MARCH.end - timedelta(seconds=1))


def test_a_month_is_drawn_once(cast, month):
    draw(cast)
    with (
        nothing_changes(),
        pytest.raises(Conflict, match="Lee Legal has drawn the sample of March 2026 already, 1 April"),
    ):
        draw(cast, seed="another")


def test_a_month_without_files_has_no_sample(cast):
    with nothing_changes(), pytest.raises(Refused, match="No file of this month"):
        draw(cast)


def left_out_for(person):
    """How many files the numbers of March leave out for somebody."""
    return file_quality.month_page(Asked(places_of(person)[0], MARCH), person, at=IN_APRIL).left_out


def test_whoever_has_to_score_a_file_knows_nothing_of_it_until_they_have(cast, month):
    draw(cast)
    second = SecondScore.objects.filter(scorer=cast.second_prosecutor).first()
    file, theirs = second.assessment, Assessment.objects.visible_to(cast.second_prosecutor)

    told = set(visible_to(ledger(file.case_file), cast.second_prosecutor).values_list("type", flat=True))
    assert file not in theirs
    assert "charging.dga_recorded" not in told
    mine, everybodys = (left_out_for(part) for part in (cast.second_prosecutor, cast.legal_manager))
    assert (mine > 0, everybodys) == (True, SecondScore.objects.filter(scorer=cast.legal_manager).count())
    for act in (
        lambda: quality.assess(file, by=cast.second_prosecutor),
        lambda: score(second, by=cast.legal_manager),
    ):
        with nothing_changes(), pytest.raises(NotPermitted):
            act()

    score(second, "D6")

    assert left_out_for(cast.second_prosecutor) == mine - 1
    assert file in theirs.all()
    told = set(visible_to(ledger(file.case_file), cast.second_prosecutor).values_list("type", flat=True))
    assert "charging.dga_recorded" in told
    with nothing_changes(), pytest.raises(Conflict, match="You have scored this file already"):
        score(second)


def test_a_legal_manager_who_scores_a_file_neither_decides_nor_corrects_it_before(cast):
    file = quality.disputed_file(cast)
    SecondScore.objects.create(
        draw=SampleDraw.objects.create(
            cps_area=cast.organisations.area,
            month=MARCH.first_day,
            seed="s",
            edition="FQ-2020-12",
            frame="",
            size=1,
            drawn_at=IN_APRIL,
            drawn_by=cast.legal_manager,
        ),
        assessment=file,
        scorer=cast.legal_manager,
        due_at=IN_APRIL,
    )
    with nothing_changes(), pytest.raises(NotPermitted, match="You score this file a second time"):
        quality.decide(quality.failure_of(file), by=cast.legal_manager, at=IN_APRIL)
    with nothing_changes(), pytest.raises(NotPermitted):
        assessments.correct(
            assessment=file,
            judgement=quality.failing(),
            reason="It is there",
            expected_version=file.version,
            by=cast.legal_manager,
            at=IN_APRIL,
        )


def test_police_are_not_told_of_second_scores(cast, month):
    score(draw(cast).scores.first(), "D6")

    told = set(
        visible_to(ledger(SecondScore.objects.first().assessment.case_file), cast.supervisor).values_list("type")
    )

    assert not [name for (name,) in told if "second_score" in name]


def test_each_file_waits_for_its_scorer_and_for_nobody_else(cast, month):
    made = draw(cast)

    rows = Matter.objects.filter(kind="second_score").values_list("subject", "person_id", "not_person_id", "due_at")
    assert set(rows) == {(row.pk, row.scorer_id, cast.prosecutor.pk, row.due_at) for row in made.scores.all()}
    score(made.scores.first())
    assert Matter.objects.filter(kind="second_score").count() == 2


def test_agreement_is_of_met_or_not_and_of_each_group(cast, month):
    made = draw(cast)
    given = {month[0].pk: ("D5",), month[1].pk: ("E13",), month[2].pk: ()}
    for second in made.scores.all():
        score(second, *given[second.assessment_id])

    rows = scored(made)

    found = {each.label: (each.found.alike, each.found.total, each.kappa) for each in agreements(rows)}
    assert found == {
        "Met or not met": (3, 3, "1.00"),
        "Charging breach": (3, 3, "Not defined"),
        "Disclosure": (3, 3, "1.00"),
        "Evidential": (3, 3, "1.00"),
        "Victim and witness": (2, 3, "0.00"),
    }
    assert [(row.only_first, row.only_second) for row in rows if row.differs] == [("D6", "D5"), ("V3", "None")]


def test_a_colleague_who_left_is_not_given_anything(cast):
    left = a_person("Lew Left", Role.PROSECUTOR, cast.organisations.area.units.get(code="south-east-mc"))
    left.is_active = False
    left.save()
    quality.failed_file(cast)

    assert draw(cast).scores.get().scorer != left


def test_nobody_else_means_no_sample(cast):
    file = quality.to_assess(cast)
    quality.assess(file, "D6", by=cast.prosecutor, at=FRIDAY_9AM)
    for person in (cast.second_prosecutor, cast.legal_manager):
        person.memberships.update(valid_to="2026-03-30")
    chief = a_person("Lou Legal", Role.LEGAL_MANAGER, cast.organisations.area.units.get(code="south-east-mc"))
    assessments.correct(
        assessment=file,
        judgement=quality.failing("D6", "V3"),
        reason="One more",
        expected_version=2,
        by=chief,
        at=FRIDAY_2PM,
    )

    with nothing_changes(), pytest.raises(Refused, match="somebody else"):
        draw(cast, by=chief)
