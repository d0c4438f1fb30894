"""Both agencies read the same receipt, the same file and the same package, whatever happens to the case since."""

import hashlib
import io
import json
import re
import zipfile

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import DocumentState, GeneratedDocument, MaterialVersion, ReadEntry, Suspect
from casework.operations import documents
from casework.queries.store import stored_path
from charging.queries.submission.sealed import annex_bytes, sealed
from charging.tasks import work_out_packages
from tests import stories
from tests.charging.test_sealing import SECRET, attach, full_case, send, with_secrets
from tests.clock import WEDNESDAY_9AM

pytestmark = pytest.mark.django_db
PARTS = ("", "file/", "difference/", "check/", "package/")


def address(sent, tail=""):
    return f"/case-files/{sent.case_file.slug}/submissions/{sent.pk}/{tail}"


def words(response):
    return " ".join(response.content.decode().split())


def article(response):
    return re.search(rb"<article.*</article>", response.content, re.DOTALL).group()


def made(sent):
    """Let the worker make every receipt."""
    while documents.make_next(at=WEDNESDAY_9AM):
        pass
    return sent


def package(client, sent):
    response = client.get(address(sent, "package/"))
    assert response.status_code == 200
    return b"".join(response.streaming_content), response


def test_both_agencies_read_the_same_receipt_byte_for_byte(client, cast):
    sent = made(send(cast, with_secrets(cast, full_case(cast))))
    pages = []
    for reader in (cast.builder, cast.supervisor, cast.assistant, cast.prosecutor, cast.disclosure_officer):
        client.force_login(reader)
        pages.append(article(client.get(address(sent))))
    assert len(set(pages)) == 1
    assert b"Decision due" in pages[0]


def test_the_receipt_says_who_when_and_by_when(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    page = words(client.get(address(sent)))
    for said in (
        "45AD 12345/26, round 1, attempt 1",
        "Bea Builder, 3 March 2026, 9:00am",
        "Sam Supervisor",
        "3 March 2026, 2:00pm",
        "By the end of 31 March 2026",
        "Not available yet.",
        "Door camera",
        sent.receipt[:8] + " " + sent.receipt[8:16],
        "Download this receipt (PDF",
    ):
        assert said in page
    assert SECRET not in page


def test_the_page_and_the_pdf_say_alike_who_was_sent_by_which_edition_and_what_was_missing(client, cast):
    sent = made(send(cast, full_case(cast)))
    Suspect.objects.update(family_name="Hazel")
    client.force_login(cast.assistant)
    page = words(client.get(address(sent)))
    facts = {fact["label"]: fact["value"] for fact in GeneratedDocument.objects.get().inputs["sections"][0]["facts"]}
    needed = [row for row in sent.manifest["standard"] if row["needed"]]
    missing = [row for row in needed if not row["met"]]
    assert "(NFS-2026-01): the case called for" in facts["File standard"]
    assert f"called for {len(needed)} things, {len(missing)} missing" in facts["File standard"]
    assert "Alder" in facts["Suspects"]
    assert "Hazel" not in facts["Suspects"]
    assert facts["File standard"] in page
    assert f'<dd class="govuk-summary-list__value">{facts["Suspects"]}</dd>' in page


def test_a_red_file_is_due_within_three_hours(client, cast):
    sent = stories.submitted_case(cast, custody_basis="custody", stream=stories.Stream.RED)
    client.force_login(cast.assistant)
    assert "3 March 2026, 5:00pm" in words(client.get(address(sent)))


def test_early_advice_has_no_time_set(client, cast):
    sent = stories.submitted_case(cast, purpose=stories.Purpose.EARLY_ADVICE)
    client.force_login(cast.assistant)
    assert "No time is set" in words(client.get(address(sent)))


def test_the_file_as_sent_does_not_change_with_the_case(client, cast):
    sent = send(cast, full_case(cast))
    client.force_login(cast.builder)
    before = client.get(address(sent, "file/")).content
    Suspect.objects.update(family_name="Hazel", interview_summary="Something else.")
    sent.case_file.material.update(title="Another title")
    after = client.get(address(sent, "file/")).content
    shown = re.compile(rb"<nav class=\"tandem-parts\".*</main>", re.DOTALL)
    assert shown.search(before).group() == shown.search(after).group()
    assert b"Alder" in after
    assert b"Something else" not in shown.search(after).group()


def test_the_sensitive_annex_is_shown_to_who_may_know_of_it_and_to_nobody_else(client, cast):
    sent = made(send(cast, with_secrets(cast, full_case(cast))))
    secrets = {SECRET, "Sensitive:", sent.case_file.material.get(title=SECRET).versions.get().sha256}
    for reader, sees in (
        (cast.disclosure_officer, True),
        (cast.prosecutor, True),
        (cast.builder, False),
        (cast.assistant, False),
    ):
        client.force_login(reader)
        page = words(client.get(address(sent, "file/")))
        assert [secret in page for secret in secrets] == [sees] * 3
        content, response = package(client, sent)
        assert ("sensitive-annex.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()) is sees
        assert ("sensitive material, not disclosable" in response["X-Handling"]) is sees


def test_the_package_is_the_same_bytes_each_time_and_holds_what_was_sent(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.builder)
    first, response = package(client, sent)
    client.force_login(cast.assistant)
    second, _ = package(client, sent)

    assert first == second
    assert "attachment" in response["Content-Disposition"]
    held = zipfile.ZipFile(io.BytesIO(first))
    assert held.testzip() is None
    assert held.namelist() == [
        "manifest.json",
        "receipt.txt",
        "file.json",
        "receipt.pdf",
        "documents/001-statement.pdf",
    ]
    assert held.read("file.json") == sealed(sent).content
    assert json.loads(held.read("manifest.json")) == sent.manifest
    assert held.read("receipt.txt").decode().strip() == sent.receipt
    assert (
        hashlib.sha256(held.read("documents/001-statement.pdf")).hexdigest() == sent.manifest["material"][0]["sha256"]
    )
    assert held.read("receipt.pdf").startswith(b"%PDF-")
    assert {info.date_time for info in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("state", ["waiting", "infected"])
def test_what_is_in_quarantine_is_listed_but_not_handed_out(client, cast, state):
    case_file = full_case(cast)
    MaterialVersion.objects.filter(material__case_file=case_file).update(scan_state=state)
    sent = made(send(cast, case_file))
    client.force_login(cast.assistant)
    assert "In quarantine" in words(client.get(address(sent)))
    assert zipfile.ZipFile(io.BytesIO(package(client, sent)[0])).namelist()[-1] == "receipt.pdf"


def test_what_was_found_infected_later_is_not_handed_out_any_more(client, cast):
    sent = made(send(cast, full_case(cast)))
    MaterialVersion.objects.update(scan_state="infected")
    client.force_login(cast.assistant)
    assert zipfile.ZipFile(io.BytesIO(package(client, sent)[0])).namelist()[-1] == "receipt.pdf"


def test_there_is_no_package_before_the_receipt_is_made_nor_where_bytes_are_lost(client, cast):
    sent = send(cast, full_case(cast))
    client.force_login(cast.assistant)
    assert "still being made" in words(client.get(address(sent, "package/")))
    made(sent)
    stored_path(sent.manifest["material"][0]["sha256"]).unlink()
    assert "The store has lost documents/001-statement.pdf" in words(client.get(address(sent, "package/")))
    stored_path(sent.manifest["file_sha256"]).unlink()
    assert "The sealed file is not in the store" in words(client.get(address(sent, "package/")))
    assert "The sealed file cannot be read" in words(client.get(address(sent, "file/")))


def test_looking_at_what_was_sent_is_noted(client, cast):
    sent = made(send(cast, full_case(cast)))
    client.force_login(cast.assistant)
    client.get(address(sent, "file/"))
    package(client, sent)
    rows = (
        ReadEntry.objects.filter(thing_id=str(sent.pk)).order_by("id").values_list("kind", "thing", "by_id", "sha256")
    )
    assert list(rows) == [
        ("document_opened", "sealed file", cast.assistant.pk, sent.manifest["file_sha256"]),
        ("downloaded", "package", cast.assistant.pk, sent.receipt),
    ]


def test_a_digest_or_a_file_is_found_in_what_was_sent(client, cast):
    case_file = with_secrets(cast, full_case(cast))
    sent = made(send(cast, case_file))
    secret = case_file.material.get(title=SECRET).versions.get().sha256
    shown = sent.manifest["material"][0]["sha256"]
    asked = {
        sent.receipt: "This is the receipt code",
        sent.receipt.upper()[:32] + " " + sent.receipt[32:]: "This is the receipt code",
        sent.manifest["file_sha256"]: "This is the sealed file",
        shown: "This is “Door camera”",
        GeneratedDocument.objects.get().sha256: "This is the receipt as a PDF",
        sent.manifest["sensitive_sha256"]: "This is the sensitive annex of this submission",
        "0" * 64: "It is not part of this submission",
    }
    for reader, sees in ((cast.assistant, False), (cast.disclosure_officer, True)):
        client.force_login(reader)
        client.post(address(sent, "check/"), {"digest": "0" * 64})
        work_out_packages()
        hidden = {secret: f"This is “{SECRET}”"}
        for digest, said in (asked | hidden).items():
            page = words(client.post(address(sent, "check/"), {"digest": digest}))
            expected = said if sees or digest not in hidden else "It is not part of this submission"
            assert expected in page
        upload = SimpleUploadedFile("x.pdf", stored_path(shown).read_bytes())
        assert "This is “Door camera”" in words(client.post(address(sent, "check/"), {"upload": upload}))


@pytest.mark.parametrize(
    ("typed", "said"),
    [({}, "Enter a digest or choose a file"), ({"digest": "abc"}, "A digest has 64 letters and figures")],
)
def test_a_question_that_cannot_be_answered_is_refused(client, cast, typed, said):
    sent = send(cast, full_case(cast))
    client.force_login(cast.assistant)
    response = client.post(address(sent, "check/"), typed)
    assert response.status_code == 422
    assert said in words(response)


def test_what_was_sealed_in_the_earlier_form_says_so(client, cast):
    sent = stories.submitted_case(cast)
    earlier = {key: value for key, value in sent.manifest.items() if key not in {"schema", "file_sha256", "clock"}}
    with pgtrigger.ignore("charging.Submission:what_was_sent_never_changes"):
        type(sent).objects.update(manifest=earlier, sealed_sensitive="")
    client.force_login(cast.assistant)
    for part in ("", "file/", "difference/"):
        assert "Sealed in the earlier form" in words(client.get(address(sent, part)))
    assert "sealed in the earlier form" in words(client.get(address(sent, "package/")))


@pytest.mark.parametrize("part", PARTS)
def test_what_is_not_sent_or_not_theirs_is_not_there(client, cast, part):
    gate = stories.prepared_case(cast)
    client.force_login(cast.outsider)
    assert client.get(address(gate, part)).status_code == 404
    client.force_login(cast.builder)
    assert client.get(address(gate, part)).status_code == (404 if part else 200)


def queries_of(client, django_assert_max_num_queries, url):
    with django_assert_max_num_queries(15) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_pages_ask_the_same_few_questions_however_much_was_sent(client, cast, django_assert_max_num_queries):
    small = made(send(cast, full_case(cast)))
    case_file = stories.ready_case(cast, urn=stories.a_urn(5), names=[(f"Elm{n}", "Test") for n in range(20)])
    for number in range(20):
        attach(cast, case_file, title=f"Paper {number}", says=f"paper {number}")
    large = made(send(cast, case_file))
    client.force_login(cast.assistant)
    client.get(address(small))
    for part in ("", "file/", "difference/", "check/"):
        few = queries_of(client, django_assert_max_num_queries, address(small, part))
        assert queries_of(client, django_assert_max_num_queries, address(large, part)) == few


def test_the_annex_is_nobodys_through_another_case(client, cast):
    sent = send(cast, with_secrets(cast, full_case(cast)))
    assert annex_bytes(sent, reader=cast.assistant) is None
    assert SECRET.encode() in annex_bytes(sent, reader=cast.prosecutor)
    assert GeneratedDocument.objects.filter(state=DocumentState.QUEUED).count() == 1
