"""On which cases nothing can wait for tomorrow: those that are told of them are told at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.models import User
from casework.lifecycle import OPEN, Status
from casework.models import CaseEvent, CustodyBasis, Notice, Standing
from charging.lifecycle import Grade
from charging.operations import notices
from charging.queries.clocks.pressing import pressing_cases
from charging.queries.notices import recipients
from charging.rules.audiences import Audience, NoticeRule
from charging.rules.notices import CONVERSATION, RULES, rule_for
from foundation.periods import local_date
from tests import questions, stories
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def case_file(cast):
    case_file = stories.accepted_case(cast).case_file
    stand(case_file, due_at=None)
    return case_file


def stand(case_file, **how):
    """Let all suspects of a case stand so, as far as lists know."""
    Standing.objects.filter(case_file=case_file).update(**how)


def is_pressing(case_file):
    return case_file.pk in pressing_cases([case_file.pk], at=FRIDAY_2PM)


@pytest.mark.parametrize(
    ("left", "expected"),
    [(-DAY, False), (timedelta(0), False), (MINUTE, True), (DAY, True), (DAY + MINUTE, False)],
)
def test_a_clock_presses_in_its_last_day_and_not_once_it_has_run_out(case_file, left, expected):
    stand(case_file, due_at=FRIDAY_2PM + left)
    assert is_pressing(case_file) is expected


@pytest.mark.parametrize("status", [Status.BUILDING, Status.SUBMITTED, Status.WITH_PROSECUTOR, Status.CHARGED])
def test_custody_presses_as_long_as_nothing_is_decided(case_file, status):
    stand(case_file, custody_basis=CustodyBasis.CUSTODY, status=status)
    assert is_pressing(case_file) is (status in OPEN)


def test_nobody_is_hurried_on_another_case(cast, case_file):
    other = stories.submitted_case(cast, urn=stories.a_urn(3)).case_file
    stand(other, due_at=FRIDAY_2PM + MINUTE)
    assert pressing_cases([case_file.pk], at=FRIDAY_2PM) == frozenset()
    assert pressing_cases([], at=FRIDAY_2PM) == frozenset()


def test_a_calm_event_on_a_pressing_case_is_urgent_and_on_another_it_is_not(cast, case_file):
    notices.deliver(at=FRIDAY_2PM)
    Notice.objects.all().delete()
    questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)
    stand(case_file, due_at=FRIDAY_2PM + DAY)
    questions.ask(case_file, by=cast.prosecutor)
    notices.deliver(at=FRIDAY_2PM)

    assert list(Notice.objects.order_by("pk").values_list("recipient", "urgent")) == [
        (cast.builder.pk, False),
        (cast.builder.pk, True),
    ]


def test_every_notice_says_what_it_is_about():
    rules = [*RULES.values(), *CONVERSATION.values()]
    assert all(isinstance(rule, NoticeRule) and rule.says for rule in rules)
    assert [rule.says for rule in rules if rule.kind == "other"] == []
    assert rule_for("casework.nothing_of_the_kind", {}) is None


@pytest.mark.parametrize(
    ("event", "details", "urgent"),
    [
        ("charging.suspect_charged", {"matches_authority": "exact"}, False),
        ("charging.suspect_charged", {"matches_authority": "lesser"}, True),
        ("charging.suspect_charged", {"matches_authority": "none"}, True),
        ("charging.charge_amended", {"matches": "exact"}, False),
        ("charging.charge_amended", {"matches": "different"}, True),
        ("charging.mismatch_explained", {}, True),
        ("charging.mismatch_settled", {}, True),
        ("charging.escalation_raised", {}, True),
        ("charging.approval_asked", {}, True),
        ("charging.triage_challenged", {}, True),
        ("charging.submission_withdrawn", {}, True),
        ("charging.action_plan_issued", {}, False),
        ("charging.dga_recorded", {"failure_codes": ["E1"]}, False),
    ],
)
def test_what_cannot_wait_whatever_the_case_is_urgent(event, details, urgent):
    assert rule_for(event, details).urgent is urgent


@pytest.mark.parametrize(
    ("event", "details", "audience"),
    [
        ("charging.dga_failure_considered", {"decision": "disputed"}, Audience.LEGAL_MANAGERS),
        ("charging.dga_failure_considered", {"decision": "not_disputed"}, None),
        ("casework.case_handed_over", {"from_officer_id": 1, "to_officer_id": 2}, Audience.OFFICER),
        ("casework.case_handed_over", {"from_officer_id": 1, "to_officer_id": 1}, None),
        ("casework.link_checked", {"state": "broken"}, Audience.OFFICER),
        ("casework.link_checked", {"state": "opens"}, None),
    ],
)
def test_who_is_told_can_depend_on_what_the_event_says(event, details, audience):
    rule = rule_for(event, details)
    assert (rule and rule.audience) == audience


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (["another_lawyer"], {"Lee Legal"}),
        (["deputy_chief"], {"Nat Deputy"}),
        (["chief"], {"Jo Chief"}),
        (["legal_manager", "chief"], {"Lee Legal", "Jo Chief"}),
    ],
)
def test_the_grade_that_has_to_agree_to_a_review_is_told(cast, case_file, monkeypatch, who, expected):
    rules = [SimpleNamespace(code=grade, who=Grade(grade)) for grade in who]
    monkeypatch.setattr(recipients, "rules_on", lambda _: [*rules, SimpleNamespace(code="other", who=Grade.CHIEF)])
    event = CaseEvent.objects.filter(case_id=case_file.pk).first()
    event.details = {"rules": who}
    told = recipients.Told(event, rule_for("charging.approval_asked", {}), case_file)

    keys = recipients._who_approves(told, local_date(FRIDAY_2PM))

    assert set(User.objects.filter(pk__in=keys).values_list("name", flat=True)) == expected
