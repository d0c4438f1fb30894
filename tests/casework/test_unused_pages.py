"""The pages of unused material: without script, one at a time or several, each kept to who may see it."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Answer, CaseEvent, GeneratedDocument, Material, Presumption, ReadEntry, ReadKind, UnusedItem
from casework.operations import disclosure, unused
from casework.rules.disclosure import edition_on
from charging.operations import submission
from tests import stories
from tests.clock import MONDAY, MONDAY_9AM, TUESDAY_2PM

pytestmark = pytest.mark.django_db
CLEAR = "Incident log 123 of 27 February 2026 by the control room operator, 3 pages: three calls"


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def at(name, case_file, *keys):
    return reverse(f"casework:{name}", args=[case_file.slug, *keys])


def shown(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def live(case_file, *, sensitive=False):
    return list(UnusedItem.objects.live().filter(case_file=case_file, sensitive=sensitive).order_by("number"))


def test_several_items_are_listed_from_one_page_and_empty_rows_are_passed_over(client, cast, case_file):
    client.force_login(cast.builder)
    sent = {"row-1-description": CLEAR, "row-3-description": "CCTV", "row-3-presumption": "cctv"}

    page = shown(client.post(at("unused_add", case_file, "mg6c"), sent, follow=True))

    assert [(item.number, item.presumption) for item in live(case_file)] == [(1, ""), (2, "cctv")]
    assert "2 items listed." in page
    assert "not what is in it" in page


def test_more_can_be_added_at_once(client, cast, case_file):
    client.force_login(cast.builder)
    address = at("unused_add", case_file, "mg6c")

    response = client.post(address, {"row-1-description": CLEAR, "more": "1"})

    assert response["Location"] == address


def test_a_refused_row_keeps_every_row_and_lists_none(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder, description=CLEAR)
    client.force_login(cast.builder)
    sent = {"row-1-description": "A letter", "row-2-description": CLEAR, "row-4-location": "Safe 2"}

    page = shown(client.post(at("unused_add", case_file, "mg6c"), sent), 422)
    assert 'href="#id_row-4-description"' in page

    del sent["row-4-location"]
    page = shown(client.post(at("unused_add", case_file, "mg6c"), sent), 422)
    assert "A letter" in page
    assert 'href="#id_row-2-description"' in page
    assert len(live(case_file)) == 1


def test_an_empty_page_is_not_saved_as_nothing(client, cast, case_file):
    client.force_login(cast.builder)

    assert "Describe at least one item." in shown(
        client.post(at("unused_add", case_file, "mg6c"), {"row-1-description": " "}), 422
    )


def test_a_vague_description_is_saved_and_prompted_on_the_item_and_on_the_list(client, cast, case_file):
    client.force_login(cast.builder)
    client.post(at("unused_add", case_file, "mg6c"), {"row-1-description": "notebook"})

    for address in (at("unused_list", case_file), at("unused_edit", case_file, "mg6c", 1)):
        assert "Say who made it or where it came from." in shown(client.get(address))


def test_an_item_is_changed_with_the_officers_view_and_a_stale_form_shows_the_other_change(client, cast, case_file):
    item = stories.list_unused(case_file, by=cast.builder, presumption="notebook")
    client.force_login(cast.builder)
    address = at("unused_edit", case_file, "mg6c", 1)
    sent = {"version": "1", "description": CLEAR, "presumption": "notebook", "view": "does_not_meet"}

    assert "Say why this item does not meet the test" in shown(client.post(address, sent), 422)
    assert client.post(address, sent | {"rebutted_because": "Repeats the statement."}).status_code == 302

    page = shown(client.post(address, sent | {"rebutted_because": "Mine", "location": "Safe"}), 422)
    assert "Repeats the statement." in page
    assert 'name="version" value="2"' in page
    assert client.post(address, sent | {"version": "2", "rebutted_because": "Mine"}).status_code == 302
    item.refresh_from_db()
    assert (item.rebutted_because, item.version) == ("Mine", 3)


def test_a_link_to_material_that_somebody_may_not_know_of_outlives_their_change(client, cast, case_file):
    material = Material.objects.get(case_file=case_file)
    item = stories.list_unused(case_file, by=cast.builder, material=material)
    Material.objects.filter(pk=material.pk).update(sensitive=True)
    client.force_login(cast.builder)
    address = at("unused_edit", case_file, "mg6c", 1)

    assert material.title not in shown(client.get(address))
    assert client.post(address, {"version": "1", "description": CLEAR}).status_code == 302

    item.refresh_from_db()
    assert (item.description, item.material_id) == (CLEAR, material.pk)


def test_an_item_is_withdrawn_after_a_question(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder)
    client.force_login(cast.builder)
    address = at("unused_withdraw", case_file, "mg6c", 1)

    assert "Withdraw item 1?" in shown(client.get(address))
    assert len(live(case_file)) == 1
    client.post(address, {"version": "1"})
    assert live(case_file) == []
    assert client.get(address).status_code == 404


def test_an_item_moves_between_the_schedules(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder)
    client.force_login(cast.disclosure_officer)
    address = at("unused_move", case_file, "mg6c", 1)

    assert "Select ground on which it is sensitive" in shown(client.post(address, {"version": "1"}), 422)
    sent = {"version": "1", "sensitivity_ground": "informant", "sensitivity_rationale": "It names who told us."}
    page = shown(client.post(address, sent, follow=True))
    assert "it is now MG6D item 1" in page
    assert (live(case_file), len(live(case_file, sensitive=True))) == ([], 1)

    client.post(at("unused_move", case_file, "mg6d", 1), {"version": "1"})
    assert [item.number for item in live(case_file)] == [2]


def test_views_of_several_items_are_saved_row_by_row_each_with_its_own_version(client, cast, case_file):
    for words in ("First", "Second", "Third"):
        stories.list_unused(case_file, by=cast.builder, description=words)
    second = live(case_file)[1]
    unused.change(item=second, changes={"location": "Safe"}, expected_version=1, by=cast.supervisor, at=MONDAY_9AM)
    client.force_login(cast.disclosure_officer)
    address = at("unused_review", case_file, "mg6c")
    sent = {f"item-{number}-version": "1" for number in (1, 2, 3)} | {
        "item-1-view": "meets",
        "item-1-view_reason": "It names another man.",
        "item-2-view": "does_not_meet",
        "item-3-view": "meets",
    }

    page = shown(client.post(address, sent), 422)

    assert [item.view for item in live(case_file)] == ["meets", "", ""]
    assert 'href="#id_item-3-view_reason"' in page
    assert 'name="item-2-version" value="2"' in page
    assert 'name="item-1-version" value="2"' in page

    sent |= {
        "item-1-version": "2",
        "item-2-version": "2",
        "item-3-view_reason": "So does this.",
        "inspected_on": "2026-03-02",
    }
    assert client.post(address, sent).status_code == 302
    assert [item.view for item in live(case_file)] == ["meets", "does_not_meet", "meets"]
    assert [bool(item.inspected_at) for item in live(case_file)] == [False, True, True]


def test_an_item_that_was_listed_since_the_page_was_opened_is_left_alone(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder)
    stories.list_unused(case_file, by=cast.builder, description="Second")
    client.force_login(cast.builder)

    sent = {"item-1-version": "1", "item-1-view": "does_not_meet"}
    assert client.post(at("unused_review", case_file, "mg6c"), sent).status_code == 302
    assert [item.view for item in live(case_file)] == ["does_not_meet", ""]


def test_presumed_kinds_are_answered_and_each_answer_has_its_version(client, cast, case_file):
    client.force_login(cast.builder)
    address = at("unused_presumed", case_file)
    codes = ("crime_report", "call", "custody")
    blank = {f"{kind}-version": "0" for kind in every_kind()}

    client.post(address, blank | dict.fromkeys((f"{code}-state" for code in codes), "none"))
    assert Answer.objects.filter(case_file=case_file, state="none").count() == 3

    page = shown(client.post(address, blank | {"call-state": "unknown", "cctv-state": "not_applicable"}), 422)
    assert "What somebody else saved while you were writing" in page
    assert 'name="call-version" value="1"' in page
    states = dict(Answer.objects.filter(case_file=case_file).values_list("question", "state"))
    assert states["disclosure.presumed.call"] == "none"
    assert states["disclosure.presumed.cctv"] == "not_applicable"


def every_kind():
    return [kind for kind in Presumption.values if kind]


def seen_blank(cast, client):
    """Return what a page carries of a question that nobody had answered when it was opened."""
    other = stories.opened_case(cast, urn=stories.a_urn(8))
    page = shown(client.get(at("unused_certify", other)))
    return re.search(r'name="third_parties-seen" value="(\w+)"', page)[1]


def test_the_report_says_what_meets_the_test_and_what_nobody_has_answered(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder, description=CLEAR)
    item = live(case_file)[0]
    changes = {"view": "meets", "view_reason": "The caller names another man."}
    unused.change(item=item, changes=changes, expected_version=1, by=cast.builder, at=MONDAY_9AM)
    client.force_login(cast.builder)

    page = shown(client.get(at("unused_paper", case_file, "mg6e")))
    assert "The caller names another man." in page
    assert "Not yet answered" in page

    sent = {"third_parties-version": "0", "third_parties-state": "given", "third_parties-value": "The council."}
    others = {f"{code}-version": "0" for code in ("all_considered", "enquiries_followed", "anything_else")}
    page = shown(client.post(at("unused_certify", case_file), sent | others, follow=True))
    assert "The council." in page
    stale = {"third_parties-version": "0", "third_parties-seen": seen_blank(cast, client)}
    sent = others | stale | {"anything_else-state": "given"}
    page = shown(client.post(at("unused_certify", case_file), sent), 422)
    assert "What somebody else saved" not in page
    assert 'href="#id_anything_else-value"' in page


def certify(client, case_file, **said):
    """Send the page of questions with what is said of third parties; gives the answer of the service."""
    versions = {f"{code}-version": "0" for code in ("all_considered", "enquiries_followed", "anything_else")}
    asked = {f"third_parties-{name}": value for name, value in ({"version": "0"} | said).items()}
    return client.post(at("unused_certify", case_file), versions | asked)


def answered(case_file):
    return Answer.objects.filter(case_file=case_file).values_list("question", "state", "value").first()


@pytest.mark.parametrize("state", ["none", "not_applicable", "unknown"])
def test_words_beside_another_answer_are_refused_and_kept(client, cast, case_file, state):
    client.force_login(cast.builder)

    page = shown(certify(client, case_file, state=state, value="The council holds files."), 422)
    assert "Give an answer or choose one, not both." in page
    assert "The council holds files." in page
    assert answered(case_file) is None

    assert certify(client, case_file, state="given", value="The council.").status_code == 302
    shown(certify(client, case_file, version="1", state=state, value="The council."), 422)
    assert answered(case_file) == ("disclosure.mg6e.third_parties", "given", "The council.")
    assert certify(client, case_file, version="1", state=state, value=" ").status_code == 302
    assert answered(case_file) == ("disclosure.mg6e.third_parties", state, "")


def test_words_with_nothing_chosen_are_the_answer(client, cast, case_file):
    client.force_login(cast.builder)

    assert certify(client, case_file, value="The council.").status_code == 302
    assert answered(case_file) == ("disclosure.mg6e.third_parties", "given", "The council.")

    page = shown(certify(client, case_file, version="1", value=""), 422)
    assert "Choose an answer" in page
    assert "not asked about" not in page


def test_what_may_be_served_carries_nothing_of_what_the_officer_thinks(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder, description=CLEAR)
    changes = {"view": "meets", "view_reason": "The caller names another man."}
    unused.change(item=live(case_file)[0], changes=changes, expected_version=1, by=cast.builder, at=MONDAY_9AM)
    client.force_login(cast.builder)

    for address in (at("unused_paper", case_file, "mg6c"), at("unused_export", case_file, "mg6c")):
        page = shown(client.get(address))
        assert CLEAR in page
        assert "another man" not in page

    client.post(at("unused_document", case_file, "mg6c"))
    document = GeneratedDocument.objects.get(case_file=case_file)
    assert (document.form, document.sensitive) == ("mg6c", False)
    assert CLEAR in str(document.inputs)
    assert "another man" not in str(document.inputs)


@pytest.mark.parametrize("form", ["mg6c", "mg6d", "mg6e"])
def test_a_schedule_says_whose_case_it_is_and_who_certified_once_everything_is(client, cast, case_file, form):
    names = ", ".join(str(suspect) for suspect in case_file.suspects.order_by("number"))
    client.force_login(cast.disclosure_officer)

    page = shown(client.get(at("unused_paper", case_file, form)))
    assert f"Force: {case_file.force}. Suspects: {names}." in page
    assert "Disclosure officer: has not certified yet." in page
    for question in edition_on(MONDAY).certificates:
        said = {"question": question.code, "state": "given", "value": "Checked.", "expected_version": 0}
        disclosure.answer(case_file=case_file, **said, by=cast.disclosure_officer, at=MONDAY_9AM)
    page = shown(client.get(at("unused_paper", case_file, form)))
    assert f"Disclosure officer: {cast.disclosure_officer}, who certified on 2 March 2026." in page


def test_the_sensitive_schedule_is_made_once_its_statement_agrees_with_it(client, cast, case_file):
    stories.list_unused(case_file, by=cast.disclosure_officer, sensitive=True)
    client.force_login(cast.disclosure_officer)
    make = at("unused_document", case_file, "mg6d")

    assert client.post(make).status_code == 409
    client.post(at("unused_nil", case_file), {"mg6d_nil-version": "0", "mg6d_nil-state": "none"})
    assert client.post(make).status_code == 409
    client.post(at("unused_nil", case_file), {"mg6d_nil-version": "1", "mg6d_nil-state": "given"})
    assert client.post(make).status_code == 302

    document = GeneratedDocument.objects.get(case_file=case_file)
    assert (document.form, document.sensitive) == ("mg6d", True)
    assert "It names who told us." in str(document.inputs)
    assert CaseEvent.objects.filter(type="casework.disclosure_answered", details__sensitive=True).count() == 2


def test_a_nil_return_stands_in_the_document(client, cast, case_file):
    disclosure.answer(
        case_file=case_file,
        question="disclosure.mg6d_nil",
        state="none",
        expected_version=0,
        by=cast.supervisor,
        at=MONDAY_9AM,
    )
    client.force_login(cast.supervisor)

    assert "Nil return" in shown(client.get(at("unused_paper", case_file, "mg6d")))
    assert client.post(at("unused_document", case_file, "mg6d")).status_code == 302


def test_an_export_is_safe_whole_and_noted(client, cast, case_file):
    stories.list_unused(case_file, by=cast.builder, description="=1+1", location="@home")
    client.force_login(cast.prosecutor)
    assert client.get(at("unused_export", case_file, "mg6c")).status_code == 404

    client.force_login(cast.builder)
    response = client.get(at("unused_export", case_file, "mg6c"))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows == [["Item", "Description", "Where it is kept"], ["1", "'=1+1", "'@home"]]
    look = ReadEntry.objects.get(kind=ReadKind.EXPORTED)
    assert (look.by_id, look.case_id, look.thing_id, look.details) == (
        cast.builder.pk,
        case_file.pk,
        "mg6c",
        {"rows": 1},
    )


def test_material_on_the_file_is_listed_as_unused_on_the_schedule_that_it_belongs_to(client, cast, case_file):
    material = Material.objects.get(case_file=case_file)
    address = at("unused_from_material", case_file, material.pk)
    client.force_login(cast.builder)

    assert material.title in shown(client.get(address))
    client.post(address, {"description": CLEAR, "material": str(material.pk)})
    assert live(case_file)[0].material == material

    Material.objects.filter(pk=material.pk).update(sensitive=True)
    assert client.get(address).status_code == 404
    client.force_login(cast.disclosure_officer)
    sent = {"description": CLEAR, "material": str(material.pk), "sensitivity_ground": "child"}
    client.post(address, sent | {"sensitivity_rationale": "It is a school record."})
    assert live(case_file, sensitive=True)[0].material == material


def test_the_cps_reads_and_does_not_change(client, cast):
    case_file = stories.ready_case(cast, urn=stories.a_urn(3))
    stories.list_unused(case_file, by=cast.builder)
    stories.list_unused(case_file, by=cast.supervisor, sensitive=True, description="Log of DC 77")
    sent = stories.send_to_supervisor(cast, case_file)
    submission.sign_off(submission=sent, comments="Checked.", by=cast.supervisor, at=TUESDAY_2PM)

    client.force_login(cast.prosecutor)
    page = shown(client.get(at("unused_list", case_file)))
    assert "Log of DC 77" in page
    assert "Withdraw" not in page
    assert client.get(at("unused_edit", case_file, "mg6c", 1)).status_code == 403

    client.force_login(cast.assistant)
    assert "Log of DC 77" not in shown(client.get(at("unused_list", case_file)))
    assert client.get(at("unused_edit", case_file, "mg6d", 1)).status_code == 404


def test_the_pages_ask_the_same_queries_for_5_items_and_for_45(client, cast, case_file):
    client.force_login(cast.disclosure_officer)
    addresses = [
        at("unused_list", case_file),
        at("unused_schedule", case_file, "mg6d"),
        at("unused_review", case_file, "mg6c"),
        at("unused_presumed", case_file),
        *(at("unused_paper", case_file, form) for form in ("mg6c", "mg6d", "mg6e")),
    ]

    def counts():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                shown(client.get(address))
            found.append(len(captured))
        return found

    def grow(start, stop):
        for number in range(start, stop):
            for sensitive in (False, True):
                stories.list_unused(
                    case_file, by=cast.disclosure_officer, sensitive=sensitive, description=f"Item {number}"
                )

    grow(0, 5)
    few = counts()
    grow(5, 45)
    assert counts() == few
    assert max(few) <= 15
