"""Pages of file quality: one file for both agencies, a month in numbers with their lists, exports, second scores."""

import csv
import io
import zipfile

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit
from casework.models import ReadEntry
from charging.models import Assessment, AssessmentState, Failure, FailureGroup, SecondScore
from charging.operations import assessments, disputes, second_scores
from charging.queries.quality import numbers as file_quality
from charging.queries.quality.learning import last_files
from charging.queries.quality.places import places_of
from charging.queries.quality.rows import DUE, FAILURES, FILES, Asked, listed
from charging.rules.disputes import FileResult, result_of, said_of
from foundation.periods import local_date, month_of
from foundation.wording import day
from tests import quality, stories
from tests.clock import FRIDAY_2PM
from tests.quality import IN_APRIL, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_friday(monkeypatch):
    """Let pages be opened on the Friday on which the files are assessed."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY_2PM)


def address(name, assessment, *more):
    return reverse(f"charging:{name}", args=[assessment.case_file.slug, assessment.pk, *more])


def page_of(client, person, url, **data):
    client.force_login(person)
    return client.post(url, data) if data else client.get(url)


@pytest.fixture
def to_assess(cast):
    return quality.to_assess(cast)


@pytest.fixture
def month(cast):
    """Six files of March: met, failed with every sort of answer, not assessed, still to be assessed."""
    urns = iter(stories.a_urn(number) for number in range(1, 9))
    met = quality.assess(quality.to_assess(cast, urn=next(urns)), by=cast.prosecutor)
    silent = quality.failed_file(cast, "D6", "E13", urn=next(urns))
    agreed, refused, partly = (
        quality.failed_file(cast, *codes, urn=next(urns)) for codes in (["E9"], ["V3"], ["B1", "D5"])
    )
    for file, code, decision in ((agreed, "E9", "accepted"), (refused, "V3", "not_accepted")):
        quality.answer(quality.failure_of(file, code), by=cast.supervisor)
        quality.decide(quality.failure_of(file, code), decision, by=cast.legal_manager)
    quality.answer(quality.failure_of(partly, "B1"), by=cast.supervisor)
    quality.answer(quality.failure_of(partly, "D5"), quality.NOT_DISPUTING, by=cast.supervisor)
    left = quality.to_assess(cast, urn=next(urns))
    quality_left(left, cast)
    quality.to_assess(cast, urn=next(urns))
    return {"met": met, "silent": silent, "agreed": agreed, "refused": refused, "partly": partly, "left": left}


def quality_left(assessment, cast):
    assessments.not_assess(assessment=assessment, reason="no_capacity", by=cast.prosecutor, at=FRIDAY_2PM)


def test_the_form_starts_from_what_police_said_is_missing_and_saves_what_is_ticked(client, cast, to_assess, on_friday):
    url = address("assessment", to_assess)
    page = page_of(client, cast.prosecutor, url).content.decode()
    assert 'value="statements|case"' in page
    assert 'value="V3" checked' in page.replace(' class="govuk-checkboxes__input" ', " ") or "V3" in page

    response = page_of(client, cast.prosecutor, url, version=1, failures_disclosure=["D6"], comments="No schedule.")

    assert response.status_code == 302
    assert stories.fresh(to_assess).state == AssessmentState.NOT_MET
    assert list(to_assess.failures.values_list("reason__code", flat=True)) == ["D6"]


def test_where_no_row_is_known_the_page_says_that_nothing_could_be_suggested(client, cast, to_assess, on_friday):
    url, sent = address("assessment", to_assess), to_assess.consultation.submission
    page = page_of(client, cast.prosecutor, url).content.decode()
    assert "Suggested from the rows." in page
    for kept, suggests in (({"standard": sent.manifest["standard"]}, True), ({}, False)):
        with pgtrigger.ignore("charging.Submission:what_was_sent_never_changes"):
            type(sent).objects.filter(pk=sent.pk).update(manifest=kept)

        page = page_of(client, cast.prosecutor, url).content.decode()

        assert ("Suggest failures from the rows" in page, "Suggested from the rows." in page) == (suggests, suggests)
        assert ("nothing could be suggested: read the file and judge each failure yourself" in page) is not suggests


@pytest.mark.parametrize("reader", ["police_standards", "cps_standards"])
def test_whoever_keeps_the_file_standard_finds_file_quality_in_the_menu(client, cast, reader):
    page = page_of(client, getattr(cast, reader), reverse("charging:file_quality"))
    assert ("File quality", "page") in [(link.label, link.current) for link in page.context["nav_items"]]


def test_a_row_that_is_overturned_suggests_its_failure_without_losing_what_was_typed(
    client, cast, to_assess, on_friday
):
    url = address("assessment", to_assess)

    response = page_of(
        client, cast.prosecutor, url, version=1, claimed=["statements|case"], comments="Mine.", step="suggest"
    )

    form = response.context["form"]
    assert (response.status_code, form.initial["comments"]) == (200, "Mine.")
    assert "E13" in form.initial["failures_evidential"]
    assert stories.fresh(to_assess).state == AssessmentState.TO_ASSESS


def test_a_row_overturned_without_its_failure_comes_back_with_the_reason_beside_it(client, cast, to_assess, on_friday):
    url = address("assessment", to_assess)

    response = page_of(client, cast.prosecutor, url, version=1, claimed=["statements|case"], comments="", step="save")

    assert response.status_code == 422
    assert "Tick what failed (E13)" in response.content.decode()


def test_the_second_assessor_keeps_what_they_wrote_and_is_told_who_was_first(client, cast, to_assess, on_friday):
    quality.assess(to_assess, "D6", by=cast.second_prosecutor)

    response = page_of(client, cast.prosecutor, address("assessment", to_assess), version=1, comments="My words")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Pam Prosecutor has assessed this file already" in page
    assert "My words" in page


@pytest.mark.parametrize("reader", ["supervisor", "builder", "prosecutor", "legal_manager", "assistant"])
def test_both_agencies_read_the_same_assessment(client, cast, reader, on_friday):
    file = quality.disputed_file(cast)

    page = page_of(client, getattr(cast, reader), address("assessment", file)).content.decode()

    assert "Did not meet the standard" in page
    assert "The schedule was sent, as page 4." in page
    assert "Not answered by police" in page
    assert "until 12 May 2026 at 11:59pm" in page
    assert ("None of these is disputed" in page) is (reader == "supervisor")
    assert ("Decide the dispute" in page) is (reader == "legal_manager")


def test_police_answer_and_the_cps_decides_on_their_pages(client, cast, on_friday):
    file = quality.failed_file(cast)
    failure = quality.failure_of(file)
    answer = address("failure_answer", file, failure.pk)
    asked = {"version": 1, "answer": "disputed", "ground": "It was sent.", "discussed": ["email", "phone"]}

    assert page_of(client, cast.supervisor, answer, version=1, answer="disputed").status_code == 422
    assert page_of(client, cast.builder, answer, **asked).status_code == 403
    assert page_of(client, cast.supervisor, answer, **asked).status_code == 302
    late = page_of(client, cast.police_manager, answer, version=1, answer="not_disputed")
    assert late.status_code == 422
    assert "Sam Supervisor has answered failure D6" in late.content.decode()

    decide = address("failure_decide", file, failure.pk)
    assert page_of(client, cast.prosecutor, decide, version=2, decision="accepted", reason="Yes").status_code == 403
    assert page_of(client, cast.legal_manager, decide, version=2, decision="accepted", reason="Yes").status_code == 302
    assert page_of(client, cast.police_manager, address("failures_undisputed", file), x=1).status_code == 302
    said = list(file.failures.values_list("answer", "decision", "discussed"))
    assert said == [("disputed", "accepted", ["email", "phone"]), ("not_disputed", "", [])]


def test_after_the_deadline_the_page_is_read_only_and_says_what_was_left(client, cast, monkeypatch):
    file = quality.disputed_file(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: quality.TOO_LATE)

    for person in (cast.supervisor, cast.legal_manager):
        page = page_of(client, person, address("assessment", file)).content.decode()
        assert "The month closed on 12 May 2026 at 11:59pm" in page
        assert "Police did not answer 1 failure in time" in page
        assert "The CPS did not decide 1 dispute in time" in page
        for words in ("None of these is disputed", "Change the answer", "Decide the dispute", "Correct this"):
            assert words not in page
    answer = address("failure_answer", file, quality.failure_of(file).pk)
    asked = {"version": 2, "answer": "not_disputed", "ground": ""}
    assert page_of(client, cast.supervisor, answer, **asked).status_code == 422


def test_correcting_moves_a_stale_form_on_and_needs_a_reason(client, cast, on_friday):
    file = quality.failed_file(cast)
    quality.answer(quality.failure_of(file), by=cast.supervisor)
    url = address("assessment_correct", file)
    asked = {"version": file.version, "failures_evidential": ["E13"], "comments": "", "reason": "It is there"}

    response = page_of(client, cast.prosecutor, url, **asked)

    assert response.status_code == 422
    assert "Sam Supervisor has answered failure D6" in response.content.decode()
    again = response.context["form"]["version"].value()
    assert page_of(client, cast.prosecutor, url, **asked | {"version": again}).status_code == 302
    assert stories.fresh(file).correction == "It is there"


def test_not_assessing_has_its_page(client, cast, to_assess, on_friday):
    url = address("assessment_leave", to_assess)
    assert page_of(client, cast.prosecutor, url, reason="").status_code == 422
    assert page_of(client, cast.prosecutor, url, reason="file_unreadable").status_code == 302
    page = page_of(client, cast.supervisor, address("assessment", to_assess)).content.decode()
    assert "The file cannot be read as it was sent" in page


@pytest.mark.parametrize("reader", ["supervisor", "legal_manager"])
def test_numbers_are_the_same_for_both_agencies_and_each_list_has_as_many_rows(cast, month, reader):
    person = getattr(cast, reader)
    asked = Asked(places_of(person)[0], MARCH)

    page = file_quality.month_page(asked, person, at=IN_APRIL)

    counts = {key: number.count for key, number in page.numbers.items()}
    assert {key: counts[key] for key in FILES} == {
        "assessed": 5, "met": 1, "not_met": 4, "finally_met": 2,
        "not_answered": 1, "not_disputed": 0, "not_decided": 1, "successfully": 1, "unsuccessfully": 1,
    }  # fmt: skip
    assert [counts[key] for key in DUE] == [7, 5, 1, 1]
    assert {key: counts[key] for key in FAILURES} == {
        "failures": 6, "said_not_answered": 2, "said_not_disputed": 1, "said_accepted": 1, "said_not_accepted": 1,
        "said_not_decided": 1, "group_breach": 1, "group_disclosure": 2, "group_evidential": 2,
        "group_victim_witness": 1,
    }  # fmt: skip
    for key, count in counts.items():
        assert listed(asked, key, person).count() == count
    assert page.initial == "20.0% (1 of 5, fewer than 10)"
    assert page.is_small
    assert page.days_left == 41


def test_a_group_narrows_every_number_to_its_own_failures(cast, month):
    asked = Asked(places_of(cast.supervisor)[0], MARCH, FailureGroup.EVIDENTIAL)

    counts = {k: n.count for k, n in file_quality.month_page(asked, cast.supervisor, at=IN_APRIL).numbers.items()}

    assert (counts["assessed"], counts["met"], counts["finally_met"], counts["failures"]) == (5, 3, 4, 2)


def test_every_file_that_failed_has_one_result_the_same_in_the_list_and_on_its_page(cast, month):
    quality.answer(quality.failure_of(month["silent"], "D6"), quality.NOT_DISPUTING, by=cast.supervisor)
    for code in ("D6", "E13"):
        asked = Asked(places_of(cast.supervisor)[0], MARCH)
        listed_as = {file.pk: key for key in FileResult for file in listed(asked, key, cast.supervisor)}
        numbers = file_quality.month_page(asked, cast.supervisor, at=IN_APRIL)
        assert sum(number.count for number in numbers.results) == numbers.numbers["not_met"].count == len(listed_as)
        for file, result in listed_as.items():
            said = [said_of(failure) for failure in Failure.objects.filter(assessment=file, stands=True)]
            assert result_of(said) is result
        assert listed_as[month["silent"].pk] == ("not_answered" if code == "D6" else "not_disputed")
        if code == "D6":
            quality.answer(quality.failure_of(month["silent"], "E13"), quality.NOT_DISPUTING, by=cast.supervisor)


def test_the_final_rate_is_never_below_the_first(cast, month):
    for group in (None, *FailureGroup):
        asked = Asked(places_of(cast.supervisor)[0], MARCH, group)
        numbers = file_quality.month_page(asked, cast.supervisor, at=IN_APRIL).numbers
        assert numbers["finally_met"].count >= numbers["met"].count


def test_units_are_told_apart_by_their_code_and_are_places_once_a_file_of_theirs_was_assessed(cast, month):
    unit = month["met"].police_unit
    Unit.objects.filter(organisation=unit.organisation).update(name=unit.organisation.name)
    named = f"{unit.organisation.name} ({unit.code}), {unit.organisation.name}"

    offered = [place.name for place in places_of(cast.supervisor) if place.column == "police_unit"]

    page = file_quality.month_page(Asked(places_of(cast.supervisor)[0], MARCH), cast.supervisor, at=IN_APRIL)
    assert Unit.objects.filter(organisation=unit.organisation).count() > 1
    assert offered == [line.name for line in page.units] == [named]
    assert [place.column for place in places_of(cast.legal_manager)].count("cps_unit") == 1


def test_another_force_and_area_count_nothing_of_it(cast, month):
    for person in (cast.outsider, cast.outside_prosecutor):
        page = file_quality.month_page(Asked(places_of(cast.supervisor)[0], MARCH), person, at=IN_APRIL)
        assert not any(number.count for number in page.numbers.values())


def test_pages_of_a_month_ask_as_few_questions_for_many_files(client, cast, month, django_assert_max_num_queries):
    query = f"?month=2026-03&place={places_of(cast.supervisor)[0].key}"
    for url in (
        reverse("charging:file_quality"),
        reverse("charging:file_quality_list", args=["failures"]),
        reverse("charging:file_quality_list", args=["assessed"]),
        reverse("charging:file_quality_learning"),
    ):
        client.force_login(cast.supervisor)
        with django_assert_max_num_queries(15):
            assert client.get(url + query).status_code == 200


def test_a_number_that_there_is_not_is_not_found(client, cast):
    assert page_of(client, cast.supervisor, reverse("charging:file_quality_list", args=["x"])).status_code == 404


def export(client, person, **changes):
    asked = {
        "place": places_of(person)[0].key, "span": "month", "kind": "csv", "why": "Monthly meeting",
        "day": "2026-03-06",
    }  # fmt: skip
    return page_of(client, person, reverse("charging:file_quality_export"), **asked | changes)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_export_has_a_row_a_failure_and_comments_only_inside_the_cps(client, cast, month):
    police, cps = rows_of(export(client, cast.supervisor)), rows_of(export(client, cast.legal_manager))
    assert rows_of(export(client, cast.area_manager)) == cps

    assert "Comments" not in police[0]
    assert cps[0] == [*police[0], "Comments"]
    assert len(police) == len(cps) == 7
    assert [row[: len(police[0])] for row in cps[1:]] == police[1:]
    text = " ".join(" ".join(row) for row in police)
    assert "The schedule was sent" not in text
    assert any("The schedule was sent, as page 4." in row[-1] for row in cps)
    said = {(row[9], row[11], row[12]) for row in police[1:]}
    assert {("D6", "Not answered", ""), ("D5", "No", ""), ("E9", "Yes", "Yes"), ("V3", "Yes", "No")} <= said
    assert ("B1", "Yes", "Not decided") in said


def test_an_export_needs_a_reason_and_is_noted_with_it(client, cast, month):
    assert export(client, cast.supervisor, why="").status_code == 422
    assert not ReadEntry.objects.filter(kind="exported").exists()

    response = export(client, cast.supervisor, span="week", kind="xlsx")

    entry = ReadEntry.objects.get(kind="exported")
    assert (entry.by_id, entry.thing) == (cast.supervisor.pk, "file_quality")
    assert entry.details == {
        "why": "Monthly meeting", "rows": 6, "from": "2026-03-02", "to": "2026-03-08", "kind": "xlsx",
        "comments": False,
    }  # fmt: skip
    assert response["X-Handling"] == "OFFICIAL-SENSITIVE"
    sheet = zipfile.ZipFile(io.BytesIO(response.content)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row>") == 7


def test_whoever_neither_answers_nor_decides_nor_manages_takes_nothing_away(client, cast, month):
    for person in (cast.builder, cast.prosecutor, cast.cps_standards, cast.assistant):
        assert page_of(client, person, reverse("charging:file_quality_export")).status_code == 403


def test_an_officer_learns_from_their_own_files_alone(client, cast, month):
    own = last_files(cast.builder)

    assert len(own) == 5
    assert last_files(cast.second_builder) == last_files(cast.supervisor) == []
    page = page_of(client, cast.second_builder, reverse("charging:file_quality_learning") + "?month=2026-03")
    text = page.content.decode()
    assert "Bea Builder" not in text
    assert "20.0% (1 of 5, fewer than 10)" in text
    assert "Your last" not in text
    assert "Next time" in page_of(client, cast.builder, page.request["PATH_INFO"]).content.decode()


def test_a_failure_that_was_disputed_rightly_has_nothing_to_teach(client, cast, month):
    failure = Failure.objects.filter(decision="accepted", assessment__case_file__officer=cast.builder).first()
    Failure.objects.filter(assessment=failure.assessment).exclude(pk=failure.pk).update(stands=False)
    learned = next(each for each in last_files(cast.builder) if each.assessment == failure.assessment)
    assert (learned.met, learned.met_in_the_end) == (False, True)
    page = page_of(client, cast.builder, reverse("charging:file_quality_learning")).content.decode()
    assert "Met the standard once disputes are counted" in page


def drawn(cast):
    area = cast.organisations.area
    second_scores.draw(area=area, month=MARCH, by=cast.legal_manager, at=IN_APRIL, seed="march")
    return SecondScore.objects.filter(scorer=cast.second_prosecutor)


def test_the_second_scorer_meets_nothing_of_the_first_score_on_any_page(client, cast, month):
    second = next(row for row in drawn(cast) if row.assessment.state == AssessmentState.NOT_MET)
    file, person = second.assessment, cast.second_prosecutor
    score = reverse("charging:second_score", args=[file.case_file.slug, second.pk])
    client.force_login(person)

    assert client.get(address("assessment", file)).url == score
    for name in ("assessment_correct", "assessment_leave"):
        assert client.get(address(name, file)).status_code == 404
    failure = file.failures.first()
    assert client.get(address("failure_decide", file, failure.pk)).status_code in (403, 404)
    pages = [
        score,
        file.case_file.get_absolute_url(),
        reverse("charging:review", args=[file.case_file.slug, file.consultation_id]),
        reverse("charging:worklist"),
        reverse("casework:notices"),
        *(
            reverse("charging:file_quality_list", args=[key]) + "?month=2026-03"
            for key in ("assessed", "not_met", "failures")
        ),
    ]
    for url in pages:
        text = client.get(url).content.decode()
        assert "Did not meet" not in text or file.case_file.reference not in text, url
        assert "File quality assessed" not in text
        assert "police answered" not in text

    assert client.post(score, {"version": 1, "comments": "", "step": "save"}).status_code == 302
    assert "Did not meet the standard" in client.get(address("assessment", file)).content.decode()


def test_a_second_score_belongs_to_its_scorer(client, cast, month):
    second = drawn(cast).first()
    url = reverse("charging:second_score", args=[second.assessment.case_file.slug, second.pk])
    for person in (cast.prosecutor, cast.supervisor):
        assert page_of(client, person, url).status_code == 404
    page = page_of(client, cast.legal_manager, url)
    assert page.status_code == 403
    assert f"{second.scorer} scores this file a second time." in page.content.decode()


def test_the_sample_is_drawn_on_its_page_and_agreement_shown_there(client, cast, month):
    url = reverse("charging:file_quality_sample")
    area = places_of(cast.legal_manager)[0]
    assert page_of(client, cast.prosecutor, url).status_code == 403

    response = (
        client.post(url)
        if client.force_login(cast.legal_manager)
        else client.post(f"{url}?place={area.key}&month=2026-03")
    )

    assert response.status_code == 302
    assert SecondScore.objects.count() == 5
    for second in SecondScore.objects.all():
        second_scores.score(second=second, judgement=quality.failing("E9"), by=second.scorer, at=IN_APRIL)
    page = client.get(response.url).content.decode()
    assert "80.0% (4 of 5)" in page
    assert "To talk over" in page
    again = client.post(f"{url}?place={area.key}&month=2026-03")
    assert again.status_code == 409
    assert "has drawn the sample of March 2026 already" in again.content.decode()


def test_what_is_left_when_time_ran_out_is_told_apart_in_the_numbers(cast, month):
    disputes.close_what_is_over(at=quality.TOO_LATE)
    asked = Asked(places_of(cast.supervisor)[0], MARCH)

    page = file_quality.month_page(asked, cast.supervisor, at=quality.TOO_LATE)

    assert (page.days_left, page.numbers["said_not_decided"].count) == (None, 1)
    assert Failure.objects.filter(answer="").count() == 2
    assert Assessment.objects.filter(closed=True).count() == 4


def test_the_sample_of_a_month_that_is_not_over_is_not_offered_to_be_drawn(client, cast):
    client.force_login(cast.legal_manager)
    url, running = reverse("charging:file_quality_sample"), month_of(timezone.now())
    page = client.get(url, {"month": str(running)}).content.decode()
    assert "Draw the sample" not in page
    assert f"can be drawn from {day(local_date(running.end))} on" in page
    assert "Draw the sample" in client.get(url, {"month": str(running.plus(-1))}).content.decode()
