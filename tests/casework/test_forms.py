"""Forms: sound data, each fact asked once, the same words on the page and on the paper, for whoever reads."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Answer, CaseFile, FileStandardRow, GeneratedDocument, Person, ReadEntry
from casework.operations import building, people
from casework.queries.case_page import contents_of, standard_for
from casework.queries.form_papers import paper_of
from casework.queries.forms import Forms, progress
from casework.rules import forms as rules
from casework.rules.satisfaction import questions_of
from casework.tasks import make_documents
from tests import stories
from tests.casework.test_answers import say
from tests.clock import MONDAY, MONDAY_4PM, TUESDAY_9AM

CATALOGUE = rules.catalogue_on(MONDAY)
DATA = json.loads(rules.DATA.read_text(encoding="utf-8"))
MOST_QUERIES = 15


def words(response):
    """The text of a page, without its tags."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def address(case_file, code="mg3"):
    return reverse("casework:form_edit", args=[case_file.slug, code])


def page_of(case_file, code):
    read = Forms.of(case_file, on=MONDAY)
    return read.page(CATALOGUE.forms[code])


def line_of(case_file, code, label):
    return next(line for part in page_of(case_file, code).parts for line in part.lines if line.label == label)


def typed(response):
    """What a browser would send of the sheet on a page, left as it is."""
    sheet = response.context["form"]
    data = {}
    for form in sheet.forms.values():
        for bound in form:
            value = bound.value()
            if isinstance(value, date):
                data |= {f"{bound.html_name}_{part}": getattr(value, part) for part in ("day", "month", "year")}
            elif value not in (None, ""):
                data[bound.html_name] = value
    return data


def broken(**changes):
    """The data of the catalogue with its first question changed."""
    data = json.loads(json.dumps(DATA))
    form = data["editions"][0]["forms"][0]
    question = next(line for line in form["sections"][0]["lines"] if isinstance(line, dict))
    question |= changes
    return data


def test_every_form_that_the_file_standard_names_is_there():
    assert set(CATALOGUE.forms) >= {
        *("mg2", "mg3", "mg3a", "mg5", "mg6", "mg6b", "mg9", "mg11", "mg12", "mg15", "mg16", "vps", "da", "dmd")
    }


def test_every_question_says_where_it_is_from_and_is_asked_once():
    codes = [question.code for form in CATALOGUE.forms.values() for question in form.questions]
    assert len(codes) == len(set(codes)) == len(CATALOGUE.questions)
    assert all(question.source and question.label for question in CATALOGUE.questions.values())
    assert all(form.sections and form.purpose and form.handling for form in CATALOGUE.forms.values())


def test_forms_that_never_go_to_the_defence_say_so():
    closed = {code for code, form in CATALOGUE.forms.items() if "NOT DISCLOSABLE" in form.handling}
    assert closed == {"mg2", "mg3", "mg3a", "mg6", "mg6b"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"code": "mg3.issues"}, "mg3.issues is asked twice"),
        ({"code": "mg5.other"}, "mg5.other is asked on mg3"),
        ({"kind": "choice", "choices": {}}, "offers no choices"),
        ({"asked_when": {"weather": ["rain"]}}, "weather, which nobody knows"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_not_read(changes, says):
    with pytest.raises(rules.UnsoundCatalogue, match=says):
        rules.read(broken(**changes))


@pytest.mark.parametrize("line", ["suspect.plea", "case.nonsense", "mg3.defence"])
def test_a_part_shows_only_what_can_be_said_of_what_it_is_about(line):
    data = json.loads(json.dumps(DATA))
    data["editions"][0]["forms"][0]["sections"][0]["lines"].append(line)
    with pytest.raises(rules.UnsoundCatalogue, match=re.escape(line)):
        rules.read(data)


def test_an_edition_holds_from_its_own_day():
    data = json.loads(json.dumps(DATA))
    later = json.loads(json.dumps(data["editions"][0])) | {"code": "LATER", "valid_from": "2027-01-01"}
    data["editions"].append(later)
    editions = rules.read(data)
    assert [edition.code for edition in editions] == ["FORMS-2020-12", "LATER"]


def test_the_file_standard_asks_for_no_answer_that_no_form_asks(standard_and_reasons):
    asked = {code for row in FileStandardRow.objects.all() for code in questions_of(row.satisfied_by)}
    assert {code for code in asked if not code.startswith("disclosure.")} <= set(CATALOGUE.questions)


def test_a_form_is_called_for_wherever_the_standard_needs_it(cast, standard_and_reasons):
    case_file = stories.ready_case(cast)
    case_file.people.all().delete()
    forms = set(CATALOGUE.forms)
    by_plea = {}
    for plea in ("gap", "ngap"):
        case_file.suspects.update(anticipated_plea=plea)
        rows = [row for row in standard_for(contents_of(stories.fresh(case_file)), on=MONDAY) if row.needed]
        named = {kind for row in rows for kind in row.ways.get("material", ())} & forms
        by_plea[plea] = {page.form.code for page in Forms.of(case_file, on=MONDAY).pages() if page.called_for}
        assert named <= by_plea[plea]
    assert by_plea["ngap"] - by_plea["gap"] == {"mg6b", "mg9"}


def test_a_case_calls_for_forms_by_its_facts(cast):
    case_file = stories.ready_case(cast)
    before = {page.form.code for page in Forms.of(case_file, on=MONDAY).pages() if page.called_for}
    assert {"mg3", "mg5", "mg9", "vps"} <= before
    assert not {"da", "dmd", "mg3a", "mg6b", "mg16"} & before
    building.set_flags(case_file=case_file, codes={"domestic_abuse"}, by=cast.builder, at=MONDAY_4PM)
    say(case_file, "mg6.misconduct", "yes", by=cast.builder)
    after = {page.form.code for page in Forms.of(case_file, on=MONDAY).pages() if page.called_for}
    assert after - before == {"da", "mg6b"}


@pytest.mark.parametrize(
    ("flags", "casework_type", "called_for"),
    [
        ((), "magistrates", False),
        ((), "complex", True),
        (("rape",), "magistrates", True),
        (("domestic_abuse",), "crown", False),
        (("death",), "rasso", True),
    ],
)
def test_any_one_set_of_facts_calls_for_the_disclosure_management_document(cast, flags, casework_type, called_for):
    case_file = stories.ready_case(cast)
    building.set_flags(case_file=case_file, codes=set(flags), by=cast.builder, at=MONDAY_4PM)
    building.change_case(
        case_file=case_file,
        changes={"casework_type": casework_type},
        expected_version=stories.fresh(case_file).version,
        by=cast.builder,
        at=MONDAY_4PM,
    )
    pages = Forms.of(stories.fresh(case_file), on=MONDAY).pages()
    assert ("dmd" in {page.form.code for page in pages if page.called_for}) is called_for


def test_a_question_waits_for_the_answer_that_calls_for_it_and_stays_once_answered(cast):
    case_file = stories.ready_case(cast)

    def asked():
        return {line.question.code for part in page_of(case_file, "mg3").parts for line in part.to_answer}

    assert "mg3.threshold_bail" not in asked()
    say(case_file, "mg3.code_test", "threshold", by=cast.builder)
    assert "mg3.threshold_bail" in asked()
    say(case_file, "mg3.threshold_bail", "Flight risk", by=cast.builder)
    Answer.objects.filter(question="mg3.code_test").update(value="full")
    assert "mg3.threshold_bail" in asked()
    assert "mg3.threshold_evidence" not in asked()


def test_a_fact_is_shown_where_it_belongs_with_the_way_to_where_it_is_answered(cast):
    case_file = stories.ready_case(cast)
    summary = line_of(case_file, "mg5", "Summary of the circumstances")
    assert summary.value == "Two people left a shop with tools they had not paid for."
    assert (summary.question, summary.where) == (None, reverse("casework:case_file_edit", args=[case_file.slug]))
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    issues = line_of(case_file, "mg6", "Likely issues in the case")
    assert (issues.value, issues.question) == ("Identification", None)
    assert issues.where == f"{address(case_file)}#offence-case"


def test_every_part_about_a_suspect_stands_once_for_each(cast):
    case_file = stories.ready_case(cast)
    parts = [part.key for part in page_of(case_file, "mg15").parts]
    first, second = case_file.suspects.all()
    assert parts == ["records-case", f"interview-suspect-{first.pk}", f"interview-suspect-{second.pk}"]


def test_counting_tells_what_is_answered_on_each_form(cast):
    case_file = stories.ready_case(cast)
    before = progress(case_file, on=MONDAY)["mg3"]
    say(case_file, "mg3.issues", state="none", by=cast.builder)
    assert progress(case_file, on=MONDAY)["mg3"] == (before[0] + 1, before[1])


def test_four_values_are_four_words_on_the_page_and_on_the_paper(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    say(case_file, "mg3.strengths", state="none", by=cast.builder)
    say(case_file, "mg3.issues", state="unknown", by=cast.builder)
    say(case_file, "mg3.poca_committal", state="not_applicable", by=cast.builder)
    lines = {line.label: line.value for part in page_of(case_file, "mg3").parts for line in part.lines}
    assert lines["Strengths of the evidence"] == "None"
    assert lines["Likely issues in the case"] == "Not known"
    assert lines["Will a committal for confiscation be asked for (POCA section 70)?"] == "Does not apply"
    assert lines["Weaknesses of the evidence"] == "Not yet answered"
    facts = [fact for section in paper_of(page_of(case_file, "mg3"), case_file).sections for fact in section.facts]
    on_paper = {fact.label: (fact.value, fact.state) for fact in facts}
    assert {label: on_paper[label] for label in list(lines)} == {
        label: (value, on_paper[label][1]) for label, value in lines.items()
    }
    assert on_paper["Strengths of the evidence"] == ("None", True)
    say(case_file, "mg3.consents", "None", by=cast.builder)
    assert line_of(case_file, "mg3", "Consents that are needed").is_words is False
    page = words(client.get(address(case_file)))
    assert all(word in page for word in ("None . Last confirmed", "Not known . Last", "Not yet answered"))


def test_a_builder_answers_several_parts_with_one_press(client, cast):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.first()
    client.force_login(cast.builder)
    shown = client.get(address(case_file))
    sent = typed(shown) | {
        "offence-case-mg3.issues": "Identification\r\nand intent",
        "offence-case-mg3.strengths.state": "none",
        "referral-case-mg3.code_test": "full",
        "referral-case-mg3.point": "=unknown",
        f"suspect-suspect-{suspect.pk}-mg3.arrested_on_day": "27",
        f"suspect-suspect-{suspect.pk}-mg3.arrested_on_month": "2",
        f"suspect-suspect-{suspect.pk}-mg3.arrested_on_year": "2026",
        "save": "offence-case",
    }
    response = client.post(address(case_file), sent)
    assert response.status_code == 302
    assert response["Location"].endswith("#offence-case")
    kept = {row.question: (row.state, row.value) for row in Answer.objects.all()}
    assert kept == {
        "mg3.issues": ("given", "Identification\nand intent"),
        "mg3.strengths": ("none", ""),
        "mg3.code_test": ("given", "full"),
        "mg3.point": ("unknown", ""),
        "mg3.arrested_on": ("given", "2026-02-27"),
    }
    page = words(client.get(address(case_file)))
    assert "5 answers saved." in page
    assert "Last confirmed by Bea Builder on" in page


def test_sending_the_page_as_it_is_changes_nothing(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    say(case_file, "mg3.issues", "  Two\n\nlines  ".strip(), by=cast.builder)
    say(case_file, "mg3.time_limit", "2026-08-27", by=cast.builder)
    version = Answer.objects.get(question="mg3.issues").version
    sent = typed(client.get(address(case_file))) | {"save": "offence-case"}
    assert "Nothing was changed." in words(client.post(address(case_file), sent, follow=True))
    assert Answer.objects.get(question="mg3.issues").version == version


def test_confirming_a_part_names_who_stands_behind_it(client, cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    client.force_login(cast.supervisor)
    sent = typed(client.get(address(case_file))) | {"confirm": "offence-case"}
    assert "1 answer saved." in words(client.post(address(case_file), sent, follow=True))
    assert Answer.objects.get(question="mg3.issues").changed_by == cast.supervisor


def test_a_conflict_shows_theirs_beside_mine_and_saving_again_decides(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    sent = typed(client.get(address(case_file))) | {
        "offence-case-mg3.issues": "My words",
        "referral-case-mg3.decision_sought": "A charge",
        "save": "offence-case",
    }
    say(case_file, "mg3.issues", "Their words", by=cast.supervisor)
    response = client.post(address(case_file), sent)
    page = words(response)
    assert response.status_code == 422
    assert "Sam Supervisor saved this" in page
    assert "Their words" in page
    assert ">\nMy words</textarea>" in response.content.decode()
    assert Answer.objects.get(question="mg3.issues").value == "Their words"
    assert Answer.objects.get(question="mg3.decision_sought").value == "A charge"
    again = typed(response) | {"save": "offence-case"}
    assert client.post(address(case_file), again).status_code == 302
    assert Answer.objects.get(question="mg3.issues").value == "My words"


def test_what_is_wrong_stands_beside_its_question_and_nothing_typed_is_lost(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    sent = typed(client.get(address(case_file))) | {
        "offence-case-mg3.issues": "Both",
        "offence-case-mg3.issues.state": "none",
        "offence-case-mg3.weaknesses": "One witness",
    }
    response = client.post(address(case_file), sent)
    assert response.status_code == 422
    assert "give an answer or choose one, not both" in words(response)
    assert "One witness" in response.content.decode()
    assert Answer.objects.count() == 0


def test_an_answer_cannot_be_taken_back_to_silence(client, cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg3.issues", "Identification", by=cast.builder)
    client.force_login(cast.builder)
    sent = typed(client.get(address(case_file))) | {"offence-case-mg3.issues": ""}
    response = client.post(address(case_file), sent)
    assert "or choose “None” or “Not known”" in words(response)
    assert Answer.objects.get(question="mg3.issues").value == "Identification"


def test_the_cps_reads_the_form_and_can_change_nothing(client, cast):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(cast.prosecutor)
    response = client.get(address(case_file))
    page = response.content.decode()
    assert "<textarea" not in page
    assert "Two people left a shop with tools" in page
    assert "OFFICIAL-SENSITIVE, NOT DISCLOSABLE" in page
    assert client.post(address(case_file), {"save": "offence-case"}).status_code == 403


def test_the_builder_reads_what_is_with_the_cps_and_is_told_if_they_try(client, cast):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(cast.builder)
    assert "<textarea" not in client.get(address(case_file)).content.decode()
    sent = {"offence-case-mg3.issues": "Late", "save": "offence-case"}
    response = client.post(address(case_file), sent)
    assert response.status_code == 422
    assert "cannot be changed now" in words(response)
    assert "Late" in response.content.decode()


@pytest.mark.parametrize("who", ["outsider", "outside_prosecutor"])
def test_strangers_find_no_forms(client, cast, who):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(getattr(cast, who))
    for name, keys in (("forms", []), ("form_edit", ["mg3"]), ("form_document", ["mg3"]), ("documents", [])):
        assert client.get(reverse(f"casework:{name}", args=[case_file.slug, *keys])).status_code == 404


def test_what_nobody_filled_in_is_not_answered_and_counts_as_such(cast):
    case_file = stories.ready_case(cast)
    CaseFile.objects.filter(pk=case_file.pk).update(crime_reference="", crime_recorded_on=None)
    case_file.suspects.update(asn="")
    blank = page_of(stories.fresh(case_file), "mg3")
    referral = next(part for part in blank.parts if part.section.code == "referral")
    empty = {line.label: (line.value, line.counts) for part in blank.parts for line in part.shown if line.is_words}
    assert empty["Crime reference"] == empty["Arrest/summons number (ASN)"] == ("Not yet answered", True)
    assert empty["Date the crime was recorded"] == ("Not yet answered", True)
    assert empty["Flags"] == ("No flag is set", False)
    assert referral.unanswered >= 2
    CaseFile.objects.filter(pk=case_file.pk).update(crime_reference="45/1/26")
    assert page_of(stories.fresh(case_file), "mg3").answered == blank.answered + 1


def test_the_heading_of_a_form_is_written_as_it_is_called(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    page = client.get(address(case_file, "mg6b")).content.decode()
    assert "&amp;#x27;" not in page
    assert page.count("MG6B Police officer&#x27;s misconduct record") >= 2


def test_the_list_of_forms_puts_what_is_incomplete_first_and_the_rest_apart(client, cast):
    case_file = stories.ready_case(cast)
    say(case_file, "mg9.police_and_experts", state="none", by=cast.builder)
    say(case_file, "mg9.unavailable", state="none", by=cast.builder)
    say(case_file, "mg9.contact_held", "yes", by=cast.builder)
    client.force_login(cast.builder)
    response = client.get(reverse("casework:forms", args=[case_file.slug]))
    called_for = [page.form.code for page in response.context["called_for"]]
    assert called_for[0] == "mg3"
    assert called_for[-1] == "mg9"
    assert "dmd" in [page.form.code for page in response.context["others"]]
    assert "Bea Builder" in words(response)


def test_sensitive_material_is_on_no_form_and_no_paper(client, cast):
    case_file = stories.ready_case(cast)
    case_file.material.update(sensitive=True)
    client.force_login(cast.supervisor)
    assert "Statement of the shop manager" not in words(client.get(address(case_file, "mg11")))
    assert "Statement of the shop manager" not in str(paper_of(page_of(case_file, "mg11"), case_file))


def test_a_form_becomes_a_pdf_that_can_be_downloaded_and_the_download_is_noted(client, cast):
    case_file = stories.submitted_case(cast).case_file
    client.force_login(cast.prosecutor)
    ask = reverse("casework:form_document", args=[case_file.slug, "mg5"])
    assert client.get(ask)["Location"] == address(case_file, "mg5")
    assert client.post(ask).status_code == 302
    assert "Being made" in words(client.get(address(case_file, "mg5")))
    document = GeneratedDocument.objects.get(form="mg5")
    download = reverse("casework:document_download", args=[case_file.slug, document.pk])
    assert client.get(download).status_code == 404
    make_documents()
    assert "Ready" in words(client.get(address(case_file, "mg5")))
    response = client.get(download)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'attachment; filename="OFFICIAL-SENSITIVE {case_file.slug}-mg5-v1.pdf"'
    assert response["X-Handling"] == f"OFFICIAL-SENSITIVE {case_file.reference}"
    look = ReadEntry.objects.get(thing="document")
    assert (look.by_id, look.sha256) == (cast.prosecutor.pk, stories.fresh(document).sha256)


def test_a_document_that_failed_says_why_and_can_be_tried_again(client, cast):
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    client.post(reverse("casework:form_document", args=[case_file.slug, "mg5"]))
    GeneratedDocument.objects.update(state="failed", error="It took longer than a minute.")
    listing = reverse("casework:documents", args=[case_file.slug])
    assert "It took longer than a minute." in words(client.get(listing))
    document = GeneratedDocument.objects.get()
    client.post(reverse("casework:document_retry", args=[case_file.slug, document.pk]))
    assert "Being made" in words(client.get(listing))


def a_crowd(cast, case_file, number):
    """Add many suspects and witnesses to a case, each with an answer."""
    for place in range(number):
        suspect = stories.add_suspect(case_file, by=cast.builder, family_name=f"Ash{place}")
        say(case_file, "mg3.defence", "Alibi", subject=suspect, by=cast.builder)
        facts = {"role": "witness", "family_name": f"Elm{place}", "given_names": "Test"}
        people.add_person(case_file=case_file, facts=facts, by=cast.builder, at=TUESDAY_9AM)
    for person in Person.objects.filter(case_file=case_file):
        say(case_file, "mg11.proves", "Presence", subject=person, by=cast.supervisor)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["builder", "supervisor"])
def test_pages_ask_the_same_few_queries_however_many_suspects_there_are(client, cast, who):
    case_file = stories.ready_case(cast)
    client.force_login(getattr(cast, who))
    addresses = [
        reverse("casework:forms", args=[case_file.slug]),
        *(address(case_file, code) for code in ("mg3", "mg11", "mg9")),
        reverse("casework:documents", args=[case_file.slug]),
        reverse("casework:field_history", args=[case_file.slug]),
    ]

    def counts():
        found = []
        for each in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(each).status_code == 200
            found.append(len(asked))
        return found

    client.get(addresses[0])
    before = counts()
    a_crowd(cast, case_file, 25)
    assert max(before) <= MOST_QUERIES
    assert max(counts()) <= MOST_QUERIES


@pytest.mark.slow
def test_a_form_about_many_suspects_comes_in_screenfuls_and_each_can_be_answered(client, cast):
    case_file = stories.ready_case(cast)
    a_crowd(cast, case_file, 12)
    client.force_login(cast.builder)
    last = case_file.suspects.last()
    second = f"{address(case_file, 'mg15')}?page=2"
    shown = client.get(second)
    assert f"interview-suspect-{last.pk}" in shown.content.decode()
    sent = typed(shown) | {f"interview-suspect-{last.pk}-mg15.happened": "No comment"}
    assert client.post(second, sent).status_code == 302
    assert Answer.objects.get(question="mg15.happened").suspect == last
