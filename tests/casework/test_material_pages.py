"""The pages of material: what is there is shown, to those who may know of it, and who looked is noted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit
from accounts.roles import Role
from casework.models import Material, MaterialKind, MaterialVersion, ReadEntry
from casework.operations import material, versions
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import papers, stories
from tests.clock import MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.factories import a_pdf, a_person
from tests.unchanged import nothing_changes

SECRET = "Informant handling record"


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def attach(cast, case_file, *, by=None, upload=None, kind=MaterialKind.EXHIBIT, title="The knife", **more):
    details = material.MaterialDetails(kind=kind, title=title, **more)
    entry = material.attach(
        case_file=case_file, details=details, upload=upload or a_pdf(), by=by or cast.builder, at=MONDAY_9AM
    )
    return Material.objects.get(pk=entry.details["material_id"])


def page_of(name, item, *more):
    return reverse(f"casework:{name}", args=[item.case_file.slug, item.pk, *more])


def bytes_of(response):
    return b"".join(response.streaming_content)


# --- sensitive material does not exist for those who may not know of it ------------------------------------------


@pytest.fixture
def secret(cast, case_file):
    return attach(cast, case_file, by=cast.supervisor, title=SECRET, sensitive=True, upload=a_pdf("secret.pdf"))


def test_a_sensitive_item_is_nowhere_for_a_file_builder(cast, case_file, secret, client):
    client.force_login(cast.builder)
    slug = case_file.slug

    for address in (
        case_file.get_absolute_url(),
        f"{case_file.get_absolute_url()}?timeline=all",
        reverse("casework:material_list", args=[slug]),
        reverse("casework:material_list", args=[slug]) + "?kind=exhibit",
        f"/api/v1/case-files/{slug}/material/",
        f"/api/v1/case-files/{slug}/timeline/",
        reverse("casework:material_add", args=[slug]),
    ):
        html = client.get(address).content.decode()
        assert SECRET not in html, address
        assert "Exhibit" not in html.replace("Exhibit</option>", ""), address
    for address in (
        page_of("material_detail", secret),
        page_of("material_download", secret),
        page_of("material_version_download", secret, 1),
        page_of("material_change", secret),
        page_of("material_withdraw", secret),
        page_of("material_readers", secret),
        page_of("material_redaction", secret, "court"),
        f"/api/v1/material/{secret.pk}/download/",
        f"/api/v1/material/{secret.pk}/versions/1/download/",
    ):
        assert client.get(address).status_code == 404, address
    with nothing_changes():
        assert client.post(page_of("material_withdraw", secret)).status_code == 404
        assert client.post(f"/api/v1/material/{secret.pk}/withdraw/").status_code == 404


def test_those_who_may_know_of_it_see_it_marked(cast, case_file, secret, client):
    client.force_login(cast.supervisor)

    listed = client.get(reverse("casework:material_list", args=[case_file.slug])).content.decode()
    page = client.get(page_of("material_detail", secret)).content.decode()

    assert SECRET in listed
    assert ">Sensitive</strong>" in listed
    assert "sensitive material, not disclosable" in page
    download = client.get(page_of("material_download", secret))
    assert download["X-Handling"].startswith("OFFICIAL-SENSITIVE, sensitive")
    assert bytes_of(download)
    assert "2 items</a>" in client.get(case_file.get_absolute_url()).content.decode()
    client.force_login(cast.builder)
    assert "1 item</a>" in client.get(case_file.get_absolute_url()).content.decode()


def test_the_operations_keep_a_sensitive_item_from_who_may_not_know_of_it(cast, secret):
    with nothing_changes():
        with pytest.raises(NotPermitted):
            material.withdraw(item=secret, expected_version=1, by=cast.builder, at=MONDAY_4PM)
        with pytest.raises(NotPermitted):
            versions.add_version(item=secret, upload=a_pdf(says="x"), by=cast.builder, at=MONDAY_4PM)


def test_only_who_may_know_of_sensitive_material_can_mark_it(cast, case_file, client):
    item = attach(cast, case_file)
    sensitive = material.MaterialDetails(kind="exhibit", title="The knife", sensitive=True)

    with nothing_changes():
        with pytest.raises(NotPermitted):
            material.change(item=item, details=sensitive, expected_version=1, by=cast.builder, at=MONDAY_4PM)
        with pytest.raises(NotPermitted):
            attach(cast, case_file, sensitive=True, upload=a_pdf(says="other"))
    client.force_login(cast.builder)
    assert 'name="sensitive"' not in client.get(page_of("material_change", item)).content.decode()
    said = {"kind": "exhibit", "title": "The knife", "about": "", "version": 1, "sensitive": "on"}
    client.post(page_of("material_change", item), said)
    assert not stories.fresh(item).sensitive
    client.force_login(cast.supervisor)
    client.post(page_of("material_change", item), said | {"version": stories.fresh(item).version})
    assert stories.fresh(item).sensitive


def add_by_page(client, case_file, *, says, title="Mine"):
    said = {"kind": "mg11", "title": title, "about": "", "link": "", "upload": a_pdf("mine.pdf", says=says)}
    response = client.post(reverse("casework:material_add", args=[case_file.slug]), said)
    return response.status_code, response.content.decode()


def test_bytes_that_are_held_as_sensitive_are_taken_like_any_others(cast, case_file, secret, client):
    client.force_login(cast.builder)

    held, other = (add_by_page(client, case_file, says=says, title=says) for says in ("statement", "something else"))

    assert held == other == (302, "")
    mine = case_file.material.filter(title="statement", sensitive=False).get()
    assert mine.versions.get().sha256 == secret.versions.get().sha256
    again = client.post(page_of("material_version_add", mine), {"upload": a_pdf(says="something else")})
    assert "already, as “something else”" in again.content.decode()


def test_whoever_may_know_of_a_sensitive_item_is_told_what_a_repeat_is_called(cast, case_file, secret, client):
    client.force_login(cast.supervisor)
    with nothing_changes():
        status, html = add_by_page(client, case_file, says="statement")
    assert (status, f"already, as “{SECRET}”" in html) == (422, True)

    attach(cast, case_file, title="The same, in the open")
    status, html = add_by_page(client, case_file, says="statement")

    assert "already, as “The same, in the open”" in html
    assert SECRET not in html


def test_whoever_marks_an_item_sensitive_is_told_of_a_repeat(cast, case_file, secret):
    with nothing_changes(), pytest.raises(Refused, match=SECRET):
        attach(cast, case_file, by=cast.supervisor, title="Again", sensitive=True)


@pytest.mark.parametrize(("reader", "sees"), [("assistant", False), ("prosecutor", True)])
def test_the_pages_of_the_cps_show_it_only_to_who_may_know_of_it(cast, case_file, secret, client, reader, sees):
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)
    client.force_login(getattr(cast, reader))

    for address in (page_of("material_detail", secret), page_of("material_download", secret)):
        answer = client.get(address)
        assert (answer.status_code == 200) is sees
        list(answer.streaming_content) if answer.streaming else None
    listed = client.get(reverse("casework:material_list", args=[case_file.slug])).content.decode()
    assert (SECRET in listed) is sees
    triaged = client.get(reverse("charging:triage", args=[case_file.slug, sent.pk])).content.decode()
    assert SECRET not in triaged


# --- the list -----------------------------------------------------------------------------------------------------


def many(case_file, cast, count):
    rows = Material.objects.bulk_create(
        Material(
            case_file=case_file,
            kind=[MaterialKind.MG11, MaterialKind.CCTV, MaterialKind.EXHIBIT][number % 3],
            title=f"Item {number}",
            added_at=MONDAY_9AM,
            added_by=cast.builder,
        )
        for number in range(count)
    )
    MaterialVersion.objects.bulk_create(
        MaterialVersion(
            material=row,
            number=1,
            sha256=f"{row.pk:064x}",
            size=10,
            content_type="application/pdf",
            original_name="a.pdf",
            added_at=MONDAY_9AM,
            added_by=cast.builder,
        )
        for row in rows
    )


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_asks_as_few_questions_for_three_hundred_as_for_thirty(cast, case_file, client):
    client.force_login(cast.builder)
    address = reverse("casework:material_list", args=[case_file.slug])
    many(case_file, cast, 30)
    few = queries_of(client, address)
    many(case_file, cast, 270)

    assert queries_of(client, address) == few <= 15


def test_the_page_of_an_item_asks_few_questions(cast, case_file, client):
    client.force_login(cast.builder)
    assert queries_of(client, page_of("material_detail", attach(cast, case_file))) <= 15


def test_the_list_can_show_one_kind_and_goes_on_over_pages(cast, case_file, client):
    many(case_file, cast, 200)
    client.force_login(cast.builder)
    address = reverse("casework:material_list", args=[case_file.slug])

    first = client.get(f"{address}?kind=cctv").content.decode()
    last = client.get(f"{address}?kind=cctv&page=3").content.decode()

    assert "CCTV (67)" in first
    assert "Item 1<" in first
    assert "Item 0<" not in first
    assert "?kind=cctv&amp;page=2" in first
    assert first.count("Item ") > last.count("Item ") > 0
    for odd in ("?kind=nonsense", "?kind=cctv&page=99", "?page=x"):
        assert client.get(address + odd).status_code == 200


# --- attaching several -------------------------------------------------------------------------------------------


def test_several_files_are_attached_at_once_each_under_its_own_name(cast, case_file, client):
    client.force_login(cast.builder)
    files = [a_pdf(f"{name}_one.pdf", says=name) for name in ("first", "second", "third")]

    answer = client.post(
        reverse("casework:material_add", args=[case_file.slug]),
        {"kind": "exhibit", "title": "", "about": "", "link": "", "upload": files},
        follow=True,
    )

    assert "3 files attached." in answer.content.decode()
    titles = Material.objects.filter(kind="exhibit").order_by("id").values_list("title", flat=True)
    assert list(titles) == ["first one", "second one", "third one"]


def test_of_several_files_those_that_are_refused_are_named_and_the_others_kept(cast, case_file, client):
    client.force_login(cast.builder)
    files = [
        a_pdf("good.pdf"),
        SimpleUploadedFile("bad.pdf", b"MZ"),
        papers.uploaded("locked.pdf", papers.pdf(password="x")),
    ]

    answer = client.post(
        reverse("casework:material_add", args=[case_file.slug]),
        {"kind": "exhibit", "title": "Photographs", "about": "", "link": "", "upload": files},
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "bad.pdf is not what its name says" in html
    assert "locked.pdf is locked with a password" in html
    assert "“Photographs 1” attached." in html
    assert [item.title for item in Material.objects.filter(kind="exhibit")] == ["Photographs 1"]


def test_third_party_material_says_whom_it_is_from_and_why(cast, case_file, client):
    client.force_login(cast.builder)
    said = {"source": "Test Hospital", "justification": "Injuries only", "title": "Notes", "about": "", "link": ""}
    address = reverse("casework:material_add", args=[case_file.slug])

    client.post(address, said | {"kind": "third_party", "upload": a_pdf("a.pdf", says="a")})
    client.post(address, said | {"kind": "exhibit", "upload": a_pdf("b.pdf", says="b")})

    found = dict(Material.objects.filter(title="Notes").values_list("kind", "source"))
    assert found == {"third_party": "Test Hospital", "exhibit": ""}


# --- versions ----------------------------------------------------------------------------------------------------


def test_a_new_version_leaves_the_earlier_one_to_be_had(cast, case_file, client):
    item = attach(cast, case_file, upload=a_pdf("one.pdf", says="one"))
    client.force_login(cast.builder)

    client.post(page_of("material_version_add", item), {"upload": a_pdf("two.pdf", says="two")})

    assert b"% two" in bytes_of(client.get(page_of("material_download", item)))
    assert b"% one" in bytes_of(client.get(page_of("material_version_download", item, 1)))
    assert b"% two" in bytes_of(client.get(page_of("material_version_download", item, 2)))
    assert client.get(page_of("material_version_download", item, 3)).status_code == 404
    page = client.get(page_of("material_detail", item)).content.decode()
    assert page.index("Version 2 (newest)") < page.index("Version 1")


def test_the_same_bytes_again_are_no_new_version(cast, case_file, client):
    item = attach(cast, case_file)
    client.force_login(cast.builder)

    with nothing_changes():
        answer = client.post(page_of("material_version_add", item), {"upload": a_pdf()})

    assert (answer.status_code, "on the case already" in answer.content.decode()) == (422, True)


def test_the_api_adds_versions_and_gives_each(cast, case_file, client):
    item = attach(cast, case_file, upload=a_pdf("one.pdf", says="one"))
    client.force_login(cast.builder)

    said = client.post(f"/api/v1/material/{item.pk}/versions/", {"upload": a_pdf("two.pdf", says="two")})

    assert said.status_code == 201
    assert [version["number"] for version in said.json()["material"]["versions"]] == [2, 1]
    assert b"% one" in bytes_of(client.get(f"/api/v1/material/{item.pk}/versions/1/download/"))


# --- changing ----------------------------------------------------------------------------------------------------


def test_details_can_be_changed_and_of_two_the_second_sees_the_first(cast, case_file, client):
    item = attach(cast, case_file)
    client.force_login(cast.builder)
    said = {"kind": "exhibit", "title": "Kitchen knife", "about": "", "version": 1}

    assert client.post(page_of("material_change", item), said).status_code == 302
    late = client.post(page_of("material_change", item), said | {"title": "A knife"})

    assert stories.fresh(item).title == "Kitchen knife"
    assert late.status_code == 422
    assert "Kitchen knife" in late.content.decode()
    assert 'value="A knife"' in late.content.decode()
    details = material.MaterialDetails(kind="exhibit", title="x")
    with nothing_changes(), pytest.raises(Conflict):
        material.change(item=item, details=details, expected_version=1, by=cast.builder, at=MONDAY_4PM)


# --- downloads are noted ---------------------------------------------------------------------------------------------


def test_who_downloaded_what_is_noted_and_shown_to_those_who_answer_for_it(cast, case_file, client):
    item = attach(cast, case_file)
    sent = stories.send_to_supervisor(cast, case_file)
    stories.submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_9AM)
    client.force_login(cast.prosecutor)
    bytes_of(client.head(page_of("material_download", item)))
    client.get(page_of("material_detail", item))
    assert not ReadEntry.objects.exists()

    bytes_of(client.get(page_of("material_download", item)))

    entry = ReadEntry.objects.get()
    assert (entry.by_id, entry.kind, entry.thing, entry.thing_id) == (
        cast.prosecutor.pk, "downloaded", "material", str(item.pk),
    )  # fmt: skip
    assert entry.sha256 == item.versions.get().sha256
    answering = ("builder", "supervisor", "police_manager", "legal_manager", "area_manager")
    for reader, sees in (*((name, True) for name in answering), ("prosecutor", False), ("assistant", False)):
        client.force_login(getattr(cast, reader))
        answer = client.get(page_of("material_readers", item))
        assert (answer.status_code == 200) is sees
        assert not sees or "Pat Prosecutor" in answer.content.decode()


def test_a_download_can_do_nothing_in_a_browser(cast, case_file, client):
    item = attach(cast, case_file, upload=SimpleUploadedFile("a\u202efdp.exe\r\nX: y.pdf", a_pdf().read()))
    client.force_login(cast.builder)

    answer = client.get(page_of("material_download", item))

    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "\u202e" not in answer["Content-Disposition"]
    assert answer["X-Handling"] == f"OFFICIAL-SENSITIVE {case_file.reference}"
    assert "X" not in answer.headers or answer["X"] != "y.pdf"
    assert bytes_of(answer) == a_pdf().read()


def test_a_disclosure_officer_of_another_force_knows_nothing_of_it(cast, secret, client):
    stranger = a_person("Dot Disclosure", Role.DISCLOSURE_OFFICER, Unit.objects.get(code="46AA"))
    client.force_login(stranger)

    assert client.get(page_of("material_detail", secret)).status_code == 404
