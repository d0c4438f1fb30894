"""What happens to one item of an action plan, and to a plan as a whole, besides its answers."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import REFUSALS
from casework.api.writing import Writer
from casework.models import CaseFile
from charging.api import loading, plan_writing
from charging.api.actions import TAGS, WRITTEN, PlanEndpoint
from charging.api.submissions import WRITTEN as SUBMISSION_WRITTEN
from charging.api.submissions import SubmissionEndpoint
from charging.lifecycle import Answer, ChallengeOutcome, RequestState
from charging.models import ActionItem, ItemChallenge, ItemExtension
from charging.operations import actions, challenges, extensions, plan_keeping

Post = TypeVar("Post", bound=Callable[..., Response])


def _described(name: str, summary: str, writer: type[Writer]) -> Callable[[Post], Post]:
    described: Callable[[Post], Post] = extend_schema(
        operation_id=name, summary=summary, request=writer, responses={200: WRITTEN, **REFUSALS}, tags=TAGS
    )
    return described


class ItemEndpoint(PlanEndpoint):
    """Something that is said about one item."""

    def of_item(self, pk: int, writer: type[Writer]) -> tuple[ActionItem, Mapping[str, Any]]:
        """Return the item and what was sent, checked for shape."""
        item = loading.find_item(self.user, pk)
        return item, self.asked(writer, case_file=item.plan.case_file, user=self.user)


class Part(ItemEndpoint):
    """Part of an item."""

    @_described("action_item_part", "Note that some of an item came", plan_writing.PartWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Keep what came; the item stays open for the rest."""
        item, asked = self.of_item(pk, plan_writing.PartWriter)
        said = {name: value for name, value in asked.items() if name != "version"}
        event = actions.receive_part(
            item=item,
            part=actions.Part(**said),
            expected_version=asked["version"],
            by=self.user,
            at=timezone.now(),
        )
        return self.shown(event, item.plan_id)


class AskForTime(ItemEndpoint):
    """More time."""

    @_described("action_item_ask_for_time", "Ask for more time to answer an item", plan_writing.NewDateWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Ask; the date stands until the CPS has answered."""
        item, asked = self.of_item(pk, plan_writing.NewDateWriter)
        event = extensions.ask(item=item, wish=extensions.NewDate(**asked), by=self.user, at=timezone.now())
        return self.shown(event, item.plan_id)


class MoveDate(ItemEndpoint):
    """A date that the CPS moves."""

    @_described("action_item_move_date", "Move the date of an item", plan_writing.NewDateWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Move it; a request that waits is settled by it."""
        item, asked = self.of_item(pk, plan_writing.NewDateWriter)
        event = extensions.move_date(item=item, wish=extensions.NewDate(**asked), by=self.user, at=timezone.now())
        return self.shown(event, item.plan_id)


class Challenge(ItemEndpoint):
    """A challenge."""

    @_described("action_item_challenge", "Challenge an item", plan_writing.ChallengeWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Say why it is not needed; somebody who did not ask for it decides."""
        item, asked = self.of_item(pk, plan_writing.ChallengeWriter)
        event = challenges.challenge(item=item, by=self.user, at=timezone.now(), **asked)
        return self.shown(event, item.plan_id)


class Cancel(ItemEndpoint):
    """Cancelling."""

    @_described("action_item_cancel", "Cancel an item that is needed no longer", plan_writing.CancelWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Cancel; it holds the answers back no longer."""
        item, asked = self.of_item(pk, plan_writing.CancelWriter)
        event = plan_keeping.cancel(item=item, by=self.user, at=timezone.now(), **asked)
        return self.shown(event, item.plan_id)


class DecideExtension(ItemEndpoint):
    """A request for more time."""

    @_described("item_extension_decide", "Agree more time, another date, or refuse", plan_writing.ExtensionAnswerWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Decide it."""
        visible = ItemExtension.objects.filter(item__plan__case_file__in=CaseFile.objects.visible_to(self.user))
        found = get_object_or_404(visible.select_related("item__plan__case_file"), pk=pk)
        asked = self.asked(plan_writing.ExtensionAnswerWriter)
        answer = extensions.ExtensionAnswer(**asked | {"state": RequestState(asked["state"])})
        event = extensions.decide(extension=found, answer=answer, by=self.user, at=timezone.now())
        return self.shown(event, found.item.plan_id)


class DecideChallenge(ItemEndpoint):
    """A challenge that waits."""

    @_described("item_challenge_decide", "Decide a challenge of somebody else's item", plan_writing.RulingWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Decide it."""
        visible = ItemChallenge.objects.filter(item__plan__case_file__in=CaseFile.objects.visible_to(self.user))
        found = get_object_or_404(visible.select_related("item__plan__case_file"), pk=pk)
        asked = self.asked(plan_writing.RulingWriter)
        ruling = challenges.Ruling(outcome=ChallengeOutcome(asked["outcome"]), text=asked["text"])
        event = challenges.decide(challenge=found, ruling=ruling, by=self.user, at=timezone.now())
        return self.shown(event, found.item.plan_id)


class AnswerSeveral(ItemEndpoint):
    """One answer to several items."""

    @_described("action_plan_answer_several", "Give one answer to several items", plan_writing.AnswerSeveralWriter)
    def post(self, request: Request, pk: int) -> Response:
        """All of the answers stand, or none."""
        plan = loading.find_plan(self.user, pk)
        asked = self.asked(plan_writing.AnswerSeveralWriter, case_file=plan.case_file, user=self.user)
        reply = actions.ItemAnswer(
            answer=Answer(asked["answer"]), text=asked["text"], material=asked.get("material", ())
        )
        replies = {row["item"]: (reply, row["version"]) for row in asked["items"]}
        events = actions.answer_several(plan=plan, replies=replies, by=self.user, at=timezone.now())
        return self.shown(events[-1] if events else None, pk)


class Assess(ItemEndpoint):
    """Whether answers are enough."""

    @_described("action_plan_assess", "Say whether answers are enough", plan_writing.AssessmentsWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Keep what is said of each."""
        plan = loading.find_plan(self.user, pk)
        rows = self.asked(plan_writing.AssessmentsWriter)["answers"]
        said = {
            row["item"]: plan_keeping.Assessment(satisfied=row["satisfied"], note=row["note"], version=row["version"])
            for row in rows
        }
        events = plan_keeping.assess(plan=plan, said=said, by=self.user, at=timezone.now())
        return self.shown(events[-1] if events else None, pk)


class TakeBack(SubmissionEndpoint):
    """Taking the file back."""

    @extend_schema(
        operation_id="action_plan_take_back",
        summary="Take the file back without waiting for the answers",
        request=plan_writing.TakeBackWriter,
        responses={200: SUBMISSION_WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Seal the file as it stands; the next review opens."""
        plan = loading.find_plan(self.user, pk)
        asked = self.asked(plan_writing.TakeBackWriter)
        return self.shown(plan_keeping.take_back(plan=plan, by=self.user, at=timezone.now(), **asked))
