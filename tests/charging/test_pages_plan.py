"""The pages of an action plan: a table for both agencies, an act at a time, and what is decided."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charging.lifecycle import ActionState, ChallengeOutcome, NeededFor, RequestState
from charging.models import ActionItem, Closing, Consultation, ItemChallenge, ItemExtension
from charging.operations import actions, challenges, chasing, closing, extensions
from tests import stories
from tests.charging.test_plan_requests import ask_for_time, challenge, part_of
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, IN_A_MONTH

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
A_FORM = '<form method="post" novalidate data-warn-unsaved>'


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def plan(cast):
    items = [stories.an_item(), stories.an_item(text="The taxi driver", needed_for=NeededFor.TRIAL)]
    return stories.action_plan_case(cast, items=items)


@pytest.fixture
def item(plan):
    return plan.items.get(needed_for=NeededFor.DECISION)


def home(plan):
    return f"/case-files/{plan.case_file.slug}/action-plans/{plan.pk}/"


def page_of(item, act=""):
    return f"{home(item.plan)}items/{item.pk}/{act}"


def test_both_agencies_read_one_table_with_what_is_needed_for_trial_apart(client, cast, plan, item):
    part_of(item, cast)
    ask_for_time(stories.fresh(item), cast)
    for person in (cast.builder, cast.prosecutor):
        client.force_login(person)
        page = words(client.get(home(plan)))
        places = [page.index(text) for text in ("Needed for the decision</caption>", "Needed for trial</caption>")]
        assert places == sorted(places)
        assert "It may show who left with the tools" in page
        assert "Still missing: The rest" in page
        assert "Asked for more time, to 30 March 2026" in page
        assert "Part received" in page
        assert "More time asked for" in page


@pytest.mark.parametrize(("day", "said"), [(19, []), (20, ["1 day late"]), (23, ["4 days late"])])
def test_an_answer_says_how_late_it_came_once_it_may_be_read(client, cast, day, said):
    plan = stories.action_plan_case(cast)
    stories.answer_plan(plan, by=cast.builder, at=datetime(2026, 3, day, 14, tzinfo=UTC))
    for person in (cast.builder, cast.prosecutor):
        client.force_login(person)
        assert re.findall(r"\d+ days? late", words(client.get(home(plan)))) == said


def acts_offered(client, plan):
    page = client.get(home(plan)).content.decode()
    acts = ("part/", "more-time/", "challenge/", "date/", "cancel/", "take-back/", "several/")
    return {act for act in acts if f'{act}"' in page}


def test_each_agency_is_offered_its_own_acts(client, cast, plan):
    client.force_login(cast.builder)
    assert acts_offered(client, plan) == {"part/", "more-time/", "challenge/", "several/"}
    client.force_login(cast.prosecutor)
    assert acts_offered(client, plan) == {"date/", "cancel/", "take-back/"}
    client.force_login(cast.second_prosecutor)
    assert acts_offered(client, plan) == set()


def test_a_part_is_noted_and_a_gap_is_said_at_the_field(client, cast, item):
    client.force_login(cast.builder)
    refused = client.post(page_of(item, "part/"), {"version": 1, "came": "Two hours", "missing": ""})
    assert refused.status_code == 422
    assert "Say what is still missing" in words(refused)
    client.post(page_of(item, "part/"), {"version": 1, "came": "Two hours", "missing": "The rest"})
    assert stories.fresh(item).state == ActionState.PART


def test_more_time_is_asked_for_with_a_usual_day_and_answered_by_the_cps(client, cast, item):
    client.force_login(cast.builder)
    form = client.get(page_of(item, "more-time/")).context["form"]
    days = [words_ for _, words_ in form.fields["choice"].choices]
    assert [day.split(":")[0] for day in days] == ["In 1 day", "In 7 days", "In 14 days", "In 28 days", "Another date"]
    client.post(page_of(item, "more-time/"), {"choice": "", "day": IN_A_MONTH, "reason": "forensic"})
    row = ItemExtension.objects.get()
    assert row.asked_for.isoformat() == IN_A_MONTH

    client.force_login(cast.prosecutor)
    decide = f"/case-files/{item.plan.case_file.slug}/extensions/{row.pk}/"
    assert f'href="{decide}"' in words(client.get(home(item.plan)))
    assert "Say why the date has to stand." in words(client.post(decide, {"state": "refused"}))
    client.post(decide, {"state": "agreed"})
    assert stories.fresh(item).due_now.isoformat() == IN_A_MONTH
    page = words(client.get(home(item.plan)))
    assert "First agreed: 19 March 2026" in page


def test_who_comes_too_late_to_a_request_for_more_time_reads_who_decided_and_keeps_the_words(client, cast, item):
    ask_for_time(item, cast)
    row = ItemExtension.objects.get()
    decide = f"/case-files/{item.plan.case_file.slug}/extensions/{row.pk}/"
    client.force_login(cast.legal_manager)
    seen = client.get(decide).context["form"]["seen"].value()
    answer = extensions.ExtensionAnswer(state=RequestState.AGREED)
    extensions.decide(extension=row, answer=answer, by=cast.prosecutor, at=FRIDAY_2PM)

    late = client.post(decide, {"state": "refused", "text": "It has taken long enough.", "seen": seen})

    page = words(late)
    assert (late.status_code, A_FORM in page) == (422, False)
    assert "Pat Prosecutor has decided this request already: agreed, 6 March 2026, 2:00pm." in page
    assert "It has taken long enough." in page
    assert "Save your decision" not in page


@pytest.mark.parametrize("text", ["It is needed.", ""])
def test_who_comes_too_late_to_a_challenge_reads_who_decided_and_keeps_the_words(client, cast, item, text):
    challenge(item, cast)
    row = ItemChallenge.objects.get()
    decide = f"/case-files/{item.plan.case_file.slug}/challenges/{row.pk}/"
    ruling = challenges.Ruling(outcome=ChallengeOutcome.FOR_TRIAL, text="It can follow.")
    challenges.decide(challenge=row, ruling=ruling, by=cast.second_prosecutor, at=FRIDAY_2PM)
    client.force_login(cast.legal_manager)

    late = client.post(decide, {"outcome": "stands", "text": text})

    page = words(late)
    assert (late.status_code, A_FORM in page) == (422, False)
    assert "It can follow." in page
    assert text in page
    assert "Save your decision" not in page


def test_who_asks_for_time_that_was_asked_for_meanwhile_keeps_the_words_and_gets_no_form(client, cast, item):
    ask_for_time(item, cast)
    client.force_login(cast.supervisor)
    typed = {"choice": "", "day": IN_A_MONTH, "reason": "forensic", "text": "The laboratory is late."}
    late = client.post(page_of(item, "more-time/"), typed)
    assert (late.status_code, A_FORM in words(late)) == (422, False)
    assert "has asked for 30 March 2026 already" in words(late)
    assert "The laboratory is late." in words(late)


def answers_offered(client, item):
    return [value for value, _ in client.get(page_of(item)).context["form"].fields["answer"].choices]


def test_police_disagree_by_a_challenge_and_in_their_answer_only_once_the_item_stands(client, cast, item):
    client.force_login(cast.builder)
    assert "disputed" not in answers_offered(client, item)
    assert f'href="{page_of(item, "challenge/")}"' in words(client.get(page_of(item)))

    challenge(item, cast)
    row = ItemChallenge.objects.get()
    ruling = challenges.Ruling(outcome=ChallengeOutcome.STANDS, text="It is needed.")
    challenges.decide(challenge=row, ruling=ruling, by=cast.second_prosecutor, at=FRIDAY_2PM)

    assert "disputed" in answers_offered(client, item)
    assert f'href="{page_of(item, "challenge/")}"' not in words(client.get(page_of(item)))


def test_what_waits_for_the_cps_is_settled_in_one_place(client, cast, plan, item):
    ask_for_time(item, cast)
    challenge(stories.fresh(item), cast)
    client.force_login(cast.legal_manager)
    page = words(client.get(home(plan)))
    offered = {act for act in ("date/", "cancel/") if f'href="{page_of(item, act)}"' in page}
    assert offered == set()
    assert f"/extensions/{ItemExtension.objects.get().pk}/" in page
    assert f"/challenges/{ItemChallenge.objects.get().pk}/" in page
    assert "For the CPS to answer by" in page


def test_a_reminder_stands_with_what_was_said_of_its_item(client, cast, plan, item):
    chasing.chase_case(case_file=plan.case_file, by=None, at=datetime(2026, 3, 27, 9, tzinfo=UTC))
    client.force_login(cast.builder)
    assert "Reminder to police: due 19 March 2026" in words(client.get(home(plan)))


def test_a_plan_of_a_case_that_was_closed_waits_for_nobody_and_says_how_it_is_opened_again(client, cast, plan):
    suspects = list(plan.case_file.suspects.filter(status="action_plan"))
    closure = closing.Closure(reason="plan_unanswered", early_because="They withdrew.")
    closing.finalise(suspects=suspects, closure=closure, by=cast.assistant, at=FRIDAY_2PM)
    client.force_login(cast.supervisor)
    page = words(client.get(home(plan)))
    assert "Nobody waits for these answers any more. The case against Test Alder was closed." in page
    assert f"/suspects/{suspects[0].pk}/reopen/" in page
    assert "Return answers to the CPS" not in page
    assert acts_offered(client, plan) == set()


def test_whoever_may_not_decide_reads_and_a_post_is_refused(client, cast, item):
    ask_for_time(item, cast)
    decide = f"/case-files/{item.plan.case_file.slug}/extensions/{ItemExtension.objects.get().pk}/"
    for person in (cast.builder, cast.second_prosecutor):
        client.force_login(person)
        page = client.get(decide)
        assert "Asked for more time" in words(page)
        assert "form" not in page.context
        assert client.post(decide, {"state": "agreed"}).status_code == 403


def test_a_challenge_is_decided_by_somebody_who_did_not_ask(client, cast, item):
    client.force_login(cast.builder)
    client.post(page_of(item, "challenge/"), {"reason": "trial_only", "text": "Only the jury needs it."})
    row = ItemChallenge.objects.get()
    decide = f"/case-files/{item.plan.case_file.slug}/challenges/{row.pk}/"
    client.force_login(cast.prosecutor)
    assert client.post(decide, {"outcome": "stands", "text": "Mine."}).status_code == 403
    client.force_login(cast.second_prosecutor)
    assert "Only the jury needs it." in words(client.get(decide))
    client.post(decide, {"outcome": "for_trial", "text": "So it is."})
    assert stories.fresh(item).needed_for == NeededFor.TRIAL
    case = words(client.get(f"/case-files/{item.plan.case_file.slug}/"))
    assert "1 item challenged: 1 needed for trial, not for the decision" in case


def test_a_challenge_that_was_overtaken_while_it_was_decided_says_so(client, cast, item):
    challenge(item, cast)
    row = ItemChallenge.objects.get()
    decide = f"/case-files/{item.plan.case_file.slug}/challenges/{row.pk}/"
    client.force_login(cast.second_prosecutor)
    reply = actions.ItemAnswer(answer=actions.Answer.PROVIDED, text="Attached.")
    actions.answer(item=item, reply=reply, expected_version=stories.fresh(item).version, by=cast.builder, at=FRIDAY_2PM)
    response = client.post(decide, {"outcome": "stands", "text": "My words stay."})
    assert response.status_code == 422
    assert "Bea Builder answered this item for police, 6 March 2026, 2:00pm. Nothing is to be" in words(response)
    assert "Bea Builder answered this item, 6 March 2026, 2:00pm. Nothing of yours was saved." in words(response)
    assert "Somebody else was quicker" not in words(response)
    assert "My words stay." in words(response)


@pytest.mark.parametrize(("which", "status"), [("other", 302), ("same", 422)])
def test_only_what_happened_to_the_item_itself_stands_in_the_way_of_deciding_about_it(
    client, cast, plan, item, which, status
):
    ask_for_time(item, cast)
    row = ItemExtension.objects.get()
    decide = f"/case-files/{plan.case_file.slug}/extensions/{row.pk}/"
    client.force_login(cast.prosecutor)
    known = client.get(decide).context["form"]["seen"].value()
    about = item if which == "same" else plan.items.exclude(pk=item.pk).get()
    part_of(stories.fresh(about), cast)

    response = client.post(decide, {"seen": known, "state": "refused", "text": "The date stands."})

    assert response.status_code == status
    assert (stories.fresh(row).state == RequestState.REFUSED) is (which == "other")


def test_an_item_is_cancelled_and_a_date_is_moved(client, cast, item):
    client.force_login(cast.prosecutor)
    client.post(page_of(item, "date/"), {"choice": "", "day": IN_A_MONTH, "reason": "volume"})
    assert stories.fresh(item).due_now.isoformat() == IN_A_MONTH
    assert "Police challenged it and were right" not in words(client.get(page_of(item, "cancel/")))
    client.post(page_of(item, "cancel/"), {"reason": "came_otherwise"})
    assert stories.fresh(item).state == ActionState.CANCELLED
    assert client.get(page_of(item, "cancel/")).url == home(item.plan)


def test_the_file_is_taken_back_and_the_case_says_so(client, cast, plan):
    client.force_login(cast.prosecutor)
    client.post(f"{home(plan)}take-back/", {"reason": "urgent"})
    assert stories.fresh(plan).taken_back_by == cast.prosecutor
    assert "the decision cannot wait" in words(client.get(home(plan)))
    page = words(client.get(f"/case-files/{plan.case_file.slug}/"))
    assert "The CPS has given the file back to police once." in page
    assert "taken back by the CPS" in page


def test_several_items_are_answered_at_once_by_their_versions(client, cast, plan):
    client.force_login(cast.builder)
    chosen = [f"{row.pk}.{row.version}" for row in plan.items.all()]
    client.post(f"{home(plan)}several/", {"items": chosen, "answer": "provided", "text": "All attached."})
    assert set(ActionItem.objects.values_list("state", flat=True)) == {"answered"}
    assert client.get(f"{home(plan)}several/").url == home(plan)


def test_an_item_that_changed_meanwhile_is_not_answered_with_the_others(client, cast, plan, item):
    chosen = [f"{row.pk}.{row.version}" for row in plan.items.all()]
    part_of(item, cast)
    client.force_login(cast.builder)
    response = client.post(f"{home(plan)}several/", {"items": chosen, "answer": "provided", "text": "All attached."})
    assert response.status_code == 422
    assert "was answered or changed while you were writing" in words(response)
    assert not ActionItem.objects.filter(state=ActionState.ANSWERED).exists()


def test_answers_are_assessed_beside_the_question(client, cast):
    plan = stories.answered_case(cast).case_file.action_plans.get()
    item = plan.items.get()
    client.force_login(cast.prosecutor)
    case_page = words(client.get(f"/case-files/{plan.case_file.slug}/"))
    assert "Say whether the answers to action plan 1 are enough" in case_page
    page = words(client.get(f"{home(plan)}enough/"))
    assert page.index("Footage from the shop door") < page.index("Attached.")
    typed = {f"satisfied_{item.pk}": "no", f"note_{item.pk}": "", f"version_{item.pk}": item.version}
    refused = client.post(f"{home(plan)}enough/", typed)
    assert f'id="error-id_note_{item.pk}"' in words(refused) or "falls short of" in words(refused)
    client.post(f"{home(plan)}enough/", typed | {f"note_{item.pk}": "One camera only."})
    assert stories.fresh(item).satisfied is False
    client.force_login(cast.builder)
    assert "One camera only." in words(client.get(home(plan)))
    assert client.get(f"{home(plan)}enough/").status_code == 403


def test_what_is_saved_again_unchanged_tells_nothing_new(client, cast):
    plan = stories.answered_case(cast).case_file.action_plans.get()
    item = plan.items.get()
    client.force_login(cast.prosecutor)
    typed = {f"satisfied_{item.pk}": "yes", f"note_{item.pk}": ""}
    client.post(f"{home(plan)}enough/", typed | {f"version_{item.pk}": item.version})
    item.refresh_from_db()
    client.post(f"{home(plan)}enough/", typed | {f"version_{item.pk}": item.version})
    assert stories.fresh(item).version == item.version


@pytest.mark.parametrize("reader", ["builder", "prosecutor"])
def test_the_plan_is_read_in_few_queries_however_long_it_is(client, cast, reader):
    items = [stories.an_item(text=f"Thing {number}") for number in range(40)]
    plan = stories.action_plan_case(cast, items=items)
    for row in plan.items.all()[:10]:
        part_of(row, cast)
        ask_for_time(stories.fresh(row), cast)
        challenge(stories.fresh(row), cast)
    client.force_login(getattr(cast, reader))
    client.get(home(plan))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(home(plan)).status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_several_suspects_are_closed_together_and_early_asks_why(client, cast):
    case_file = stories.rejected_case(cast, at=FRIDAY_9AM).case_file
    client.force_login(cast.assistant)
    keys = list(case_file.suspects.values_list("pk", flat=True))
    client.post(f"/case-files/{case_file.slug}/suspects/{keys[0]}/close/", {"suspects": keys, "reason": "other"})
    assert set(case_file.suspects.values_list("status", flat=True)) == {"admin_finalised"}


def test_police_ask_to_reopen_and_the_cps_does(client, cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)
    closure = closing.Closure(reason="other", early_because="Police said so.")
    closing.finalise(suspects=[suspect], closure=closure, by=cast.assistant, at=FRIDAY_2PM)
    case = f"/case-files/{suspect.case_file.slug}/"
    client.force_login(cast.builder)
    assert "Ask to have it reopened: Test Alder" in words(client.get(case))
    page = client.get(f"{case}suspects/{suspect.pk}/reopen/").url
    client.post(page, {"because": "The statement has come."})
    assert Closing.objects.get().asked_by == cast.builder
    client.force_login(cast.assistant)
    assert "The statement has come." in words(client.get(page))
    client.post(page, {"decision": "reopen", "because": "It has."})
    assert stories.fresh(suspect).status == "rejected"
    assert "Reopened: to be mended and sent again" in words(client.get(case))


def test_the_lawyer_is_asked_whether_an_item_is_the_same_before_it_is_kept(client, cast):
    consultation = stories.answered_case(cast)
    client.force_login(cast.prosecutor)
    page = f"/case-files/{consultation.case_file.slug}/reviews/{consultation.pk}/items/add/"
    form = client.get(page).context["form"]
    soon = form.fields["due_in"].choices[1][0]
    asked = {
        "version": 0,
        "text": "The footage of the shop's door",
        "why": "Half of it is missing",
        "category": "footage",
        "needed_for": "decision",
        "due_in": soon,
    }
    typed = {f"item-1-{name}": value for name, value in asked.items()}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Asked before on 5 March 2026" in words(refused)
    assert client.post(page, typed | {"item-1-repeat": "not_answered"}).status_code == 302
    kept = consultation.sections.get(number=1).answers
    assert (kept["repeat"], kept["due_on"]) == ("not_answered", soon)


def test_a_first_plan_asks_of_an_item_like_another_of_it_whether_they_are_the_same(client, cast):
    consultation = stories.accepted_case(cast)
    client.force_login(cast.prosecutor)
    page = f"/case-files/{consultation.case_file.slug}/reviews/{consultation.pk}/items/add/"

    def asks(text, **more):
        shown = client.get(page)
        assert "repeat" not in shown.context["form"].fields
        asked = {"version": 0, "text": text, "why": "It shows who", "category": "footage", "needed_for": "decision"}
        asked |= {"due_in": shown.context["form"].fields["due_in"].choices[1][0]} | more
        number = shown.context["form"].number
        return client.post(page, {f"item-{number}-{name}": value for name, value in asked.items()})

    assert asks("Footage of the door").status_code == 302
    assert asks("Telephone records").status_code == 302
    refused = asks("The footage of the doors")
    assert refused.status_code == 422
    assert "Item 1 of this plan asks for it already, “Footage of the door”." in words(refused)
    assert [key for key, _ in refused.context["form"].fields["repeat"].choices] == ["", "not_same"]
    assert asks("The footage of the doors", repeat="not_same").status_code == 302

    def offered(number):
        return "repeat" in client.get(page.replace("add", str(number))).context["form"].fields

    assert [offered(number) for number in (1, 2, 3)] == [False, False, True]


def test_an_item_has_a_due_date_whichever_way_it_is_given(client, cast):
    consultation = stories.accepted_case(cast)
    client.force_login(cast.prosecutor)
    page = f"/case-files/{consultation.case_file.slug}/reviews/{consultation.pk}/items/add/"
    asked = {"version": 0, "text": "Footage", "why": "It may show who", "category": "footage", "needed_for": "trial"}
    typed = {f"item-1-{name}": value for name, value in asked.items()}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Enter the due date" in words(refused)
    assert "Was it asked for before?" not in words(refused)


def test_who_can_do_nothing_with_a_plan_is_offered_no_empty_column(client, cast, plan):
    for person, has in ((cast.builder, True), (cast.prosecutor, True), (cast.assistant, False)):
        client.force_login(person)
        assert ("What you can do" in words(client.get(home(plan)))) is has, person


def test_whether_answers_are_enough_is_asked_without_what_is_for_the_machine(client, cast, plan):
    stories.answer_plan(plan, by=cast.builder)
    client.force_login(cast.prosecutor)
    page = words(client.get(f"{home(plan)}enough/"))
    assert 'name="version_' in page
    assert "Version 1" not in page, "a hidden field has no label"


def test_beside_the_next_review_an_item_has_the_date_that_holds_and_says_if_it_is_not_answered(
    client, cast, plan, item
):
    ActionItem.objects.filter(pk=item.pk).update(extended_to=date(2026, 3, 30))
    reply = actions.ItemAnswer(answer=actions.Answer.PROVIDED, text="Attached.")
    actions.answer(item=item, reply=reply, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)
    actions.return_answers(plan=plan, by=cast.builder, at=FRIDAY_9AM)
    client.force_login(cast.prosecutor)
    again = Consultation.objects.get(completed_at=None)
    page = words(client.get(f"/case-files/{plan.case_file.slug}/reviews/{again.pk}/"))
    assert "due 30 March 2026 (first agreed: 19 March 2026)" in page
    assert "<strong>Not answered</strong>" in page
