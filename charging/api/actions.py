"""Action plans: reading, answering, returning."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.models import CaseEvent
from charging.api import loading, writing
from charging.api.plan_reading import ActionPlanReader
from charging.api.submissions import WRITTEN as SUBMISSION_WRITTEN
from charging.api.submissions import SubmissionEndpoint
from charging.lifecycle import Answer
from charging.operations import actions

TAGS = ["Action plans"]
WRITTEN = written("ActionPlan", action_plan=ActionPlanReader())


class ActionPlanDetail(Endpoint):
    """One action plan."""

    @extend_schema(
        operation_id="action_plan_read",
        summary="Read an action plan and its answers",
        responses={200: ActionPlanReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the plan."""
        found = loading.find_plan(self.user, pk)
        whole = loading.whole_plan(found.pk, self.user)
        return Response(ActionPlanReader(whole, context=self.shown_to).data)


class PlanEndpoint(Endpoint):
    """Something that is said about a plan or one of its items; answers with the whole plan as it is now."""

    def shown(self, event: CaseEvent | None, plan: int) -> Response:
        """Answer with the event and the plan."""
        whole = ActionPlanReader(loading.whole_plan(plan, self.user), context=self.shown_to)
        return answered(event, action_plan=whole.data)


class ItemAnswer(PlanEndpoint):
    """The answer to one item."""

    @extend_schema(
        operation_id="action_item_answer",
        summary="Answer an item, or change the answer before it is returned",
        request=writing.AnswerWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer, unless somebody else answered since `version`."""
        item = loading.find_item(self.user, pk)
        asked = self.asked(writing.AnswerWriter, case_file=item.plan.case_file, user=self.user)
        version = asked.pop("version")
        reply = actions.ItemAnswer(**asked | {"answer": Answer(asked["answer"])})
        event = actions.answer(item=item, reply=reply, expected_version=version, by=self.user, at=timezone.now())
        return self.shown(event, item.plan_id)


class ActionPlanReturn(SubmissionEndpoint):
    """Returning the answers."""

    @extend_schema(
        operation_id="action_plan_return",
        summary="Return the answers to the CPS",
        request=None,
        responses={200: SUBMISSION_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Return the answers: a submission is received and the next review opens."""
        plan = loading.find_plan(self.user, pk)
        return self.shown(actions.return_answers(plan=plan, by=self.user, at=timezone.now()))
