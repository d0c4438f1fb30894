"""When the detention clock ends: a day with a time and nothing else, on the page and wherever forms are read."""

import pytest
from django.urls import reverse

from casework.models import Answer, CustodyBasis
from casework.queries.forms import Forms
from casework.rules import answers as rules
from casework.rules import moments
from casework.rules.answers import Given
from casework.rules.forms import catalogue_on
from tests import stories
from tests.casework.test_answers import say
from tests.clock import MONDAY, TUESDAY_2PM

pytestmark = pytest.mark.django_db
CLOCK = "mg3.detention_clock"
CATALOGUE = catalogue_on(MONDAY)


@pytest.fixture
def held(cast):
    """Make a case with one suspect in custody."""
    case_file = stories.ready_case(cast, names=stories.NAMES[:1], custody_basis=CustodyBasis.CUSTODY)
    return case_file, case_file.suspects.get()


def boxes(suspect, day, month, year, time):
    typed = {"day": day, "month": month, "year": year, "time": time}
    prefix = f"suspect-suspect-{suspect.pk}-{CLOCK}"
    return {f"{prefix}_{name}": text for name, text in typed.items()} | {"save": f"suspect-suspect-{suspect.pk}"}


@pytest.mark.parametrize(
    "value", ["banana 25:99", "2026-03-02", "2026-03-02T25:99", "2026-02-30T10:00", "2026-03-02T14:30Z", "14:30"]
)
def test_what_is_no_day_with_a_time_is_refused(value):
    verdict = rules.check(CATALOGUE.questions[CLOCK], Given(state="given", value=value))
    assert [reason.code for reason in verdict.reasons] == ["no_time"]


def test_a_day_with_a_time_is_kept_as_london_reads_it_and_told_in_words():
    assert rules.check(CATALOGUE.questions[CLOCK], Given(state="given", value="2026-07-02T14:30")).allowed
    assert CATALOGUE.questions[CLOCK].words("2026-07-02T14:30") == "2 July 2026, 2:30pm"
    assert moments.kept(moments.read("2026-07-02T14:30")) == "2026-07-02T14:30"
    assert CATALOGUE.questions[CLOCK].words("Tuesday at noon") == "Tuesday at noon"  # from before it had a kind


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("banana", "", "", "25:99"), "must include a month and year"),
        (("2", "3", "2026", "25:99"), "must have a real time, like 2:30pm or 14:30"),
        (("2", "3", "2026", ""), "must include a time"),
        (("30", "2", "2026", "10:00"), "must be a real date"),
    ],
)
def test_the_page_says_what_is_wrong_with_it(client, cast, held, typed, said):
    case_file, suspect = held
    client.force_login(cast.builder)
    response = client.post(reverse("casework:form_edit", args=[case_file.slug, "mg3"]), boxes(suspect, *typed))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Answer.objects.exists()


def test_the_page_takes_it_and_shows_it_again(client, cast, held):
    case_file, suspect = held
    address = reverse("casework:form_edit", args=[case_file.slug, "mg3"])
    client.force_login(cast.builder)
    assert client.post(address, boxes(suspect, "2", "3", "2026", "2.30pm")).status_code == 302
    assert Answer.objects.get().value == "2026-03-02T14:30"

    sheet = client.get(address).context["form"]
    form = sheet.forms[f"suspect-suspect-{suspect.pk}"]
    assert form[CLOCK].field.widget.decompress(form[CLOCK].value()) == [2, 3, 2026, "14:30"]
    untouched = {form[f"{CLOCK}.seen"].html_name: form[f"{CLOCK}.seen"].value()}
    again = client.post(address, boxes(suspect, "2", "3", "2026", "14:30") | untouched, follow=True)
    assert "Nothing was changed" in again.content.decode()
    parts = Forms.of(case_file, on=MONDAY).page(CATALOGUE.forms["mg3"]).parts
    assert "2 March 2026, 2:30pm" in [line.value for part in parts for line in part.lines]


def test_words_from_before_it_had_a_kind_stay_readable(client, cast, held):
    case_file, suspect = held
    say(case_file, CLOCK, "2026-03-02T14:30", subject=suspect, by=cast.builder, at=TUESDAY_2PM)
    Answer.objects.update(value="Tuesday at noon")
    client.force_login(cast.builder)
    assert "Tuesday at noon" in client.get(reverse("casework:form_edit", args=[case_file.slug, "mg3"])).content.decode()
