"""The task list, the check and everywhere that shows it: same rows, same words, reasons beside them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Answer, AnswerState, CaseFile, FileStandardEdition, FileStandardRow, Material
from casework.operations import material, people
from charging.models import Explanation
from charging.operations import submission
from charging.rules.explanations import field_name
from tests import stories
from tests.clock import FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
BWV = field_name(("bwv", "case"))


def address(case_file, tail=""):
    return f"/case-files/{case_file.slug}/{tail}"


def words(response):
    return " ".join(response.content.decode().split())


def test_the_task_list_has_each_suspect_and_every_part_with_how_it_stands(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)

    page = words(client.get(address(case_file, "build/")))

    for title in ("The case", "Suspect 1: Test Alder", "Suspect 2: Test Birch", "Victims and witnesses", "Disclosure"):
        assert title in page
    assert "Needed: stops sending" not in page
    assert "Not needed because nobody is expected to plead not guilty." in page
    assert 'aria-current="page"' in page


def test_a_task_leads_to_exactly_where_it_is_mended(client, cast):
    case_file = stories.ready_case(cast)
    suspect, victim = case_file.suspects.first(), case_file.people.get()
    client.force_login(cast.builder)

    page = words(client.get(address(case_file, "build/")))

    for place in (
        f"suspects/{suspect.pk}/?then=tasks",
        f"suspects/{suspect.pk}/offences/add/?then=tasks",
        f"people/{victim.pk}/?then=tasks",
        "details/?then=tasks",
        "material/add/?kind=bwv&amp;then=tasks",
        "material/add/?kind=mg11&amp;then=tasks",
        "unused/",
        "forms/mg6/?then=tasks#recordings-case",
        "forms/mg3/?then=tasks#referral-case",
    ):
        assert f'href="{address(case_file, place)}"' in page


def test_an_empty_file_says_what_stops_it(client, cast):
    client.force_login(cast.builder)
    page = words(client.get(address(stories.opened_case(cast), "build/")))
    assert page.count("Needed: stops sending") == 2
    assert "(2 things stop it)" in page


@pytest.mark.parametrize("who", ["assistant", "prosecutor", "police_manager"])
def test_others_read_the_task_list_and_the_check_and_change_nothing(client, cast, who):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(getattr(cast, who))

    listed, checked = words(client.get(address(case_file, "build/"))), words(client.get(address(case_file, "check/")))

    assert "You can read this list." in listed
    assert "material/add/?kind" not in listed + checked
    assert "<textarea" not in checked
    assert client.post(address(case_file, "check/"), {BWV: "Because."}).status_code == 403


def test_reasons_are_saved_from_the_check_and_shown_with_who_gave_them(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    page = client.get(address(case_file, "check/"))
    assert "without a reason" in words(page)

    response = client.post(address(case_file, "check/"), {BWV: "None was worn."})

    assert response.url == address(case_file, "check/")
    assert Explanation.objects.get().text == "None was worn."
    again = words(client.get(response.url))
    assert "None was worn.</textarea>" in again
    assert "Last said by Bea Builder" in again


def test_a_file_for_early_advice_is_judged_for_that_on_the_check_and_where_it_is_sent(client, cast):
    case_file = stories.ready_case(cast, anticipated_plea="ngap")
    client.force_login(cast.builder)
    for page in ("check/", "send-to-supervisor/"):
        charging, early = (
            client.get(address(case_file, page), query).context for query in ({}, {"purpose": "early_advice"})
        )
        assert "mg6c" in {row.code for row in charging["checklist"].missing}
        assert "mg6c" in {row.code for row in early["checklist"].not_needed}
    assert early["form"]["purpose"].value() == "early_advice"

    response = client.post(address(case_file, "check/?purpose=early_advice"), {BWV: "None was worn."})
    assert response.url == address(case_file, "check/?purpose=early_advice")


def test_a_reason_that_somebody_else_wrote_meanwhile_is_shown_and_mine_is_kept(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    opened = client.get(address(case_file, "check/")).context["form"]["typed_over"].value()
    client.post(address(case_file, "check/"), {BWV: "First.", "typed_over": opened})

    response = client.post(address(case_file, "check/"), {BWV: "Second.", "typed_over": opened})

    assert response.status_code == 422
    assert "Bea Builder has written meanwhile: “First.”" in words(response)
    assert "Second.</textarea>" in words(response)
    moved_on = response.context["form"].data["typed_over"]
    assert client.post(address(case_file, "check/"), {BWV: "Second.", "typed_over": moved_on}).status_code == 302
    assert Explanation.objects.get().text == "Second."


@pytest.mark.parametrize("nonsense", ["x", f"{BWV}=1e9", f"{BWV}=99999999999999999999", "= = =", "é=é"])
def test_nonsense_in_the_hidden_field_is_a_conflict_at_worst(client, cast, nonsense):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)

    response = client.post(address(case_file, "check/"), {BWV: "Because.", "typed_over": nonsense})

    assert response.status_code in {302, 422}


def test_a_reason_that_is_too_long_stands_beside_its_box_with_what_was_typed(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    response = client.post(address(case_file, "check/"), {BWV: "x" * 301})
    assert response.status_code == 422
    assert response.context["form"].errors == {BWV: ["A reason must be 300 characters or fewer."]}
    assert "x" * 301 in words(response)


def test_sending_without_reasons_asks_for_each_where_it_is_typed(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    page = words(client.get(address(case_file, "send-to-supervisor/")))
    assert f'name="{BWV}"' in page
    assert "Police may charge" in page

    response = client.post(address(case_file, "send-to-supervisor/"), {"purpose": "charging", "stream": "green"})

    assert response.status_code == 422
    assert "Say why the file goes without this: Body-worn video." in response.context["form"].errors[BWV]
    assert f'href="#id_{BWV}"' in words(response)


def test_supervisor_and_triage_read_the_same_list_with_the_builders_reasons(client, cast):
    gate = stories.prepared_case(cast)
    client.force_login(cast.supervisor)
    at_the_gate = client.get(address(gate.case_file, f"submissions/{gate.pk}/sign-off/"))
    stories.submission.sign_off(submission=gate, comments="Fine.", by=cast.supervisor, at=stories.TUESDAY_2PM)
    client.force_login(cast.assistant)
    at_triage = client.get(address(gate.case_file, f"submissions/{gate.pk}/triage/"))

    shown = [page.context["checklist"] for page in (at_the_gate, at_triage)]
    assert [row.key for row in shown[0].missing] == [row.key for row in shown[1].missing]
    for page in (at_the_gate, at_triage):
        assert words(page).count("Not available yet.") == len(shown[0].warnings)
        assert "Who may charge" in words(page)


def test_a_file_is_triaged_by_the_edition_it_was_sent_under(client, cast):
    sent = stories.submitted_case(cast)
    later = FileStandardEdition.objects.create(
        code="OTHER", title="Another", source="tests", valid_from="2026-03-01", published_at=MONDAY_9AM
    )
    FileStandardRow.objects.create(
        edition=later, code="new", title="Something new", reason="New.", applies_to="case", position=1
    )
    client.force_login(cast.assistant)

    page = words(client.get(address(sent.case_file, f"submissions/{sent.pk}/triage/")))

    assert "Something new" not in page
    assert sent.edition.title in page


def test_at_triage_a_first_sending_does_not_count_as_an_earlier_one(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    page = client.get(address(sent.case_file, f"submissions/{sent.pk}/triage/"))
    assert "mg3a" in {row.code for row in page.context["checklist"].not_needed}


def big_case(cast):
    """A case with some 200 requirements and 300 pieces of material."""
    names = tuple((f"Alder{number}", "Test") for number in range(25))
    case_file = stories.ready_case(cast, names=names, anticipated_plea="ngap", previous_convictions="attached")
    for number in range(10):
        victim = {"role": "victim", "family_name": f"Wensum{number}", "given_names": "Test"}
        people.add_person(case_file=case_file, facts=victim, by=cast.builder, at=MONDAY_9AM)
    details = [
        material.MaterialDetails(kind=kind, title=f"Paper {number}", link=f"https://evidence.example.test/{number}")
        for number, kind in enumerate(["mg11", "exhibit", "bwv"] * 100)
    ]
    Material.objects.bulk_create(
        Material(
            case_file=case_file,
            added_at=MONDAY_9AM,
            added_by=cast.builder,
            kind=each.kind,
            title=each.title,
            link=each.link,
        )
        for each in details
    )
    return case_file


@pytest.mark.parametrize("page", ["build/", "check/", "send-to-supervisor/"])
def test_a_file_of_two_hundred_requirements_asks_no_more_queries_than_a_small_one(client, cast, page):
    small = stories.ready_case(cast, urn=stories.a_urn(1))
    big = big_case(cast)
    client.force_login(cast.builder)
    counted = []
    for case_file in (small, big):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(case_file, page)).status_code == 200
        counted.append(len(asked))

    assert counted[0] == counted[1]
    assert counted[1] <= MOST_QUERIES
    assert client.get(address(big, "build/")).context["page"].needed >= 150


def test_the_pages_of_the_gate_and_of_triage_keep_to_their_queries_too(client, cast):
    gate = stories.prepared_case(cast, urn=stories.a_urn(1))
    sent = stories.submitted_case(cast, urn=stories.a_urn(2))
    rejected = stories.rejected_case(cast, urn=stories.a_urn(3))
    gate_again = stories.send_to_supervisor(cast, rejected.case_file, at=THURSDAY_9AM)
    sent_again = stories.send_to_supervisor(
        cast, stories.rejected_case(cast, urn=stories.a_urn(4)).case_file, at=THURSDAY_9AM
    )
    submission.sign_off(submission=sent_again, comments="Mended.", by=cast.supervisor, at=FRIDAY_9AM)
    pages = [(cast.supervisor, address(gate.case_file, "check/"))]
    pages += [
        (cast.supervisor, address(each.case_file, f"submissions/{each.pk}/sign-off/")) for each in (gate, gate_again)
    ]
    pages += [
        (cast.assistant, address(each.case_file, f"submissions/{each.pk}/triage/{step}"))
        for each in (sent, sent_again)
        for step in ("", "accept/", "reject/")
    ]
    asked_of = {}
    for who, page in pages:
        client.force_login(who)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        asked_of[page] = len(asked)
    assert {page: count for page, count in asked_of.items() if count > MOST_QUERIES} == {}


def test_an_answer_in_the_file_meets_its_row_on_every_page(client, cast):
    case_file = stories.ready_case(cast)
    Answer.objects.create(
        case_file=case_file, question="mg6.bwv", state=AnswerState.NONE, changed_at=MONDAY_9AM, changed_by=cast.builder
    )
    client.force_login(cast.builder)
    met = {row.code: row.met_by for row in client.get(address(case_file, "check/")).context["checklist"].met}
    assert met["bwv"] == "Answered: none"


def test_a_case_that_nobody_may_see_has_neither_page(client, cast):
    stories.submitted_case(cast)
    case_file = CaseFile.objects.get()
    client.force_login(cast.outsider)
    for page in ("build/", "check/"):
        assert client.get(address(case_file, page)).status_code == 404
        assert client.post(address(case_file, page), {}).status_code == 404
