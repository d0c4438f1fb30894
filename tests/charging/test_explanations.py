"""Every warning needs a reason to go; a reason is of one gap, is kept for all to see, and goes when the gap does."""

import dataclasses

import pytest
from django.urls import reverse

from casework.events import REGISTRY
from casework.models import CaseEvent
from casework.operations import building, material
from casework.queries.contents import contents_of
from charging.lifecycle import Purpose, Stream
from charging.models import Explanation
from charging.operations import explanations, submission
from charging.operations.explanations import Said
from charging.queries.case.timeline import timeline
from charging.queries.submission.judging import judged_now, open_gaps
from charging.queries.submission.sealed import sealed
from charging.rules.explanations import field_name, for_sending, key_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY, MONDAY_9AM, THURSDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.collisions import collide, sort_out
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
INTERVIEW = ("bwv", "case")


def explain(case_file, by, text="The officer is on leave.", *, key=INTERVIEW, version=None, at=MONDAY_9AM):
    said = {key: Said(text=text, version=version)}
    return explanations.explain(case_file=case_file, reasons=said, by=by, at=at)


def hand_over(cast, case_file, reasons=None, purpose=Purpose.CHARGING):
    preparation = submission.Preparation(purpose=purpose, stream=Stream.GREEN, explanations=reasons or {})
    return submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=cast.builder, at=TUESDAY_9AM)


def test_a_file_with_an_unexplained_warning_is_refused_with_each_of_them(cast):
    case_file = stories.ready_case(cast)
    gaps = open_gaps(case_file, on=MONDAY)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        hand_over(cast, case_file)

    assert [reason.where for reason in refusal.value.verdict.reasons] == [field_name(key_of(gap)) for gap in gaps]
    assert {reason.code for reason in refusal.value.verdict.reasons} == {"unexplained"}


def test_reasons_given_on_sending_are_kept_with_who_and_when(cast):
    case_file = stories.ready_case(cast)

    hand_over(cast, case_file, stories.reasons_to_go(case_file))

    kept = Explanation.objects.get(code="bwv")
    assert (kept.text, kept.by, kept.at, kept.about) == ("Not available yet.", cast.builder, TUESDAY_9AM, "case")
    assert Explanation.objects.count() == len(open_gaps(case_file, on=MONDAY))


def test_reasons_given_beforehand_are_enough(cast):
    case_file = stories.ready_case(cast)
    reasons = stories.reasons_to_go(case_file)
    explanations.explain(case_file=case_file, reasons=reasons, by=cast.builder, at=MONDAY_9AM)

    assert hand_over(cast, case_file)


def test_early_advice_needs_no_reason_for_what_only_a_decision_asks_for(cast):
    case_file = stories.ready_case(cast)
    reasons = stories.reasons_to_go(case_file)
    reasons.pop(("mg3", "case"))
    reasons = {key: said for key, said in reasons.items() if key[0] != "police_may_charge"}

    assert hand_over(cast, case_file, reasons, Purpose.EARLY_ADVICE)


def test_the_ledger_says_which_rows_got_a_reason_and_not_what_it_says(cast):
    case_file = stories.ready_case(cast)

    entry = explain(case_file, cast.builder)
    explain(case_file, cast.builder, "")

    assert entry.details == {"rows": ["bwv"], "withdrawn": []}
    assert CaseEvent.objects.filter(type="charging.gaps_explained").latest("seq").details == {
        "rows": [],
        "withdrawn": ["bwv"],
    }
    assert not Explanation.objects.exists()


def told(case_file):
    return [entry.says for entry in timeline(list(CaseEvent.objects.filter(case_id=case_file.pk).order_by("seq")), [])]


def test_the_timeline_says_how_many_rows_got_a_reason_and_how_many_lost_theirs(cast):
    case_file = stories.ready_case(cast)
    explain(case_file, cast.builder)
    explanations.explain(
        case_file=case_file,
        reasons={INTERVIEW: Said(text=""), ("mg3", "case"): Said(text="It is being typed.")},
        by=cast.builder,
        at=TUESDAY_9AM,
    )
    explain(case_file, cast.builder, "", key=("mg3", "case"))

    assert told(case_file)[:3] == [
        "Took back why it goes without 1 row of the checklist",
        "Said why the file goes without 1 row; took back why it goes without 1 row of the checklist",
        "Said why the file goes without 1 row of the checklist",
    ]


def test_no_sentence_of_the_timeline_prints_a_list(cast):
    case_file = stories.charged_case(cast).case_file
    assert not [says for says in told(case_file) if "[" in says]


def test_no_event_is_told_with_a_list_as_it_is_stored():
    for payload in REGISTRY.values():
        listed = {each.name for each in dataclasses.fields(payload) if "list" in str(each.type)}
        assert not {name for name in listed if f"{{{name}}}" in payload.says}


def test_saying_the_same_again_records_nothing(cast):
    case_file = stories.ready_case(cast)
    explain(case_file, cast.builder)

    with nothing_changes():
        assert explain(case_file, cast.second_builder) is None


@pytest.mark.parametrize(("key", "text", "code"), [
    (("summary", "case"), "Later.", "no_such_gap"),
    (("statements", "case"), "Later.", "no_such_gap"),
    (("bwv", "suspect-1"), "Later.", "no_such_gap"),
    (INTERVIEW, "x" * 301, "too_long"),
])  # fmt: skip
def test_only_a_gap_takes_a_reason_and_a_short_one(cast, key, text, code):
    case_file = stories.ready_case(cast)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        explain(case_file, cast.builder, text, key=key)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


@pytest.mark.parametrize("who", ["assistant", "prosecutor", "police_manager", "outsider"])
def test_only_those_who_build_the_file_give_reasons(cast, who):
    case_file = stories.ready_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        explain(case_file, getattr(cast, who))


def test_once_the_cps_has_the_file_its_reasons_stand(cast):
    case_file = stories.submitted_case(cast).case_file

    with nothing_changes(), pytest.raises(Refused, match="only while police have the file"):
        explain(case_file, cast.builder, at=WEDNESDAY_9AM)


def test_a_reason_typed_over_another_is_refused_with_what_stands_now(cast):
    case_file = stories.ready_case(cast)
    explain(case_file, cast.second_builder, "Bob's reason.", version="")

    with nothing_changes(), pytest.raises(Conflict, match="Bob Builder has written meanwhile"):
        explain(case_file, cast.builder, "Bea's reason.", version="")

    explain(case_file, cast.builder, "Bea's reason.", version=Explanation.objects.get().token)
    assert Explanation.objects.get().text == "Bea's reason."


def test_a_reason_taken_back_and_written_anew_is_not_the_one_that_was_read(cast):
    case_file = stories.ready_case(cast)
    explain(case_file, cast.builder, "Bea's reason.")
    read = Explanation.objects.get().token
    explain(case_file, cast.second_builder, "")
    explain(case_file, cast.second_builder, "Bob's reason.")

    with nothing_changes(), pytest.raises(Conflict, match="Bob Builder has written meanwhile"):
        explain(case_file, cast.builder, "Bea's better reason.", version=read)


def test_a_reason_goes_when_its_gap_does(cast):
    case_file = stories.ready_case(cast)
    key = ("lines_of_enquiry", "case")
    changes = {"lines_of_enquiry": ""}
    building.change_case(
        case_file=case_file, changes=changes, expected_version=case_file.version, by=cast.builder, at=MONDAY_9AM
    )
    explain(case_file, cast.builder, key=key)
    again = {"lines_of_enquiry": "House to house."}
    version = stories.fresh(case_file).version
    building.change_case(case_file=case_file, changes=again, expected_version=version, by=cast.builder, at=MONDAY_9AM)

    hand_over(cast, case_file, stories.reasons_to_go(case_file))

    assert not Explanation.objects.filter(code="lines_of_enquiry").exists()


def test_what_goes_missing_at_the_gate_needs_a_reason_before_it_is_signed_off(cast):
    sent = stories.prepared_case(cast)
    statement = sent.case_file.material.get()
    type(statement).objects.filter(pk=statement.pk).update(link_state="broken")

    with nothing_changes(), pytest.raises(Refused, match="Say why the file goes without this: Key witness statements"):
        submission.sign_off(submission=sent, comments="Fine.", by=cast.supervisor, at=TUESDAY_2PM)

    explain(sent.case_file, cast.supervisor, key=("statements", "case"), at=TUESDAY_2PM)
    assert submission.sign_off(submission=sent, comments="Fine.", by=cast.supervisor, at=TUESDAY_2PM)


def test_what_is_mended_at_the_gate_is_sealed_without_the_reason_it_had(cast):
    case_file = stories.ready_case(cast)
    case_file.material.update(link_state="broken")
    gate = stories.send_to_supervisor(cast, case_file)
    assert Explanation.objects.filter(code="statements").exists()
    case_file.material.update(link_state="works")
    submission.sign_off(submission=gate, comments="Fine.", by=cast.supervisor, at=TUESDAY_2PM)

    said = {row["code"] for row in sealed(stories.fresh(gate)).file["explanations"]}
    assert "statements" not in said
    assert said == set(Explanation.objects.values_list("code", flat=True))


def test_what_police_wrote_about_somebody_who_stays_outlives_the_sending_of_the_others(cast):
    gate = stories.prepared_case(cast)
    late = stories.add_suspect(gate.case_file, by=cast.builder, at=TUESDAY_9AM, family_name="Cedar", given_names="Test")
    key = ("interview", f"suspect-{late.pk}")
    explain(gate.case_file, cast.builder, key=key, at=TUESDAY_9AM)

    submission.sign_off(submission=gate, comments="Fine.", by=cast.supervisor, at=TUESDAY_2PM)

    assert Explanation.objects.filter(code=key[0], about=key[1]).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_explain_the_same_gap_at_once_one_is_told_of_the_other(cast):
    case_file = stories.ready_case(cast)

    def saying(by):
        return lambda: explain(case_file, by, f"{by} says so.", version="")

    done, refused = sort_out(collide(case_file, saying(cast.builder), saying(cast.supervisor)))

    assert (len(done), [type(each) for each in refused]) == (1, [Conflict])
    assert Explanation.objects.count() == 1


def test_material_that_is_withdrawn_opens_its_gap_again(cast):
    case_file = stories.ready_case(cast)
    assert "statements" not in {gap.code for gap in open_gaps(case_file, on=MONDAY)}

    material.withdraw(item=case_file.material.get(), expected_version=1, by=cast.builder, at=MONDAY_9AM)

    assert "statements" in {gap.code for gap in open_gaps(case_file, on=MONDAY)}


def test_a_reason_of_a_rejection_is_explained_once_for_all_the_rows_it_is_about(cast, client):
    sent = stories.rejected_case(cast, codes=("TR08",))  # two suspects without an interview
    client.force_login(cast.builder)
    page = client.get(reverse("charging:check", args=[sent.case_file.slug]))
    rows = {row.key: row for row in page.context["checklist"].warnings}
    reason = ("TR08", f"submission-{sent.pk}")
    interviews = {key for key in rows if key[0] == "interview"}
    assert len(interviews) == 2
    assert {key for key, row in rows.items() if row.covered_by == "TR08"} == interviews
    boxes = set(page.context["form"].fields)
    assert rows[reason].field in boxes
    assert not {rows[key].field for key in interviews} & boxes

    gaps = {
        key_of(gap): Said(text="On Friday.") for gap in open_gaps(stories.fresh(sent.case_file), on=THURSDAY_9AM.date())
    }
    for key in interviews:
        del gaps[key]
    preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN, explanations=gaps)
    submission.send_to_supervisor(case_file=sent.case_file, preparation=preparation, by=cast.builder, at=THURSDAY_9AM)
    del gaps[reason]
    assert not for_sending(
        judged_now(contents_of(stories.fresh(sent.case_file)), on=THURSDAY_9AM.date()), gaps.keys()
    ).allowed
