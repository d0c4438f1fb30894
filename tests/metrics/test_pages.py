"""From the ledger to the page: the figures' pages, lists and addresses for machines."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.periods import Month
from metrics.catalogue import CATALOGUE
from metrics.forms import choice_of
from metrics.models import Segment
from metrics.operations import delivery
from metrics.queries import drill_down
from metrics.queries.figures import load
from metrics.queries.pages import Choice
from metrics.queries.places import areas_and_forces
from tests.metrics.histories import authorised, charged, london, nfa, plan, received, triaged, write

pytestmark = pytest.mark.django_db
SURREY = {"force": "45", "police_unit": "45AD", "cps_area": "south-east", "cps_unit": "south-east-mc"}
HAMPSHIRE = {"force": "44", "police_unit": "44AA", "cps_area": "wessex", "cps_unit": "wessex-mc"}
MARCH = Month(2026, 3)


@pytest.fixture
def national_story(cast):
    """Sixteen cases of Surrey and seven of Hampshire, decided or open in March 2026."""
    for number in range(1, 24):
        who = {"case": number, "suspects": [number * 10], "places": SURREY if number <= 16 else HAMPSHIRE}
        start = london("2026-01-05") + timedelta(days=number)
        write([received(start, number, basis="custody" if number % 4 == 0 else "bail", **who)])
        write([triaged(start + timedelta(hours=5), number, "reject" if number % 5 == 0 else "accept", **who)])
        if number % 7:
            write([plan(start + timedelta(days=6), **who), received(start + timedelta(days=30), 100 + number, **who)])
            end = london("2026-03-02") + timedelta(days=number)
            write([(authorised if number % 3 else nfa)(end, **who)])
            if number % 3:
                write([charged(end + timedelta(days=1), **who)])
    delivery.deliver_batch(london("2026-04-15"))
    delivery.restate_open_work(london("2026-04-15"))
    return cast


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"metrics:{name}", args=args), query)


def test_the_scorecard_shows_every_metric_and_both_agencies_see_the_same(client, national_story):
    police = page(client, national_story.builder, "dashboard", until="2026-03").content.decode()
    cps = page(client, national_story.prosecutor, "dashboard", until="2026-03").content.decode()
    assert all(metric.title in police for metric in CATALOGUE)

    def main(text):
        return re.sub(r'csrf\S+|nonce="\S+"', "", text[text.index("<main") : text.index("</main")])

    assert main(police) == main(cps)


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.id)
def test_every_metric_has_its_page(client, national_story, metric):
    response = page(client, national_story.builder, "metric", metric.id, until="2026-03", compare="force")
    text = response.content.decode()
    assert response.status_code == 200
    assert metric.definition in text.replace("&#x27;", "'")
    assert "Surrey" in text


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.id)
@pytest.mark.parametrize("place", ["nation", "force-45", "area-wessex", "police_unit-45AD"])
def test_the_list_has_as_many_rows_as_the_figure_says(rf, national_story, metric, place):
    chosen = choice_of(rf.get("/", {"place": place}).GET, london("2026-04-15"), areas_and_forces()).place
    for month in Month.range(Month(2026, 1), Month(2026, 4)):
        for segment in Segment:
            choice = Choice(chosen, month, segment)
            figures = load([metric], choice.place.level, [choice.place.code], (month, month), segment)
            figure = figures.get((metric.id, choice.place.code, month))
            rows = drill_down.facts_behind(metric, choice)
            assert rows.count() == (figure.denominator if figure else 0)
            if metric.numerator is not None and figure:
                assert rows.filter(metric.numerator).count() == figure.numerator


def test_the_list_says_what_is_outside_the_readers_reach(client, national_story):
    response = page(client, national_story.builder, "list", "pcd-referrals", until="2026-01")
    text = response.content.decode()
    assert "The figure counts 23 suspects." in text
    assert "7 suspects of these belong to forces and Areas other than yours" in text
    assert len(re.findall(r'<tr class="govuk-table__row" role="row">', text)) == 1 + 16
    hrefs = {reverse("charging:case_file_detail", args=[f"01AB{number:05d}25"]) for number in range(1, 17)}
    assert hrefs == {href for href in re.findall(r'href="([^"]+)"', text) if "01AB" in href}


def test_charts_are_pictures_that_a_strict_policy_allows(client, national_story):
    client.force_login(national_story.builder)
    for name, args in (
        ("split_chart", []),
        ("trend_chart", ["pcd-charge-rate"]),
        ("distribution_chart", ["pcd-open-work"]),
    ):
        address = reverse(f"metrics:{name}", args=args) + "?until=2026-03"
        wide, narrow = client.get(address), client.get(f"{address}&width=narrow")
        for response, width in ((wide, 700), (narrow, 290)):
            drawn = response.content.decode()
            assert response["Content-Type"] == "image/svg+xml"
            assert "style=" not in drawn
            assert f'viewBox="0 0 {width} ' in drawn
            assert min(int(size) for size in re.findall(r'font-size="(\d+)px"', drawn)) >= 13


def test_a_chart_has_a_picture_for_narrow_screens(client, national_story):
    text = page(client, national_story.builder, "dashboard", until="2026-03").content.decode()
    assert re.search(r'<source media="\(max-width: 640px\)" srcset="/figures/split.svg\?[^"]+&amp;width=narrow">', text)


def test_the_scorecard_says_the_same_as_the_api_and_of_whom(client, national_story):
    text = page(client, national_story.builder, "dashboard", until="2026-03").content.decode()
    rows = {}
    for name in ("pcd-days-first-receipt-to-charge", "pcd-days-with-police", "pcd-days-with-cps"):
        asked = {"metric": name, "from": "2026-03", "to": "2026-03"}
        (rows[name],) = client.get(reverse("metrics:api_figures"), asked).json()["rows"]
    whole, police, cps = rows.values()
    assert f"Half within {whole['median']} days; average {whole['mean']} days. {whole['denominator']} suspects" in text
    assert f'{whole["median"]} days <span class="tandem-tile__statistic">median</span>' in text
    for part in (police, cps):
        assert f'{part["mean"]} days <span class="tandem-tile__statistic">average</span>' in text
        assert f"Half within {part['median']} days; average {part['mean']} days." in text
    assert f"{police['mean']} days were with police and {cps['mean']} with the CPS" in text
    assert "Everybody, in custody or not, March 2026" in text
    assert re.search(r'href="\?[^"]*segment=custody"', text)
    assert re.search(r'href="\?[^"]*segment=not_custody"', text)
    custody = page(client, national_story.builder, "dashboard", until="2026-03", segment="not_custody")
    assert "People not in custody, March 2026" in custody.content.decode()


@pytest.mark.parametrize(("until", "label"), [("2026-03", "Settled"), ("2026-10", "Settling"), ("2026-11", "Live")])
def test_no_month_is_said_to_be_closed(client, national_story, monkeypatch, until, label):
    monkeypatch.setattr(timezone, "now", lambda: london("2026-11-20"))
    text = page(client, national_story.builder, "dashboard", until=until).content.decode()
    assert re.search(rf"<strong[^>]*>{label}</strong>", text)
    everything = text + client.get(reverse("metrics:definitions")).content.decode()
    assert not re.search("frozen|provisional|appear in the latest figures", everything, re.IGNORECASE)


def test_places_without_cases_have_none_and_cps_direct_is_left_out(client, national_story):
    text = page(client, national_story.builder, "metric", "pcd-charge-rate", until="2026-03").content.decode()
    compared = text[text.index('id="compare"') :]
    assert "too few to show (0)" not in compared
    row = re.search(r"<tr(?:(?!</tr>).)*CPS North West(?:(?!</tr>).)*</tr>", compared, re.DOTALL).group()
    assert "none" in row
    assert "too few" not in row
    assert "CPS Direct" not in compared


def test_figures_need_sign_in_and_a_role_but_definitions_do_not(client, cast):
    assert client.get(reverse("metrics:dashboard")).status_code == 302
    assert client.get(reverse("metrics:definitions")).status_code == 200
    assert len(client.get(reverse("metrics:api_metrics")).json()) == len(CATALOGUE)
    cast.builder.memberships.all().delete()
    assert page(client, cast.builder, "dashboard").status_code == 403


def test_nonsense_in_the_address_shows_the_nation(client, national_story):
    response = page(client, national_story.builder, "dashboard", place="force-99'", until="2026-13", segment="x")
    assert response.status_code == 200
    assert "England and Wales" in response.content.decode()
    assert page(client, national_story.builder, "metric", "no-such").status_code == 404


def test_too_few_are_not_shown_as_a_rate(client, national_story):
    text = page(
        client, national_story.builder, "metric", "pcd-charge-rate", place="force-44", until="2026-03"
    ).content.decode()
    assert "too few to show (6)" in text


def test_the_api_gives_what_the_pages_give(client, national_story):
    client.force_login(national_story.prosecutor)
    asked = {"metric": "pcd-charge-rate", "from": "2026-03", "to": "2026-03", "by": "force"}
    body = client.get(reverse("metrics:api_figures"), asked).json()
    assert [(row["name"], row["numerator"], row["denominator"]) for row in body["rows"]] == [
        ("Hampshire & Isle of Wight Constabulary", 5, 6),
        ("Surrey Police", 9, 14),
    ]
    assert client.get(reverse("metrics:api_figures"), {**asked, "to": "2026-02"}).status_code == 400


@pytest.mark.parametrize("name", ["dashboard", "metric"])
def test_pages_ask_the_database_few_questions(client, national_story, django_assert_max_num_queries, name):
    args = ["pcd-open-work"] if name == "metric" else []
    client.force_login(national_story.builder)
    with django_assert_max_num_queries(9):
        client.get(reverse(f"metrics:{name}", args=args), {"until": "2026-03"})
