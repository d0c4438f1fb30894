"""What changed since a file was sent, as pages show it: every change in words, the newest words on the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from casework.queries.case_page import contents_of
from casework.rules.contents import CaseContents, where_of
from charging.models import Submission
from charging.queries.submission import difference
from charging.queries.submission.difference import Resubmission
from charging.queries.submission.judging import judged_anew
from charging.queries.submission.sealed import sealed
from charging.rules.difference import ADDED, CHANGED, REMOVED, SECTIONS, STANDARD, Change, FieldChange
from charging.rules.receipt_paper import local_day_of, local_time
from charging.rules.rejections import GivenReason, ReasonState, by_code
from charging.rules.sealed_words import NOTHING, field_words, value_words

WORDS = {ADDED: "Added", REMOVED: "Taken out", CHANGED: "Changed"}
OF_THE_STANDARD = {(ADDED, True): "Needed now, and in the file", (ADDED, False): "Needed now, and missing"}
COLOURS = {"Cleared": "green", "Explained": "blue", "Not mended yet": "orange"}


@dataclass(frozen=True)
class ShownField:
    """One value before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownChange:
    """One thing that changed."""

    name: str
    what: str
    fields: Sequence[ShownField]
    when: str


@dataclass(frozen=True)
class ShownPart:
    """The changes of one part of the file."""

    anchor: str
    heading: str
    changes: Sequence[ShownChange]


@dataclass(frozen=True)
class ShownRow:
    """One row of the checklist that a reason is about, with what became of it; `key` is empty for none."""

    state: ReasonState
    key: str
    word: str
    colour: str
    cleared: str
    changes: Sequence[ShownChange]


@dataclass(frozen=True)
class ShownReason:
    """A reason of the rejection with every row that it is about."""

    reason: GivenReason
    explanation: str
    rows: Sequence[ShownRow]


def changed_since(before: Submission, *, reader: User, on: date) -> Resubmission:
    """Compare a submission with the one after it, both as they were sealed, or else with the file as it stands."""
    after = difference.next_sent(before)
    if after is not None:
        return difference.from_one_to_the_next(before, after, reader=reader)
    contents = _of_those_sent(contents_of(before.case_file), before)
    rows = judged_anew(contents, on=on, purpose=before.purpose)
    return difference.as_it_stands(before, contents, rows, reader=reader)


def _of_those_sent(contents: CaseContents, before: Submission) -> CaseContents:
    """The file with the suspects who were sent, whom the sealed file names."""
    sent = {thing["key"] for thing in sealed(before).file.get("suspects", [])}
    known = [suspect for suspect in contents.suspects if where_of(suspect) in sent]
    return contents.of(known if sent else before.suspects.all())


def shown_changes(since: Resubmission) -> list[ShownPart]:
    """Every change that the reader may know of, part by part; sensitive ones last, under headings that say so."""
    parts = [
        ShownPart(section, heading, _shown(since.found.of(section)))
        for section, heading in SECTIONS.items()
        if since.found.of(section)
    ]
    secret = [
        ShownPart(f"sensitive-{section}", f"Sensitive: {heading.lower()}", _shown(since.sensitive.of(section)))
        for section, heading in SECTIONS.items()
        if since.sensitive.of(section)
    ]
    return parts + secret


def shown_reasons(since: Resubmission) -> list[ShownReason]:
    """Each reason of the rejection, in the order that triage gave them."""
    return [
        ShownReason(
            states[0].reason, next((s.explanation for s in states if s.explanation), ""), [_row(s) for s in states]
        )
        for states in by_code(since.reasons).values()
    ]


def _row(state: ReasonState) -> ShownRow:
    reason = state.reason
    key = f"{reason.row}-{reason.about}" if reason.row else ""
    word = "Cleared" if state.cleared else "Explained" if state.explanation else "Not mended yet"
    cleared = f"Cleared on {local_day_of(state.cleared_at)}" if state.cleared_at else ""
    return ShownRow(state, key, word, COLOURS[word], cleared or word, _shown(state.changes))


def _shown(changes: Sequence[Change]) -> list[ShownChange]:
    return [_change(change) for change in changes]


def _change(change: Change) -> ShownChange:
    told = [change.by, local_time(change.at) if change.at else ""] if change.what != REMOVED else []
    return ShownChange(
        name=change.name,
        what=_what(change),
        fields=[] if change.section == STANDARD else list(_fields(change)),
        when=", ".join(filter(None, told)),
    )


def _what(change: Change) -> str:
    if change.section != STANDARD:
        return WORDS[change.what]
    if change.what == REMOVED:
        return "Not needed any more"
    met = bool(change.thing["met"])
    return OF_THE_STANDARD.get((change.what, met), "In the file now" if met else "Missing now")


def _fields(change: Change) -> Iterator[ShownField]:
    """The values of what changed, and of what was added; what is gone is told by its name."""
    if change.what == REMOVED:
        return
    for each in change.fields:
        field = _field(each)
        if field.before != field.after and each.field not in {"about", "number", "question"}:
            yield field


def _field(each: FieldChange) -> ShownField:
    return ShownField(
        label=field_words(each.field),
        before=value_words(each.field, each.before) or NOTHING,
        after=value_words(each.field, each.after) or NOTHING,
    )
