"""Advice: sealed with the review, read by both agencies, superseded with a reason, never edited."""

import json

import pytest
from django.db import InternalError, transaction

from casework.models import GeneratedDocument, Notice
from casework.operations import typesetting
from charging.models import Advice, Decision
from charging.operations import advice, notices
from charging.rules.advice import advice_paper
from charging.rules.plain_values import canonical, digest
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(cast):
    """A review that charged one suspect and ended the case of the other."""
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome(), stories.nfa_outcome()])
    return stories.fresh(consultation)


def supersede(consultation, by, *, reason="A slip in a name", version=1, at=FRIDAY_9AM, **texts):
    texts = texts or {"public_interest": "Needed, as it was planned."}
    return advice.supersede(
        consultation=consultation, texts=texts, reason=reason, expected_version=version, by=by, at=at
    )


def test_completing_a_review_seals_its_first_version_under_its_own_digest(issued):
    sealed = Advice.objects.get()
    said = json.loads(sealed.content)

    assert sealed.sha256 == digest(sealed.content.encode()) == digest(canonical(said))
    assert [each["result"]["code"] for each in said["decisions"]] == ["charge_full", "nfa_evidential"]
    assert [each["code"] for each in said["sections"]] == ["evidence", "public_interest", "allocation", "witnesses"]


def test_the_database_refuses_to_change_or_remove_what_was_sealed(issued):
    for change in (lambda rows: rows.update(reason="x"), lambda rows: rows.delete()):
        with pytest.raises(InternalError, match="Advice is sealed"), transaction.atomic():
            change(Advice.objects.all())


def test_a_new_version_takes_its_place_with_a_reason_and_the_old_one_stays(cast, issued):
    entry = supersede(issued, cast.prosecutor)

    first, second = Advice.objects.order_by("version")
    assert (second.version, second.reason, entry.details["sha256"]) == (2, "A slip in a name", second.sha256)
    assert "Needed, as it was planned." in second.content
    assert "Needed, as it was planned." not in first.content
    assert json.loads(second.content)["decisions"] == json.loads(first.content)["decisions"]


def test_no_reason_no_difference_an_empty_section_or_somebody_else_is_refused(cast, issued):
    with nothing_changes():
        with pytest.raises(Refused, match="Say why"):
            supersede(issued, cast.prosecutor, reason=" ")
        with pytest.raises(Refused, match="Nothing differs"):
            supersede(issued, cast.prosecutor, **stories.SECTIONS)
        with pytest.raises(Refused, match="cannot be left empty"):
            supersede(issued, cast.prosecutor, public_interest="")
        with pytest.raises(Refused, match="no such section"):
            supersede(issued, cast.prosecutor, decisions="Charge")
        for person in (cast.second_prosecutor, cast.builder, cast.assistant):
            with pytest.raises(NotPermitted):
                supersede(issued, person)


def test_of_two_new_versions_the_second_is_told_who_sealed_the_first(cast, issued):
    supersede(issued, cast.prosecutor)
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor sealed version 2"):
        supersede(issued, cast.legal_manager, at=FRIDAY_2PM)


def test_the_pdf_names_version_and_digest_on_every_page(issued):
    sealed = Advice.objects.get()
    paper = advice_paper(json.loads(sealed.content), sealed.sha256)
    assert f"Advice version 1, SHA-256 {sealed.sha256[:16]}" in paper.handling
    assert GeneratedDocument.objects.get(form=f"advice-{issued.pk}").inputs["handling"] == paper.handling
    pdf = typesetting.typeset({**paper.as_data(), "reference": "45AD1234526", "stamp": "Version 1"})
    assert pdf.startswith(b"%PDF-")


def test_the_decision_stands_before_its_reasons_on_paper_and_an_approval_stays_that_of_version_1(issued):
    said = json.loads(Advice.objects.get().content)
    approved = {"rule": "A rule", "by": {"person": "Sue"}, "at": said["sealed_at"]}
    for version in (1, 2):
        paper = advice_paper({**said, "version": version, "approvals": [approved]}, "0" * 64)
        about = {fact.label: fact.value for fact in paper.sections[0].facts}
        assert about["Approved: A rule"].endswith("as version 1 said it") is (version == 2)
    headings = [section.heading for section in paper.sections]
    assert headings[1:4] == ["Decisions", said["decisions"][0]["name"], "Reasons for this decision"]


def test_the_other_side_is_told_of_a_new_version_and_an_old_one_says_that_it_is_none(client, cast, issued):
    supersede(issued, cast.legal_manager)
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    rows = Notice.objects.filter(text__contains="advice of the CPS replaced").values_list("recipient", flat=True)
    assert sorted(rows) == sorted([cast.builder.pk, cast.prosecutor.pk])
    page = f"{issued.case_file.get_absolute_url()}reviews/{issued.pk}/advice/"
    client.force_login(cast.builder)
    assert "This is not the advice any more" in client.get(f"{page}?version=1").content.decode()
    assert "This is not the advice any more" not in client.get(page).content.decode()


def test_both_agencies_read_every_version_with_its_digest(client, cast, issued):
    supersede(issued, cast.prosecutor)
    page = f"{issued.case_file.get_absolute_url()}reviews/{issued.pk}/advice/"
    for reader in (cast.builder, cast.second_prosecutor):
        client.force_login(reader)
        latest = client.get(page).content.decode()
        assert "Needed, as it was planned." in latest
        assert "A slip in a name" in latest
        assert "Needed, as it was planned." not in client.get(f"{page}?version=1").content.decode()
    client.force_login(cast.outsider)
    assert client.get(page).status_code == 404


def test_the_page_seals_a_new_version(client, cast, issued):
    page = f"{issued.case_file.get_absolute_url()}reviews/{issued.pk}/advice/replace/"
    client.force_login(cast.prosecutor)
    form = client.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"reason": "Clearer", "section_evidence": "Clear."}
    assert client.post(page, typed).status_code == 302
    assert Advice.objects.count() == 2


def test_ending_a_case_with_a_victim_says_that_the_victim_may_ask_for_a_review(cast):
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome(), stories.nfa_outcome()])
    told = dict(Decision.objects.values_list("result", "qualifies_for_victim_review"))
    assert told == {"charge_full": False, "nfa_evidential": True}
