"""The pages on which the file standard is kept: read, drafted, compared, counted, published by a second person."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import EditionCount, FileStandardEdition
from casework.operations import editions
from casework.operations.file_standard import DATA
from casework.queries.case_page import edition_on
from tests import stories
from tests.clock import MONDAY, MONDAY_9AM

pytestmark = pytest.mark.django_db
START = {"valid_from": "2099-04-01"}
DETAILS = {"title": "The next one", "source": "tests", **START}
ROW = {
    "code": "weather",
    "title": "Weather report",
    "group": "evidence",
    "applies_to": "case",
    "reason": "It rained.",
    "source": "tests",
    "needed_when": "plea: ngap\nflag: hate",
    "satisfied_by": "material: other\nanswer: mg6.bwv = none",
    "triage_code": "",
}


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(client, cast):
    """Begin a draft in the browser, as the police standards manager."""
    client.force_login(cast.police_standards)
    copied = edition_on(MONDAY).pk
    response = client.post("/standard/copy/", {"code": "NFS-2099-04", "copied": copied, **DETAILS})
    assert response.status_code == 302, response.context["form"].errors
    return FileStandardEdition.objects.get(code="NFS-2099-04")


def address(draft, tail=""):
    return f"/standard/{draft.pk}/{tail}"


def test_the_menu_offers_the_standard_to_those_who_keep_it_and_to_nobody_else(client, cast):
    for who, offered in ((cast.police_standards, True), (cast.cps_standards, True), (cast.supervisor, False)):
        client.force_login(who)
        assert ('href="/standard/"' in words(client.get("/notices/"))) is offered
        assert client.get("/standard/").status_code == (200 if offered else 403)


def test_every_edition_is_listed_with_its_dates_and_how_it_stands(client, cast, draft):
    page = words(client.get("/standard/"))

    for said in (
        "NFS-2020-12",
        "No longer in force",
        "NFS-2026-01",
        "In force",
        "Draft: judges nothing",
        "1 April 2099",
    ):
        assert said in page
    assert "Drafted by Sol Standards" in page


def test_a_draft_shows_its_rows_with_the_way_to_change_each(client, draft):
    page = words(client.get(address(draft)))
    row = draft.rows.get(code="bwv")

    assert f'href="{address(draft, f"rows/{row.pk}/")}">Body-worn video</a>' in page
    assert "recordings: bwv" in page
    assert "You cannot publish this edition" in page


def test_a_row_is_added_and_read_back_in_the_words_it_was_written_in(client, draft):
    assert client.post(address(draft, "rows/add/"), ROW).status_code == 302
    row = draft.rows.get(code="weather")

    form = client.get(address(draft, f"rows/{row.pk}/")).context["form"]

    assert row.needed_when == [{"plea": ["ngap"]}, {"flag": ["hate"]}]
    assert form.initial["needed_when"] == ROW["needed_when"]
    assert form.initial["satisfied_by"].splitlines() == ["answer: mg6.bwv = none", "material: other"]


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"needed_when": "plea ngap"}, "needed_when", "cannot be read"),
        ({"satisfied_by": "a tick"}, "satisfied_by", "cannot be read"),
        ({"satisfied_by": ""}, "satisfied_by", "Enter satisfied by"),
        ({"needed_when": "weather: wet"}, None, "“weather” is no fact of a case"),
        ({"satisfied_by": "material: mg99"}, None, "names something that there is not"),
        ({"code": "bwv"}, None, "stands twice"),
    ],
)
def test_a_row_with_a_fault_is_refused_with_everything_that_was_typed(client, draft, typed, field, says):
    response = client.post(address(draft, "rows/add/"), ROW | typed)

    assert response.status_code == 422
    assert any(says in error for error in response.context["form"].errors[field or "__all__"])
    assert "It rained." in words(response)
    assert not draft.rows.filter(title="Weather report").exists()


def test_a_row_that_somebody_else_changed_meanwhile_shows_both(client, cast, draft):
    row = draft.rows.get(code="bwv")
    page = address(draft, f"rows/{row.pk}/")
    opened = client.get(page).context["form"].initial
    editions.change_row(row=row, changes={"title": "Theirs"}, expected_version=1, by=cast.cps_standards, at=MONDAY_9AM)

    response = client.post(page, opened | {"title": "Mine"})

    assert response.status_code == 422
    assert "Theirs" in words(response)
    assert "Mine" in words(response)
    again = {**opened, "title": "Mine", "version": response.context["form"].data["version"]}
    assert client.post(page, again).status_code == 302
    assert stories.fresh(row).title == "Mine"


def test_a_row_is_removed(client, draft):
    row = draft.rows.get(code="bwv")
    assert client.post(address(draft, f"rows/{row.pk}/remove/"), {"version": "1"}).status_code == 302
    assert not draft.rows.filter(code="bwv").exists()


def test_details_and_groups_of_offences_are_changed(client, draft):
    form = client.get(address(draft, "details/")).context["form"]
    groups = f"{form.initial['offence_groups']}\narson | arson | CD71 | 056/"

    response = client.post(
        address(draft, "details/"), {**DETAILS, "title": "Better", "offence_groups": groups, "version": 1}
    )

    assert response.status_code == 302
    changed = stories.fresh(draft)
    assert (changed.title, changed.offence_groups["arson"]) == (
        "Better",
        {"title": "arson", "codes": ["CD71"], "classes": ["056/"]},
    )


@pytest.mark.parametrize("groups", ["drugs", "a | b", "a | b | c | d | e", "Bad name | x | X", "x | y | , | ,"])
def test_groups_that_cannot_be_read_or_are_unsound_are_refused(client, draft, groups):
    response = client.post(address(draft, "details/"), {**DETAILS, "offence_groups": groups, "version": 1})
    assert response.status_code == 422
    assert groups in words(response)


def test_a_group_that_a_row_asks_about_cannot_go(client, draft):
    response = client.post(address(draft, "details/"), {**DETAILS, "offence_groups": "", "version": 1})
    assert response.status_code == 422
    assert any("medical" in error for error in response.context["form"].errors["__all__"])


def test_the_difference_shows_what_was_and_what_will_be(client, draft):
    row = draft.rows.get(code="bwv")
    opened = client.get(address(draft, f"rows/{row.pk}/")).context["form"].initial
    client.post(address(draft, f"rows/{row.pk}/"), opened | {"needed_when": "plea: ngap", "blocks": ""})
    client.post(address(draft, "rows/add/"), ROW)

    page = words(client.get(address(draft, "changes/")))

    assert "Against NFS-2026-01" in page
    assert "<del>Always</del>" in page
    assert "<ins>plea: ngap</ins>" in page
    assert "Weather report" in page


def test_the_effect_is_counted_on_the_press_of_a_button_and_lists_files_by_row(client, cast, draft):
    case_file = stories.ready_case(cast)
    client.post(address(draft, "rows/add/"), ROW | {"needed_when": ""})
    assert "Nobody has counted yet." in words(client.get(address(draft, "effect/")))

    response = client.post(address(draft, "effect/count/"))

    page = words(client.get(response.url))
    assert "1 of 1 open files would be asked for something else." in page
    assert case_file.reference in page
    assert "Needed now: weather." in page
    client.post(address(draft, "rows/add/"), ROW | {"code": "more"})
    assert "The draft has changed since" in words(client.get(response.url))


def test_a_count_that_is_still_going_on_says_how_far_it_is(client, cast, draft):
    EditionCount.objects.create(
        edition=draft, follows=edition_on(MONDAY), revision=1, asked_at=MONDAY_9AM, asked_by=cast.police_standards,
        total=9000, done=4000,
    )  # fmt: skip
    page = words(client.get(address(draft, "effect/")))
    assert "4000 of 9000 files looked at." in page
    assert "Look again" in page
    client.force_login(cast.cps_standards)
    page = words(client.get(address(draft)))
    assert "still being counted" in page
    assert "Look again" in page
    assert "Count the files" not in page


def test_the_other_agency_publishes_and_the_writer_cannot(client, cast, draft):
    assert client.post(address(draft, "publish/"), {"revision": draft.revision}).status_code == 403

    client.force_login(cast.cps_standards)
    page = words(client.get(address(draft)))
    assert "Count first how many open files" in page
    assert "A published edition is final" in page
    assert client.get(address(draft, "publish/")).url == address(draft)
    assert client.post(address(draft, "publish/"), {"revision": draft.revision}).status_code == 409
    client.post(address(draft, "effect/count/"))
    assert f'href="{address(draft, "publish/")}"' in words(client.get(address(draft)))
    page = words(client.get(address(draft, "publish/")))
    for said in ("From 1 April 2099 every file", "NFS-2026-01", "0 of 0 open files", "never changed or taken back"):
        assert said in page
    assert stories.fresh(draft).is_draft
    response = client.post(address(draft, "publish/"), {"revision": draft.revision})

    assert response.status_code == 302
    assert stories.fresh(draft).published_by == cast.cps_standards
    assert "Published: not in force yet" in words(client.get(address(draft)))
    assert "Change its details" not in words(client.get(address(draft)))


@pytest.mark.parametrize("revision", ["", "0", "x", "99999999999999999999"])
def test_what_was_not_looked_at_is_not_published(client, cast, draft, revision):
    client.force_login(cast.cps_standards)
    response = client.post(address(draft, "publish/"), {"revision": revision})
    assert response.status_code == 409
    assert "changed since you looked at it" in words(response)
    assert stories.fresh(draft).is_draft


def test_a_draft_is_thrown_away(client, draft):
    assert client.post(address(draft, "discard/")).url == "/standard/"
    assert not FileStandardEdition.objects.filter(pk=draft.pk).exists()


def an_upload(edition, name="edition.json"):
    content = edition if isinstance(edition, bytes) else json.dumps(edition).encode()
    return {"upload": SimpleUploadedFile(name, content, content_type="application/json")}


def the_bundled_one(**changed):
    edition = json.loads(DATA.read_text(encoding="utf-8"))["editions"][-1]
    return edition | {"code": "UPLOADED", "valid_from": "2099-01-01"} | changed


def test_the_list_shows_the_newest_first_with_the_last_day_of_each(client, cast, draft):
    page = words(client.get("/standard/"))
    assert page.index("NFS-2099-04") < page.index("NFS-2026-01") < page.index("NFS-2020-12")
    assert "31 December 2025" in page
    earlier = FileStandardEdition.objects.get(code="NFS-2020-12")
    assert "until 31 December 2025" in words(client.get(address(earlier)))


def test_an_edition_is_downloaded_as_the_file_that_an_upload_takes(client, cast):
    client.force_login(cast.cps_standards)
    now = edition_on(MONDAY)
    assert f'href="{address(now, "file/")}"' in words(client.get(address(now)))
    assert 'file/" download>' in words(client.get("/standard/upload/"))
    response = client.get(address(now, "file/"))
    assert response["Content-Disposition"] == 'attachment; filename="NFS-2026-01.json"'
    edition = json.loads(response.content)["editions"][0]
    again = {"editions": [edition | {"code": "AGAIN", "valid_from": "2099-01-01"}]}

    assert client.post("/standard/upload/", an_upload(again)).status_code == 302

    made = FileStandardEdition.objects.get(code="AGAIN")
    assert editions.as_data(made) == editions.as_data(now)
    assert made.offence_groups == now.offence_groups


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rows": [1, {}]}, "row 1: must be named values"),
        ({"rows": [{"code": 7}]}, "row 1: “title” is missing"),
        ({"valid_from": 20990101}, "“valid_from” must be a day"),
        ({"title": ["x"]}, "“title” must be text"),
        ({"offence_groups": 7}, "“offence_groups” must be groups by name"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_by_its_place(client, cast, changed, says):
    client.force_login(cast.cps_standards)
    response = client.post("/standard/upload/", an_upload(the_bundled_one(**changed)))
    assert response.status_code == 422
    assert says in words(response)
    assert "Save and finish later" not in words(response)
    assert "A draft does not keep files" not in words(response)


@pytest.mark.parametrize("whole", [True, False])
def test_an_edition_is_uploaded_in_the_form_in_which_the_service_keeps_its_own(client, cast, whole):
    client.force_login(cast.cps_standards)
    edition = the_bundled_one()

    response = client.post("/standard/upload/", an_upload({"editions": [edition]} if whole else edition))

    made = FileStandardEdition.objects.get(code="UPLOADED")
    assert response.url == address(made)
    assert (made.is_draft, made.rows.count()) == (True, len(edition["rows"]))
    assert made.offence_groups == edition["offence_groups"]


def test_every_fault_of_an_uploaded_edition_is_named_by_its_row_and_nothing_is_kept(client, cast):
    client.force_login(cast.cps_standards)
    edition = the_bundled_one()
    edition["rows"][0]["applies_to"] = "judge"
    edition["rows"][1]["satisfied_by"] = {"tick": True}

    response = client.post("/standard/upload/", an_upload(edition))

    assert response.status_code == 422
    assert {error.split(":")[0] for error in response.context["form"].errors["__all__"]} == {"suspects", "summary"}
    assert not FileStandardEdition.objects.filter(code="UPLOADED").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"7",
        b'{"editions": []}',
        b'{"editions": [1, 2]}',
        b'{"editions": {"a": 1}}',
        b'{"code": "X"}',
        b"[" * 100_000,
        json.dumps(the_bundled_one(code="../x")).encode(),
        json.dumps(the_bundled_one(title="")).encode(),
        json.dumps(the_bundled_one(title="x\0")).encode(),
        json.dumps(the_bundled_one(valid_from="soon")).encode(),
        json.dumps(the_bundled_one(valid_from=20990101)).encode(),
        json.dumps(the_bundled_one(valid_from="2020-01-01")).encode(),
        json.dumps(the_bundled_one(rows="none")).encode(),
        json.dumps(the_bundled_one(rows=[1])).encode(),
        json.dumps(the_bundled_one(rows=[])).encode(),
        json.dumps(the_bundled_one(rows=None)).encode(),
        json.dumps(the_bundled_one(offence_groups=[])).encode(),
    ],
)
def test_what_is_no_edition_is_refused_and_breaks_nothing(client, cast, content):
    client.force_login(cast.cps_standards)
    before = FileStandardEdition.objects.count()
    assert client.post("/standard/upload/", an_upload(content)).status_code == 422
    assert FileStandardEdition.objects.count() == before


def test_a_code_that_is_taken_is_said_beside_its_field(client, cast, draft):
    copied = edition_on(MONDAY).pk
    response = client.post("/standard/copy/", {"code": "NFS-2099-04", "copied": copied, **DETAILS})
    assert response.context["form"].errors == {"code": ["Another edition has this code."]}


@pytest.mark.parametrize("tail", ["", "changes/", "effect/", "details/", "rows/add/", "file/"])
def test_the_pages_ask_few_questions_of_the_database(client, cast, draft, tail):
    for number in range(1, 4):
        stories.ready_case(cast, urn=stories.a_urn(number))
    client.post(address(draft, "rows/add/"), ROW | {"needed_when": ""})
    client.post(address(draft, "effect/count/"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address(draft, tail)).status_code == 200
    assert len(asked) <= 15
