"""The acts on action plans, and on what was closed, as rows of the table of acts; with the stories they start from."""

from datetime import date

from charging.lifecycle import ChallengeOutcome, RequestState
from charging.models import Closing, ItemChallenge, ItemExtension
from charging.operations import actions, challenges, closing, extensions, plan_keeping
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM

LAWYERS = frozenset({"prosecutor", "legal_manager"})
OTHER_LAWYERS = frozenset({"second_prosecutor", "legal_manager"})
TRIAGERS = frozenset({"assistant", "legal_manager"})


def extension_asked(cast, **options):
    """Ask for more time for the one item of a plan, and return the plan."""
    plan = stories.action_plan_case(cast, **options)
    _more_time(cast, plan, by=cast.builder, at=FRIDAY_9AM)
    return plan


def challenged_item(cast, **options):
    """Challenge the one item of a plan, and return the plan."""
    plan = stories.action_plan_case(cast, **options)
    _challenge(cast, plan, by=cast.builder, at=FRIDAY_9AM)
    return plan


def challenged_in_vain(cast, **options):
    """Challenge the one item of a plan, which stands all the same; return the plan."""
    plan = challenged_item(cast, **options)
    _decide_challenge(cast, plan, by=cast.second_prosecutor, at=FRIDAY_9AM)
    return plan


def answered_plan(cast, **options):
    """Answer and return a plan; return the plan."""
    return stories.answered_case(cast, **options).case_file.action_plans.get()


def closed_case(cast, *, at=FRIDAY_9AM, **options):
    """Close both suspects of a rejected case, and return the first one's closing."""
    case_file = stories.rejected_case(cast, **options).case_file
    closure = closing.Closure(reason="not_resubmitted", early_because="Police said so.")
    closing.finalise(suspects=list(case_file.suspects.all()), closure=closure, by=cast.assistant, at=at)
    return closing_of(case_file)


def reopening_asked(cast, **options):
    """Have police ask to reopen a closed case; return its file."""
    case_file = closed_case(cast, **options).case_file
    _ask_to_reopen(cast, case_file, by=cast.builder, at=FRIDAY_9AM)
    return case_file


def closing_of(case_file):
    """The closing of the first suspect, which knows its case."""
    found = Closing.objects.select_related("suspect__case_file").get(suspect__case_file=case_file, suspect__number=1)
    found.case_file = case_file
    return found


def _item(plan):
    return plan.items.get()


def _part(cast, plan, *, by, at):
    part = actions.Part(came="The first hour", missing="The rest")
    item = _item(plan)
    return actions.receive_part(item=item, part=part, expected_version=item.version, by=by, at=at)


def _several(cast, plan, *, by, at):
    reply = actions.ItemAnswer(answer=actions.Answer.PROVIDED, text="Attached.")
    replies = {item.pk: (reply, item.version) for item in plan.items.all()}
    return actions.answer_several(plan=plan, replies=replies, by=by, at=at)[-1]


def _more_time(cast, plan, *, by, at):
    wish = extensions.NewDate(day=date(2026, 3, 30), reason="forensic")
    return extensions.ask(item=_item(plan), wish=wish, by=by, at=at)


def _decide_time(cast, plan, *, by, at):
    answer = extensions.ExtensionAnswer(state=RequestState.AGREED)
    return extensions.decide(extension=ItemExtension.objects.get(item=_item(plan)), answer=answer, by=by, at=at)


def _move_date(cast, plan, *, by, at):
    wish = extensions.NewDate(day=date(2026, 3, 30), reason="forensic")
    return extensions.move_date(item=_item(plan), wish=wish, by=by, at=at)


def _challenge(cast, plan, *, by, at):
    return challenges.challenge(item=_item(plan), ground="no_line", text="It leads nowhere.", by=by, at=at)


def _decide_challenge(cast, plan, *, by, at):
    ruling = challenges.Ruling(outcome=ChallengeOutcome.STANDS, text="It is needed.")
    return challenges.decide(challenge=ItemChallenge.objects.get(item=_item(plan)), ruling=ruling, by=by, at=at)


def _cancel(cast, plan, *, by, at):
    return plan_keeping.cancel(item=_item(plan), reason="have_it", by=by, at=at)


def _take_back(cast, plan, *, by, at):
    return plan_keeping.take_back(plan=plan, reason="enough", by=by, at=at)


def _assess(cast, plan, *, by, at):
    item = _item(plan)
    said = {item.pk: plan_keeping.Assessment(satisfied=True, note="", version=item.version)}
    return plan_keeping.assess(plan=plan, said=said, by=by, at=at)[-1]


def _first(thing):
    return thing.case_file.suspects.get(number=1) if hasattr(thing, "case_file") else thing.suspects.get(number=1)


def _ask_to_reopen(cast, thing, *, by, at):
    return closing.ask_to_reopen(suspect=_first(thing), because="It has come.", by=by, at=at)


def _refuse_to_reopen(cast, thing, *, by, at):
    return closing.refuse_to_reopen(suspect=_first(thing), because="It is another case.", by=by, at=at)


def _reopen(cast, thing, *, by, at):
    return closing.reopen(suspect=_first(thing), because="It has come.", by=by, at=at)


def acts(act, police):
    """The rows; `act` makes one, `police` are those who build a file."""
    plan = stories.action_plan_case
    rows = {
        "receive_part": (plan, _part, "builder", police, "action_item_part_received", True),
        "answer_several": (plan, _several, "builder", police, "action_item_answered", True),
        "ask_for_time": (plan, _more_time, "builder", police, "item_extension_asked", False),
        "decide_time": (extension_asked, _decide_time, "prosecutor", LAWYERS, "action_item_due_changed", False),
        "move_date": (plan, _move_date, "prosecutor", LAWYERS, "action_item_due_changed", False),
        "challenge": (plan, _challenge, "builder", police, "action_item_challenged", False),
        "decide_challenge": (
            challenged_item,
            _decide_challenge,
            "second_prosecutor",
            OTHER_LAWYERS,
            "item_challenge_decided",
            False,
        ),
        "cancel_item": (plan, _cancel, "prosecutor", LAWYERS, "action_item_cancelled", False),
        "take_back": (plan, _take_back, "prosecutor", LAWYERS, "submission_received", False),
        "assess_answers": (answered_plan, _assess, "prosecutor", LAWYERS | OTHER_LAWYERS, "action_item_assessed", True),
        "ask_to_reopen": (closed_case, _ask_to_reopen, "builder", police, "reopening_asked", False),
        "refuse_to_reopen": (reopening_asked, _refuse_to_reopen, "assistant", TRIAGERS, "reopening_refused", False),
        "reopen": (closed_case, _reopen, "assistant", TRIAGERS, "suspect_reopened", False),
    }
    return {
        name: act(
            story=story,
            do=do,
            by=by,
            allowed=allowed,
            event=f"charging.{event}",
            at=FRIDAY_2PM,
            repeatable=repeatable,
        )
        for name, (story, do, by, allowed, event, repeatable) in rows.items()
    }
