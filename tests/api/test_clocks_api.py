"""Clocks read and custody, bail and streams recorded through the API: by the rules of the pages."""

from datetime import datetime, timedelta

import pytest

from casework.models import Detention, Extension
from foundation.periods import LONDON
from tests import stories
from tests.api.conftest import codes
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return datetime.now(LONDON).replace(microsecond=0)


@pytest.fixture
def officer(cast, as_user):
    return as_user(cast.builder)


@pytest.fixture
def suspect(cast):
    return stories.ready_case(cast).suspects.get(number=1)


def test_custody_is_recorded_and_every_answer_shows_the_clocks(officer, suspect, now):
    began = now - 5 * HOUR
    said = officer.post(
        f"suspects/{suspect.pk}/detain/", {"relevant_at": began.isoformat(), "station": "Guildford"}, status=201
    )
    assert [clock["code"] for clock in said["clocks"]["clocks"]] == ["detention_review_first", "detention"]
    held = said["clocks"]["detentions"][0]
    path = f"detentions/{held['id']}/"
    review = {"reviewed_at": (now - 2 * HOUR).isoformat(), "rank": "inspector", "reviewer": "Insp Test", "version": 1}
    officer.post(f"{path}review/", review)
    more = {
        "limit": "detention_extended",
        "rank": "superintendent",
        "agreed_by": "Supt Test",
        "agreed_on": (now - HOUR).isoformat(),
        "reason": "Results are due.",
        "version": 2,
    }
    said = officer.post(f"{path}extend/", more)
    assert said["event"]["type"] == "casework.limit_extended"
    assert Extension.objects.get().new_deadline == began + 36 * HOUR
    officer.post(f"{path}pause/", {"kind": "hospital", "starts_at": (now - HOUR).isoformat(), "version": 3})
    officer.post(f"{path}resume/", {"ends_at": now.isoformat(), "version": 4})
    officer.post(f"{path}release/", {"ended": "rui", "ended_at": now.isoformat(), "version": 5})

    (shown, _) = officer.get(f"case-files/{stories.URN}/clocks/")

    assert (shown["custody_basis"], shown["clocks"]) == ("rui", [])
    assert Detention.objects.get().ended == "rui"


def test_bail_is_recorded_extended_and_ended(officer, suspect, now):
    granted = {"granted_at": (now - 9 * HOUR).isoformat(), "conditions": "Live at home."}
    said = officer.post(f"suspects/{suspect.pk}/bail/", granted, status=201)
    path = f"bails/{said['clocks']['bails'][0]['id']}/"
    more = {
        "limit": "bail_inspector",
        "rank": "inspector",
        "agreed_by": "Insp Test",
        "agreed_on": (now - HOUR).isoformat(),
        "reason": "Telephones are examined.",
        "version": 1,
    }
    said = officer.post(f"{path}extend/", more)
    assert [clock["code"] for clock in said["clocks"]["clocks"]] == ["bail_inspector"]

    said = officer.post(f"{path}end/", {"ended": "absconded", "ended_at": now.isoformat(), "version": 2})

    assert said["clocks"]["custody_basis"] == "at_large"


def test_what_the_rules_refuse_is_refused_with_every_reason(officer, suspect, now):
    with nothing_changes():
        refusal = officer.post(
            f"suspects/{suspect.pk}/detain/",
            {"relevant_at": (now + HOUR).isoformat(), "station": "Guildford"},
            status=409,
        )

    assert codes(refusal) == ["in_the_future"]


def test_the_stream_of_a_suspect_is_changed_by_the_cps_and_others_learn_of_nothing(cast, as_user):
    sent = stories.submitted_case(cast)
    suspect = sent.case_file.suspects.get(number=1)
    wanted = {"stream": "green_priority", "reason": "risk"}

    said = as_user(cast.assistant).post(f"suspects/{suspect.pk}/stream/", wanted)

    assert said["clocks"]["stream"] == "Green priority"
    as_user(cast.area_manager).post(f"suspects/{suspect.pk}/stream/", wanted, status=403)
    as_user(cast.outsider).post(f"suspects/{suspect.pk}/stream/", wanted, status=404)
    as_user(cast.outsider).get(f"case-files/{sent.case_file.slug}/clocks/", status=404)
    as_user(cast.prosecutor).post(f"suspects/{suspect.pk}/detain/", {}, status=400)
