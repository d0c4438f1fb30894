"""What can happen to the answers on the forms. Neither questions nor answers are quoted: codes only."""

from dataclasses import dataclass

from casework.events.registry import Payload, event


@event("casework.answers_given", says="Answers given on the forms")
@dataclass(frozen=True, kw_only=True)
class AnswersGiven(Payload):
    """Which questions of one part of a form were answered anew, and which confirmed as they stand.

    `form` and `section` are empty where a split or a merger brought answers of several.
    """

    form: str
    section: str
    questions: list[str]
    confirmed: list[str]
    person_id: int | None
