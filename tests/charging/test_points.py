"""Points to prove: linked to material, so that withdrawing a statement shows which charges weaken."""

import json
import re

import pytest

from casework.models import CaseEvent, Material, Notice, OffenceCode
from casework.operations import material, scanning
from casework.queries.case_page import contents_of
from charging.models import Advice, Point, PointSupport
from charging.operations import notices, points
from charging.queries.review.points import charges_to_prove, weakened
from foundation.periods import local_date
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import papers, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM
from tests.scanner import EICAR
from tests.scanner import scanning as a_scanner
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db

ASSAULT = "CJ88116"


@pytest.fixture
def review(cast):
    """A review of two suspects with a statement."""
    return stories.accepted_case(cast)


def the_statement(case_file):
    return Material.objects.filter(case_file=case_file, kind="mg11").first()


def support(review, by, *, element="took", item=None, at=THURSDAY_9AM, suspect=None):
    suspect = suspect or review.case_file.suspects.get(number=1)
    return points.support(
        suspect=suspect,
        offence_code=OffenceCode.objects.get(code=stories.THEFT),
        element=element,
        point=None,
        material=item or the_statement(review.case_file),
        note="She saw it",
        by=by,
        at=at,
    )


def back_with_police(review, cast):
    """Send the file back for more, so that police can change it again."""
    stories.complete_review(review, [stories.plan_outcome()], items=[stories.an_item()])


def test_the_elements_of_each_offence_stand_there_with_what_supports_them_and_gaps(cast, review):
    support(review, cast.prosecutor)

    first, second = charges_to_prove(
        contents_of(review.case_file), cast.prosecutor, local_date(THURSDAY_9AM), chosen={}
    )

    assert [proof.key for proof in first.proofs][:2] == ["element-who", "element-took"]
    assert {proof.text: proof.is_gap for proof in first.proofs}["They took the property"] is False
    assert (first.gaps, second.gaps) == (4, 5)


def test_the_advice_seals_an_offence_whole_with_the_elements_that_nothing_supports(cast, review):
    support(review, cast.prosecutor)
    stories.complete_review(review, [stories.charge_outcome()])

    said = json.loads(Advice.objects.get().content)["points"]

    assert {each["name"] for each in said} == {"Test Alder"}
    assert {each["text"]: each["supports"] for each in said}["They took the property"] == [
        the_statement(review.case_file).title
    ]
    assert [each["supports"] for each in said].count([]) == 4


def test_what_rests_on_sensitive_material_alone_is_said_before_issue_and_the_advice_names_nothing(client, cast, review):
    support(review, cast.prosecutor)
    item = the_statement(review.case_file)
    Material.objects.filter(pk=item.pk).update(sensitive=True)
    client.force_login(cast.prosecutor)
    page = client.get(f"/case-files/{review.case_file.slug}/reviews/{review.pk}/check/").content.decode()
    assert page.count("Only sensitive material supports it, which the advice does not name") == 1

    stories.complete_review(review, [stories.charge_outcome()])

    assert {tuple(each["supports"]) for each in json.loads(Advice.objects.get().content)["points"]} == {()}


def test_withdrawing_a_statement_shows_which_charge_weakens_and_tells_the_prosecutor(cast, review):
    support(review, cast.prosecutor)
    back_with_police(review, cast)
    assert weakened(review.case_file, cast.prosecutor) == []

    item = the_statement(review.case_file)
    material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)

    (lost,) = weakened(review.case_file, cast.prosecutor)
    assert (str(lost.point), lost.nothing_left, lost.lost) == ("They took the property", True, [item.title])
    notices.deliver(at=FRIDAY_2PM)
    told = Notice.objects.filter(recipient=cast.prosecutor, text__contains="a point to prove lost material")
    assert told.count() == 1


def test_whose_points_rest_on_what_turns_out_to_be_a_virus_is_told_as_well(cast, review, settings):
    back_with_police(review, cast)
    details = material.MaterialDetails(kind="mg11", title="Statement of the driver")
    upload = papers.uploaded("statement.txt", b"I saw it.\r\n" + EICAR)
    with a_scanner() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        added = material.attach(
            case_file=review.case_file, details=details, upload=upload, by=cast.builder, at=FRIDAY_9AM
        )
        support(review, cast.prosecutor, item=Material.objects.get(pk=added.details["material_id"]), at=FRIDAY_9AM)
        assert scanning.scan_waiting(at=FRIDAY_9AM) == 1

    notices.deliver(at=FRIDAY_2PM)

    happened = CaseEvent.objects.get(type="casework.material_quarantined")
    told = {each.recipient: each.text for each in Notice.objects.filter(event_id=happened.pk)}
    assert set(told) == {cast.builder, cast.prosecutor}
    assert "a file that you added" in told[cast.builder]
    assert "a point to prove lost material" in told[cast.prosecutor]


def test_nobody_is_told_of_material_on_which_nothing_rests(cast, review):
    back_with_police(review, cast)
    item = the_statement(review.case_file)
    material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)
    notices.deliver(at=FRIDAY_2PM)
    assert not Notice.objects.filter(text__contains="a point to prove").exists()


def test_the_page_of_the_case_says_it_to_the_cps_and_after_issue_to_police(client, cast, review):
    support(review, cast.prosecutor)
    assert weakened(review.case_file, cast.builder) == []
    back_with_police(review, cast)
    item = the_statement(review.case_file)
    material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)

    for reader in (cast.prosecutor, cast.builder):
        client.force_login(reader)
        page = client.get(review.case_file.get_absolute_url()).content.decode()
        assert "Charges that are weaker than they were" in page
        assert "“They took the property” has nothing left that supports it" in page
        assert (f'href="/case-files/{review.case_file.slug}/points/"' in page) is (reader == cast.prosecutor)


def test_what_the_cps_links_for_its_next_review_is_not_told_to_police_before_that_is_issued(cast):
    second = stories.answered_case(cast)
    support(second, cast.prosecutor, at=FRIDAY_2PM)
    Material.objects.filter(kind="mg11").update(withdrawn_at=FRIDAY_2PM, withdrawn_by=cast.builder)
    assert len(weakened(second.case_file, cast.prosecutor)) == 1
    assert weakened(second.case_file, cast.builder) == []


def test_points_are_the_cases_and_are_there_in_the_next_review(cast):
    second = stories.answered_case(cast)
    support(second, cast.prosecutor, at=FRIDAY_2PM)
    assert Point.objects.filter(case_file=second.case_file).count() == 1


def test_a_point_of_ones_own_is_added_linked_and_taken_out(cast, review):
    suspect, code = review.case_file.suspects.get(number=1), OffenceCode.objects.get(code=stories.THEFT)
    points.add(suspect=suspect, offence_code=code, text="It was dark", by=cast.prosecutor, at=THURSDAY_9AM)
    point = Point.objects.get()

    points.remove(point=point, by=cast.prosecutor, at=FRIDAY_9AM)

    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor took this point out"):
        points.remove(point=point, by=cast.second_prosecutor, at=FRIDAY_2PM)


def test_what_is_linked_twice_withdrawn_or_unknown_is_refused(cast, review):
    support(review, cast.prosecutor)
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor linked"):
        support(review, cast.second_prosecutor)
    with nothing_changes(), pytest.raises(Refused, match="Choose what the material supports"):
        support(review, cast.prosecutor, element="nothing")
    with nothing_changes(), pytest.raises(Refused, match="not in the file any more"):
        support(review, cast.prosecutor, item=Material(pk=0))


def test_nothing_supports_a_point_that_was_taken_out_or_is_about_somebody_else(cast, review):
    first, second = review.case_file.suspects.order_by("number")
    code = OffenceCode.objects.get(code=stories.THEFT)
    points.add(suspect=first, offence_code=code, text="It was light", by=cast.prosecutor, at=THURSDAY_9AM)
    point = Point.objects.get()
    linked = {"offence_code": code, "element": "", "material": the_statement(review.case_file), "note": ""}

    with nothing_changes(), pytest.raises(Refused, match="not to be proved any more"):
        points.support(suspect=second, point=point, by=cast.prosecutor, at=THURSDAY_9AM, **linked)

    points.remove(point=point, by=cast.prosecutor, at=THURSDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="not to be proved any more"):
        points.support(suspect=first, point=point, by=cast.prosecutor, at=THURSDAY_9AM, **linked)


def test_police_neither_keep_points_nor_know_of_them(client, cast, review):
    with nothing_changes(), pytest.raises(NotPermitted):
        support(review, cast.builder)
    support(review, cast.prosecutor)
    client.force_login(cast.builder)
    page = f"{review.case_file.get_absolute_url()}points/"
    assert client.get(page).status_code == 404
    assert "Material linked to a point" not in client.get(review.case_file.get_absolute_url()).content.decode()
    client.force_login(cast.prosecutor)
    assert client.get(page).status_code == 200
    assert CaseEvent.objects.filter(type="charging.point_supported").count() == 1


def test_the_page_links_material_to_a_point_and_takes_the_link_out(client, cast, review):
    client.force_login(cast.prosecutor)
    page = f"{review.case_file.get_absolute_url()}points/"
    charge = client.get(page).context["charges"][0]
    typed = {"step": "support", "support-point": f"{charge.key}/element-dishonest"}
    refused = client.post(page, typed)
    assert "Select the material that supports it" in refused.content.decode()
    client.post(page, typed | {"support-material": the_statement(review.case_file).pk})
    link = PointSupport.objects.get()
    assert link.point.element == "dishonest"
    client.post(f"{page}links/{link.pk}/take-out/")
    assert not PointSupport.objects.exists()


def test_the_hub_of_a_review_says_suspect_by_suspect_how_many_points_are_supported(client, cast, review):
    support(review, cast.prosecutor)
    client.force_login(cast.prosecutor)

    page = " ".join(client.get(f"/case-files/{review.case_file.slug}/reviews/{review.pk}/").content.decode().split())

    assert "Points to prove against Test Alder: 1 of 5 supported" in page
    assert "Points to prove against Test Birch: 0 of 5 supported" in page


def decides(client, review, number, *, result="charge_full", more="", answer="as_proposed", instead=""):
    """Save the decision about a suspect as its page does."""
    suspect = review.case_file.suspects.get(number=number)
    offence = f"offence_{suspect.offences.get().pk}"
    version = review.sections.filter(suspect=suspect).values_list("version", flat=True).first() or 0
    typed = {"version": version, "result": result, "rationale": "An admission", "more": more}
    typed |= {offence: answer, f"{offence}_code": instead}
    address = f"/case-files/{review.case_file.slug}/reviews/{review.pk}/suspects/{number}/"
    assert (
        client.post(address, {f"suspect-{suspect.pk}-{name}": said for name, said in typed.items()}).status_code == 302
    )


def test_an_offence_that_the_decision_adds_has_its_points_in_a_group_of_its_own_to_link_material_to(
    client, cast, review
):
    client.force_login(cast.prosecutor)
    page = f"{review.case_file.get_absolute_url()}points/"
    assert "Chosen in the decision" not in client.get(page).content.decode()
    decides(client, review, 1, more=ASSAULT)
    charge = client.get(page).context["charges"][-1]
    assert (charge.group, charge.offence_code.code, charge.gaps) == ("Chosen in the decision", ASSAULT, 4)

    key = f"{charge.key}/{charge.proofs[0].key}"
    item = the_statement(review.case_file).pk
    client.post(page, {"step": "support", "support-point": key, "support-material": item})

    assert PointSupport.objects.get().point.offence_code.code == ASSAULT
    decides(client, review, 1)
    (kept,) = [each for each in client.get(page).context["charges"] if each.offence_code.code == ASSAULT]
    assert kept.group == "Neither proposed nor chosen any more"


def test_an_offence_charged_instead_is_chosen_but_not_one_that_a_decision_named_before_it_ended_the_case(
    client, cast, review
):
    client.force_login(cast.prosecutor)
    page = f"{review.case_file.get_absolute_url()}points/"
    decides(client, review, 1, answer="another", instead=ASSAULT)
    assert [each.offence_code.code for each in client.get(page).context["charges"]] == [
        stories.THEFT,
        stories.THEFT,
        ASSAULT,
    ]
    review.sections.update(answers=review.sections.get().answers | {"result": "nfa_evidential"})
    assert [each.offence_code.code for each in client.get(page).context["charges"]] == [stories.THEFT, stories.THEFT]


def test_the_hub_and_the_check_page_count_the_same_offences_in_the_same_words(client, cast, review):
    client.force_login(cast.prosecutor)
    support(review, cast.prosecutor)
    address = f"/case-files/{review.case_file.slug}/reviews/{review.pk}/"

    def said():
        pages = [" ".join(client.get(f"{address}{part}").content.decode().split()) for part in ("", "check/")]
        counts = [re.findall(r"Points to prove against [^:]+: [0-9]+ of [0-9]+ supported", page) for page in pages]
        assert counts[0] == counts[1]
        return [each.removeprefix("Points to prove against ") for each in counts[0]]

    assert said() == ["Test Alder: 1 of 5 supported", "Test Birch: 0 of 5 supported"]
    decides(client, review, 1, more=ASSAULT)
    assert said() == ["Test Alder: 1 of 9 supported", "Test Birch: 0 of 5 supported"]
    decides(client, review, 1, answer="another", instead=ASSAULT)
    assert said() == ["Test Alder: 0 of 4 supported", "Test Birch: 0 of 5 supported"]
    decides(client, review, 2, result="action_plan", answer="")
    assert said() == ["Test Alder: 0 of 4 supported"]
