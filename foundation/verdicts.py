"""The answer to "may this happen, and if not, why?", asked once and used everywhere."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way.

    `code` is stable and for machines, `message` is a plain sentence for people,
    `where` points to what would mend it: a path, a "#fragment" or a field name.
    """

    code: str
    message: str
    where: str = ""


@dataclass(frozen=True)
class Verdict:
    """Allowed when there are no reasons against; otherwise all of the reasons, not the first."""

    reasons: tuple[Reason, ...] = ()

    @classmethod
    def ok(cls) -> Self:
        """Return the verdict that nothing stands in the way."""
        return cls()

    @classmethod
    def no(cls, code: str, message: str, where: str = "") -> Self:
        """Return a refusal for one reason."""
        return cls((Reason(code, message, where),))

    @classmethod
    def of(cls, *reasons: Reason) -> Self:
        """Return a verdict with these reasons; none at all means allowed."""
        return cls(reasons)

    @property
    def allowed(self) -> bool:
        """Say whether it may happen."""
        return not self.reasons

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: "Verdict") -> "Verdict":
        return Verdict(tuple(dict.fromkeys(self.reasons + other.reasons)))

    def require(self) -> None:
        """Pass, or raise Refused with every reason."""
        if not self.allowed:
            raise Refused(self)

    def require_permission(self) -> None:
        """Pass, or raise NotPermitted: the person, not the state of things, is the obstacle."""
        if not self.allowed:
            raise NotPermitted(self)


class Refused(Exception):
    """The rules say no; `verdict` says why. Nothing has changed when it is raised."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict

    def __str__(self) -> str:
        return " ".join(reason.message for reason in self.verdict.reasons)


class NotPermitted(Refused):
    """This person may not do this (403)."""


class Conflict(Refused):
    """Someone else changed it in the meantime (409)."""
