"""Files in pieces through the API: taken up where they stopped, whole before they are material, one's own alone."""

import pytest

from casework.models import Material, Upload
from casework.operations import uploads
from casework.queries.store import stored_path
from tests import papers, stories
from tests.api.conftest import codes
from tests.clock import MONDAY_9AM
from tests.factories import a_pdf
from tests.unchanged import nothing_changes
from web.pieces import MOST_PIECE_BYTES

pytestmark = pytest.mark.django_db

SOUND = papers.wav(2)
UPLOADS = f"case-files/{stories.URN}/uploads/"
BYTES = "application/octet-stream"
DOOR = {"kind": "cctv", "title": "The door"}


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def begin(caller, status=201, **changes):
    return caller.post(UPLOADS, {"name": "door.wav", "size": len(SOUND)} | changes, status=status)


def send(caller, upload, offset, piece, status=200):
    headers = {"Upload-Offset": str(offset)}
    answer = caller.client.patch(f"/api/v1/{UPLOADS}{upload['id']}/", piece, content_type=BYTES, headers=headers)
    assert answer.status_code == status, answer.data
    return answer


def sent_whole(caller, content=SOUND, **changes):
    upload = begin(caller, size=len(content), **changes)
    send(caller, upload, 0, content)
    return upload


def finish(caller, upload, body=None, status=201):
    return caller.post(f"{UPLOADS}{upload['id']}/finish/", DOOR if body is None else body, status=status)


def test_a_recording_in_three_pieces_becomes_material_byte_for_byte(callers, case_file):
    builder = callers["builder"]
    upload = begin(builder)

    for offset in range(0, len(SOUND), 10_000):
        answer = send(builder, upload, offset, SOUND[offset : offset + 10_000])
        assert answer["Upload-Offset"] == str(answer.data["received"])
    written = finish(builder, upload)

    version = written["material"]["versions"][0]
    assert stored_path(version["sha256"]).read_bytes() == SOUND
    assert (written["event"]["type"], written["material"]["kind"]) == ("casework.material_added", "cctv")
    assert written["material"]["recording"]["version"] == 1
    assert builder.get(UPLOADS) == []


def test_an_upload_is_taken_up_where_it_stopped(callers, case_file):
    builder = callers["builder"]
    upload = begin(builder)
    send(builder, upload, 0, SOUND[:7_000])

    (listed,) = builder.get(UPLOADS)
    now = builder.get(f"{UPLOADS}{upload['id']}/")

    assert listed == now
    assert (now["received"], now["seal"]) == (7_000, uploads.sealed("", SOUND[:7_000]))
    with nothing_changes():
        wrong = send(builder, upload, 9_000, SOUND[9_000:], status=409)
    assert (codes(wrong.data), wrong["Upload-Offset"]) == (["wrong_offset"], "7000")
    send(builder, upload, 7_000, SOUND[7_000:])
    finish(builder, upload)


@pytest.mark.parametrize("offset", ["", "-1", "x", "1" * 40])
def test_a_piece_without_a_place_or_too_large_has_the_wrong_shape(callers, case_file, offset):
    upload = begin(callers["builder"])

    with nothing_changes():
        send(callers["builder"], upload, offset, b"x", status=400)
        send(callers["builder"], upload, 0, b"x" * (MOST_PIECE_BYTES + 1), status=413)


def test_a_file_that_is_not_whole_or_says_too_little_can_be_finished_later(callers, case_file):
    builder = callers["builder"]
    upload = begin(builder)
    send(builder, upload, 0, SOUND[:100])

    assert codes(finish(builder, upload, status=409)) == ["not_whole"]
    assert "kind" in finish(builder, upload, {}, status=400)
    send(builder, upload, 100, SOUND[100:])
    assert finish(builder, upload, {"kind": "cctv"})["material"]["title"] == "door"


def test_a_file_that_is_refused_for_what_it_is_goes_with_its_pieces(callers, case_file):
    upload = sent_whole(callers["builder"], b"<script>alert(1)</script>")

    assert codes(finish(callers["builder"], upload, status=409)) == ["type_mismatch"]
    assert not Upload.objects.exists()
    callers["builder"].get(f"{UPLOADS}{upload['id']}/", status=404)


def test_a_whole_upload_becomes_the_next_version_of_a_document(callers, case_file):
    builder = callers["builder"]
    first = builder.post(
        f"case-files/{stories.URN}/material/", {"kind": "mg11", "title": "S", "upload": a_pdf()}, 201, "multipart"
    )
    upload = sent_whole(builder, papers.pdf(), name="again.pdf")
    body = {"version_of": first["material"]["id"]}

    assert "version_of" in finish(builder, upload, body | {"title": "x"}, status=400)
    written = finish(builder, upload, body)
    assert [version["number"] for version in written["material"]["versions"]] == [2, 1]


def test_what_nobody_may_know_of_takes_no_version(cast, callers, case_file):
    hidden = Material.objects.filter(case_file=case_file).first()
    Material.objects.filter(pk=hidden.pk).update(sensitive=True)
    upload = sent_whole(callers["builder"], papers.pdf(), name="again.pdf")

    unknown = finish(callers["builder"], upload, {"version_of": 999_999}, status=400)
    answer = finish(callers["builder"], upload, {"version_of": hidden.pk}, status=400)

    assert str(answer["version_of"][0]).replace(str(hidden.pk), "") == str(unknown["version_of"][0]).replace(
        "999999", ""
    )
    finish(callers["builder"], upload, DOOR | {"sensitive": True}, status=403)


def test_an_upload_is_nobody_elses(cast, callers, case_file):
    upload = begin(callers["builder"])
    address = f"{UPLOADS}{upload['id']}/"

    assert callers["supervisor"].get(UPLOADS) == []
    callers["supervisor"].get(address, status=404)
    assert callers["supervisor"].client.delete(f"/api/v1/{address}").status_code == 404
    send(callers["supervisor"], upload, 0, b"x", status=404)
    assert callers["builder"].client.delete(f"/api/v1/{address}").status_code == 204
    callers["builder"].get(address, status=404)


def test_what_may_not_be_attached_is_not_even_begun(cast, callers, case_file):
    assert codes(begin(callers["builder"], 409, name="program.exe")) == ["wrong_type"]
    assert "size" in begin(callers["builder"], 400, size=-1)
    uploads.start(case_file=case_file, name="a.pdf", size=9, by=cast.builder, at=MONDAY_9AM)
    stories.send_to_supervisor(cast, case_file)
    assert codes(begin(callers["builder"], 409)) == ["not_editable"]
