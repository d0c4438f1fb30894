"""Downloads: whichever way bytes leave, it is noted who had them, and a header says how they must be handled."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.operations import tokens
from casework.models import GeneratedDocument, Material, ReadEntry, ReadKind
from casework.operations import disclosure, reading
from casework.queries.readers import MATERIAL
from tests import stories
from tests.casework.test_material_pages import attach, bytes_of
from tests.charging.test_sealing import full_case, send, with_secrets
from tests.clock import TUESDAY_9AM

pytestmark = pytest.mark.django_db
PLAIN, SENSITIVE = "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE, sensitive material, not disclosable"


def machine(user):
    """A client that says who it is with a token, as programs do."""
    return Client(headers={"authorization": f"Token {tokens.issue(user=user, days=1)}"})


def person(user):
    client = Client()
    client.force_login(user)
    return client


def looks():
    """Who had what, in order."""
    rows = ReadEntry.objects.order_by("id")
    return [(look.by_id, look.thing, look.thing_id, look.details.get("by_program", False)) for look in rows]


@pytest.mark.parametrize(("client_of", "is_program"), [(person, False), (machine, True)])
def test_the_bytes_of_material_are_noted_by_the_api_too(cast, client_of, is_program):
    item = attach(cast, stories.ready_case(cast))
    client = client_of(cast.builder)
    for address in (f"/api/v1/material/{item.pk}/download/", f"/api/v1/material/{item.pk}/versions/1/download/"):
        bytes_of(client.head(address))
        bytes_of(client.get(address))

    assert looks() == [(cast.builder.pk, "material", str(item.pk), is_program)] * 2
    assert {look.sha256 for look in ReadEntry.objects.all()} == {item.versions.get().sha256}


def test_both_pages_of_readers_say_that_a_program_fetched_it(cast):
    item = attach(cast, stories.ready_case(cast))
    bytes_of(machine(cast.builder).get(f"/api/v1/material/{item.pk}/download/"))
    slug = item.case_file.slug
    pages = (reverse("casework:material_readers", args=[slug, item.pk]), reverse("casework:case_readers", args=[slug]))
    for page in pages:
        shown = person(cast.supervisor).get(page).content.decode()
        assert "Downloaded material, by a program" in shown
        assert "Bea Builder, File builder" in shown


def test_what_is_refused_is_not_noted(cast):
    item = attach(cast, stories.ready_case(cast))
    assert person(cast.outsider).get(f"/api/v1/material/{item.pk}/download/").status_code == 404
    item.versions.update(scan_state="waiting")
    assert person(cast.builder).get(f"/api/v1/material/{item.pk}/download/").status_code == 409
    assert looks() == []


@pytest.mark.parametrize(("client_of", "is_program"), [(person, False), (machine, True)])
def test_sealed_bytes_are_noted_and_marked(cast, client_of, is_program):
    sent = send(cast, with_secrets(cast, full_case(cast)))
    client, key = client_of(cast.prosecutor), str(sent.pk)

    sealed, annex = (client.get(f"/api/v1/submissions/{key}/{part}/") for part in ("file", "sensitive-annex"))

    reference = sent.case_file.reference
    assert (sealed["X-Handling"], annex["X-Handling"]) == (f"{PLAIN} {reference}", f"{SENSITIVE} {reference}")
    assert looks() == [
        (cast.prosecutor.pk, "sealed file", key, is_program),
        (cast.prosecutor.pk, "sensitive annex", key, is_program),
    ]
    digests = list(ReadEntry.objects.order_by("id").values_list("sha256", flat=True))
    assert digests == [sent.manifest["file_sha256"], sent.sealed_sensitive]


def test_an_annex_that_is_not_there_for_somebody_is_not_noted(cast):
    sent = send(cast, with_secrets(cast, full_case(cast)))
    assert person(cast.assistant).get(f"/api/v1/submissions/{sent.pk}/sensitive-annex/").status_code == 404
    assert looks() == []


def test_a_document_is_marked_as_its_paper_is_and_does_nothing_in_a_browser(cast):
    case_file = stories.ready_case(cast)
    officer = cast.disclosure_officer
    stories.list_unused(case_file, by=officer)
    stories.list_unused(case_file, by=officer, sensitive=True, description="Report, 2 pages, 1 March 2026")
    nil = {"question": "disclosure.mg6d_nil", "state": "given", "value": "listed", "expected_version": 0}
    disclosure.answer(case_file=case_file, by=officer, at=TUESDAY_9AM, **nil)
    held, client = attach(cast, case_file).versions.get(), person(officer)
    expected = {"mg6c": PLAIN, "mg6d": f"{PLAIN} - sensitive material, not disclosable"}
    for form, handling in expected.items():
        document = disclosure.make_document(case_file=case_file, form=form, by=officer, at=TUESDAY_9AM)
        assert document.inputs["handling"].isascii() is (form == "mg6c")
        state = {"state": "ready", "sha256": held.sha256, "made_at": TUESDAY_9AM}
        GeneratedDocument.objects.filter(pk=document.pk).update(**state)
        address = reverse("casework:document_download", args=[case_file.slug, document.pk])
        bytes_of(client.head(address))
        answer = client.get(address)
        assert bytes_of(answer)
        assert answer["X-Handling"] == f"{handling} {case_file.reference}"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        exported = client.get(reverse("casework:unused_export", args=[case_file.slug, form]))
        assert exported["X-Handling"] == f"{handling} {case_file.reference}"
    assert [thing for _, thing, _, _ in looks()] == ["document", "schedule"] * 2


def test_the_readers_page_names_what_was_looked_at_to_those_who_may_know_of_it(cast):
    item = attach(cast, stories.ready_case(cast))
    case_file = item.case_file
    for thing, key in ((MATERIAL, str(item.pk)), ("package", "1"), ("schedule", "mg6c")):
        look = reading.Look(kind=ReadKind.DOWNLOADED, case_file=case_file, thing=thing, thing_id=key)
        reading.note(look, by=cast.builder, at=TUESDAY_9AM)
    address = reverse("casework:case_readers", args=[case_file.slug])

    page = person(cast.supervisor).get(address).content.decode()
    for name in (item.title, "The package of what was sent", "MG6C"):
        assert f'dir="auto">{name}</span>' in page
    Material.objects.filter(pk=item.pk).update(sensitive=True)
    assert item.title not in person(cast.builder).get(address).content.decode()
