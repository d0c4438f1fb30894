"""What the two agencies said to each other, as a sealed file holds it: answers to an action plan, and threads.

What is chosen or talked about and sensitive stands in the annex; what one agency keeps to itself stands nowhere.
"""

from collections.abc import Collection

from casework.models import Message, Thread
from charging.models import ActionItem
from charging.rules.plain_values import coded, day, instant
from charging.rules.sealed_things import Thing


def plan_item(item: ActionItem, known: Collection[int]) -> Thing:
    """One thing that the plan asked for, with what police answered; `known` are the keys of material to be named."""
    return {
        **_head(item),
        "category": coded(item, "category"),
        "asked": item.text,
        "why": item.why,
        "needed_for": coded(item, "needed_for"),
        "due_on": day(item.due_on),
        "due_now_on": day(item.due_now),
        "state": coded(item, "state"),
        "parts": [f"{part.came} Still missing: {part.missing}" for part in item.parts.all()],
        "answer": coded(item, "answer"),
        "answer_text": item.answer_text,
        "material": _chosen(item, known),
        "changed": {"at": instant(item.answered_at), "by": item.answered_by.name} if item.answered_by else None,
    }


def sensitive_choice(item: ActionItem, known: Collection[int]) -> Thing | None:
    """The sensitive material that answers an item, for the annex; None where there is none."""
    chosen = _chosen(item, known)
    return {**_head(item), "material": chosen} if chosen else None


def _head(item: ActionItem) -> Thing:
    about = f"suspect-{item.suspect_id}" if item.suspect_id else "case"
    return {"key": f"action-{item.pk}", "name": str(item), "about": about}


def _chosen(item: ActionItem, known: Collection[int]) -> list[str]:
    return [f"material-{key}" for key in sorted(each.pk for each in item.material.all()) if key in known]


def is_kept_apart(thread: Thread) -> bool:
    """Whether a thread is about a thing that not everybody may know of."""
    material, unused = thread.material, thread.unused_item
    if material is not None and material.sensitive:
        return True
    return unused is not None and (unused.sensitive or unused.withdrawn_at is not None)


def thread(row: Thread) -> Thing:
    """One thread with every message in it, in their order."""
    return {
        "key": f"thread-{row.pk}",
        "name": row.subject,
        "about": _about(row),
        "row": row.requirement,
        "asked_by": row.get_side_display(),
        "state": coded(row, "state"),
        "messages": {f"{message.number:03}": _message(message) for message in row.messages.all()},
        "changed": {"at": instant(row.last_at), "by": None},
    }


def _about(row: Thread) -> str:
    for name in ("suspect", "material", "unused_item"):
        if key := getattr(row, f"{name}_id"):
            return f"{name.removesuffix('_item')}-{key}"
    return "case"


def _message(row: Message) -> Thing:
    return {"act": coded(row, "act"), "by": row.by.name, "said_at": instant(row.at), "words": row.text}
