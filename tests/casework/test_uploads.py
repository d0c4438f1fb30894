"""Files in pieces: every byte counts once, in order, from whoever began; nothing is material before it is whole."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Material, MaterialKind, MaterialVersion, MediaDetails, Upload
from casework.operations import keeping, material, store, uploads
from casework.queries.store import stored_path
from foundation.verdicts import NotPermitted, Refused
from tests import papers, stories
from tests.clock import MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.collisions import on_a_connection_of_its_own
from tests.unchanged import nothing_changes
from web.pieces import MOST_PIECE_BYTES

SOUND = papers.wav(2)
SIZE = len(SOUND)
DOOR = {"kind": "cctv", "title": "The door", "about": ""}


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def begin(cast, case_file, *, name="door.wav", size=SIZE, by=None, at=MONDAY_9AM):
    return uploads.start(case_file=case_file, name=name, size=size, by=by or cast.builder, at=at)


def send(cast, upload, offset, piece, *, at=MONDAY_4PM):
    return uploads.append(upload=upload, offset=offset, piece=piece, by=cast.builder, at=at)


def finish(cast, upload, *, into=None):
    into = into or material.MaterialDetails(kind=MaterialKind.CCTV, title="The door")
    return uploads.finish(upload=upload, into=into, by=cast.builder, at=MONDAY_4PM)


def files_of(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_pieces_become_one_document_with_the_digest_of_the_whole(cast, case_file, settings):
    upload = begin(cast, case_file)
    for offset in range(0, len(SOUND), 5_000):
        upload = send(cast, upload, offset, SOUND[offset : offset + 5_000])

    entry = finish(cast, upload)

    sha256 = hashlib.sha256(SOUND).hexdigest()
    version = MaterialVersion.objects.get(material=entry.details["material_id"])
    assert (version.sha256, version.size, version.original_name) == (sha256, len(SOUND), "door.wav")
    assert stored_path(sha256).read_bytes() == SOUND
    assert not Upload.objects.exists()
    assert MediaDetails.objects.filter(material=version.material_id).exists()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_pieces_come_in_whatever_order_only_those_that_follow_on_count(cast, case_file, data):
    whole = bytes(range(256)) * 4
    upload = begin(cast, case_file, name="a.txt", size=len(whole))
    for _ in range(data.draw(st.integers(0, 12))):
        offset, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 400))
        before = stories.fresh(upload).received
        if offset == before:
            upload = send(cast, upload, offset, whole[offset : offset + length])
            continue
        with pytest.raises(uploads.WrongOffset) as wrong:
            send(cast, upload, offset, whole[offset : offset + length])
        assert wrong.value.received == before
    received = stories.fresh(upload).received
    assert received == 0 or uploads.path_of(upload).read_bytes()[:received] == whole[:received]
    uploads.discard(upload=upload, by=cast.builder, at=MONDAY_4PM)


def test_bytes_of_a_piece_that_did_not_count_are_written_over(cast, case_file):
    upload = send(cast, begin(cast, case_file), 0, SOUND[:100])
    with uploads.path_of(upload).open("ab") as file:
        file.write(b"left behind by a crash")

    upload = send(cast, upload, 100, SOUND[100:])

    assert uploads.path_of(upload).read_bytes() == SOUND
    assert finish(cast, upload)


def test_more_than_was_announced_is_refused(cast, case_file):
    upload = begin(cast, case_file)

    with nothing_changes(), pytest.raises(Refused, match="More came than"):
        send(cast, upload, 0, SOUND + b"x")


def test_a_seal_tells_apart_files_that_differ_anywhere_in_what_is_here(cast, case_file):
    seals = set()
    for at_fault in (None, 0, 1_500, 2_999):
        content = bytearray(SOUND[:3_000])
        if at_fault is not None:
            content[at_fault] ^= 1
        upload = begin(cast, case_file, size=5_000)
        for offset in range(0, 3_000, 1_000):
            upload = send(cast, upload, offset, bytes(content[offset : offset + 1_000]))
        seals.add(upload.seal)
    assert len(seals) == 4


def test_a_piece_of_nothing_leaves_the_seal_as_it_is(cast, case_file):
    upload = send(cast, begin(cast, case_file), 0, SOUND[:100])

    assert send(cast, stories.fresh(upload), 100, b"").seal == upload.seal != ""


@pytest.mark.parametrize("left", [0, 4_999, None])
def test_pieces_that_a_power_cut_took_are_missed_before_anything_is_added_to_the_rest(cast, case_file, left):
    upload = send(cast, begin(cast, case_file), 0, SOUND[:5_000])
    path = uploads.path_of(upload)
    path.unlink() if left is None else path.write_bytes(SOUND[:left])

    with nothing_changes(), pytest.raises(Refused, match="Pieces of this upload are gone"):
        send(cast, upload, 5_000, SOUND[5_000:])


@pytest.mark.parametrize(("change", "code"), [(-1, "upload_gone"), (1, "another_size")])
def test_what_is_not_as_long_as_was_announced_is_no_material(cast, case_file, change, code):
    upload = send(cast, begin(cast, case_file), 0, SOUND)
    uploads.path_of(upload).write_bytes((SOUND + b"x")[: SIZE + change])

    with nothing_changes(), pytest.raises(Refused) as refusal:
        finish(cast, upload)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_what_is_not_whole_is_no_material(cast, case_file):
    upload = send(cast, begin(cast, case_file), 0, SOUND[:-1])

    with nothing_changes(), pytest.raises(Refused, match="Send the rest first"):
        finish(cast, upload)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("door.wav", papers.pdf(), "type_mismatch"),
        ("locked.pdf", papers.pdf(password="x"), "encrypted"),
        ("bomb.docx", papers.docx(**{"word/a": b"0" * 4_000_000}), "archive_bomb"),
    ],
)
def test_a_whole_file_that_fails_its_checks_leaves_no_material(cast, case_file, name, content, code):
    upload = send(cast, begin(cast, case_file, name=name, size=len(content)), 0, content)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        finish(cast, upload)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_a_repeat_is_refused_in_pieces_too(cast, case_file):
    finish(cast, send(cast, begin(cast, case_file), 0, SOUND))
    again = send(cast, begin(cast, case_file, name="again.wav"), 0, SOUND)

    with nothing_changes(), pytest.raises(Refused, match="on the case already, as “The door”"):
        finish(cast, again)


def test_an_event_that_cannot_be_recorded_leaves_the_pieces_where_they_were(cast, case_file, monkeypatch):
    upload = send(cast, begin(cast, case_file), 0, SOUND)

    def broken(*args, **kwargs):
        raise OSError("The disk is full.")

    monkeypatch.setattr(material.events, "record", broken)
    with nothing_changes(), pytest.raises(OSError, match="disk is full"):
        finish(cast, upload)
    monkeypatch.undo()

    assert finish(cast, upload)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("a.exe", 10, "wrong_type"),
        ("a.pdf", 0, "empty_file"),
        ("a.pdf", 100 * 1024 * 1024 + 1, "too_large"),
        ("a.mp4", 2 * 1024**3 + 1, "too_large"),
    ],
)
def test_what_can_never_be_taken_is_refused_before_a_byte_of_it_comes(cast, case_file, name, size, code):
    with nothing_changes(), pytest.raises(Refused) as refusal:
        begin(cast, case_file, name=name, size=size)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_recordings_may_be_larger_than_documents_and_all_count_against_the_case(cast, case_file, settings):
    assert begin(cast, case_file, name="a.mp4", size=1024**3)
    settings.CASE_MAX_BYTES = 1024**3 + 10

    with nothing_changes(), pytest.raises(Refused, match="as much as a case may"):
        begin(cast, case_file, name="b.mp4", size=11)


def test_nobody_goes_on_with_what_somebody_else_began(cast, case_file):
    upload = begin(cast, case_file)

    for act in (uploads.append, uploads.discard):
        more = {"offset": 0, "piece": b"x"} if act is uploads.append else {}
        with nothing_changes(), pytest.raises(NotPermitted):
            act(upload=upload, by=cast.supervisor, at=MONDAY_4PM, **more)


def test_an_upload_can_become_a_new_version(cast, case_file):
    first = finish(cast, send(cast, begin(cast, case_file), 0, SOUND))
    item = Material.objects.get(pk=first.details["material_id"])
    better = papers.wav(2, note=9)

    entry = finish(cast, send(cast, begin(cast, case_file, size=len(better)), 0, better), into=item)

    assert entry.type == "casework.material_version_added"
    assert entry.details["version"] == 2
    assert item.versions.count() == 2


def test_stale_uploads_go_with_their_bytes_and_others_stay(cast, case_file, settings):
    old = send(cast, begin(cast, case_file), 0, SOUND[:10], at=MONDAY_9AM)
    later = MONDAY_9AM + timedelta(days=settings.UPLOAD_KEPT_DAYS, seconds=1)
    new = send(cast, begin(cast, case_file, name="b.wav", at=later), 0, SOUND[:20], at=later)

    assert [uploads.remove_stale(at=later), uploads.remove_stale(at=later)] == [1, 0]

    assert list(Upload.objects.all()) == [new]
    assert not Upload.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_stale_upload_are_removed_once_its_row_is(cast, case_file, settings):
    send(cast, begin(cast, case_file), 0, SOUND[:10])
    uploads.remove_stale(at=MONDAY_9AM + timedelta(days=30))

    assert files_of(settings) == []


def test_files_half_received_before_a_crash_are_swept_away_after_a_day(cast, case_file, settings, monkeypatch):
    seen = []

    def crashes(*_args, **_kwargs):
        seen.extend(files_of(settings))
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping.inspection, "look_into", crashes)
    with pytest.raises(KeyboardInterrupt):
        keeping.received(papers.uploaded("door.wav", SOUND)).__enter__()
    seen[0].write_bytes(SOUND)

    uploads.remove_stale(at=timezone.now() + timedelta(hours=23))
    assert files_of(settings) == seen
    uploads.remove_stale(at=timezone.now() + timedelta(hours=25))
    assert files_of(settings) == []


def test_a_file_that_went_while_the_folder_was_read_stops_no_sweep(cast, case_file, settings, monkeypatch):
    send(cast, begin(cast, case_file), 0, SOUND[:10])
    gone, left = store.waiting_folder() / "gone", store.waiting_folder() / "left"
    left.touch()
    monkeypatch.setattr(Path, "glob", lambda *_: iter([gone, left]))

    uploads.remove_stale(at=timezone.now() + timedelta(days=2))

    assert not left.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_that_send_the_same_piece_at_once_one_counts(cast, case_file):
    upload = begin(cast, case_file)

    def act():
        return send(cast, upload, 0, SOUND[:5_000])

    with ThreadPoolExecutor(4) as pool:
        came = [each.result() for each in [pool.submit(on_a_connection_of_its_own, act) for _ in range(4)]]

    assert sorted(type(result).__name__ for result in came) == ["Upload", *["WrongOffset"] * 3]
    assert stories.fresh(upload).received == 5_000
    assert uploads.path_of(upload).read_bytes() == SOUND[:5_000]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_finish_at_once_one_attaches(cast, case_file):
    upload = send(cast, begin(cast, case_file), 0, SOUND)

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(on_a_connection_of_its_own, lambda: finish(cast, upload)) for _ in range(2)]
        came = [each.result() for each in running]

    assert sorted(type(result).__name__ for result in came) == ["CaseEvent", "Refused"]
    assert Material.objects.filter(kind="cctv").count() == 1


# --- the addresses that a script speaks to ---------------------------------------------------------------------


class Talk:
    """Somebody's browser, speaking the protocol."""

    def __init__(self, client, case_file):
        self.client = client
        self.start_at = reverse("casework:upload_start", args=[case_file.slug])

    def post(self, address, said):
        return self.client.post(address, json.dumps(said), content_type="application/json")

    def begin(self, name="door.wav", size=SIZE):
        return self.post(self.start_at, {"name": name, "size": size})

    def patch(self, href, offset, piece):
        return self.client.patch(
            href, piece, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
        )


@pytest.fixture
def talk(cast, case_file, client):
    client.force_login(cast.builder)
    return Talk(client, case_file)


def test_a_browser_can_go_on_after_it_lost_its_place(talk, case_file):
    begun = talk.begin().json()
    first = talk.patch(begun["href"], 0, SOUND[:1_000])
    lost = talk.patch(begun["href"], 0, SOUND[:1_000])
    asked = talk.client.get(begun["href"])

    assert (first.status_code, first["Upload-Offset"]) == (200, "1000")
    assert (lost.status_code, lost["Upload-Offset"], lost.json()["reasons"][0]["code"]) == (409, "1000", "wrong_offset")
    assert (asked.json()["received"], asked.json()["size"]) == (1_000, len(SOUND))
    assert asked.json()["seal"] == uploads.sealed("", SOUND[:1_000])
    assert talk.patch(begun["href"], 1_000, SOUND[1_000:]).json()["received"] == len(SOUND)
    done = talk.post(f"{begun['href']}finish/", DOOR)
    assert done.status_code == 201
    assert talk.client.get(done.json()["href"]).status_code == 200
    assert Material.objects.get(pk=done.json()["id"]).title == "The door"


@pytest.mark.parametrize("said", [{}, [], "x", None, {"name": "a.pdf"}, {"name": "a.pdf", "size": "many"}, {"size": 3}])
def test_an_announcement_that_says_nothing_is_a_bad_request(talk, said):
    with nothing_changes():
        assert talk.post(talk.start_at, said).status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "x", "1" * 40, "²"])
def test_a_piece_without_a_place_is_a_bad_request(talk, offset):
    href = talk.begin().json()["href"]

    with nothing_changes():
        answer = talk.client.patch(href, b"x", headers={"Upload-Offset": offset.encode().decode("latin-1")})
    assert answer.status_code == 400


def test_a_piece_that_would_take_too_much_memory_is_not_even_read(talk):
    href = talk.begin("a.mp4", 1024**3).json()["href"]

    with nothing_changes():
        assert talk.patch(href, 0, b"x" * (MOST_PIECE_BYTES + 1)).status_code == 413


def test_a_refused_file_is_gone_with_its_pieces(talk, settings):
    href = talk.begin("door.wav", 300).json()["href"]
    talk.patch(href, 0, papers.pdf()[:300].ljust(300))

    answer = talk.post(f"{href}finish/", DOOR)

    assert answer.status_code == 409
    assert "is not what its name says" in answer.json()["detail"]
    assert not Upload.objects.exists()
    assert not Material.objects.filter(kind="cctv").exists()


def test_a_question_left_open_keeps_the_pieces(talk):
    href = talk.begin().json()["href"]
    talk.patch(href, 0, SOUND)

    answer = talk.post(f"{href}finish/", DOOR | {"kind": ""})

    assert (answer.status_code, answer.json()["detail"]) == (422, "Select kind of material")
    assert talk.client.get(href).json()["received"] == len(SOUND)
    assert talk.post(f"{href}finish/", {"kind": "cctv"}).status_code == 201
    assert Material.objects.get(kind="cctv").title == "door"


@pytest.mark.parametrize("stranger", ["supervisor", "outsider", "prosecutor"])
def test_an_upload_exists_only_for_whoever_began_it(cast, talk, client, stranger):
    href = talk.begin().json()["href"]
    client.force_login(getattr(cast, stranger))

    assert [client.get(href).status_code, client.delete(href).status_code] == [404, 404]
    assert Upload.objects.count() == 1


def test_the_page_lists_what_was_begun_and_a_button_removes_it(talk, case_file):
    href = talk.begin().json()["href"]
    page = reverse("casework:material_add", args=[case_file.slug])

    assert f'data-upload-begun="{href}"' in talk.client.get(page).content.decode()
    assert talk.client.post(f"{href}discard/").status_code == 302
    assert not Upload.objects.exists()
    assert "data-upload-begun" not in talk.client.get(page).content.decode()


def test_a_form_that_names_what_came_in_pieces_leads_on(talk, case_file):
    href = talk.begin().json()["href"]
    talk.patch(href, 0, SOUND)
    key = talk.post(f"{href}finish/", DOOR).json()["id"]

    answer = talk.client.post(
        reverse("casework:material_add", args=[case_file.slug]), DOOR | {"attached": [key]}, follow=True
    )

    assert "“The door” attached." in answer.content.decode()


def test_after_the_file_went_to_the_cps_nothing_more_comes_in(cast, talk, case_file):
    href = talk.begin().json()["href"]
    talk.patch(href, 0, SOUND)
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)

    assert talk.post(f"{href}finish/", DOOR).status_code == 409
    assert talk.begin().status_code == 409
    assert not Material.objects.filter(kind="cctv").exists()
