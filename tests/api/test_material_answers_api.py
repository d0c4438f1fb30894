"""What is said of material after it was attached, through the API: the operations of the pages, never over others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Material, MediaDetails
from tests import papers, stories
from tests.api.conftest import codes
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db

CCTV = {"kind": "cctv", "title": "The door", "link": "https://evidence.example.test/door"}


@pytest.fixture
def key(cast, callers):
    """The key of a link to a recording on a case of the builder's."""
    stories.ready_case(cast)
    said = callers["builder"].post(f"case-files/{stories.URN}/material/", CCTV, 201, "multipart")
    return said["material"]["id"]


def test_details_are_changed_one_by_one_and_read_back(callers, key):
    builder = callers["builder"]
    read = builder.get(f"material/{key}/")

    written = builder.patch(f"material/{key}/", {"version": read["version"], "title": "The back door"})

    assert written["event"]["type"] == "casework.material_changed"
    assert (written["material"]["title"], written["material"]["link"]) == ("The back door", CCTV["link"])
    assert written["material"]["version"] == read["version"] + 1
    assert builder.get(f"material/{key}/") == written["material"]
    same = {"version": read["version"] + 1, "title": "The back door"}
    assert builder.patch(f"material/{key}/", same)["event"] is None


def test_material_about_one_becomes_about_another_and_never_two(cast, callers, key):
    case_file = Material.objects.get(pk=key).case_file
    suspect, person = case_file.suspects.first().pk, case_file.people.first().pk
    builder, address = callers["builder"], f"material/{key}/"

    builder.patch(address, {"version": 1, "suspect": suspect})
    moved = builder.patch(address, {"version": 2, "person": person})["material"]

    assert (moved["suspect"], moved["person"]) == (None, person)
    assert "person" in builder.patch(address, {"version": 3, "suspect": suspect, "person": person}, status=400)
    assert builder.patch(address, {"version": 3, "person": None})["material"]["person"] is None


def test_a_change_over_somebody_elses_or_of_the_nature_is_refused(callers, key):
    callers["supervisor"].patch(f"material/{key}/", {"version": 1, "title": "Theirs"})

    with nothing_changes():
        stale = callers["builder"].patch(f"material/{key}/", {"version": 1, "title": "Mine"}, status=409)
        sensitive = callers["builder"].patch(f"material/{key}/", {"version": 2, "sensitive": True}, status=403)
    assert codes(stale) == ["changed_meanwhile"]
    assert codes(sensitive) == ["not_your_role"]


def test_a_recording_is_described_a_part_at_a_time(callers, key):
    builder, address = callers["builder"], f"material/{key}/recording/"
    builder.patch(address, {"version": 1, "source": "Camera 4", "recorded_from": "2026-02-27T10:00:00Z"})

    read = builder.patch(address, {"version": 2, "clip_from": 5, "clip_to": 65})["material"]["recording"]

    assert (read["source"], read["clip_from"], read["clip_to"], read["version"]) == ("Camera 4", 5, 65, 3)
    assert codes(builder.patch(address, {"version": 3, "clip_to": 4}, status=409)) == ["clip_ends_before_start"]
    assert codes(builder.patch(address, {"version": 1, "source": "x"}, status=409)) == ["changed_meanwhile"]


def test_only_a_recording_is_described(cast, callers, key):
    statement = Material.objects.get(kind="mg11").pk

    refusal = callers["builder"].patch(f"material/{statement}/recording/", {"version": 1, "source": "x"}, status=409)

    assert codes(refusal) == ["no_recording"]
    assert callers["builder"].get(f"material/{statement}/")["recording"] is None
    assert not MediaDetails.objects.filter(material=statement).exists()


def test_people_say_whether_it_plays_only_where_the_service_cannot(callers, key):
    builder = callers["builder"]
    sound = SimpleUploadedFile("door.wav", papers.wav(1))
    held = {"kind": "cctv", "title": "Held here", "upload": sound}
    here = builder.post(f"case-files/{stories.URN}/material/", held, 201, "multipart")["material"]["id"]

    assert codes(builder.post(f"material/{key}/playable/", {"plays": False}, status=409)) == ["no_note"]
    said = builder.post(f"material/{key}/playable/", {"plays": False, "note": "Asks for a player."})
    assert said["material"]["recording"]["playable"] == "does_not_play"
    assert codes(builder.post(f"material/{here}/playable/", {"plays": True}, status=409)) == ["tried_here"]


def test_redaction_is_answered_stage_by_stage(callers, key):
    builder, address = callers["builder"], f"material/{key}/redaction/charging/"
    needed = {"need": "needed", "reason": "Faces of passers-by."}

    first = builder.put(address, needed)
    assert [row["stage"] for row in first["material"]["redactions"]] == ["charging"]
    assert codes(builder.put(address, needed | {"done": True}, status=409)) == ["no_minutes"]
    assert codes(builder.put(address, needed | {"minutes": 5}, status=409)) == ["changed_meanwhile"]
    done = builder.put(address, needed | {"version": 1, "minutes": 5, "done": True})["material"]["redactions"]
    assert (done[0]["minutes"], done[0]["version"], bool(done[0]["done_at"])) == (5, 2, True)
    builder.put(f"material/{key}/redaction/never/", needed, status=404)


def test_a_link_is_looked_at_again_and_a_document_is_not(cast, callers, key):
    assert callers["builder"].get(f"material/{key}/")["link_checked_at"]

    assert callers["builder"].post(f"material/{key}/link-check/")["material"]["link_checked_at"] is None
    held = {"kind": "other", "title": "Held here", "upload": SimpleUploadedFile("a.wav", papers.wav(1))}
    here = callers["builder"].post(f"case-files/{stories.URN}/material/", held, 201, "multipart")["material"]["id"]
    assert codes(callers["builder"].post(f"material/{here}/link-check/", status=409)) == ["no_link"]


def test_sensitive_material_has_no_address_for_who_may_not_know_of_it(cast, as_user, callers, key):
    Material.objects.filter(pk=key).update(sensitive=True)
    builder = callers["builder"]

    builder.get(f"material/{key}/", status=404)
    builder.patch(f"material/{key}/", {"version": 1}, status=404)
    builder.patch(f"material/{key}/recording/", {"version": 1}, status=404)
    builder.post(f"material/{key}/playable/", {"plays": True}, status=404)
    builder.put(f"material/{key}/redaction/charging/", {"need": "unknown"}, status=404)
    builder.post(f"material/{key}/link-check/", status=404)
    assert as_user(cast.disclosure_officer).get(f"material/{key}/")["sensitive"]


def test_the_cps_reads_and_says_nothing_of_it(cast, callers):
    sent = stories.submitted_case(cast)
    key = Material.objects.get(case_file=sent.case_file).pk

    callers["assistant"].get(f"material/{key}/")
    callers["assistant"].patch(f"material/{key}/", {"version": 1, "title": "x"}, status=403)
    callers["assistant"].put(f"material/{key}/redaction/court/", {"need": "unknown"}, status=403)
    assert codes(callers["builder"].patch(f"material/{key}/", {"version": 1}, status=409)) == ["not_editable"]
