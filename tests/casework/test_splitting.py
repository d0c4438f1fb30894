"""Splitting and merging: suspects move, history and references stay, and the figures cannot tell."""

import pytest
from django.core.management import call_command

from casework import events
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations import building, splitting
from casework.queries.case_page import told_ledger
from charging.operations import withdrawal
from foundation.verdicts import NotPermitted, Refused
from tests.clock import TUESDAY_9AM, WEDNESDAY_9AM
from tests.stories import add_suspect, fresh, list_unused, opened_case, ready_case, rejected_case, submitted_case
from tests.unchanged import nothing_changes


def parted(case_file, *numbers, by):
    chosen = list(case_file.suspects.filter(number__in=numbers))
    entry = splitting.split_case(case_file=case_file, suspects=chosen, by=by, at=TUESDAY_9AM)
    return CaseFile.objects.get(pk=entry.case_id)


def merged(leaving, into, *, by):
    return splitting.merge_cases(leaving=leaving, into=into, by=by, at=TUESDAY_9AM)


def test_a_split_gives_the_new_case_the_same_urn_and_the_next_letter(cast):
    case_file = ready_case(cast, names=(("Alder", "Test"), ("Birch", "Test"), ("Cedar", "Test")))
    first = parted(case_file, 2, by=cast.builder)
    second = parted(case_file, 3, by=cast.builder)
    assert [first.slug, second.slug] == [f"{case_file.urn}A", f"{case_file.urn}B"]
    assert first.split_from == case_file


def test_a_split_moves_suspects_and_copies_what_both_need(cast):
    case_file = ready_case(cast)
    building.set_flags(case_file=case_file, codes={"domestic_abuse"}, by=cast.builder, at=TUESDAY_9AM)
    new = parted(case_file, 2, by=cast.builder)
    assert [(s.family_name, s.number) for s in new.suspects.all()] == [("Birch", 1)]
    assert [s.family_name for s in case_file.suspects.all()] == ["Alder"]
    assert new.summary == case_file.summary
    for both in (case_file, new):
        assert both.people.count() == both.material.count() == both.flags.count() == 1
    assert new.suspects.get().offences.count() == 1


def test_a_split_is_refused_once_no_letter_is_left(cast):
    case_file = ready_case(cast)
    for letter in splitting.SUFFIXES:
        CaseFile.objects.filter(pk=opened_case(cast, urn="45AD8888826").pk).update(urn=case_file.urn, suffix=letter)
    with pytest.raises(Refused, match="no letter is left"), nothing_changes():
        parted(case_file, 2, by=cast.builder)


@pytest.mark.parametrize(("numbers", "code"), [((), "nobody"), ((1, 2), "everybody")])
def test_a_split_takes_some_and_leaves_some(cast, numbers, code):
    case_file = ready_case(cast)
    with pytest.raises(Refused) as refusal, nothing_changes():
        parted(case_file, *numbers, by=cast.builder)
    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_nobody_the_cps_has_received_changes_case(cast):
    sent = rejected_case(cast)
    with pytest.raises(Refused, match="Link the two cases instead"), nothing_changes():
        parted(sent.case_file, 2, by=cast.builder)


def test_nobody_changes_case_whose_file_police_took_back_from_the_cps(cast):
    sent = submitted_case(cast)
    withdrawal.withdraw(submission=sent, reason="Another arrest.", by=cast.supervisor, at=WEDNESDAY_9AM)
    with pytest.raises(Refused, match="Link the two cases instead"), nothing_changes():
        parted(sent.case_file, 2, by=cast.builder)


def test_somebody_who_joined_a_sent_case_later_can_still_be_split_off(cast):
    case_file = rejected_case(cast).case_file
    add_suspect(case_file, by=cast.builder, family_name="Cedar")
    new = parted(case_file, 3, by=cast.builder)
    assert new.suspects.get().family_name == "Cedar"
    assert new.first_submitted_at is None


def test_a_merger_moves_everything_and_the_old_urn_leads_on(cast, client):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    merged(leaving, staying, by=cast.builder)
    assert [(s.family_name, s.number) for s in staying.suspects.all()] == [("Alder", 1), ("Birch", 2), ("Cedar", 3)]
    assert staying.people.count() == 2
    assert not leaving.suspects.exists()
    client.force_login(cast.builder)
    answer = client.get(f"/case-files/{leaving.slug}/", follow=True)
    assert answer.redirect_chain[0][0] == f"/case-files/{staying.slug}/"
    assert "45AD 77777/26 was merged into this case." in answer.content.decode()


def test_references_lead_on_through_several_mergers(cast):
    cases = [opened_case(cast, urn=f"45AD{n}{n}{n}{n}{n}26") for n in (1, 2, 3)]
    merged(cases[0], cases[1], by=cast.builder)
    merged(fresh(cases[1]), cases[2], by=cast.builder)
    assert fresh(cases[0]).merged_into == cases[2]


def test_a_case_that_was_sent_is_never_the_one_that_goes(cast):
    sent = submitted_case(cast).case_file
    other = ready_case(cast, urn="45AD7777726")
    with pytest.raises(Refused), nothing_changes():
        merged(sent, other, by=cast.builder)


def test_a_case_is_merged_once_and_never_into_itself(cast):
    one, other = opened_case(cast), opened_case(cast, urn="45AD7777726")
    merged(one, other, by=cast.builder)
    for leaving, into in ((fresh(one), other), (other, other)):
        with pytest.raises(Refused), nothing_changes():
            merged(leaving, into, by=cast.builder)


def test_only_those_who_build_split_and_merge(cast):
    one, other = ready_case(cast), ready_case(cast, urn="45AD7777726")
    with pytest.raises(NotPermitted):
        merged(one, other, by=cast.police_manager)
    with pytest.raises(NotPermitted):
        parted(one, 1, by=cast.outsider)


def test_unused_items_come_along_under_the_numbers_of_the_case_they_come_to(cast):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    for case_file in (staying, leaving):
        list_unused(case_file, by=cast.disclosure_officer)
        list_unused(case_file, by=cast.disclosure_officer, sensitive=True)
    new = parted(staying, 2, by=cast.builder)
    merged(leaving, staying, by=cast.builder)
    numbers = {case: list(case.unused_items.values_list("sensitive", "number")) for case in (new, staying)}
    assert numbers[new] == [(False, 1), (True, 1)]
    assert numbers[staying] == [(False, 1), (False, 2), (True, 1), (True, 2)]


def test_the_history_before_a_split_or_merger_is_still_told(cast):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    new = parted(staying, 2, by=cast.builder)
    birch = new.suspects.get()
    assert CaseEvent.objects.filter(case_id=staying.pk, suspect_ids__contains=[birch.pk]).first() in events.ledger(new)
    opened_elsewhere = CaseEvent.objects.get(case_id=leaving.pk, type="casework.case_opened")
    merged(leaving, staying, by=cast.builder)
    assert opened_elsewhere in events.ledger(staying)


def test_the_ledger_still_accounts_for_every_row_of_every_case(cast):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    parted(staying, 2, by=cast.builder)
    merged(leaving, staying, by=cast.builder)
    call_command("verify_ledger")


def test_every_suspect_is_in_exactly_one_case_whatever_was_split_and_merged(cast):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    everybody = set(Suspect.objects.values_list("pk", flat=True))
    new = parted(staying, 2, by=cast.builder)
    merged(leaving, new, by=cast.builder)
    merged(fresh(new), staying, by=cast.builder)
    assert set(staying.suspects.values_list("pk", flat=True)) == everybody


def test_the_pages_split_and_merge(cast, client):
    staying, leaving = ready_case(cast), ready_case(cast, urn="45AD7777726", names=(("Cedar", "Test"),))
    client.force_login(cast.builder)
    birch = staying.suspects.get(number=2)
    assert (
        client.post(f"/case-files/{staying.slug}/split/", {"suspects": [birch.pk]}).url
        == f"/case-files/{staying.slug}A/"
    )
    compare = client.post(f"/case-files/{leaving.slug}/merge/", {"into": "45ad 12345/26"})
    assert "Merge 45AD 77777/26 into 45AD 12345/26" in compare.content.decode()
    done = client.post(f"/case-files/{leaving.slug}/merge/", {"into": "45ad 12345/26", "confirm": "yes"})
    assert done.url == f"/case-files/{staying.slug}/"
    unknown = client.post(f"/case-files/{staying.slug}/merge/", {"into": "99ZZ 00000/26"})
    assert unknown.status_code == 422


def test_each_case_tells_a_split_and_a_merge_once(cast):
    case_file = ready_case(cast)
    new = parted(case_file, 2, by=cast.builder)

    def told(case, kind):
        return told_ledger(fresh(case), reader=cast.builder).filter(type=kind).count()

    assert [told(case, "casework.case_split") for case in (case_file, new)] == [1, 1]
    merged(new, case_file, by=cast.builder)
    assert told(case_file, "casework.case_merged") == 1
    assert CaseEvent.objects.filter(type="casework.case_merged").count() == 2
