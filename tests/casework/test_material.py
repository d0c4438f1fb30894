"""What is attached is what it says it is, is kept by its content, and comes back byte for byte."""

import hashlib
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework import events
from casework.models import Material, MaterialKind, MaterialVersion, Offence
from casework.operations import material, store
from casework.queries.store import stored_path
from casework.rules import material as rules
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY_4PM, TUESDAY_9AM
from tests.factories import PDF, a_pdf
from tests.unchanged import nothing_changes

MEGABYTE = 1024 * 1024
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200) + b"PE\x00\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(24)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40)
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(40)
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


def a_zip(*names):
    """Make an archive with these entries."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<xml/>")
    return out.getvalue()


DOCX = a_zip("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = a_zip("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
JAR = a_zip("META-INF/MANIFEST.MF", "Main.class")


def codes(name, head, *, size=None, limit=MEGABYTE):
    """Return the codes of the reasons against a file; none means that it may be attached."""
    verdict = rules.check(name=name, size=len(head) if size is None else size, head=head, limit=limit)
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("two.dots.pdf", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.wav", WAV),
        ("a.mp4", MP4),
        ("a.mp3", MP3),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
        ("a.txt", b"Plain words"),
    ],
)
def test_a_file_that_is_what_its_name_says_may_be_attached(name, head):
    assert codes(name, head) == []


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.pdf", EXE),
        ("a.docx", EXE),
        ("a.txt", EXE),
        ("a.png", PDF),
        ("a.jpg", PNG),
        ("a.pdf", HTML),
        ("a.pdf", b"words"),
        ("a.mp4", MP3),
        ("a.docx", b"PK but not an archive"),
        ("a.docx", JAR),
        ("a.xlsx", JAR),
        ("a.txt", b"\x00\x01\x02"),
        ("a.txt", bytes(range(256))),
    ],
)
def test_a_file_with_a_lying_extension_is_refused(name, head):
    assert codes(name, head) == ["type_mismatch"]


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a", ".pdf", "a.pdf.exe", "a.docm", "a.zip", "a.pdf "])
def test_a_type_that_is_not_on_the_list_is_refused_whatever_it_holds(name):
    assert codes(name, PDF) == ["wrong_type"]


def test_html_in_a_text_file_is_text_and_is_never_served_as_a_page():
    assert codes("a.txt", HTML) == []
    assert rules.content_type("a.txt") == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "Fünf Tage, naïve façade",
        "£5 — “quoted”…",
        "No-break\u00a0space and soft\u00adhyphen",
        "Emoji \U0001f46e\u200d\u2642\ufe0f",
        "Tabs\tand\r\nlines\n",
        "Ymddiriedolaeth ŵ ŷ",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_text_in_any_unicode_encoding_that_an_office_writes(text, encoding):
    assert codes("a.txt", text.encode(encoding)) == []


def test_text_in_the_old_windows_encoding_is_text():
    assert codes("a.txt", "He took £5 … “all of it”.".encode("cp1252")) == []


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_whatever_people_type_can_be_attached_as_text(text):
    assert codes("a.txt", f"Note: {text}".encode()) == []


@given(st.integers(0, 3))
def test_a_letter_cut_in_two_at_the_end_of_the_head_does_not_turn_text_into_something_else(shift):
    whole = ("x" * shift + "é€\U0001f46e" * rules.HEAD_BYTES).encode()

    assert codes("a.txt", whole[: rules.HEAD_BYTES], size=len(whole)) == []


def test_an_empty_file_is_refused():
    assert codes("a.pdf", b"") == ["empty_file"]


@pytest.mark.parametrize(("size", "refused"), [(MEGABYTE, []), (MEGABYTE + 1, ["too_large"])])
def test_the_limit_is_the_last_size_that_is_taken(size, refused):
    assert codes("a.pdf", PDF, size=size) == refused


def test_a_file_that_is_too_large_is_told_to_be_linked():
    message = str(rules.check(name="a.mp4", size=MEGABYTE + 1, head=MP4, limit=MEGABYTE).reasons[0].message)

    assert "a.mp4 must be smaller than 1 MB" in message
    assert "Link to large media" in message


def attach(case_file, upload, *, by, at=MONDAY_4PM, link="", **about):
    details = material.MaterialDetails(kind=MaterialKind.MG11, title="Statement", link=link, **about)
    return material.attach(case_file=case_file, details=details, upload=upload, by=by, at=at)


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def test_a_document_is_kept_under_the_digest_of_its_bytes(cast, case_file, settings):
    content = a_pdf().read()
    sha256 = hashlib.sha256(content).hexdigest()

    entry = attach(case_file, a_pdf(), by=cast.builder)

    version = MaterialVersion.objects.get()
    assert version.sha256 == entry.details["sha256"] == sha256
    assert (version.size, version.content_type, version.number) == (len(content), "application/pdf", 1)
    assert stored_path(sha256) == settings.MEDIA_ROOT / sha256[:2] / sha256
    assert stored_path(sha256).read_bytes() == content
    assert [path for path in settings.MEDIA_ROOT.iterdir() if path.is_file()] == []


def test_what_is_downloaded_is_what_was_attached_whoever_reads(cast, client):
    content = PDF + bytes(range(256)) * 5000
    case_file = stories.ready_case(cast)
    upload = SimpleUploadedFile("Über “die” Straße; a=b.pdf", content)
    entry = attach(case_file, upload, by=cast.builder)
    _submit(cast, case_file)
    address = reverse("casework:material_download", args=[case_file.slug, entry.details["material_id"]])

    for reader in (cast.builder, cast.police_manager, cast.prosecutor):
        client.force_login(reader)
        response = client.get(address)
        assert b"".join(response.streaming_content) == content
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"


def _submit(cast, case_file):
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)


@pytest.mark.parametrize("stranger", ["outsider", "outside_prosecutor", "prosecutor"])
def test_a_document_of_a_case_that_is_not_visible_does_not_exist(cast, case_file, client, stranger):
    entry = attach(case_file, a_pdf(), by=cast.builder)
    client.force_login(getattr(cast, stranger))

    response = client.get(reverse("casework:material_download", args=[case_file.slug, entry.details["material_id"]]))

    assert response.status_code == 404


def test_a_document_of_another_case_cannot_be_had_through_one_that_is_visible(cast, case_file, client):
    other = stories.ready_case(cast, urn=stories.a_urn(2))
    entry = attach(other, a_pdf(), by=cast.builder)
    client.force_login(cast.builder)

    response = client.get(reverse("casework:material_download", args=[case_file.slug, entry.details["material_id"]]))

    assert response.status_code == 404


def test_a_document_whose_bytes_are_gone_is_not_found_rather_than_an_error(cast, case_file, client):
    entry = attach(case_file, a_pdf(), by=cast.builder)
    stored_path(entry.details["sha256"]).unlink()
    client.force_login(cast.builder)

    response = client.get(reverse("casework:material_download", args=[case_file.slug, entry.details["material_id"]]))

    assert response.status_code == 404


def test_a_link_has_an_address_and_no_bytes(cast, case_file):
    entry = attach(case_file, None, by=cast.builder, link="https://evidence.example.test/door")

    item = Material.objects.get(pk=entry.details["material_id"])
    assert item.link == "https://evidence.example.test/door"
    assert entry.details["sha256"] == ""
    assert not item.versions.exists()


@pytest.mark.parametrize(
    ("upload", "link", "said"),
    [(None, "", "Choose a file, or give a link"), (a_pdf(), "https://evidence.example.test/door", "not both")],
)
def test_a_file_or_a_link_is_asked_for_never_both_and_never_neither(cast, case_file, upload, link, said):
    with nothing_changes(), pytest.raises(Refused, match=said):
        attach(case_file, upload, by=cast.builder, link=link)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (("a.pdf", EXE), "type_mismatch"),
        (("a.pdf", b""), "empty_file"),
        (("a.exe", EXE), "wrong_type"),
        (("a.pdf", PDF * 40), "too_large"),
    ],
)
def test_a_file_that_is_refused_leaves_no_row_and_no_bytes(cast, case_file, settings, upload, code):
    settings.MATERIAL_MAX_BYTES = 2000

    with nothing_changes(), pytest.raises(Refused) as refusal:
        attach(case_file, SimpleUploadedFile(*upload), by=cast.builder)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]
    assert not settings.MEDIA_ROOT.exists()


def test_an_exact_repeat_is_refused_by_the_name_it_has_already_and_another_file_is_not(cast, case_file):
    attach(case_file, a_pdf("first.pdf"), by=cast.builder)

    with nothing_changes(), pytest.raises(Refused, match="on the case already, as “Statement”"):
        attach(case_file, a_pdf("renamed.pdf"), by=cast.builder)

    assert attach(case_file, a_pdf("second.pdf", says="more"), by=cast.builder)


def test_the_same_bytes_may_be_attached_to_another_case_or_again_after_they_were_withdrawn(cast, case_file):
    other = stories.opened_case(cast, urn=stories.a_urn(2))
    entry = attach(case_file, a_pdf(), by=cast.builder)
    assert attach(other, a_pdf(), by=cast.builder)

    item = Material.objects.get(pk=entry.details["material_id"])
    material.withdraw(item=item, expected_version=1, by=cast.builder, at=MONDAY_4PM)

    assert attach(case_file, a_pdf(), by=cast.builder)
    assert len(set(MaterialVersion.objects.values_list("sha256", flat=True))) == 1


def test_withdrawing_keeps_the_bytes_and_says_when_and_by_whom(cast, case_file):
    entry = attach(case_file, a_pdf(), by=cast.builder)
    item = Material.objects.get(pk=entry.details["material_id"])

    material.withdraw(item=item, expected_version=1, by=cast.second_builder, at=TUESDAY_9AM)

    item.refresh_from_db()
    assert (item.withdrawn_at, item.withdrawn_by) == (TUESDAY_9AM, cast.second_builder)
    assert stored_path(entry.details["sha256"]).exists()
    with nothing_changes(), pytest.raises(Refused, match="withdrawn already"):
        material.withdraw(item=item, expected_version=1, by=cast.builder, at=TUESDAY_9AM)


def test_material_can_only_be_about_somebody_in_the_same_case(cast, case_file):
    other = stories.ready_case(cast, urn=stories.a_urn(2))

    for about in ({"suspect": other.suspects.first()}, {"person": other.people.first()}):
        with nothing_changes(), pytest.raises(Refused, match="not in this case"):
            attach(case_file, a_pdf(), by=cast.builder, **about)


def test_a_failed_transaction_leaves_no_row(cast, case_file, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("The disk is full.")

    monkeypatch.setattr(events, "record", broken)

    with nothing_changes(), pytest.raises(OSError, match="disk is full"):
        attach(case_file, a_pdf(), by=cast.builder)


def test_a_write_that_fails_half_way_leaves_no_bytes_under_a_digest(cast, case_file, settings, monkeypatch):
    def broken(*args):
        raise OSError("The disk is full.")

    monkeypatch.setattr(store.os, "link", broken)

    with nothing_changes(), pytest.raises(OSError, match="disk is full"):
        attach(case_file, a_pdf(), by=cast.builder)

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_material_does_not_move_while_the_file_is_with_the_cps(cast):
    case_file = stories.submitted_case(cast).case_file

    with nothing_changes():
        with pytest.raises(Refused, match="with the CPS"):
            attach(case_file, a_pdf(), by=cast.builder)
        with pytest.raises(Refused, match="with the CPS"):
            material.withdraw(item=case_file.material.get(), expected_version=1, by=cast.builder, at=TUESDAY_9AM)


def test_the_cps_cannot_attach_even_to_a_case_it_holds(cast):
    case_file = stories.submitted_case(cast).case_file

    with nothing_changes(), pytest.raises(NotPermitted):
        attach(case_file, a_pdf(), by=cast.prosecutor)


def send(client, case_file, **answers):
    """Post the page that attaches, as a browser would."""
    typed = {"kind": "cctv", "title": "Footage from the door", "link": "", "about": ""}
    return client.post(reverse("casework:material_add", args=[case_file.slug]), typed | answers)


def test_the_page_attaches_a_document_about_one_suspect(cast, case_file, client):
    suspect = case_file.suspects.first()
    client.force_login(cast.builder)

    response = send(client, case_file, kind="mg15", upload=a_pdf(), about=f"suspect-{suspect.pk}")

    assert response.status_code == 302
    assert Material.objects.get(kind="mg15").suspect == suspect


@pytest.mark.parametrize(
    ("size", "said"),
    [(3000, "The file must be smaller than 2 KB"), (20_000, "The file must be smaller than 2 KB")],
)
def test_a_file_over_the_limit_costs_nothing_else_that_was_typed(cast, case_file, client, settings, size, said):
    settings.MATERIAL_MAX_BYTES = 2048
    client.force_login(cast.builder)

    with nothing_changes():
        response = send(client, case_file, upload=SimpleUploadedFile("door.pdf", PDF.ljust(size, b" ")))

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert 'value="Footage from the door"' in html
    assert '<option value="cctv" selected' in html


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"upload": SimpleUploadedFile("a.pdf", EXE)}, "a.pdf is not what its name says"),
        ({"upload": SimpleUploadedFile("a.exe", EXE)}, "a.exe must be a PDF"),
        ({"upload": SimpleUploadedFile("a.pdf", b"")}, "is empty"),
        ({}, "Choose a file, or give a link"),
        ({"link": "javascript:alert(1)"}, "Enter a whole web address"),
        ({"link": "https://evidence.example.test/x", "kind": ""}, "Select kind of material"),
        ({"link": "https://evidence.example.test/x", "kind": "nonsense"}, "Select one of the answers that “"),
        ({"link": "https://evidence.example.test/x", "about": "suspect-0"}, "Select one of the answers that “"),
    ],
)
def test_the_page_says_what_is_wrong_with_what_was_attached_and_keeps_the_title(cast, case_file, client, answers, said):
    client.force_login(cast.builder)

    with nothing_changes():
        response = send(client, case_file, **answers)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert 'value="Footage from the door"' in html


def test_the_page_withdraws_only_after_it_asked(cast, case_file, client):
    item = case_file.material.get()
    client.force_login(cast.builder)
    address = reverse("casework:material_withdraw", args=[case_file.slug, item.pk])

    assert f"Withdraw “{item.title}”?" in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    assert not stories.fresh(item).withdrawn_at
    assert client.post(address, {"version": item.version}).status_code == 302
    assert stories.fresh(item).withdrawn_by == cast.builder
    assert client.post(address, {"version": stories.fresh(item).version}).status_code == 409


def test_what_was_changed_since_the_page_asked_is_not_withdrawn_unseen(cast, case_file, client):
    item = case_file.material.get()
    client.force_login(cast.builder)
    address = reverse("casework:material_withdraw", args=[case_file.slug, item.pk])
    details = material.MaterialDetails(kind=item.kind, title="Another title", link=item.link)
    material.change(item=item, details=details, expected_version=1, by=cast.second_builder, at=MONDAY_4PM)

    with nothing_changes(), pytest.raises(Conflict):
        material.withdraw(item=item, expected_version=1, by=cast.builder, at=TUESDAY_9AM)
    with nothing_changes():
        refused = client.post(address, {"version": 1})

    assert refused.status_code == 422
    assert "Withdraw “Another title”?" in refused.content.decode()
    assert 'name="version" value="2"' in refused.content.decode()
    assert client.post(address, {"version": 2}).status_code == 302


def test_that_material_about_a_suspect_is_withdrawn_is_told_of_that_suspect(cast, case_file):
    suspect = case_file.suspects.first()
    entry = attach(case_file, a_pdf(), by=cast.builder, suspect=suspect)
    item = Material.objects.get(pk=entry.details["material_id"])

    entry = material.withdraw(item=item, expected_version=1, by=cast.builder, at=TUESDAY_9AM)

    assert entry.suspect_ids == [suspect.pk]
    item.refresh_from_db()
    assert (item.version, item.changed_by, item.changed_at) == (2, cast.builder, TUESDAY_9AM)


def test_an_offence_is_withdrawn_only_after_the_page_asked(cast, case_file, client):
    offence = Offence.objects.filter(suspect__case_file=case_file).first()
    client.force_login(cast.builder)
    address = reverse("casework:offence_withdraw", args=[case_file.slug, offence.pk])

    assert offence.offence_code.title in client.get(address).content.decode()
    assert not stories.fresh(offence).withdrawn_at
    assert client.post(address).status_code == 302
    assert stories.fresh(offence).withdrawn_at
