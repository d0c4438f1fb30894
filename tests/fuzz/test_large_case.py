"""A case with five hundred suspects: every page of it answers in a fixed number of queries and stays readable."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Offence, Suspect
from tests import stories
from tests.world import addresses_of, our_pages

SUSPECTS = 500
MOST_QUERIES = 15
MOST_BYTES = 700_000
# Lists with a row for each suspect and each thing that is asked of them: long, but a list.
ROW_BY_ROW = {"charging:check", "charging:submission_prepare", "charging:task_list"}
MOST_BYTES_OF_LISTS = 3_500_000
PAGES = sorted(name for name, needs in our_pages().items() if needs == {"urn"})


def with_many_suspects(case_file):
    """Add suspects like the first one, each with an offence: all at once, as no person would."""
    model, offence = case_file.suspects.order_by("number").first(), Offence.objects.first()
    last = case_file.suspects.count()
    Suspect.objects.bulk_create(
        _like(model, number=number, family_name=f"Alder-{number}") for number in range(last + 1, SUSPECTS + 1)
    )
    new = case_file.suspects.filter(number__gt=last)
    Offence.objects.bulk_create(_like(offence, suspect=suspect) for suspect in new)
    return case_file


def _like(row, **changes):
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    twin = type(row)(**kept)
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


@pytest.fixture
def large(cast):
    return with_many_suspects(stories.ready_case(cast))


@pytest.mark.slow
def test_no_page_of_a_large_case_explodes(client, cast, large):
    client.force_login(cast.builder)
    client.get("/notices/")
    wrong = []
    for name in PAGES:
        address = addresses_of(name, {"urn"}, _Only(large))[0]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
        size = sum(map(len, response)) if response.streaming else len(response.content)
        most = MOST_BYTES_OF_LISTS if name in ROW_BY_ROW else MOST_BYTES
        if response.status_code not in {200, 302, 403, 404, 405} or len(queries) > MOST_QUERIES or size > most:
            wrong.append((name, response.status_code, len(queries), size))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.slow
def test_the_case_page_folds_its_cards_and_shows_all_on_request(client, cast, large):
    client.force_login(cast.builder)
    page = client.get(large.get_absolute_url()).content.decode()
    assert "Show all 500 suspects" in page
    assert "Alder-400" not in page[page.index('id="suspects"') :]
    assert "Alder-400" in client.get(f"{large.get_absolute_url()}?suspects=all").content.decode()


class _Only:
    """A world in which there is but one case."""

    def __init__(self, case_file):
        self.case_file = case_file

    def __getattr__(self, name):
        return self.case_file
