"""What satisfies a row of the standard: data, answers, schedules or material that can be used. Never a bare tick.

A sensitive item counts, but nothing here names one: these words are the same for every reader.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import (
    Answer,
    AnswerState,
    FileStandardRow,
    LinkState,
    Material,
    MaterialKind,
    Playable,
    ScanState,
    Suspect,
)
from casework.rules import disclosure
from casework.rules.contents import CaseContents, Subject
from casework.rules.presumed import presumed_kinds

ANSWERED = "Answered in the file"
ANSWERS_THAT_DO = (AnswerState.GIVEN, AnswerState.NONE, AnswerState.NOT_APPLICABLE)
QUARANTINE = {
    ScanState.WAITING: "is in quarantine until it has been scanned for viruses",
    ScanState.INFECTED: "is in quarantine: a virus was found in it",
}


@dataclass(frozen=True)
class Found:
    """Whether a row is met, by what, and what is wrong with what is there."""

    met: bool = False
    by: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Asked:
    """One row asked of one subject of one file on a local day."""

    row: FileStandardRow
    subject: Subject
    contents: CaseContents
    on: date

    @property
    def is_confidential(self) -> bool:
        """Whether only "answered" may be said of it: what the answer is, few may know."""
        return not disclosure.SENSITIVE_QUESTIONS.isdisjoint(questions_of(self.row.satisfied_by))


def questions_of(ways: Mapping[str, Any]) -> list[str]:
    """The codes of every question that may satisfy a row."""
    wishes = [wish for name in ("answers", "every_answer") for wish in ways.get(name, ())]
    return [wish if isinstance(wish, str) else wish["question"] for wish in wishes]


def satisfaction(row: FileStandardRow, subject: Subject, contents: CaseContents, *, on: date) -> Found:
    """Return the first way in which a row is met, or what is wrong with everything that was tried."""
    asked = Asked(row, subject, contents, on)
    tried = [WAYS[name](asked, wish) for name, wish in row.satisfied_by.items() if name in WAYS]
    met = next((found for found in tried if found.met), None)
    if asked.is_confidential:
        return Found(met is not None, "Answered" if met else "")
    return met or Found(gap=" ".join(dict.fromkeys(found.gap for found in tried if found.gap)))


def _fields(asked: Asked, wishes: Sequence[Any]) -> Found:
    return next((found for wish in wishes if (found := _field(asked, wish)).met), Found())


def _field(asked: Asked, wish: Any) -> Found:
    """A field of the thing asked of; with `values`, only those answer it."""
    name, accepted = (wish, None) if isinstance(wish, str) else (wish["field"], wish["values"])
    value = _value(asked, name)
    return Found(bool(value) if accepted is None else value in accepted, ANSWERED)


def _value(asked: Asked, name: str) -> Any:
    """What the file says; a few names are worked out from all of it. That something is not known is an answer."""
    contents, subject = asked.contents, asked.subject
    if name == "offences" and isinstance(subject, Suspect):
        return contents.offences_of(subject)
    if name in {"suspects", "people"}:
        return getattr(contents, name)
    if name == "officer_contact":
        officer = getattr(subject, "officer", None)
        return officer is not None and officer.contact_number and officer.email
    return getattr(subject, name) or getattr(subject, f"{name}_unknown", False)


def _answers(asked: Asked, wishes: Sequence[Any]) -> Found:
    """Any one of some questions, answered in a state that the row accepts."""
    unfit = ""
    for wish in wishes:
        answer = asked.contents.answer(wish if isinstance(wish, str) else wish["question"], asked.subject)
        if answer and _does(answer, wish):
            return Found(met=True, by=_said(answer))
        if answer and answer.state == AnswerState.UNKNOWN:
            unfit = "“Not known” does not answer this."
    return Found(gap=unfit)


def _does(answer: Answer, wish: Any) -> bool:
    accepted = ANSWERS_THAT_DO if isinstance(wish, str) else wish.get("states", ANSWERS_THAT_DO)
    values = None if isinstance(wish, str) else wish.get("values")
    return answer.state in accepted and (values is None or answer.value in values)


def _said(answer: Answer) -> str:
    return ANSWERED if answer.state == AnswerState.GIVEN else f"Answered: {answer.get_state_display().lower()}"


def _every_answer(asked: Asked, wishes: Sequence[Any]) -> Found:
    """All of some questions."""
    done = sum(1 for wish in wishes if _answers(asked, [wish]).met)
    if done == len(wishes):
        return Found(met=True, by=ANSWERED)
    return Found(gap=f"{done} of {len(wishes)} questions are answered." if done else "")


def _material(asked: Asked, kinds: Sequence[str]) -> Found:
    """At least one piece that can be opened."""
    return _enough(asked, kinds, lambda item: unusable(item, asked.contents))


def _justified(asked: Asked, kinds: Sequence[str]) -> Found:
    """Material of a third party, all of which says whom it is from and why it was asked for."""
    return _all_fit(asked, kinds, lambda item: unusable(item, asked.contents) or _unjustified(item))


def _recordings(asked: Asked, kinds: Sequence[str]) -> Found:
    """Recordings, all of which are clipped, or needed whole, and play."""
    return _all_fit(asked, kinds, lambda item: unusable(item, asked.contents) or unfit_recording(item))


Fault = Callable[[Material], str]


def _enough(asked: Asked, kinds: Sequence[str], fault: Fault) -> Found:
    items = asked.contents.about(asked.subject, kinds)
    fit = [item for item in items if not fault(item)]
    return Found(met=True, by=_kinds(fit)) if fit else Found(gap=_faults(items, fault))


def _all_fit(asked: Asked, kinds: Sequence[str], fault: Fault) -> Found:
    """None of what everybody may know of is unfit; what is sensitive can only add to what is there."""
    items = asked.contents.about(asked.subject, kinds)
    unfit = [item for item in items if not item.sensitive and fault(item)]
    fit = [item for item in items if not fault(item)]
    return Found(met=True, by=_kinds(fit)) if fit and not unfit else Found(gap=_faults(items, fault))


def _kinds(items: Sequence[Material]) -> str:
    labels = sorted({str(MaterialKind(item.kind).label) for item in items if not item.sensitive})
    return ", ".join(labels) or ANSWERED


def _faults(items: Sequence[Material], fault: Fault) -> str:
    told = [f"“{item.title}” {said}." for item in items if not item.sensitive and (said := fault(item))]
    return " ".join(told)


def unusable(item: Material, contents: CaseContents) -> str:
    """Why nobody can open a piece of material, after its title; empty where they can."""
    if item.link and item.link_state == LinkState.BROKEN:
        return "is a link that does not open"
    version = contents.newest.get(item.pk)
    return QUARANTINE.get(ScanState(version.scan_state), "") if version else ""


def unfit_recording(item: Material) -> str:
    """Why a recording is not fit to be sent, after its title; empty where it is."""
    media = getattr(item, "media", None)
    if media is None:
        return "does not say which part matters, nor whether it plays"
    if not media.whole_needed and media.clip_to is None:
        return "is not clipped, nor is it said that all of it matters"
    if media.playable == Playable.DOES_NOT_PLAY:
        return "does not play without special software"
    return "" if media.playable == Playable.PLAYS else "has not been checked for playing"


def _unjustified(item: Material) -> str:
    return "" if item.source and item.justification else "does not say whom it is from and why it was asked for"


def _schedule(asked: Asked, which: str) -> Found:
    """What stands on the open schedule. What is sensitive neither counts nor shows here."""
    items = [item for item in asked.contents.live_unused if not item.sensitive]
    if which == "presumed":
        answers = {answer.question: answer for answer in asked.contents.answers}
        kinds = presumed_kinds(items, answers, edition=disclosure.edition_on(asked.on))
        done = sum(1 for kind in kinds if kind.is_answered and not kind.contradicts)
        words = f"{done} of {len(kinds)} kinds of presumed material are dealt with"
        return Found(met=True, by=words) if done == len(kinds) else Found(gap=f"{words}." if done else "")
    waiting = sum(1 for item in items if not item.view)
    if waiting:
        return Found(gap=f"{waiting} of {len(items)} items are not reviewed yet.")
    return Found(met=bool(items), by=f"{len(items)} {'items' if len(items) > 1 else 'item'}, all reviewed")


SCHEDULES = ("open", "presumed")
WAYS: Mapping[str, Callable[[Asked, Any], Found]] = {
    "fields": _fields,
    "answers": _answers,
    "every_answer": _every_answer,
    "schedule": _schedule,
    "material": _material,
    "justified": _justified,
    "recordings": _recordings,
}
