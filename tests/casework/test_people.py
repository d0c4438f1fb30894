"""Suspects, offences, victims and witnesses, by operation and by page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from casework import events
from casework.forms.material import subjects_of
from casework.forms.people import SuspectForm
from casework.models import Answer, CaseEvent, Material, OffenceCode, Suspect
from casework.operations import material, people
from casework.queries import case_page, history
from casework.queries.contents import contents_of
from casework.queries.forms import contents_for_forms
from casework.queries.search import cases
from casework.rules.facts import case_facts
from casework.rules.form_facts import FormFacts
from casework.rules.shown import SHOWN
from charging.rules import sealed_things
from charging.rules.route import routes
from config.invariants import findings
from foundation.periods import LONDON
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY, MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
FACTS = {"family_name": "Cedar", "given_names": "Test", "custody_basis": "custody"}


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def details(code="TH68010", **changes):
    return people.OffenceDetails(
        offence_code=OffenceCode.objects.get(code=code), **({"starts_on": date(2026, 2, 27)} | changes)
    )


def test_suspects_are_numbered_in_turn_and_begin_with_police(cast, case_file):
    entry = people.add_suspect(case_file=case_file, facts=FACTS, by=cast.builder, at=MONDAY_4PM)

    suspect = case_file.suspects.get(number=3)
    basis = CaseEvent.objects.get(type="casework.custody_basis_changed", suspect_ids=[suspect.pk])
    assert (entry.details, entry.suspect_ids, entry.holder) == ({"suspect_number": 3}, [suspect.pk], "police")
    assert (suspect.status, suspect.status_at) == ("building", MONDAY_4PM)
    assert basis.details == {"basis": "custody", "since": None, "limit_expires_at": None}


def test_a_suspect_may_be_added_while_others_are_with_the_cps_and_they_do_not_move(cast):
    case_file = stories.submitted_case(cast).case_file
    before = list(case_file.suspects.values_list("number", "status", "status_at"))

    people.add_suspect(case_file=case_file, facts=FACTS, by=cast.builder, at=stories.WEDNESDAY_9AM)

    assert list(case_file.suspects.values_list("number", "status", "status_at"))[:2] == before
    assert case_file.suspects.get(number=3).status == "building"


def test_nobody_is_born_in_the_future(cast, case_file):
    born = {"date_of_birth": MONDAY + timedelta(days=1)}
    victim = {"role": "victim", "family_name": "Yare", "given_names": "Test"}

    with nothing_changes():
        with pytest.raises(Refused, match="date of birth"):
            people.add_suspect(case_file=case_file, facts=FACTS | born, by=cast.builder, at=MONDAY_9AM)
        with pytest.raises(Refused, match="date of birth"):
            people.add_person(case_file=case_file, facts=victim | born, by=cast.builder, at=MONDAY_9AM)


def test_a_change_of_custody_has_an_event_of_its_own(cast, case_file):
    suspect = case_file.suspects.get(number=1)
    changes = {"custody_basis": "custody", "family_name": "Ash"}

    entry = people.change_suspect(suspect=suspect, changes=changes, expected_version=1, by=cast.builder, at=MONDAY_4PM)

    last_two = [event.type for event in events.ledger(case_file)][-2:]
    assert last_two == ["casework.custody_basis_changed", "casework.suspect_changed"]
    assert sorted(entry.details["fields"]) == ["custody_basis", "family_name"]
    assert stories.fresh(suspect).version == 2


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("suspects", {"interview_summary": "Denied it."}), ("people", {"special_measures": "needed"})],
)
def test_a_form_about_somebody_that_was_filled_in_against_an_older_state_is_refused(cast, case_file, kind, changes):
    operation, name = {"suspects": (people.change_suspect, "suspect"), "people": (people.change_person, "person")}[kind]
    somebody = getattr(case_file, kind).first()
    form = {name: somebody, "expected_version": 1, "at": MONDAY_4PM}
    operation(**form, changes=changes, by=cast.builder)

    with nothing_changes(), pytest.raises(Conflict):
        operation(**form, changes={"family_name": "Lime"}, by=cast.second_builder)


def test_saving_a_suspect_or_person_unchanged_records_nothing(cast, case_file):
    suspect, person = case_file.suspects.first(), case_file.people.first()

    with nothing_changes():
        same = {"family_name": suspect.family_name}
        assert not people.change_suspect(
            suspect=suspect, changes=same, expected_version=1, by=cast.builder, at=MONDAY_4PM
        )
        same = {"family_name": person.family_name}
        assert not people.change_person(person=person, changes=same, expected_version=1, by=cast.builder, at=MONDAY_4PM)


def test_what_is_said_of_a_suspect_is_fixed_while_somebody_else_has_the_file(cast):
    case_file = stories.submitted_case(cast).case_file
    suspect = case_file.suspects.first()

    with nothing_changes():
        with pytest.raises(Refused, match="with someone else"):
            people.change_suspect(
                suspect=suspect, changes={"asn": "1"}, expected_version=1, by=cast.builder, at=TUESDAY_9AM
            )
        with pytest.raises(Refused, match="with someone else"):
            people.propose_offence(suspect=suspect, details=details(), by=cast.builder, at=TUESDAY_9AM)
        with pytest.raises(Refused, match="with someone else"):
            people.withdraw_offence(offence=suspect.offences.get(), by=cast.builder, at=TUESDAY_9AM)
        with pytest.raises(Refused, match="with the CPS"):
            people.change_person(
                person=case_file.people.get(), changes={}, expected_version=1, by=cast.builder, at=TUESDAY_9AM
            )


def test_one_suspect_stays_fixed_while_another_of_the_same_case_is_back_with_police(cast):
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome(), stories.plan_outcome()], items=[stories.an_item()])
    charged, asked = consultation.case_file.suspects.order_by("number")

    with nothing_changes(), pytest.raises(Refused, match="with someone else"):
        people.propose_offence(suspect=charged, details=details(), by=cast.builder, at=stories.FRIDAY_9AM)

    another = details(place="Guildford")
    assert people.propose_offence(suspect=asked, details=another, by=cast.builder, at=stories.FRIDAY_9AM)


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"starts_on": MONDAY + timedelta(days=1)}, "future_date", "starts_on"),
        ({"ends_on": date(2026, 2, 26)}, "ends_before_start", "ends_on"),
        ({"starts_on": date(1899, 12, 31)}, "not_in_force", "offence_code"),
    ],
)
def test_an_offence_with_dates_that_cannot_be_is_refused_at_its_field(cast, case_file, changes, code, where):
    suspect = case_file.suspects.first()

    with nothing_changes(), pytest.raises(Refused) as refusal:
        people.propose_offence(suspect=suspect, details=details(**changes), by=cast.builder, at=MONDAY_9AM)

    assert [(reason.code, reason.where) for reason in refusal.value.verdict.reasons] == [(code, where)]


def test_an_offence_may_have_happened_on_one_day_or_over_a_range(cast, case_file):
    suspect = case_file.suspects.first()

    for ends_on in (None, date(2026, 2, 27), date(2026, 3, 1)):
        spread = details(ends_on=ends_on, place="Guildford")
        entry = people.propose_offence(suspect=suspect, details=spread, by=cast.builder, at=MONDAY_9AM)
        assert suspect.offences.get(pk=entry.details["offence_id"]).ends_on == ends_on


def test_an_offence_is_withdrawn_once(cast, case_file):
    offence = case_file.suspects.first().offences.get()

    entry = people.withdraw_offence(offence=offence, by=cast.builder, at=MONDAY_4PM)

    assert entry.details == {"offence_id": offence.pk, "offence_code": "TH68010"}
    with nothing_changes(), pytest.raises(Refused, match="withdrawn already"):
        people.withdraw_offence(offence=offence, by=cast.builder, at=MONDAY_4PM)


@pytest.mark.parametrize(
    ("at", "youth"),
    [
        (datetime(2026, 6, 9, 12, tzinfo=LONDON), True),
        (datetime(2026, 6, 9, 23, 59, tzinfo=LONDON), True),
        (datetime(2026, 6, 10, 0, 1, tzinfo=LONDON), False),
    ],
)
def test_an_event_says_youth_until_the_eighteenth_birthday_begins_in_london(cast, at, youth):
    case_file = stories.opened_case(cast)
    facts = FACTS | {"date_of_birth": date(2008, 6, 10)}

    entry = people.add_suspect(case_file=case_file, facts=facts, by=cast.builder, at=at)
    stored = people.add_suspect(case_file=case_file, facts=facts, by=cast.builder, at=at.astimezone(UTC))

    assert (entry.youth, stored.youth) == (youth, youth)


@pytest.mark.parametrize(
    ("born", "youth"),
    [(date(2008, 3, 2), False), (date(2008, 3, 3), True), (date(2008, 2, 29), False), (None, False)],
)
def test_a_suspect_is_a_youth_until_the_day_they_turn_eighteen(born, youth):
    assert Suspect(date_of_birth=born).is_youth(MONDAY) is youth


SUSPECT = {
    "given_names": "Test",
    "family_name": "Rowan",
    "custody_basis": "rui",
    "anticipated_plea": "ngap",
    "interview_summary": "Answered no comment to all questions.",
    "previous_convictions": "none",
    "asn": "",
    "date_of_birth_day": "1",
    "date_of_birth_month": "2",
    "date_of_birth_year": "1990",
}


def test_the_page_adds_a_suspect_and_asks_what_they_are_suspected_of(cast, case_file, client):
    client.force_login(cast.builder)

    response = client.post(reverse("casework:suspect_add", args=[case_file.slug]), SUSPECT)

    added = case_file.suspects.get(family_name="Rowan")
    assert response["Location"] == reverse("casework:offence_add", args=[case_file.slug, added.pk])
    assert (added.date_of_birth, added.previous_convictions) == (date(1990, 2, 1), "none")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"family_name": ""}, "Enter family name"),
        ({"date_of_birth_day": "31", "date_of_birth_month": "4"}, "must be a real date"),
        ({"date_of_birth_year": "2999"}, "The date of birth must be in the past"),
        ({"date_of_birth_year": ""}, "must include a year"),
        ({"asn": "26/45AD/01/00000123456A"}, "does not fit its digits"),
        ({"asn": "nonsense"}, "Enter the arrest/summons number"),
        ({"custody_basis": "moon"}, "Select one of the answers that “Custody” offers"),
    ],
)
def test_the_page_of_a_suspect_keeps_what_was_typed(cast, case_file, client, wrong, said):
    client.force_login(cast.builder)
    suspect = case_file.suspects.first()
    addresses = [
        reverse("casework:suspect_add", args=[case_file.slug]),
        reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk]),
    ]

    for address in addresses:
        with nothing_changes():
            response = client.post(address, SUSPECT | {"version": suspect.version} | wrong)
        html = response.content.decode()
        assert response.status_code == 422
        assert said in html
        assert "Answered no comment to all questions." in html
        assert 'id="meanwhile"' not in html


def test_the_page_of_an_offence_keeps_what_was_typed(cast, case_file, client):
    client.force_login(cast.builder)
    suspect = case_file.suspects.first()
    answers = {"offence_code": "CJ88116", "place": "High Street", "starts_on_day": "31", "starts_on_month": "2"}

    with nothing_changes():
        response = client.post(
            reverse("casework:offence_add", args=[case_file.slug, suspect.pk]), answers | {"starts_on_year": "2025"}
        )

    html = response.content.decode()
    assert response.status_code == 422
    assert "must be a real date" in html
    assert 'value="High Street"' in html


def test_a_code_that_is_in_no_list_leads_back_to_the_search(cast, case_file, client):
    client.force_login(cast.builder)
    suspect = case_file.suspects.first()

    response = client.post(reverse("casework:offence_add", args=[case_file.slug, suspect.pk]), {"offence_code": "ZZ9"})

    assert "Find an offence" in response.content.decode()


def test_the_same_offence_on_the_same_day_is_proposed_once(cast, case_file):
    suspect = case_file.suspects.first()
    first = details(starts_on=date(2026, 1, 5))
    people.propose_offence(suspect=suspect, details=first, by=cast.builder, at=MONDAY_9AM)

    with nothing_changes(), pytest.raises(Refused, match="proposed for Test Alder already"):
        people.propose_offence(suspect=suspect, details=first, by=cast.builder, at=MONDAY_9AM)


def test_the_page_adds_and_withdraws_an_offence(cast, case_file, client):
    client.force_login(cast.builder)
    suspect = case_file.suspects.first()
    answers = {"offence_code": "cj88116", "starts_on_day": "27", "starts_on_month": "2", "starts_on_year": "2025"}

    client.post(reverse("casework:offence_add", args=[case_file.slug, suspect.pk]), answers)
    added = suspect.offences.get(offence_code__code="CJ88116")
    client.post(reverse("casework:offence_withdraw", args=[case_file.slug, added.pk]))

    assert stories.fresh(added).withdrawn_at


def test_the_page_adds_and_changes_a_witness(cast, case_file, client):
    client.force_login(cast.builder)
    witness = {"role": "witness", "given_names": "Test", "family_name": "Tamar"}

    client.post(reverse("casework:person_add", args=[case_file.slug]), witness)
    person = case_file.people.get(family_name="Tamar")
    address = reverse("casework:person_edit", args=[case_file.slug, person.pk])
    client.post(address, witness | {"version": 1, "special_measures": "needed"})
    stale = client.post(address, witness | {"version": 1, "special_measures": "not_needed"})

    assert stories.fresh(person).special_measures == "needed"
    assert stale.status_code == 422
    assert 'id="meanwhile"' in stale.content.decode()


def test_a_suspect_of_another_case_is_not_found_under_this_one(cast, case_file, client):
    other = stories.ready_case(cast, urn=stories.a_urn(2))
    client.force_login(cast.builder)

    for name, key in [
        ("suspect_edit", other.suspects.first().pk),
        ("offence_add", other.suspects.first().pk),
        ("person_edit", other.people.first().pk),
    ]:
        assert client.get(reverse(f"casework:{name}", args=[case_file.slug, key])).status_code == 404


def test_the_cps_reads_a_suspect_but_never_edits_one(cast, client):
    case_file = stories.rejected_case(cast).case_file
    client.force_login(cast.prosecutor)

    response = client.post(reverse("casework:suspect_add", args=[case_file.slug]), SUSPECT)

    assert response.status_code == 403
    with nothing_changes(), pytest.raises(NotPermitted):
        people.add_suspect(case_file=case_file, facts=FACTS, by=cast.prosecutor, at=stories.FRIDAY_9AM)


# --- somebody who was put in the file by mistake ---------------------------------------------------------------


def withdraw(cast, person, *, by=None, **changes):
    asked = {"reason": "Entered twice", "expected_version": stories.fresh(person).version}
    return people.withdraw_person(person=person, **(asked | changes), by=by or cast.builder, at=TUESDAY_9AM)


def test_who_is_withdrawn_leaves_every_list_and_stays_in_the_history(cast, case_file, client):
    victim = case_file.people.get()
    assert {row.code for row in standard_of(case_file) if row.about == str(victim)}

    entry = withdraw(cast, victim)

    assert (entry.type, entry.details) == ("casework.person_withdrawn", {"person_id": victim.pk, "role": "victim"})
    contents = contents_of(case_file)
    assert (contents.people, contents_for_forms(case_file).people) == ([], [])
    assert not {row.code for row in standard_of(case_file) if row.about == str(victim)}
    assert "person" not in {type(subject).__name__.lower() for subject in subjects_of(case_file).values()}
    assert not cases("wensum", user=cast.builder).exists()
    assert "wensum" not in client_page(client, cast.builder, case_file).lower()
    client.force_login(cast.builder)
    history = client.get(reverse("casework:field_history", args=[case_file.slug]) + "?thing=person").content.decode()
    assert "Entered twice" in history
    assert "Test Wensum" in history
    out_of_step = {finding.title for finding in findings(at=TUESDAY_9AM)}
    assert out_of_step <= {"Owed for more than an hour"}


def client_page(client, person, case_file):
    client.force_login(person)
    return client.get(case_file.get_absolute_url()).content.decode()


def standard_of(case_file):
    return case_page.standard_for(contents_of(case_file), on=MONDAY)


def test_what_was_answered_about_somebody_leaves_with_them(cast, case_file):
    victim = case_file.people.get()
    Answer.objects.create(
        case_file=case_file,
        person=victim,
        question="mg11.anything",
        state="given",
        value="Yes",
        changed_at=MONDAY_9AM,
        changed_by=cast.builder,
    )

    withdraw(cast, victim)

    assert (contents_of(case_file).answers, contents_for_forms(case_file).answers) == ([], [])
    assert victim.answers.count() == 1


def material_about(cast, case_file, person, **changes):
    facts = {"kind": "mg11", "title": "Her account", "link": "https://evidence.example.test/her", "person": person}
    details = material.MaterialDetails(**(facts | changes))
    entry = material.attach(case_file=case_file, details=details, upload=None, by=cast.supervisor, at=MONDAY_4PM)
    return Material.objects.get(pk=entry.details["material_id"])


def test_somebody_whom_material_is_about_stays_until_it_is_about_somebody_else(cast, case_file):
    victim = case_file.people.get()
    item = material_about(cast, case_file, victim)

    with nothing_changes(), pytest.raises(Refused, match="Her account"):
        withdraw(cast, victim)

    material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=MONDAY_4PM)
    assert withdraw(cast, victim)


def test_nobody_learns_of_sensitive_material_by_withdrawing_somebody(cast, case_file):
    victim = case_file.people.get()
    item = material_about(cast, case_file, victim, title="Hidden", sensitive=True)

    with nothing_changes(), pytest.raises(Refused, match="Hidden"):
        withdraw(cast, victim, by=cast.supervisor)
    withdraw(cast, victim)

    held = {each.pk: each for each in contents_of(case_file).material}
    assert held[item.pk].person is None


@pytest.mark.parametrize(("changes", "raised"), [({"reason": "  "}, Refused), ({"expected_version": 0}, Conflict)])
def test_without_a_reason_or_from_an_older_page_nobody_is_withdrawn(cast, case_file, changes, raised):
    with nothing_changes(), pytest.raises(raised):
        withdraw(cast, case_file.people.get(), **changes)


def test_who_was_withdrawn_is_not_changed_or_withdrawn_again_nor_material_about_them(cast, case_file):
    victim = case_file.people.get()
    withdraw(cast, victim)

    with nothing_changes():
        with pytest.raises(Refused, match="already"):
            withdraw(cast, victim)
        with pytest.raises(Refused, match="already"):
            people.change_person(
                person=victim, changes={"family_name": "Yare"}, expected_version=2, by=cast.builder, at=TUESDAY_9AM
            )
        with pytest.raises(Refused, match="not in this case"):
            material_about(cast, case_file, victim)


def test_the_page_asks_why_and_whether_it_is_meant(cast, case_file, client):
    victim = case_file.people.get()
    address = reverse("casework:person_withdraw", args=[case_file.slug, victim.pk])
    assert f'href="{address}"' in client_page(client, cast.builder, case_file)

    assert "Withdraw Test Wensum?" in client.get(address).content.decode()
    assert client.post(address, {"version": victim.version}).status_code == 422
    assert client.post(address, {"version": 0, "reason": "Entered twice"}).status_code == 422
    assert client.post(address, {"version": victim.version, "reason": "Entered twice"}).status_code == 302
    assert stories.fresh(victim).withdrawn_because == "Entered twice"
    assert client.get(address).status_code == 404
    assert client.get(reverse("casework:person_edit", args=[case_file.slug, victim.pk])).status_code == 404


# --- that something is not known is an answer ------------------------------------------------------------------


def change(cast, suspect, **changes):
    version = stories.fresh(suspect).version
    return people.change_suspect(
        suspect=suspect, changes=changes, expected_version=version, by=cast.builder, at=TUESDAY_9AM
    )


def test_a_date_of_birth_is_given_or_not_known_and_never_both(cast, case_file):
    suspect = case_file.suspects.get(number=1)
    change(cast, suspect, date_of_birth=date(2000, 1, 1))

    with nothing_changes(), pytest.raises(Refused, match="not both"):
        change(cast, suspect, date_of_birth_unknown=True)
    facts = FACTS | {"date_of_birth": date(2000, 1, 1), "date_of_birth_unknown": True}
    with nothing_changes(), pytest.raises(Refused, match="not both"):
        people.add_suspect(case_file=case_file, facts=facts, by=cast.builder, at=TUESDAY_9AM)

    change(cast, suspect, date_of_birth=None, date_of_birth_unknown=True)
    assert SHOWN["suspect.date_of_birth"].read(None, stories.fresh(suspect)) == "Not known"


def test_what_is_not_known_is_on_the_page_of_the_case_and_in_the_sealed_file(cast, client):
    case_file = stories.ready_case(cast)
    for suspect in case_file.suspects.all():
        change(cast, suspect, date_of_birth=None, date_of_birth_unknown=True, anticipated_plea="unknown")

    assert "Date of birth not known · " in client_page(client, cast.builder, case_file)
    youth = case_facts(contents_of(case_file), MONDAY, {}, "charging")["youth"]
    assert youth == {"no": tuple(f"Test {name} (date of birth not known)" for name in ("Alder", "Birch"))}
    sealed = [sealed_things.suspect(each, (), {}) for each in contents_of(case_file).suspects]
    assert [each["date_of_birth_unknown"] for each in sealed] == [True, True]
    assert {each["anticipated_plea"]["says"] for each in sealed} == {"Plea not known"}


def test_the_page_of_a_suspect_takes_not_known_as_an_answer(cast, case_file, client):
    suspect = case_file.suspects.get(number=1)
    client.force_login(cast.builder)
    address = reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])
    sent = SuspectForm.initial_for(suspect) | {"date_of_birth_unknown": "on", "anticipated_plea": "unknown"}
    del sent["row"], sent["date_of_birth"]

    assert client.post(address, sent).status_code == 302
    suspect = stories.fresh(suspect)
    assert (suspect.date_of_birth_unknown, suspect.anticipated_plea) == (True, "unknown")
    born = {
        "date_of_birth_day": "1",
        "date_of_birth_month": "1",
        "date_of_birth_year": "2000",
        "version": suspect.version,
    }
    refused = client.post(address, sent | born)
    assert refused.status_code == 422
    assert "not both" in refused.content.decode()


def test_a_plea_that_is_not_known_counts_as_not_guilty_in_every_rule(cast, case_file):
    suspects = case_file.suspects.all()
    pleas = {}
    for plea in ("gap", "ngap", "unknown", ""):
        for suspect in suspects:
            change(cast, suspect, anticipated_plea=plea)
        contents = contents_of(stories.fresh(case_file))
        needed = {row.code for row in standard_of(case_file) if row.needed}
        forms = FormFacts(contents, MONDAY)
        may_charge = {route.police_may_charge for route in routes(contents, on=MONDAY)}
        pleas[plea] = (needed, forms.of_case["plea"], may_charge)

    assert pleas["unknown"] == pleas["ngap"] != pleas["gap"]
    assert pleas[""][1] == {""}
    missing = {row.code for row in standard_of(case_file) if row.needed and not row.met}
    assert "plea" in missing
    for suspect in suspects:
        change(cast, suspect, anticipated_plea="unknown")
    rows = {row.code: row for row in standard_of(case_file)}
    assert rows["plea"].met
    assert "no guilty plea is expected of Test Alder (plea not known)" in rows["mg6c"].because


def test_an_organisation_is_a_victim_and_a_suspect_and_is_named_without_given_names(client, cast, case_file):
    client.force_login(cast.builder)
    shop = {"given_names": "", "family_name": "Yare Tools & Sons Ltd", "role": "victim"}
    firm = {"given_names": "", "family_name": "Bure Haulage", "custody_basis": "voluntary"}
    assert client.post(reverse("casework:person_add", args=[case_file.slug]), shop).status_code == 302
    assert client.post(reverse("casework:suspect_add", args=[case_file.slug]), firm).status_code == 302

    victim, suspect = case_file.people.get(given_names=""), case_file.suspects.get(given_names="")
    assert (str(victim), str(suspect)) == ("Yare Tools & Sons Ltd", "Bure Haulage")
    assert sealed_things.person(victim, {})["name"] == str(victim)
    assert sealed_things.suspect(suspect, [], {})["name"] == str(suspect)
    for typed in ("yare tools", "Bure Haulage", "haulage"):
        assert list(cases(typed, user=cast.builder)) == [case_file]
    contents = contents_of(stories.fresh(case_file))
    assert SHOWN["suspect.date_of_birth"].read(contents, suspect) == "Does not apply: an organisation"
    assert SHOWN["person.date_of_birth"].read(contents, victim) == "Does not apply: an organisation"
    page = client.get(reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])).content.decode()
    assert "Leave empty for an organisation" in page


def test_the_history_names_an_organisation_by_its_name_alone(client, cast, case_file):
    people.add_suspect(
        case_file=case_file,
        facts=FACTS | {"family_name": "Bure Haulage", "given_names": ""},
        by=cast.builder,
        at=MONDAY_9AM,
    )
    suspect = case_file.suspects.get(given_names="")
    people.change_suspect(
        suspect=suspect, changes={"family_name": "Bure Freight"}, expected_version=1, by=cast.builder, at=MONDAY_4PM
    )
    rows = history.snapshots(stories.fresh(case_file), cast.builder)
    told = history.changes(list(rows), case_file, on=MONDAY)
    assert {"Bure Freight"} == {change.what for change in told if change.field == "Family name"}
