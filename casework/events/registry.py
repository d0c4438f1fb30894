"""The types of event, each under its own name.

Each type has a frozen payload: what the ledger stores beside the envelope, and what the facts read
back. Names and free text are left out on purpose, because figures must not need them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from accounts.roles import Side
from casework.lifecycle import Holder, Status


@dataclass(frozen=True)
class NamesContact:
    """That an event says whom to ask from then on: what they are in the case, and the field that holds their key.

    Without a field it is whoever did it; with a role, only somebody who did it in that role.
    """

    part: str
    field: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What one type of event says. `name`, `code`, `says`, `holder` and `contact` belong to the type.

    `only_for` is the one agency that may know of such events, None where both may.
    `schema_version` rises where a type says more than it used to; older events are read without the rest.
    `hidden_while` is a kind of matter: while one of that kind waits for a reader on the case, such events are not
    told to them.
    `page` is where a notice of it leads: a URL name, and the fields that its address takes after the case's
    reference; without it a notice leads to the case. Whoever is told of the event may open it. `anchor` is a part of
    it: the word before the key, and the field of that. With `acted_on_while` it leads there only while a suspect of
    the event stands so, because afterwards nothing can be done there.
    `only_day` says that of when it happened no more than the day is known.
    """

    name: ClassVar[str] = ""
    code: ClassVar[str] = ""
    says: ClassVar[str] = ""
    holder: ClassVar[Holder | None] = None
    contact: ClassVar[NamesContact | None] = None
    only_for: ClassVar[Side | None] = None
    schema_version: ClassVar[int] = 1
    hidden_while: ClassVar[str] = ""
    page: ClassVar[tuple[str, ...]] = ()
    anchor: ClassVar[tuple[str, str] | None] = None
    acted_on_while: ClassVar[Status | None] = None
    only_day: ClassVar[bool] = False

    def holder_after(self) -> Holder | None:
        """Who holds the suspects from now on; None where this event does not change it."""
        return self.holder


REGISTRY: dict[str, type[Payload]] = {}
P = TypeVar("P", bound=type[Payload])


def event(name: str, *, code: str = "", says: str, holder: Holder | None = None) -> Callable[[P], P]:
    """Register a payload under its event name; `says` is the timeline's sentence, with fields in braces."""

    def register(payload: P) -> P:
        if name in REGISTRY:
            raise ValueError(f"Two payloads claim the event {name}.")
        payload.name, payload.code, payload.says, payload.holder = name, code, says, holder
        REGISTRY[name] = payload
        return payload

    return register
