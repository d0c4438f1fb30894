"""The virus scan: no verdict, no way in. The scanner is a double that speaks the real protocol on a real socket."""

import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import CaseEvent, MaterialKind, MaterialVersion, Notice, ScanState
from casework.operations import clamd, material, scanning
from casework.queries.store import stored_path
from charging.operations import notices
from tests import papers, stories
from tests.clock import MONDAY_4PM, MONDAY_9AM, TUESDAY_2PM, TUESDAY_9AM
from tests.collisions import PATIENCE, locked, on_a_connection_of_its_own, until, waiting
from tests.scanner import EICAR
from tests.scanner import scanning as a_scanner

VIRUS = b"Notes.\r\n" + EICAR


@pytest.fixture
def scanner(settings):
    with a_scanner() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        yield scanner


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def attach(cast, case_file, content=b"Notes.", name="notes.txt", *, at=MONDAY_9AM):
    details = material.MaterialDetails(kind=MaterialKind.OTHER, title="Notes")
    upload = papers.uploaded(name, content)
    entry = material.attach(case_file=case_file, details=details, upload=upload, by=cast.builder, at=at)
    return MaterialVersion.objects.get(material=entry.details["material_id"])


def a_free_address():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{place.getsockname()[1]}"


# --- the protocol ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, clamd.PIECE - 1, clamd.PIECE, clamd.PIECE + 1, 3 * clamd.PIECE])
def test_every_byte_arrives_whatever_the_pieces(scanner, tmp_path, size):
    path = tmp_path / "file"
    path.write_bytes(bytes(number % 251 for number in range(size)))

    assert clamd.scan(path, scanner.address).is_clean
    assert scanner.streams == [path.read_bytes()]


def test_it_speaks_over_a_socket_of_this_machine_too(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(VIRUS)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, a_scanner(Path(folder) / "s") as scanner:
        for address in (scanner.address, f"unix:{scanner.address}", f"unix://{scanner.address}"):
            assert clamd.scan(path, address).name == "Eicar-Test-Signature"


@pytest.mark.parametrize("address", ["", "/no/such/socket", "nonsense", "host:port", "127.0.0.1:99999"])
def test_nobody_there_is_told_apart_from_no_verdict(tmp_path, address):
    address = address or a_free_address()
    path = tmp_path / "file"
    path.write_bytes(b"x")

    with pytest.raises(clamd.ScannerAway):
        clamd.scan(path, address)


@pytest.mark.parametrize(
    "said", [b"\0", b"stream: \0", b"UNKNOWN COMMAND\0", b"OK\0", b"stream: x ERROR\0", b"\xff\xfe\0", b"FOUND\0"]
)
def test_an_answer_that_is_no_verdict_is_none(scanner, tmp_path, said):
    scanner.says = said
    path = tmp_path / "file"
    path.write_bytes(b"x")

    with pytest.raises(clamd.ScanFailed):
        clamd.scan(path, scanner.address)


def test_a_scanner_that_dies_in_the_middle_gives_no_verdict(scanner, tmp_path):
    scanner.dies_after = clamd.PIECE
    path = tmp_path / "file"
    path.write_bytes(bytes(20 * clamd.PIECE))

    with pytest.raises(clamd.ScanFailed):
        clamd.scan(path, scanner.address)


def test_a_file_that_the_scanner_will_not_take_says_what_to_raise(scanner, tmp_path):
    scanner.largest = 10
    path = tmp_path / "file"
    path.write_bytes(bytes(100))

    with pytest.raises(clamd.ScanFailed, match="StreamMaxLength"):
        clamd.scan(path, scanner.address)


# --- what becomes of what came in --------------------------------------------------------------------------------


def test_without_a_scanner_a_file_is_marked_as_not_scanned_and_can_be_opened(cast, case_file, client):
    version = attach(cast, case_file)
    client.force_login(cast.builder)

    assert version.scan_state == ScanState.NOT_SCANNED
    page = client.get(reverse("casework:material_detail", args=[case_file.slug, version.material_id]))
    assert "Not scanned: no scanner is set up" in page.content.decode()
    assert scanning.scan_waiting(at=MONDAY_4PM) == 0


def test_a_clean_file_can_be_opened_once_the_scanner_said_so(scanner, cast, case_file, client):
    version = attach(cast, case_file)
    address = reverse("casework:material_download", args=[case_file.slug, version.material_id])
    client.force_login(cast.builder)
    assert (version.scan_state, client.get(address).status_code) == (ScanState.WAITING, 409)

    assert scanning.scan_waiting(at=MONDAY_4PM) == 1

    version.refresh_from_db()
    assert (version.scan_state, version.scanned_at, version.scan_note) == (ScanState.CLEAN, MONDAY_4PM, "")
    assert b"".join(client.get(address).streaming_content) == b"Notes."
    assert scanner.streams == [b"Notes."]


def test_a_virus_keeps_everybody_out_for_good_and_whoever_added_it_is_told(scanner, cast, case_file, client):
    version = attach(cast, case_file, VIRUS)
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)

    assert [scanning.scan_waiting(at=TUESDAY_9AM), scanning.scan_waiting(at=TUESDAY_2PM)] == [1, 0]

    version.refresh_from_db()
    assert (version.scan_state, version.scan_note) == (ScanState.INFECTED, "Eicar-Test-Signature")
    entry = CaseEvent.objects.get(type="casework.material_quarantined")
    assert entry.details | {"material_id": version.material_id, "version": 1, "kind": "other"} == entry.details
    while notices.deliver(at=TUESDAY_2PM):
        pass
    told = Notice.objects.get(event_id=entry.pk)
    assert (told.recipient, "a virus was found" in told.text) == (cast.builder, True)
    for reader in (cast.builder, cast.supervisor, cast.prosecutor, cast.legal_manager):
        client.force_login(reader)
        page = client.get(reverse("casework:material_detail", args=[case_file.slug, version.material_id]))
        assert "In quarantine: a virus was found" in page.content.decode()
        assert client.get(f"{page.request['PATH_INFO']}download/").status_code == 409
        assert client.get(f"{page.request['PATH_INFO']}versions/1/").status_code == 409


def test_while_the_scanner_is_away_files_wait_on_both_sides_and_are_scanned_when_it_is_back(
    cast, case_file, client, settings
):
    settings.CLAMD_ADDRESS = a_free_address()
    version = attach(cast, case_file)
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)

    assert scanning.scan_waiting(at=TUESDAY_9AM) == 0

    version.refresh_from_db()
    assert (version.scan_state, version.scanned_at, version.scan_note) == (ScanState.WAITING, None, scanning.AWAY)
    for reader in (cast.builder, cast.prosecutor):
        client.force_login(reader)
        page = client.get(reverse("casework:material_detail", args=[case_file.slug, version.material_id]))
        assert "In quarantine: waiting for the virus scan" in page.content.decode()
        assert client.get(f"{page.request['PATH_INFO']}download/").status_code == 409
    with a_scanner() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        assert scanning.scan_waiting(at=TUESDAY_9AM) == 1


def test_a_file_that_the_scanner_cannot_deal_with_does_not_hold_up_the_others(scanner, cast, case_file):
    scanner.largest = 50
    large, small = attach(cast, case_file, b"x" * 100), attach(cast, case_file, b"small")

    assert scanning.scan_waiting(at=MONDAY_9AM) == 1
    assert scanning.scan_waiting(at=MONDAY_9AM) == 0

    for version in (large, small):
        version.refresh_from_db()
    assert (large.scan_state, small.scan_state) == (ScanState.WAITING, ScanState.CLEAN)
    assert "StreamMaxLength" in large.scan_note
    scanner.largest = 500
    assert scanning.scan_waiting(at=MONDAY_4PM) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content", [b"Notes.", VIRUS])
def test_only_a_virus_waits_for_the_case_and_no_second_worker_scans(scanner, cast, case_file, content):
    version = attach(cast, case_file, content)

    def scan():
        return scanning.scan_waiting(at=MONDAY_4PM)

    with ThreadPoolExecutor(1) as pool:
        with locked(case_file):
            running = pool.submit(on_a_connection_of_its_own, scan)
            until(lambda: running.done() or waiting() == 1)
            assert running.done() == (content != VIRUS)
            assert scan() == 0
        assert running.result(timeout=PATIENCE) == 1
    assert scanner.streams == [content]
    assert stories.fresh(version).scan_state == (ScanState.INFECTED if content == VIRUS else ScanState.CLEAN)


@pytest.mark.django_db(transaction=True)
def test_while_the_scanner_works_no_transaction_is_open(scanner, cast, case_file, monkeypatch):
    attach(cast, case_file)
    seen, scan = [], clamd.scan

    def looking(*said):
        seen.append(connection.in_atomic_block)
        return scan(*said)

    monkeypatch.setattr(clamd, "scan", looking)
    assert scanning.scan_waiting(at=MONDAY_4PM) == 1
    assert seen == [False]


def test_many_files_are_scanned_with_few_questions_to_the_database(scanner, cast, case_file):
    def questions(count):
        for number in range(count):
            attach(cast, case_file, b"Notes %d of %d." % (number, count))
        with CaptureQueriesContext(connection) as asked:
            assert scanning.scan_waiting(at=MONDAY_4PM) == count
        return len(asked)

    few, many = questions(1), questions(4)
    assert (many - few) % 3 == 0
    assert (many - few) // 3 <= 3  # the verdict, and the transaction around it


def test_bytes_that_are_gone_are_never_called_clean(scanner, cast, case_file):
    version = attach(cast, case_file)
    stored_path(version.sha256).unlink()

    assert scanning.scan_waiting(at=MONDAY_4PM) == 0

    version.refresh_from_db()
    assert (version.scan_state, version.scan_note) == (ScanState.WAITING, scanning.GONE)


def test_a_scanner_that_is_taken_away_lets_nothing_through(scanner, cast, case_file, settings):
    version = attach(cast, case_file)
    settings.CLAMD_ADDRESS = ""

    assert scanning.scan_waiting(at=MONDAY_4PM) == 0
    assert stories.fresh(version).scan_state == ScanState.WAITING
