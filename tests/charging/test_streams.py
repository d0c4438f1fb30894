"""How fast each suspect has to be decided: given with the file, sealed, and changed by either agency for a reason."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import CaseEvent, CustodyBasis, Standing, Suspect
from casework.operations import people
from charging.lifecycle import Purpose, ReviewType, Stream
from charging.models import Submission, SuspectStream
from charging.operations import streams, submission, triage
from charging.queries.case.timeline import timeline
from charging.queries.submission.streams_now import usual_review
from charging.rules import streams as rules
from foundation.clocks import end_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import assert_in_step, nothing_changes

bases = st.lists(st.sampled_from(CustodyBasis), min_size=1, max_size=5)
chosen = st.sampled_from([Stream.RED, Stream.GREEN_PRIORITY, Stream.GREEN])
asked = st.sampled_from([Purpose.CHARGING, Purpose.EARLY_ADVICE])


def suspects(*held):
    return [Suspect(pk=pk, custody_basis=basis) for pk, basis in enumerate(held, 1)]


def codes(refusal):
    return [reason.code for reason in refusal.value.verdict.reasons]


@given(bases, chosen, asked)
def test_whatever_fits_is_red_exactly_for_those_in_custody(held, stream, purpose):
    everyone = suspects(*held)
    if not rules.fit(everyone, chosen=stream, own={}, purpose=purpose):
        return

    given_to = rules.assigned(everyone, chosen=stream, own={}, purpose=purpose)

    for each in everyone:
        in_custody = each.custody_basis == CustodyBasis.CUSTODY
        assert (given_to[each.pk] is Stream.RED) is in_custody
        assert (given_to[each.pk] is Stream.EARLY_ADVICE) is (purpose is Purpose.EARLY_ADVICE and not in_custody)


@given(bases, chosen)
def test_what_is_chosen_for_a_file_is_refused_where_it_is_true_of_nobody(held, stream):
    everyone = suspects(*held)
    confined = [each.custody_basis == CustodyBasis.CUSTODY for each in everyone]

    fits = rules.fit(everyone, chosen=stream, own={}, purpose=Purpose.CHARGING).allowed

    assert fits is (all(confined) if stream is Stream.RED else not all(confined))


@given(bases, chosen, st.sampled_from(Stream))
def test_an_own_stream_counts_before_that_of_the_file_and_has_to_fit_too(held, stream, own):
    everyone = suspects(*held)
    first = everyone[0]

    given_to = rules.assigned(everyone, chosen=stream, own={first.pk: own}, purpose=Purpose.CHARGING)
    verdict = rules.fit(everyone, chosen=stream, own={first.pk: own}, purpose=Purpose.CHARGING)

    assert given_to[first.pk] is own
    named = {reason.where for reason in verdict.reasons}
    right = own is not Stream.EARLY_ADVICE and (own is Stream.RED) is (first.custody_basis == CustodyBasis.CUSTODY)
    assert (f"stream_{first.pk}" in named) is not right


def mixed_case(cast):
    """Send a file with one suspect in custody and one on bail."""
    case_file = stories.ready_case(cast)
    one = case_file.suspects.get(number=1)
    people.change_suspect(
        suspect=one,
        changes={"custody_basis": "custody"},
        expected_version=one.version,
        by=cast.builder,
        at=TUESDAY_9AM,
    )
    sent = stories.send_to_supervisor(cast, case_file, stream=Stream.GREEN)
    CHARGING_ACTS["sign_off"].run(cast, sent, at=TUESDAY_2PM)
    return stories.fresh(sent)


def dues(case_file):
    rows = Standing.objects.filter(case_file=case_file).order_by("suspect__number")
    return [(row.stream, row.clock, row.due_at) for row in rows]


@pytest.mark.django_db
def test_a_file_mixes_red_and_green_and_each_suspect_has_their_own_decision_clock(cast):
    sent = mixed_case(cast)

    assert sent.stream == Stream.RED
    assert dues(sent.case_file) == [
        ("red", "decide_red", TUESDAY_2PM + timedelta(hours=3)),
        ("green", "decide_green", end_of(TUESDAY_2PM.date() + timedelta(days=28))),
    ]
    assert [row["stream"] for row in sent.manifest["suspects"]] == ["red", "green"]
    assert_in_step(TUESDAY_2PM)


@pytest.mark.django_db
def test_early_advice_has_no_clock_of_the_cps(cast):
    sent = stories.submitted_case(cast, purpose=Purpose.EARLY_ADVICE)

    assert sent.stream == Stream.EARLY_ADVICE
    assert dues(sent.case_file) == [("early_advice", "", None)] * 2


@pytest.mark.django_db
def test_triage_is_offered_the_review_that_the_streams_of_now_call_for(cast):
    sent = stories.submitted_case(cast)
    assert usual_review(sent) is ReviewType.DAYS_28

    suspect = sent.case_file.suspects.get(number=2)
    streams.change_stream(
        suspect=suspect, stream=Stream.GREEN_PRIORITY, reason="risk", by=cast.builder, at=WEDNESDAY_9AM
    )
    assert usual_review(sent) is ReviewType.DAYS_5


def accepted_as(cast, sent, review_type):
    return triage.accept(
        submission=sent, review_type=review_type, casework_type="magistrates", by=cast.assistant, at=WEDNESDAY_9AM
    )


@pytest.mark.django_db
def test_triage_may_not_contradict_the_clock_of_the_most_urgent_suspect_now(cast):
    sent = mixed_case(cast)
    for wrong in (ReviewType.ADVICE, ReviewType.DAYS_28, ReviewType.DAYS_5):
        with nothing_changes(), pytest.raises(Refused, match=r"now is red \(Test Alder\). Choose “Priority review"):
            accepted_as(cast, sent, wrong)

    accepted_as(cast, sent, ReviewType.HOURS_3)


@pytest.mark.django_db
def test_early_advice_is_reviewed_as_early_advice_and_a_green_file_not_within_three_hours(cast):
    advice = stories.submitted_case(cast, purpose=Purpose.EARLY_ADVICE)
    with nothing_changes(), pytest.raises(Refused, match="Police asked for early advice"):
        accepted_as(cast, advice, ReviewType.DAYS_28)

    green = stories.submitted_case(cast, urn=stories.a_urn(9))
    with nothing_changes(), pytest.raises(Refused, match=r"now is green .* or change the stream first"):
        accepted_as(cast, green, ReviewType.HOURS_3)


@pytest.mark.django_db
def test_the_case_page_and_triage_name_the_stream_of_now_and_who_changed_it(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.assistant)
    triage_page = f"/case-files/{sent.case_file.slug}/submissions/{sent.pk}/triage/"
    before = client.get(sent.case_file.get_absolute_url()).content.decode()
    assert "Green: decision within 28 days" in before
    assert "Changed since it was sent" not in before

    suspect = sent.case_file.suspects.get(number=2)
    streams.change_stream(
        suspect=suspect, stream=Stream.GREEN_PRIORITY, reason="risk", by=cast.builder, at=WEDNESDAY_9AM
    )

    after = client.get(sent.case_file.get_absolute_url()).content.decode()
    assert "Green priority: decision within 5 days. Changed since it was sent" in after
    shown = " ".join(client.get(triage_page).content.decode().split())
    assert f"Changed since it was sent as green</strong>, by {cast.builder}, 4 March 2026, 9:00am." in shown
    assert "Reason: Risk to a victim, a witness or the public." in shown
    assert "?timeline=all#timeline" in shown


@pytest.mark.django_db
def test_only_reasons_that_explain_a_change_from_the_stream_of_now_are_offered(client, cast):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)
    client.force_login(cast.assistant)
    offered = client.get(f"/case-files/{suspect.case_file.slug}/suspects/{suspect.pk}/stream/").context["form"]

    codes_offered = [code for code, _ in offered.fields["reason"].choices]
    assert codes_offered == ["detained", "limit", "risk", "mistake", "other"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["builder", "assistant", "prosecutor"])
def test_either_agency_changes_the_stream_and_what_was_sealed_stays(cast, who):
    sent = stories.submitted_case(cast)
    suspect = sent.case_file.suspects.get(number=2)

    streams.change_stream(
        suspect=suspect, stream=Stream.GREEN_PRIORITY, reason="risk", by=getattr(cast, who), at=WEDNESDAY_9AM
    )

    assert [row[0] for row in dues(sent.case_file)] == ["green", "green_priority"]
    assert dues(sent.case_file)[1][2] == end_of(TUESDAY_2PM.date() + timedelta(days=5))
    assert Submission.objects.get(pk=sent.pk).manifest == sent.manifest
    told = CaseEvent.objects.get(type="charging.stream_changed")
    assert (told.details["from_stream"], told.details["to_stream"], told.details["reason"], told.suspect_ids) == (
        "green",
        "green_priority",
        "risk",
        [suspect.pk],
    )
    said = timeline([told], [suspect])[0].says
    assert said == "Stream changed from green to green priority: risk to a victim, a witness or the public"
    assert_in_step(WEDNESDAY_9AM)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"stream": Stream.RED, "reason": "risk"}, ["red_needs_custody"]),
        ({"stream": Stream.GREEN, "reason": "risk"}, ["same_stream"]),
        ({"stream": Stream.EARLY_ADVICE, "reason": "mistake"}, ["advice_is_apart"]),
        ({"stream": Stream.GREEN_PRIORITY, "reason": "whim"}, ["no_reason"]),
        ({"stream": Stream.GREEN_PRIORITY, "reason": "other", "note": " "}, ["no_note"]),
        ({"stream": Stream.GREEN_PRIORITY, "reason": "risk_less"}, ["reason_does_not_fit"]),
        ({"stream": Stream.GREEN_PRIORITY, "reason": "released"}, ["reason_does_not_fit"]),
        ({"stream": Stream.RED, "reason": "other"}, ["red_needs_custody", "no_note"]),
    ],
)
def test_another_stream_has_to_fit_and_to_say_why(cast, said, expected):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        streams.change_stream(suspect=suspect, **said, by=cast.assistant, at=WEDNESDAY_9AM)

    assert codes(refusal) == expected


@pytest.mark.django_db
def test_nobody_at_a_distance_changes_a_stream_nor_anybody_once_it_is_decided(cast):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)
    wanted = {"stream": Stream.GREEN_PRIORITY, "reason": "risk", "at": FRIDAY_2PM}
    for who in ("area_manager", "outsider", "outside_prosecutor", "direct_assistant"):
        with nothing_changes(), pytest.raises(NotPermitted):
            streams.change_stream(suspect=suspect, **wanted, by=getattr(cast, who))
    decided = stories.authorised_case(cast, urn=stories.a_urn(9))
    with nothing_changes(), pytest.raises(Refused, match="has not decided"):
        streams.change_stream(suspect=decided, **wanted, by=cast.prosecutor)


@pytest.mark.django_db
def test_of_two_who_change_one_stream_the_second_is_told_who_was_first(cast):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)
    version = SuspectStream.objects.get(suspect=suspect).version
    wanted = {"stream": Stream.GREEN_PRIORITY, "expected_version": version}
    streams.change_stream(suspect=suspect, reason="limit", by=cast.builder, at=WEDNESDAY_9AM, **wanted)

    with nothing_changes(), pytest.raises(Conflict, match=str(cast.builder)):
        streams.change_stream(suspect=suspect, reason="risk", by=cast.assistant, at=WEDNESDAY_9AM, **wanted)


@pytest.mark.django_db
def test_a_builder_chooses_for_one_suspect_what_is_not_so_of_the_others(cast):
    case_file = stories.ready_case(cast)
    second = case_file.suspects.get(number=2)
    asked_for = submission.Preparation(
        purpose=Purpose.CHARGING,
        stream=Stream.GREEN,
        streams={second.pk: Stream.GREEN_PRIORITY},
        explanations=stories.reasons_to_go(case_file),
    )

    submission.send_to_supervisor(case_file=case_file, preparation=asked_for, by=cast.builder, at=TUESDAY_9AM)

    kept = SuspectStream.objects.order_by("suspect__number").values_list("stream", flat=True)
    assert list(kept) == ["green", "green_priority"]
    assert Submission.objects.get().stream == Stream.GREEN_PRIORITY
