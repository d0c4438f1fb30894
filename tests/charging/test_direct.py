"""CPS Direct has red files by night; the Area has them by day; a case goes from one Area to another."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.models import Organisation, Unit
from casework.models import CaseEvent, CaseFile, SearchName, Standing, Suspect
from casework.queries import search
from charging.lifecycle import ReviewType, Stream
from charging.models import Consultation, Transfer
from charging.operations import charges, closing, direct, review, transfer, triage
from charging.operations.transfer import Destination
from charging.queries.lists import worklist
from charging.queries.transfers.overnight import pack_for
from charging.rules.office_hours import closed_since, goes_to_direct, is_open, next_opening
from foundation.periods import LONDON
from foundation.verdicts import NotPermitted, Refused
from tests import disagreements, stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_11PM, WEDNESDAY_2AM, WEDNESDAY_9AM
from tests.collisions import collide, sort_out
from tests.unchanged import assert_in_step, nothing_changes

AREAS_OWN = ("assistant", "prosecutor", "legal_manager", "area_manager")


def at(*parts):
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("instant", "opened"),
    [
        (at(2026, 3, 3, 8, 59), False),
        (at(2026, 3, 3, 9), True),
        (at(2026, 3, 3, 16, 59), True),
        (at(2026, 3, 3, 17), False),
        (at(2026, 3, 7, 12), False),
        (at(2026, 4, 3, 12), False),
        (at(2026, 3, 29, 12), False),
        (at(2026, 3, 30, 9), True),
        (at(2026, 3, 30, 8, 59), False),
    ],
)
def test_areas_are_open_on_working_days_by_london_s_clock(instant, opened):
    assert is_open(instant) is opened
    assert goes_to_direct("red", instant) is not opened
    assert not goes_to_direct("green", instant)
    assert is_open(next_opening(instant))


@pytest.mark.parametrize(
    ("instant", "since"),
    [
        (at(2026, 3, 3, 9), at(2026, 3, 2, 17)),
        (at(2026, 3, 2, 9), at(2026, 2, 27, 17)),
        (at(2026, 3, 8, 12), at(2026, 3, 6, 17)),
        (at(2026, 3, 3, 18), at(2026, 3, 3, 17)),
        (at(2026, 4, 7, 8), at(2026, 4, 2, 17)),
    ],
)
def test_a_night_s_work_began_when_the_area_last_closed(instant, since):
    assert closed_since(instant) == since


def seen_by(cast, part, case):
    return CaseFile.objects.visible_to(getattr(cast, part)).filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_a_red_file_by_night_goes_to_cps_direct_and_everybody_is_told(cast, client):
    sent = stories.red_case_by_night(cast)
    case = stories.fresh(sent.case_file)
    assert case.handled_by.code == "cps-direct"
    assert set(Standing.objects.values_list("handled_by", flat=True)) == {case.handled_by_id}
    assert all(seen_by(cast, part, case) for part in ("direct_assistant", "builder", *AREAS_OWN))
    client.force_login(cast.builder)
    assert "CPS Direct" in client.get(case.get_absolute_url()).content.decode()
    assert (
        "CPS Direct" in client.get(reverse("charging:submission_receipt", args=[case.slug, sent.pk])).content.decode()
    )
    assert_in_step(WEDNESDAY_2AM)


@pytest.mark.django_db
def test_by_day_and_in_green_the_area_has_it_and_cps_direct_knows_of_nothing(cast):
    case = stories.submitted_case(cast, stream=Stream.RED, custody_basis="custody", at=TUESDAY_2PM).case_file
    green = stories.submitted_case(cast, urn=stories.a_urn(9), at=TUESDAY_11PM).case_file
    for each in (case, green):
        assert stories.fresh(each).handled_by is None
        assert not any(
            seen_by(cast, part, each) for part in ("direct_assistant", "direct_prosecutor", "direct_manager")
        )
        assert not search.cases("alder", user=cast.direct_prosecutor).exists()


@pytest.mark.django_db
def test_cps_direct_finds_what_it_has_by_name(cast):
    case = stories.red_case_by_night(cast).case_file
    assert SearchName.objects.exists()
    assert list(search.cases("alder", user=cast.direct_prosecutor)) == [case]
    assert list(search.cases("tools", user=cast.direct_prosecutor)) == [case]


@pytest.mark.django_db
def test_while_cps_direct_has_it_the_area_looks_on(cast):
    sent = stories.red_case_by_night(cast)
    with nothing_changes(), pytest.raises(NotPermitted, match="CPS Direct has this case now"):
        CHARGING_ACTS["accept"].run(cast, sent, at=WEDNESDAY_2AM)
    triage.accept(
        submission=sent,
        review_type=ReviewType.HOURS_3,
        casework_type="magistrates",
        by=cast.direct_assistant,
        at=WEDNESDAY_2AM,
    )
    consultation = Consultation.objects.get()
    event = review.allocate(
        consultation=consultation, prosecutor=cast.direct_prosecutor, by=cast.direct_prosecutor, at=WEDNESDAY_2AM
    )
    assert (event.actor_org, event.actor_role) == ("cps", "prosecutor")


def under_review_by_night(cast, **options):
    sent = stories.red_case_by_night(cast, **options)
    triage.accept(
        submission=sent,
        review_type=ReviewType.HOURS_3,
        casework_type="magistrates",
        by=cast.direct_assistant,
        at=WEDNESDAY_2AM,
    )
    consultation = Consultation.objects.get(submission=sent)
    review.allocate(
        consultation=consultation, prosecutor=cast.direct_prosecutor, by=cast.direct_prosecutor, at=WEDNESDAY_2AM
    )
    return stories.fresh(consultation)


@pytest.mark.django_db
def test_after_its_decision_the_case_passes_to_the_area_by_itself(cast):
    consultation = under_review_by_night(cast)
    stories.complete_review(consultation, [stories.charge_outcome()], at=WEDNESDAY_2AM)
    case = stories.fresh(consultation.case_file)
    assert case.handled_by is None
    assert Transfer.objects.latest("pk").kind == "decided"
    assert not seen_by(cast, "direct_prosecutor", case)
    assert_in_step(WEDNESDAY_9AM)


@pytest.mark.django_db
def test_what_police_charge_without_waiting_is_the_area_s_once_nobody_else_waits(cast):
    sent = stories.red_case_by_night(cast)
    for number, elsewhere in ((1, False), (2, True)):
        suspect = sent.case_file.suspects.get(number=number)
        laid = disagreements.details(stories.THEFT, charged_at=WEDNESDAY_2AM)
        charges.charge_without_authority(
            suspect=suspect, details=laid, unasked=disagreements.unasked(), by=cast.builder, at=WEDNESDAY_2AM
        )
        assert (stories.fresh(sent.case_file).handled_by is None) is elsewhere
    assert Transfer.objects.latest("pk").reason == direct.OVER
    assert_in_step(WEDNESDAY_2AM)


@pytest.mark.django_db
def test_what_cps_direct_rejected_and_is_closed_is_the_area_s(cast):
    sent = stories.red_case_by_night(cast)
    triage.reject(
        submission=sent,
        reasons={"PR01": "No grounds"},
        respond_by=date(2026, 3, 20),
        by=cast.direct_assistant,
        at=WEDNESDAY_2AM,
    )
    closure = closing.Closure(reason="not_resubmitted", early_because="Police said so.")
    suspects = list(sent.case_file.suspects.all())
    closing.finalise(suspects=suspects, closure=closure, by=cast.direct_assistant, at=WEDNESDAY_9AM)
    assert stories.fresh(sent.case_file).handled_by is None
    assert_in_step(WEDNESDAY_9AM)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["direct_assistant", "direct_manager", "assistant", "legal_manager"])
def test_undecided_it_is_handed_over_with_its_risks_and_the_review_is_free(cast, part):
    consultation = under_review_by_night(cast)
    event = direct.hand_over(
        case_file=consultation.case_file, risks="Detention ends at 11pm.", by=getattr(cast, part), at=WEDNESDAY_9AM
    )
    assert (event.details["from_body"], event.details["to_body"]) == ("cps-direct", "south-east")
    assert stories.fresh(consultation).prosecutor is None
    assert_in_step(WEDNESDAY_9AM)
    with nothing_changes(), pytest.raises(Refused, match="has this case already"):
        direct.hand_over(case_file=consultation.case_file, risks="None", by=cast.legal_manager, at=WEDNESDAY_9AM)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["direct_prosecutor", "prosecutor", "builder", "area_manager", "outside_prosecutor"])
def test_nobody_else_hands_over(cast, part):
    sent = stories.red_case_by_night(cast)
    with nothing_changes(), pytest.raises(NotPermitted):
        direct.hand_over(case_file=sent.case_file, risks="None", by=getattr(cast, part), at=WEDNESDAY_9AM)


@pytest.mark.django_db
def test_a_hand_over_says_the_open_risks(cast):
    sent = stories.red_case_by_night(cast)
    with nothing_changes(), pytest.raises(Refused, match="open risks"):
        direct.hand_over(case_file=sent.case_file, risks=" ", by=cast.direct_manager, at=WEDNESDAY_9AM)


@pytest.mark.django_db
def test_whoever_triages_what_was_handed_over_reads_its_risks(cast, client, django_assert_max_num_queries):
    sent = stories.red_case_by_night(cast)
    direct.hand_over(case_file=sent.case_file, risks="He is 15.", by=cast.direct_manager, at=WEDNESDAY_9AM)
    client.force_login(cast.assistant)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("charging:triage", args=[sent.case_file.slug, sent.pk]))
    assert "He is 15." in page.content.decode()


@pytest.mark.django_db
def test_whoever_reviews_what_was_handed_over_reads_its_risks_and_police_do_not(
    cast, client, django_assert_max_num_queries
):
    consultation = under_review_by_night(cast)
    case_file = consultation.case_file
    direct.hand_over(case_file=case_file, risks="He is 15.", by=cast.direct_manager, at=WEDNESDAY_9AM)
    found = {}
    for part in ("prosecutor", "builder"):
        client.force_login(getattr(cast, part))
        with django_assert_max_num_queries(15):
            page = client.get(reverse("charging:review", args=[case_file.slug, consultation.pk])).content.decode()
        found[part] = [said in page for said in ("He is 15.", "From CPS Direct", "Charging decision overdue")]
    assert found == {"prosecutor": [True, True, True], "builder": [False, False, True]}


@pytest.mark.django_db
def test_the_pack_groups_what_cps_direct_did_and_keeps_others_areas_out(cast, django_assert_max_num_queries):
    decided = under_review_by_night(cast, urn=stories.a_urn(1))
    stories.complete_review(decided, [stories.charge_outcome()], at=WEDNESDAY_2AM)
    undecided = stories.red_case_by_night(cast, urn=stories.a_urn(2)).case_file
    direct.hand_over(case_file=undecided, risks="Detention ends at noon.", by=cast.direct_manager, at=WEDNESDAY_2AM)
    still = stories.red_case_by_night(cast, urn=stories.a_urn(3)).case_file
    with django_assert_max_num_queries(8):
        pack = pack_for(cast.legal_manager, since=closed_since(WEDNESDAY_9AM), until=WEDNESDAY_9AM)
    told = {group.title: [case.case_file for case in group.cases] for group in pack.groups}
    assert told == {
        "Undecided": [undecided, still],
        "Rejected at triage": [],
        "Action plans out": [],
        "Decided": [decided.case_file],
    }
    assert pack.groups[0].cases[0].risks == "Detention ends at noon."
    assert pack.groups[0].cases[1].happened.startswith("CPS Direct still has it since ")
    Standing.objects.filter(case_file=still).update(due_at=at(2026, 1, 1, 9))
    again = pack_for(cast.legal_manager, since=closed_since(WEDNESDAY_9AM), until=WEDNESDAY_9AM)
    assert [case.case_file for case in again.groups[0].cases] == [still, undecided]
    assert pack_for(cast.outside_prosecutor, since=closed_since(WEDNESDAY_9AM), until=WEDNESDAY_9AM).count == 0


@pytest.mark.django_db
def test_the_pages_of_the_night_and_the_morning(cast, client):
    cases = [stories.red_case_by_night(cast, urn=stories.a_urn(number)).case_file for number in (1, 2)]
    page = reverse("charging:hand_over")
    client.force_login(cast.direct_manager)
    shown = client.get(page).content.decode()
    assert all(case.reference in shown for case in cases)
    assert shown.count("Charging decision overdue") == 4
    missing = client.post(page, {f"go_{cases[0].pk}": "on"})
    assert missing.status_code == 422
    client.post(page, {f"go_{cases[0].pk}": "on", f"risks_{cases[0].pk}": "None"})
    assert [stories.fresh(case).handled_by is None for case in cases] == [True, False]
    client.force_login(cast.assistant)
    assert client.get(page).status_code == 403
    assert client.get(reverse("charging:overnight")).status_code == 200
    drawn = client.get(reverse("charging:overnight_pdf"))
    assert drawn["Content-Type"] == "application/pdf"
    assert drawn.content.startswith(b"%PDF-")
    client.force_login(cast.builder)
    assert client.get(reverse("charging:overnight")).status_code == 403


def wessex(cast):
    return Destination(body=cast.organisations.other_area, unit=Unit.objects.get(code="wessex-mc"))


@pytest.mark.django_db
def test_another_area_has_a_transferred_case_from_then_on(cast):
    consultation = stories.accepted_case(cast)
    case = consultation.case_file
    event = transfer.transfer(
        case_file=case, to=wessex(cast), reason="The suspect lives there.", by=cast.legal_manager, at=THURSDAY_9AM
    )
    assert (event.details["from_body"], event.details["to_body"], event.cps_area) == ("south-east", "wessex", "wessex")
    assert (event.actor_org, event.actor_role) == ("cps", "legal_manager")
    assert seen_by(cast, "outside_prosecutor", case)
    assert not seen_by(cast, "legal_manager", case)
    assert seen_by(cast, "builder", case)
    assert stories.fresh(consultation).prosecutor is None
    assert list(search.cases("alder", user=cast.outside_prosecutor)) == [case]
    stamps = {row.cps_area for row in CaseEvent.objects.filter(case_id=case.pk).exclude(pk=event.pk)}
    assert stamps == {"south-east"}
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_a_transfer_says_why_and_goes_somewhere_else(cast):
    case = stories.submitted_case(cast).case_file
    same = Destination(body=cast.organisations.area)
    direct_body = Destination(body=Organisation.objects.get(code="cps-direct"))
    for to, reason in ((wessex(cast), " "), (same, "Why"), (direct_body, "Why")):
        with nothing_changes(), pytest.raises(Refused):
            transfer.transfer(case_file=case, to=to, reason=reason, by=cast.assistant, at=THURSDAY_9AM)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["builder", "prosecutor", "outside_prosecutor", "direct_manager", "area_manager"])
def test_only_those_who_pass_cases_on_transfer(cast, part):
    case = stories.submitted_case(cast).case_file
    with nothing_changes(), pytest.raises(NotPermitted):
        transfer.transfer(case_file=case, to=wessex(cast), reason="Why", by=getattr(cast, part), at=THURSDAY_9AM)


@pytest.mark.django_db
def test_the_page_of_a_transfer_offers_every_area_s_units(cast, client):
    sent = stories.submitted_case(cast)
    page = reverse("charging:case_transfer", args=[sent.case_file.slug])
    client.force_login(cast.assistant)
    assert "Wessex" in client.get(page).content.decode()
    assert client.post(page, {"unit": ""}).status_code == 422
    client.post(page, {"unit": wessex(cast).unit.pk, "reason": "It is theirs."})
    assert stories.fresh(sent.case_file).cps_area == cast.organisations.other_area


@pytest.mark.django_db(transaction=True)
def test_a_hand_over_and_a_decision_at_once_leave_one_story(cast):
    consultation = under_review_by_night(cast)

    def hand_over():
        return direct.hand_over(
            case_file=consultation.case_file, risks="None", by=cast.direct_manager, at=WEDNESDAY_9AM
        )

    def decide():
        return stories.complete_review(consultation, [stories.charge_outcome()], at=WEDNESDAY_9AM)

    done, refused = sort_out(collide(consultation.case_file, hand_over, decide))
    assert len(done) == len(refused) == 1
    assert stories.fresh(consultation.case_file).handled_by is None
    decided = set(Suspect.objects.values_list("status", flat=True)) == {"authorised"}
    assert decided == (Consultation.objects.get().completed_at is not None)
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_what_cps_direct_has_is_in_its_queue_and_not_in_the_area_s(cast):
    case = stories.red_case_by_night(cast).case_file

    def waiting_for(part):
        desk = worklist.desk_of(getattr(cast, part), on=WEDNESDAY_9AM.date())
        return {count.queue.key: count.count for count in worklist.counts(desk)}["submitted"]

    assert (waiting_for("assistant"), waiting_for("direct_assistant"), waiting_for("builder")) == (0, 2, 2)
    direct.hand_over(case_file=case, risks="None", by=cast.direct_manager, at=WEDNESDAY_9AM)
    assert (waiting_for("assistant"), waiting_for("direct_assistant"), waiting_for("builder")) == (2, 0, 2)
