"""The whole file as police submit it: one plain document that anybody can read without this service.

Schema 1. No floats, every instant in UTC, every coded value with the words it had on the day, so that what is
made from it years later says what was said then. Each section is a list of things, each with a key that stays
the same from one submission to the next. Sensitive things are in an annex of their own and nowhere else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.models import Thread
from casework.rules.file_standard import CaseContents, Requirement
from charging.models import ActionItem, Submission
from charging.rules import sealed_exchanges as exchanges
from charging.rules import sealed_judgements as judgements
from charging.rules import sealed_things as things
from charging.rules.plain_values import coded, digest, instant, person, require_plain
from charging.rules.route import Route
from charging.rules.sealed_things import Names, Question, Thing

SCHEMA = 1
FILE, ANNEX = "tandem.submitted_file", "tandem.submitted_file.sensitive_annex"


def receipt_code(manifest: Mapping[str, Any]) -> str:
    """The receipt of a manifest, of either form: one digest over everything that it names by digest."""
    return digest(manifest_bytes(manifest))


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The one way to write a manifest: names in order, no spaces, every letter beyond ASCII escaped.

    Receipts were given over these bytes since the first, so they are not those of other sealed documents.
    """
    require_plain(manifest)
    return json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, kw_only=True)
class WholeFile:
    """Everything that goes to the CPS, read once.

    `questions` holds what the forms say of each question by its code, `names` what people are called by the key
    of their account; aliases go by key of suspect, redactions by key of material. Explanations are plain rows.
    `plan` is what an action plan asked for, where its answers are sent; `threads` are those both agencies read.
    """

    contents: CaseContents
    rows: Sequence[Requirement]
    submission: Submission | None = None
    clock: Mapping[str, Any] = field(default_factory=dict)
    routes: Sequence[Route] = ()
    aliases: Mapping[int, Sequence[str]] = field(default_factory=dict)
    redactions: Mapping[int, Mapping[str, Thing]] = field(default_factory=dict)
    explanations: Sequence[Mapping[str, Any]] = ()
    plan: Sequence[ActionItem] = ()
    threads: Sequence[Thread] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    sensitive_questions: frozenset[str] = frozenset()
    names: Names = field(default_factory=dict)


def sealed_file(whole: WholeFile) -> dict[str, Any]:
    """Return what every reader of the file may see; nothing in it says whether there is anything sensitive."""
    contents, names = whole.contents, whole.names
    called = {row.pk: str(row) for row in contents.suspects}
    return {
        "schema": SCHEMA,
        "kind": FILE,
        "submission": _submission(whole.submission) if whole.submission else {},
        "clock": dict(whole.clock),
        "route": [judgements.route(row) for row in whole.routes],
        "case": [things.case(contents, names)],
        "contacts": _contacts(whole),
        "flags": [things.flag(code) for code in sorted(contents.flags)],
        "suspects": [things.suspect(row, whole.aliases.get(row.pk, ()), names) for row in contents.suspects],
        "offences": [things.offence(row, called, names) for row in contents.offences],
        "people": [things.person(row, names) for row in contents.people],
        **_divided(whole, sensitive=False),
        "standard": [judgements.row_of_the_standard(row) for row in whole.rows],
        "explanations": [judgements.explanation(row) for row in whole.explanations],
    }


def sensitive_annex(whole: WholeFile, *, salt: str) -> dict[str, Any]:
    """Return what only those who may know of sensitive material see.

    There is one with every submission, empty or not, and `salt` differs each time: so the digest of the annex,
    which everybody sees, tells nobody whether there is anything in it.
    """
    head = {"schema": SCHEMA, "kind": ANNEX, "salt": salt, "urn": whole.contents.case_file.slug}
    return head | _divided(whole, sensitive=True)


def _divided(whole: WholeFile, *, sensitive: bool) -> dict[str, list[Thing]]:
    """The sections of which some things are for everybody and some are not."""
    contents, names = whole.contents, whole.names
    going = [item for item in contents.material if item.sensitive is sensitive]
    known = {item.pk for item in contents.material if sensitive or not item.sensitive}
    listed = [item for item in contents.unused if item.sensitive is sensitive and item.withdrawn_at is None]
    return {
        "answers": _answers(whole, sensitive=sensitive),
        "material": [things.material(item, whole.redactions.get(item.pk, {}), names) for item in going],
        "unused": [things.unused(item, known, names) for item in listed],
        "plan": _plan(whole, sensitive=sensitive),
        "conversation": [exchanges.thread(row) for row in whole.threads if exchanges.is_kept_apart(row) is sensitive],
    }


def _plan(whole: WholeFile, *, sensitive: bool) -> list[Thing]:
    """What the action plan asked for with its answers; in the annex only what of them is sensitive."""
    known = {item.pk for item in whole.contents.material if item.sensitive is sensitive}
    if sensitive:
        return [found for item in whole.plan if (found := exchanges.sensitive_choice(item, known))]
    return [exchanges.plan_item(item, known) for item in whole.plan]


def _answers(whole: WholeFile, *, sensitive: bool) -> list[Thing]:
    """The answers about the case, its people and the suspects who are sent, by key."""
    sent = {suspect.pk for suspect in whole.contents.suspects}
    found = [
        things.answer(row, whole.questions, whole.names)
        for row in whole.contents.answers
        if (row.suspect_id is None or row.suspect_id in sent)
        and (row.question in whole.sensitive_questions) is sensitive
    ]
    return sorted(found, key=lambda thing: str(thing["key"]))


def _submission(row: Submission) -> Thing:
    return {
        "round": row.round_no,
        "attempt": row.seq_in_round,
        "purpose": coded(row, "purpose"),
        "stream": coded(row, "stream"),
        "prepared_at": instant(row.prepared_at),
        "prepared_by": person(row.prepared_by),
        "supervised_at": instant(row.supervised_at),
        "supervised_by": person(row.supervised_by) if row.supervised_by else None,
        "supervisor_comments": row.supervisor_comments,
        "sent_at": instant(row.sent_at),
        "edition": {"code": row.edition.code, "says": row.edition.title} if row.edition else None,
    }


def _contacts(whole: WholeFile) -> list[Thing]:
    officer = whole.contents.case_file.officer
    return [{"key": "officer", "name": "Officer in the case", **person(officer)}]
