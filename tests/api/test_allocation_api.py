"""Reviews to allocate for machine clients: the same list, suggestion and refusals as on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import CaseEvent
from tests import stories
from tests.api.conftest import codes

pytestmark = pytest.mark.django_db


def test_what_nobody_has_is_listed_with_whom_to_give_it_and_given(cast, callers):
    consultation = stories.untaken_review(cast)
    stories.accepted_case(cast, urn=stories.a_urn(2))
    manager = callers["legal_manager"]
    listed = manager.get("open-reviews/")
    assert (listed["total"], listed["more"]) == (1, False)
    (row,) = listed["results"]
    assert (row["review"], row["urn"], row["points"]) == (consultation.pk, consultation.case_file.slug, 5)
    assert row["suggested"]["reasons"]
    assert manager.get("open-reviews/", with_anybody=True)["total"] == 2

    email = row["suggested"]["person"]
    other = next(p for p in (cast.prosecutor, cast.second_prosecutor) if p.email != email)
    body = {"prosecutor": other.email, "suggested": email}
    refusal = manager.post(f"reviews/{consultation.pk}/allocate/", body, status=409)
    assert codes(refusal) == ["say_why"]
    manager.post(f"reviews/{consultation.pk}/allocate/", {**body, "why": "agreed"})
    entry = CaseEvent.objects.filter(type="charging.review_allocated", case_id=consultation.case_file_id).get()
    assert entry.details["override"] == "agreed"
    assert manager.get("open-reviews/")["total"] == 0


@pytest.mark.parametrize("name", ["builder", "assistant", "prosecutor", "outsider"])
def test_only_whoever_manages_work_reads_the_list(cast, callers, name):
    callers[name].get("open-reviews/", status=403)


@pytest.mark.parametrize("odd", [{"page": 0}, {"page": "x"}, {"casework_type": "odd"}])
def test_filters_that_mean_nothing_are_refused(cast, callers, odd):
    callers["legal_manager"].get("open-reviews/", status=400, **odd)


def test_the_list_reads_as_much_for_many_as_for_few(cast, callers):
    numbers = []
    for start in (0, 10):
        for n in range(4):
            stories.untaken_review(cast, urn=stories.a_urn(start + n + 1))
        with CaptureQueriesContext(connection) as captured:
            callers["legal_manager"].get("open-reviews/")
        numbers.append(len(captured))
    assert numbers[0] >= numbers[1]
    assert numbers[1] <= 20
