"""Attaching through the API: judged by content, by the rule of the pages; and getting the bytes back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Material, Person
from tests import stories
from tests.api.conftest import codes
from tests.factories import PDF, a_pdf

pytestmark = pytest.mark.django_db

ADDRESS = f"case-files/{stories.URN}/material/"
STATEMENT = {"kind": "mg11", "title": "Statement of the shop manager"}


@pytest.fixture
def attach(cast, callers):
    """Return what attaches to a case of the builder's; asks for the status expected."""
    stories.opened_case(cast)

    def act(status=201, **changes):
        return callers["builder"].post(ADDRESS, STATEMENT | changes, status=status, form="multipart")

    return act


def test_a_document_comes_back_byte_for_byte_as_a_download(attach, callers):
    said = attach(upload=a_pdf("Statement.pdf"))
    version = said["material"]["versions"][0]
    answer = callers["builder"].client.get(
        f"/api/v1/material/{said['material']['id']}/download/", headers={"Accept": "application/pdf"}
    )

    assert said["event"]["type"] == "casework.material_added"
    assert b"".join(answer.streaming_content) == PDF + b"% statement\n"
    assert answer["Content-Type"] == version["content_type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="OFFICIAL-SENSITIVE Statement.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("statement.pdf", b"<script>alert(1)</script>", "type_mismatch"),
        ("statement.docx", PDF, "type_mismatch"),
        ("program.exe", b"MZ", "wrong_type"),
        ("statement.pdf", b"", "empty_file"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(attach, name, content, code):
    refusal = attach(status=409, upload=SimpleUploadedFile(name, content))

    assert codes(refusal) == [code]
    assert not Material.objects.exists()


def test_a_file_over_the_limit_is_refused_as_it_streams(attach, settings):
    settings.MATERIAL_MAX_BYTES = 1024 * 1024
    large = SimpleUploadedFile("film.mp4", b"x" * (1024 * 1024 + 1))

    assert codes(attach(status=409, upload=large)) == ["too_large"]


def test_the_same_bytes_are_attached_once(attach):
    attach(upload=a_pdf())

    assert codes(attach(status=409, upload=a_pdf("again.pdf"))) == ["exact_repeat"]


def test_a_file_or_a_link_and_not_both(attach):
    link = "https://evidence.example.test/cctv"

    assert codes(attach(status=409)) == ["nothing_attached"]
    assert codes(attach(status=409, upload=a_pdf(), link=link)) == ["file_and_link"]
    assert attach(link=link)["material"]["link"] == link
    assert "link" in attach(status=400, link="javascript:alert(1)")


def test_material_is_about_somebody_in_this_case(cast, attach):
    elsewhere = stories.ready_case(cast, urn=stories.a_urn(9))

    assert "suspect" in attach(status=400, link="https://example.test/x", suspect=elsewhere.suspects.first().pk)
    stranger = Person.objects.get(case_file=elsewhere).pk
    assert "person" in attach(status=400, link="https://example.test/x", person=stranger)


def test_withdrawn_material_leaves_the_list(attach, callers):
    key = attach(upload=a_pdf())["material"]["id"]

    assert callers["builder"].post(f"material/{key}/withdraw/")["material"]["withdrawn_at"]
    assert callers["builder"].get(ADDRESS)["results"] == []
    assert codes(callers["builder"].post(f"material/{key}/withdraw/", status=409)) == ["withdrawn"]


def test_whoever_names_the_state_that_they_read_withdraws_no_other(attach, callers):
    key = attach(upload=a_pdf())["material"]["id"]
    address = f"material/{key}/withdraw/"

    assert codes(callers["builder"].post(address, {"version": 7}, status=409)) == ["changed_meanwhile"]
    assert "version" in callers["builder"].post(address, {"version": "x"}, status=400)
    assert callers["builder"].post(address, {"version": 1})["material"]["withdrawn_at"]


def test_a_link_has_nothing_to_download(attach, callers):
    key = attach(link="https://evidence.example.test/cctv")["material"]["id"]

    callers["builder"].get(f"material/{key}/download/", status=404)
