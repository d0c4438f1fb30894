"""Lists of charging that hold from one day until another: which rows hold on a day, and whether facts call for one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Facts = Mapping[str, frozenset[str]]
"""What is so in a case: fact → the values that hold."""


def holds_on(row: Mapping[str, Any], day: date) -> bool:
    """Whether a row of a dated list is in force on a day."""
    ends = row.get("valid_to")
    return date.fromisoformat(row["valid_from"]) <= day and (not ends or day < date.fromisoformat(ends))


def called_for(conditions: Sequence[Mapping[str, Sequence[str]]], facts: Facts) -> bool:
    """Whether any set of conditions holds: each of its facts has one of the values that it names."""
    return any(all(facts.get(fact, frozenset()) & set(values) for fact, values in each.items()) for each in conditions)
