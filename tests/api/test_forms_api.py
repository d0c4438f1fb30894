"""Forms through the API: what each asks of whom, and answers that are saved all together or not at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Answer, CaseEvent
from tests import stories
from tests.api.conftest import codes
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db

FORMS = f"case-files/{stories.URN}/forms/"
MG3 = f"{FORMS}mg3/"
ISSUES = {"question": "mg3.issues", "value": "Who struck first."}


def questions(form, about="case"):
    """The questions of a form about one thing, by their code."""
    return {each["code"]: each for part in form["parts"] if part["about"] == about for each in part["questions"]}


def test_forms_are_listed_as_called_for_and_answered(cast, callers):
    stories.ready_case(cast)

    before = {form["code"]: form for form in callers["builder"].get(FORMS)}
    callers["builder"].patch(MG3, {"answers": [ISSUES]})
    after = {form["code"]: form for form in callers["builder"].get(FORMS)}

    assert before["mg3"]["called_for"]
    assert after["mg3"]["answered"] == before["mg3"]["answered"] + 1
    assert after["mg3"]["asked"] == before["mg3"]["asked"]


def test_a_form_asks_each_of_its_questions_with_what_it_takes(cast, callers):
    case_file = stories.ready_case(cast)

    form = callers["builder"].get(MG3)
    point = questions(form)["mg3.point"]

    assert (point["kind"], point["answer"], point["states"]) == ("choice", None, ["unknown"])
    assert {"code": "ready", "label": "All key evidence has been gathered"} in point["choices"]
    assert [part["about"] for part in form["parts"] if part["section"] == "suspect"] == [
        f"suspect-{suspect.pk}" for suspect in case_file.suspects.all()
    ]
    shown = {line["label"]: line["value"] for line in form["parts"][0]["shown"]}
    assert case_file.headline in shown.values()


def test_what_is_answered_reads_back_with_who_and_a_token_that_replaces_it(cast, callers):
    stories.ready_case(cast)
    first = callers["builder"].patch(MG3, {"answers": [ISSUES]})
    stored = questions(first["form"])["mg3.issues"]

    assert [event["type"] for event in first["events"]] == ["casework.answers_given"]
    assert (stored["answer"]["state"], stored["answer"]["value"]) == ("given", "Who struck first.")
    assert stored["answer"]["by"] == cast.builder.name
    none = {"question": "mg3.issues", "state": "none", "seen": stored["token"]}
    second = callers["supervisor"].patch(MG3, {"answers": [none]})
    assert questions(second["form"])["mg3.issues"]["answer"]["state"] == "none"


def test_answers_about_the_case_and_each_suspect_are_saved_together(cast, callers):
    case_file = stories.ready_case(cast)
    about = [f"suspect-{suspect.pk}" for suspect in case_file.suspects.all()]
    form = callers["builder"].get(MG3)
    asked = next(code for code, each in questions(form, about[0]).items() if each["kind"] == "yes_no")
    said = [{"question": asked, "about": key, "value": "yes"} for key in about]

    answer = callers["builder"].patch(MG3, {"answers": [ISSUES, *said]})

    assert len(answer["events"]) == 3
    assert Answer.objects.filter(case_file=case_file).count() == 3


def test_one_stale_answer_keeps_all_of_them_out(cast, callers):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.first()
    asked = next(iter(questions(callers["builder"].get(MG3), f"suspect-{suspect.pk}").values()))
    callers["supervisor"].patch(MG3, {"answers": [ISSUES | {"value": "Theirs."}]})
    point = {"question": "mg3.point", "value": "ready"}
    about_suspect = {"question": asked["code"], "about": f"suspect-{suspect.pk}", "value": "x" * 20_000}

    with nothing_changes():
        stale = callers["builder"].patch(MG3, {"answers": [point, ISSUES]}, status=409)
        both = callers["builder"].patch(MG3, {"answers": [ISSUES, about_suspect]}, status=409)

    assert [(each["code"], each["where"]) for each in stale["reasons"]] == [("changed_meanwhile", "case-mg3.issues")]
    assert codes(both)[0] == "changed_meanwhile"
    assert both["reasons"][1]["where"] == f"suspect-{suspect.pk}-{asked['code']}"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"question": "mg3.point", "value": "never"}, "no_choice"),
        ({"question": "mg3.point", "state": "none"}, "not_offered"),
        ({"question": "mg3.issues", "state": "none", "value": "Some."}, "both"),
    ],
)
def test_what_does_not_fit_its_question_is_refused_with_the_rule_of_the_pages(cast, callers, said, code):
    stories.ready_case(cast)

    with nothing_changes():
        assert codes(callers["builder"].patch(MG3, {"answers": [said]}, status=409)) == [code]


@pytest.mark.parametrize(
    "said",
    [
        [{"question": "mg3.issues"}],
        [{"question": "mg3.nonsense", "value": "x"}],
        [{"question": "mg3.issues", "about": "suspect-1", "value": "x"}],
        [{"question": "mg6.nonsense", "value": "x"}],
        [ISSUES, ISSUES],
        [{**ISSUES, "by": "somebody"}],
    ],
)
def test_what_is_not_asked_or_stands_twice_has_the_wrong_shape(cast, callers, said):
    stories.ready_case(cast)

    assert "answers" in callers["builder"].patch(MG3, {"answers": said}, status=400)


def test_a_suspect_of_another_case_is_not_asked_here(cast, callers):
    stories.ready_case(cast)
    stranger = stories.ready_case(cast, urn=stories.a_urn(9)).suspects.first()
    asked = next(
        iter(questions(callers["builder"].get(f"case-files/{stories.a_urn(9)}/forms/mg3/"), f"suspect-{stranger.pk}"))
    )
    said = {"question": asked, "about": f"suspect-{stranger.pk}", "value": "x"}

    assert "answers" in callers["builder"].patch(MG3, {"answers": [said]}, status=400)


def test_the_same_answer_again_is_no_event_unless_it_is_confirmed(cast, callers):
    stories.ready_case(cast)
    written = callers["builder"].patch(MG3, {"answers": [ISSUES]})
    same = ISSUES | {"seen": questions(written["form"])["mg3.issues"]["token"]}
    count = CaseEvent.objects.count()

    assert callers["supervisor"].patch(MG3, {"answers": [same]})["events"] == []
    assert CaseEvent.objects.count() == count
    confirmed = callers["supervisor"].patch(MG3, {"answers": [same], "confirm": True})
    assert questions(confirmed["form"])["mg3.issues"]["answer"]["by"] == cast.supervisor.name


def test_forms_are_answered_by_builders_while_police_have_the_file(cast, callers):
    stories.submitted_case(cast)

    callers["assistant"].get(MG3)
    callers["assistant"].patch(MG3, {"answers": [ISSUES]}, status=403)
    assert codes(callers["builder"].patch(MG3, {"answers": [ISSUES]}, status=409)) == ["not_editable"]
    callers["builder"].get(f"{FORMS}mg99/", status=404)
    callers["outsider"].get(MG3, status=404)


def test_reading_forms_takes_the_same_queries_for_5_suspects_and_for_25(cast, callers):
    case_file = stories.opened_case(cast)

    def counts():
        found = []
        for address in (FORMS, MG3):
            with CaptureQueriesContext(connection) as captured:
                callers["builder"].get(address)
            found.append(sum("shared_cache" not in row["sql"] and "SAVEPOINT" not in row["sql"] for row in captured))
        return found

    for _ in range(5):
        stories.add_suspect(case_file, by=cast.builder)
    few = counts()
    for _ in range(20):
        stories.add_suspect(case_file, by=cast.builder)
    assert counts() == few
    assert max(few) <= 15
