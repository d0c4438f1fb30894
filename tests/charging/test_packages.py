"""What a package holds is what was sent, and its digest is found by a worker, never by a page."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.queries.store import stored_path
from charging.models import PackageDigest
from charging.operations import submission
from charging.queries.submission.package import DamagedBytes, Package
from charging.tasks import work_out_packages
from tests import stories
from tests.charging.test_receipts import address, made, package, words
from tests.charging.test_sealing import full_case, send, with_secrets
from tests.clock import TUESDAY_2PM

pytestmark = pytest.mark.django_db


def test_the_digest_of_the_package_is_shown_and_recognised(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    found = hashlib.sha256(package(client, sent)[0]).hexdigest()
    grouped = " ".join(found[start : start + 8] for start in range(0, 64, 8))
    assert "Not known yet" in words(client.post(address(sent, "check/"), {"digest": found}))
    assert "It is being worked out." in words(client.get(address(sent, "check/?package=1")))
    client.get(address(sent, "check/?package=1"))
    assert work_out_packages() == 1
    assert grouped in words(client.get(address(sent, "check/?package=1")))
    assert "This is the package of this submission" in words(client.post(address(sent, "check/"), {"digest": found}))


def test_no_page_reads_the_package_to_say_its_digest(client, cast, monkeypatch):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    monkeypatch.setattr(Package, "stream", lambda package: pytest.fail("read in a request"))
    client.get(address(sent, "check/?package=1"))
    client.post(address(sent, "check/"), {"digest": "0" * 64})
    assert PackageDigest.objects.get().sha256 == ""


def test_the_digest_of_a_package_with_the_annex_is_known_only_to_who_may_know_of_it(client, cast):
    sent = made(send(cast, with_secrets(cast, full_case(cast))))
    client.force_login(cast.disclosure_officer)
    client.get(address(sent, "check/?package=1"))
    work_out_packages()
    found = PackageDigest.objects.get(sensitive=True).sha256
    assert "This is the package" in words(client.post(address(sent, "check/"), {"digest": found}))
    client.force_login(cast.builder)
    assert "Not known yet" in words(client.post(address(sent, "check/"), {"digest": found}))
    work_out_packages()
    assert "It is not part" in words(client.post(address(sent, "check/"), {"digest": found}))


def test_a_package_that_was_downloaded_is_recognised_once_a_worker_has_read_it_whoever_asks(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    content = package(client, sent)[0]
    package(client, sent)
    assert PackageDigest.objects.get().sha256 == ""
    upload = SimpleUploadedFile("package.zip", content)
    assert "Not known yet" in words(client.post(address(sent, "check/"), {"upload": upload}))
    assert work_out_packages() == 1
    for reader in (cast.assistant, cast.disclosure_officer):
        client.force_login(reader)
        upload.seek(0)
        assert "This is the package" in words(client.post(address(sent, "check/"), {"upload": upload}))


def test_who_may_know_of_the_annex_is_told_no_only_once_both_packages_are_worked_out(client, cast):
    sent = made(send(cast, with_secrets(cast, full_case(cast))))
    client.force_login(cast.disclosure_officer)
    for said in ("Not known yet", "It is not part"):
        assert said in words(client.post(address(sent, "check/"), {"digest": "0" * 64}))
        work_out_packages()
    assert PackageDigest.objects.count() == 2


def test_a_document_that_was_changed_in_the_store_makes_no_whole_package(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    path = stored_path(sent.manifest["material"][0]["sha256"])
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    assert "The store has lost documents/001-statement.pdf" in words(client.get(address(sent, "package/")))
    path.write_bytes(content[:-1] + b"X")
    with pytest.raises(DamagedBytes, match="001-statement"):
        package(client, sent)
    client.get(address(sent, "check/?package=1"))
    assert work_out_packages() == 1
    assert not PackageDigest.objects.exists()


def test_a_package_that_lost_a_document_meanwhile_is_not_worked_out_for_ever(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    client.get(address(sent, "check/?package=1"))
    stored_path(sent.manifest["material"][0]["sha256"]).unlink()
    assert work_out_packages() == 1
    assert not PackageDigest.objects.exists()


def test_the_manifest_in_the_package_has_the_receipt_as_its_digest_whatever_letters_it_holds(client, cast):
    gate = stories.prepared_case(cast)
    submission.sign_off(submission=gate, comments="Rechecked \u2013 by André.", by=cast.supervisor, at=TUESDAY_2PM)
    sent = made(stories.fresh(gate))
    client.force_login(cast.builder)
    held = zipfile.ZipFile(io.BytesIO(package(client, sent)[0]))
    assert hashlib.sha256(held.read("manifest.json")).hexdigest() == sent.receipt
    assert json.loads(held.read("manifest.json"))["supervisor_comments"] == "Rechecked \u2013 by André."
