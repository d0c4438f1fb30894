"""Action plans on their way, and a closed case that is opened again, on the demonstration's cases. All made up."""

from datetime import timedelta

from charging.lifecycle import RequestState
from charging.models import ActionItem
from charging.operations import actions, challenges, chasing, closing, extensions
from config.demo.cases import LiveCase
from foundation.periods import local_date


def _items(case: LiveCase) -> list[ActionItem]:
    rows = ActionItem.objects.filter(plan__case_file=case.file).select_related("plan__case_file")
    return list(rows.order_by("pk"))


def on_its_way(case: LiveCase) -> LiveCase:
    """Part of the first item came, the second needs more time, the third is challenged."""
    first, second, third = _items(case)[:3]
    part = actions.Part(
        came="Calls and texts of the first telephone. Synthetic.",
        missing="The second telephone: the provider has to be asked again.",
        rest_by=local_date(case.now) + timedelta(days=6),
    )
    by = case.cast.builder
    actions.receive_part(item=first, part=part, expected_version=first.version, by=by, at=case.later(5))
    wish = extensions.NewDate(
        day=second.due_now + timedelta(days=14), reason="forensic", text="The laboratory says two weeks. Synthetic."
    )
    extensions.ask(item=second, wish=wish, by=by, at=case.later(2))
    text = "It shows what happened an hour later, which nobody disputes. Synthetic."
    challenges.challenge(item=third, ground="trial_only", text=text, by=by, at=case.later(1))
    return case


def more_time_agreed(case: LiveCase, *, days: int) -> LiveCase:
    """Police asked for more time for the first item, and the CPS agreed it, by a day counted from the present."""
    item = _items(case)[0]
    day = local_date(case.now) + timedelta(days=days)
    wish = extensions.NewDate(day=day, reason="third_party", text="The shop sends it by post. Synthetic.")
    extensions.ask(item=item, wish=wish, by=case.cast.builder, at=case.later(10))
    agreed = extensions.ExtensionAnswer(state=RequestState.AGREED)
    extensions.decide(extension=item.extensions.get(), answer=agreed, by=case.cast.prosecutor, at=case.later(5))
    return case


def chased(case: LiveCase) -> LiveCase:
    """The service reminds police of what is overdue."""
    chasing.chase_case(case_file=case.file, by=None, at=case.now)
    return case


def reopened(case: LiveCase) -> LiveCase:
    """Police have what was missing, ask, and the CPS opens the case again."""
    suspect = case.file.suspects.get(number=1)
    said = "The victim has made a statement after all. Synthetic."
    closing.ask_to_reopen(suspect=suspect, because=said, by=case.cast.builder, at=case.later(60))
    closing.reopen(suspect=suspect, because="The statement is there.", by=case.cast.assistant, at=case.later(20))
    return case
