"""Any legal history, however it goes: one holder at every instant, one chain, and nothing that is not owed."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import events
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseEvent, OutboxEntry
from charging.lifecycle import ActionState, Answer, Purpose, Repeat, Result, Stream, SubmissionState
from charging.models import ActionPlan, Consultation, Submission
from charging.operations import actions, closing, submission
from charging.queries.case.held import held_days
from charging.queries.submission.rounds import asked_for
from charging.rules.decision import Outcome
from foundation.periods import local_date
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import MONDAY_9AM

BROKEN = """
SELECT count(*) FROM (
    SELECT hash, casework_event_digest(e, COALESCE(lag(hash) OVER (ORDER BY seq), ''::bytea)) AS proper
      FROM casework_caseevent e WHERE case_id = %s
) chain WHERE hash <> proper"""


class Walk:
    """One case that takes, at each step, one of the ways that are open to it."""

    def __init__(self, cast, draw):
        self.cast, self.draw, self.at = cast, draw, MONDAY_9AM
        self.case_file = stories.ready_case(cast)

    def ways(self):
        """Return what could be done now."""
        sent = Submission.objects.filter(case_file=self.case_file)
        found = [lambda row=row: self.supervise(row) for row in sent.filter(state=SubmissionState.WITH_SUPERVISOR)]
        untriaged = sent.filter(state=SubmissionState.SENT, triage=None).exclude(purpose=Purpose.ACTION_PLAN_REPLY)
        found += [lambda row=row: self.triage(row) for row in untriaged]
        found += [lambda row=row: self.review(row) for row in Consultation.objects.filter(completed_at=None)]
        waiting = self.suspects(Status.ACTION_PLAN)
        found += [lambda row=row: self.answer(row) for row in ActionPlan.objects.filter(returned_at=None) if waiting]
        found += [lambda row=row: self.charge(row) for row in self.suspects(Status.AUTHORISED)]
        found += [lambda row=row: self.close(row) for row in self.suspects(Status.REJECTED, Status.ACTION_PLAN)]
        if self.suspects(Status.BUILDING, Status.REJECTED, Status.ADVICE_GIVEN) and not sent.filter(
            state=SubmissionState.WITH_SUPERVISOR
        ):
            found.append(self.hand_over)
        return found

    def suspects(self, *statuses):
        return list(self.case_file.suspects.filter(status__in=statuses))

    def step(self):
        """Let some time go by, then take one of the ways; False where none is left."""
        self.at += timedelta(hours=self.draw(st.integers(1, 60)))
        ways = self.ways()
        if ways:
            self.draw(st.sampled_from(ways))()
        return bool(ways)

    def hand_over(self):
        preparation = submission.Preparation(
            purpose=self.draw(st.sampled_from([Purpose.CHARGING, Purpose.EARLY_ADVICE])),
            stream=Stream.GREEN,
            explanations=stories.reasons_to_go(self.case_file, at=self.at),
        )
        submission.send_to_supervisor(
            case_file=self.case_file, preparation=preparation, by=self.cast.builder, at=self.at
        )

    def supervise(self, row):
        act = self.draw(st.sampled_from(["sign_off", "sign_off", "send_back"]))
        CHARGING_ACTS[act].run(self.cast, row, at=self.at)

    def triage(self, row):
        act = self.draw(st.sampled_from(["accept", "accept", "reject"]))
        if act == "reject":
            reasons = {"TR06": "Missing"}
            respond_by = local_date(self.at) + timedelta(days=7)
            stories.triage.reject(
                submission=row, reasons=reasons, respond_by=respond_by, by=self.cast.assistant, at=self.at
            )
        else:
            CHARGING_ACTS[act].run(self.cast, row, at=self.at)

    def review(self, row):
        if row.prosecutor is None:
            CHARGING_ACTS["take"].run(self.cast, row, at=self.at)
            row.refresh_from_db()
        purpose = asked_for(row.submission)
        chosen = [self.outcome(purpose) for _ in range(len(stories.review.suspects_under_review(row)))]
        asked = any(outcome.result is Result.ACTION_PLAN for outcome in chosen)
        again = Repeat.NEW_NEED if self.case_file.action_plans.exists() else ""
        item = stories.an_item(due_on=local_date(self.at) + timedelta(days=14), repeat=again)
        items = [item] if asked else []
        stories.complete_review(row, chosen, items=items, by=row.prosecutor, at=self.at)

    def outcome(self, purpose):
        fitting = "advice" if purpose is Purpose.EARLY_ADVICE else "charge"
        result = self.draw(st.sampled_from([fitting, "nfa", "plan"]))
        advice = Outcome(result=Result.ADVICE, rationale="Ask the neighbour.")
        ready = {"charge": stories.charge_outcome, "nfa": stories.nfa_outcome, "plan": stories.plan_outcome}
        return ready[result]() if result in ready else advice

    def answer(self, plan):
        for item in plan.items.filter(state=ActionState.PENDING):
            reply = actions.ItemAnswer(answer=Answer.PARTLY, text="Some of it.")
            actions.answer(item=item, reply=reply, expected_version=1, by=self.cast.builder, at=self.at)
        if any(suspect in plan.consultation.submission.suspects.all() for suspect in self.suspects(Status.ACTION_PLAN)):
            actions.return_answers(plan=plan, by=self.cast.builder, at=self.at)

    def charge(self, suspect):
        CHARGING_ACTS["record_charge"].run(self.cast, suspect, at=self.at)

    def close(self, suspect):
        closure = closing.Closure(
            reason=stories.DID_NOT_COME.get(suspect.status, "other"), early_because="Police will not send it."
        )
        closing.finalise(suspects=[suspect], closure=closure, by=self.cast.assistant, at=self.at)

    def check(self):
        """Hold the case to what must be true after every step."""
        rows = list(events.ledger(self.case_file))
        for suspect in self.case_file.suspects.all():
            self.check_suspect(suspect, rows)

    def check_suspect(self, suspect, rows):
        holders = [(row.holder, row.at) for row in rows if row.holder and suspect.pk in row.suspect_ids]
        assert holders[0][0] == Holder.POLICE
        assert holders[-1][0] == STATUSES[Status(suspect.status)].holder
        today = local_date(self.at)
        held = held_days(suspect, rows, today=today)
        received = next((at for holder, at in holders if holder == Holder.CPS), None)
        finished = [at for holder, at in holders if holder in {Holder.COURT, Holder.CLOSED}]
        end = local_date(finished[0]) if finished else today
        assert held.police + held.cps == ((end - local_date(received)).days if received else 0)

    def check_ledger(self):
        """Hold the ledger to its chain, and the outbox to the ledger."""
        with connection.cursor() as cursor:
            cursor.execute(BROKEN, [self.case_file.pk])
            assert cursor.fetchone() == (0,)
        recorded = set(CaseEvent.objects.values_list("pk", flat=True))
        for subscriber in events.SUBSCRIBERS:
            owed = OutboxEntry.objects.filter(subscriber=subscriber).values_list("event_id", flat=True)
            assert sorted(owed) == sorted(recorded)


@pytest.mark.django_db
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_every_instant_of_any_history_has_one_holder_and_the_days_of_both_add_up(cast, data):
    with transaction.atomic():
        walk = Walk(cast, data.draw)
        for _ in range(14):
            if not walk.step():
                break
            walk.check()
        walk.check_ledger()
        transaction.set_rollback(True)
