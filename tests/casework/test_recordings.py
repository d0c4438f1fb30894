"""Recordings: where they are from, which part matters, and whether they play, so that none is rejected for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework.forms.material_answers import ClockField
from casework.models import CaseEvent, LinkState, Material, MaterialKind, MaterialVersion, MediaDetails, ScanState
from casework.operations import inspection, material, media, versions
from casework.operations.media import Recording
from casework.queries.store import stored_path
from casework.rules.material_media import RECORDINGS, clock, fitness
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import papers, stories
from tests.clock import MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.collisions import PATIENCE, on_a_connection_of_its_own
from tests.unchanged import nothing_changes


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def attach(cast, case_file, content=None, *, kind=MaterialKind.CCTV, name="door.wav", link=""):
    details = material.MaterialDetails(kind=kind, title="The door", link=link)
    upload = papers.uploaded(name, content) if content is not None else None
    entry = material.attach(case_file=case_file, details=details, upload=upload, by=cast.builder, at=MONDAY_9AM)
    return Material.objects.get(pk=entry.details["material_id"])


def describe(cast, item, *, version=1, by=None, **said):
    by = by or cast.builder
    return media.describe(item=item, recording=Recording(**said), expected_version=version, by=by, at=MONDAY_4PM)


def state_of(item):
    return MediaDetails.objects.get(material=item)


# --- playing -----------------------------------------------------------------------------------------------------


def test_a_film_is_opened_and_its_length_is_read(cast, case_file, tmp_path):
    item = attach(cast, case_file, papers.mp4(tmp_path, 2), name="door.mp4")

    assert [media.try_waiting(at=MONDAY_4PM), media.try_waiting(at=TUESDAY_9AM)] == [1, 0]

    found = state_of(item)
    assert (found.playable, found.duration, found.format) == ("plays", 2, "mov, mpeg4")
    assert (found.playable_checked_at, found.playable_stated_by) == (MONDAY_4PM, None)
    entry = CaseEvent.objects.get(type="casework.recording_checked")
    assert (entry.details["playable"], entry.details["stated"], entry.actor_org) == ("plays", False, "system")


@pytest.mark.parametrize("name", ["door.wav", "door.mp4"])
def test_what_has_the_look_of_a_recording_and_no_more_does_not_play(cast, case_file, name):
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40)
    item = attach(cast, case_file, papers.wav(1)[:36] if name == "door.wav" else film, name=name)

    media.try_waiting(at=MONDAY_4PM)

    found = state_of(item)
    assert found.playable == "does_not_play"
    assert found.playable_note


def test_a_new_version_is_tried_again(cast, case_file):
    item = attach(cast, case_file, papers.wav(1)[:36])
    media.try_waiting(at=MONDAY_4PM)
    assert state_of(item).playable == "does_not_play"

    versions.add_version(item=item, upload=papers.uploaded("b.wav", papers.wav(3)), by=cast.builder, at=TUESDAY_9AM)

    assert state_of(item).playable == ""
    assert media.try_waiting(at=TUESDAY_9AM) == 1
    assert (state_of(item).playable, state_of(item).duration) == ("plays", 3)


def test_what_is_in_quarantine_is_not_opened(cast, case_file):
    item = attach(cast, case_file, papers.wav(1))
    MaterialVersion.objects.update(scan_state=ScanState.WAITING)

    assert media.try_waiting(at=MONDAY_4PM) == 0
    MaterialVersion.objects.update(scan_state=ScanState.CLEAN)
    assert media.try_waiting(at=MONDAY_4PM) == 1
    assert state_of(item).playable == "plays"


def test_a_trial_that_does_not_end_says_nothing_of_the_recording_and_asks_a_person(cast, case_file, monkeypatch):
    item = attach(cast, case_file, papers.wav(1))
    monkeypatch.setattr(inspection, "SECONDS_TO_PLAY", 0.001)

    assert media.try_waiting(at=MONDAY_4PM) == 1
    assert (state_of(item).playable, state_of(item).playable_note) == ("", "Trying to play it did not come to an end.")
    assert media.try_waiting(at=MONDAY_4PM) == 0

    media.state_playable(item=item, plays=True, note="", by=cast.builder, at=MONDAY_4PM)
    assert state_of(item).playable == "plays"


@pytest.mark.django_db(transaction=True)
def test_while_a_recording_plays_no_transaction_is_open_and_no_second_worker_tries(cast, case_file, monkeypatch):
    attach(cast, case_file, papers.wav(1))
    seen, play = [], inspection.try_to_play

    def trying(path):
        seen.append(connection.in_atomic_block)
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(on_a_connection_of_its_own, lambda: media.try_waiting(at=MONDAY_4PM))
            seen.append(second.result(timeout=PATIENCE))
        return play(path)

    monkeypatch.setattr(inspection, "try_to_play", trying)
    assert media.try_waiting(at=MONDAY_4PM) == 1
    assert seen == [False, 0]


def test_a_round_of_recordings_that_do_not_end_is_over_before_the_task_is_stopped(settings):
    assert media.BATCH * inspection.SECONDS_TO_PLAY < settings.CELERY_TASK_TIME_LIMIT


def test_bytes_that_are_gone_do_not_make_a_recording_unplayable(cast, case_file):
    item = attach(cast, case_file, papers.wav(1))
    stored_path(item.versions.get().sha256).unlink()

    assert media.try_waiting(at=MONDAY_4PM) == 1
    assert (state_of(item).playable, state_of(item).playable_note) == ("", "The bytes are not in the store.")


def test_whoever_opened_a_recording_elsewhere_says_so_by_name(cast, case_file):
    item = attach(cast, case_file, link="https://evidence.example.test/door")

    assert media.try_waiting(at=MONDAY_4PM) == 0
    media.state_playable(item=item, plays=True, note="", by=cast.second_builder, at=MONDAY_4PM)

    found = state_of(item)
    assert (found.playable, found.playable_stated_by) == ("plays", cast.second_builder)
    with nothing_changes(), pytest.raises(Refused, match="Say what happens"):
        media.state_playable(item=item, plays=False, note=" ", by=cast.builder, at=MONDAY_4PM)


def test_nobody_has_to_say_of_a_file_that_is_here(cast, case_file):
    item = attach(cast, case_file, papers.wav(1))

    with nothing_changes(), pytest.raises(Refused, match="tries this file itself"):
        media.state_playable(item=item, plays=True, note="", by=cast.builder, at=MONDAY_4PM)


# --- the part that matters -----------------------------------------------------------------------------------------


def test_what_is_said_of_a_recording_is_kept_and_told(cast, case_file):
    item = attach(cast, case_file, papers.wav(3))
    media.try_waiting(at=MONDAY_4PM)

    entry = describe(cast, item, source="Shop door", clip_from=0, clip_to=2, recorded_from=MONDAY_9AM)

    found = state_of(item)
    assert (found.source, found.clip_from, found.clip_to, found.version) == ("Shop door", 0, 2, 2)
    assert set(entry.details["fields"]) == {"source", "clip_from", "clip_to", "recorded_from"}
    assert describe(cast, item, version=2, source="Shop door", clip_from=0, clip_to=2, recorded_from=MONDAY_9AM) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"clip_from": 5, "clip_to": 5}, "end after it begins"),
        ({"clip_from": 5}, "both where the part begins"),
        ({"clip_to": 5}, "both where the part begins"),
        ({"clip_from": 0, "clip_to": 99}, "ends after the recording does"),
        ({"clip_from": 0, "clip_to": 2, "whole_needed": True}, "not both"),
        ({"recorded_to": MONDAY_9AM}, "began, too"),
        ({"recorded_from": MONDAY_9AM, "recorded_to": MONDAY_9AM - timedelta(hours=1)}, "not end before"),
        ({"recorded_from": TUESDAY_9AM}, "begun before now"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(cast, case_file, said, why):
    item = attach(cast, case_file, papers.wav(3))
    media.try_waiting(at=MONDAY_4PM)

    with nothing_changes(), pytest.raises(Refused, match=why):
        describe(cast, item, **said)


def test_of_two_who_describe_a_recording_the_second_sees_the_first(cast, case_file):
    item = attach(cast, case_file, papers.wav(3))
    describe(cast, item, source="Shop door")

    with nothing_changes(), pytest.raises(Conflict):
        describe(cast, item, source="Till", by=cast.second_builder)


def test_only_who_builds_the_file_describes_and_only_recordings(cast, case_file):
    item, paper = attach(cast, case_file, papers.wav(1)), case_file.material.get(kind="mg11")

    with nothing_changes():
        with pytest.raises(NotPermitted):
            describe(cast, item, source="x", by=cast.police_manager)
        with pytest.raises(Refused, match="Only a recording"):
            describe(cast, paper, source="x")


# --- the eight failures of file quality that are about recordings -----------------------------------------------


def codes(item, **said):
    details = MediaDetails(material=item, **said)
    return [reason.code for reason in fitness(item, details).reasons]


FIT = {"playable": "plays", "whole_needed": True}


@pytest.mark.parametrize(
    ("kind", "not_clipped", "not_playable", "not_supplied"),
    [
        ("bwv", "E4", "E5", "E6"),
        ("cctv", "E7", "E8", "E9"),
        ("media", "E10", "E11", "not_supplied"),
        ("call", "E10", "E11", "not_supplied"),
    ],
)
def test_each_failure_that_the_cps_counts_is_caught_under_its_code(
    cast, case_file, kind, not_clipped, not_playable, not_supplied
):
    item = attach(cast, case_file, kind=kind, link="https://evidence.example.test/door")

    assert codes(item, **FIT) == []
    assert codes(item, **FIT | {"whole_needed": False}) == [not_clipped]
    assert codes(item, playable="plays", clip_from=0, clip_to=9) == []
    assert codes(item, **FIT | {"playable": "does_not_play"}) == [not_playable]
    assert codes(item, **FIT | {"playable": ""}) == [not_playable]
    item.link_state = LinkState.BROKEN
    assert codes(item, **FIT) == [not_supplied]
    assert codes(item) == [not_supplied, not_clipped, not_playable]


def test_papers_are_never_asked_to_play(cast, case_file):
    assert "mg11" not in RECORDINGS
    assert fitness(case_file.material.get(kind="mg11"), None).allowed


# --- the page ----------------------------------------------------------------------------------------------------


@given(st.integers(0, 359_999))
def test_a_place_in_a_recording_reads_as_a_player_writes_it(seconds):
    assert ClockField(label="x").clean(clock(seconds)) == seconds


@pytest.mark.parametrize("typed", ["1:99", "99", "1:60:00", "a", "-1", "1:2:3:4"])
def test_a_place_that_is_none_is_refused(cast, case_file, client, typed):
    item = attach(cast, case_file, papers.wav(3))
    client.force_login(cast.builder)
    address = reverse("casework:material_recording", args=[case_file.slug, item.pk])

    with nothing_changes():
        answer = client.post(address, {"part": "clip", "clip_from": "0", "clip_to": typed, "version": 1})

    assert answer.status_code == 422


def test_the_page_takes_a_clip_and_shows_it(cast, case_file, client):
    item = attach(cast, case_file, papers.wav(3))
    client.force_login(cast.builder)
    address = reverse("casework:material_recording", args=[case_file.slug, item.pk])
    said = {"part": "clip", "clip_from": "00:00:01", "clip_to": "0:02", "version": 1, "source": "Till"}

    page = client.post(address, said, follow=True).content.decode()

    assert "00:00:01 to 00:00:02" in page
    late = client.post(address, said | {"source": "Door"}).content.decode()
    assert "omebody else" in late or "changed this while" in late
    assert 'value="Door"' in late
