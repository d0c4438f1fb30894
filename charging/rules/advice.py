"""The advice of a completed review: all that it says as plain values, and the same as a paper (MG3).

What it says is fixed when it is sealed; page, document and API read it from there and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casework.rules.papers import Fact, Grid, Paper, Section
from charging.rules.receipt_paper import grouped, local_day, local_time, named
from charging.rules.threshold import Outstanding, described

SCHEMA = 1
Said = Mapping[str, Any]
HANDLING = "OFFICIAL-SENSITIVE"
SHORT = 16


def advice_form(consultation_id: int) -> str:
    """The code of the advice of a review among the documents of a case."""
    return f"advice-{consultation_id}"


def superseded(content: Said, texts: Mapping[str, str], said: Said) -> dict[str, Any]:
    """What the next version says: some sections in other words, everything that was decided as it stands."""
    sections = [{**each, "text": texts.get(each["code"], each["text"])} for each in content["sections"]]
    return {**content, "sections": sections, **said}


def advice_paper(content: Said, sha256: str) -> Paper:
    """Return a version as the typesetter takes it; version and digest stand on every page."""
    version = f"Advice version {content['version']}, SHA-256 {sha256[:SHORT]}"
    return Paper(
        title=f"MG3 Report to and advice from the CPS: review {content['review']}",
        handling=f"{HANDLING}. {version}",
        introduction=[
            "Police and the Crown Prosecution Service hold this same advice.",
            f"Whole digest (SHA-256): {grouped(sha256)}",
        ],
        sections=[*_parts(content)],
    )


def _parts(content: Said) -> Iterator[Section]:
    yield Section(heading="About this advice", facts=list(_about(content)))
    yield Section(heading="Decisions")
    for decision in content["decisions"]:
        yield from _decision(decision)
    for section in content["sections"]:
        yield Section(heading=section["title"], paragraphs=paragraphs(section["text"]))
    if content["points"]:
        yield Section(heading="Points to prove", table=_points(content["points"]))
    if content["items"]:
        yield Section(heading="Action plan", table=_items(content["items"]))


def paragraphs(text: str) -> Sequence[str]:
    """A text as the paragraphs that its blank lines make."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _about(content: Said) -> Iterator[Fact]:
    yield Fact(label="Prosecutor", value=named(content["prosecutor"]))
    yield Fact(label="Decided", value=local_time(content["decided_at"]))
    yield Fact(label="Version", value=str(content["version"]))
    yield Fact(label="Sealed", value=f"{local_time(content['sealed_at'])}, by {named(content['sealed_by'])}")
    if content["reason"]:
        yield Fact(label="In place of the version before, because", value=content["reason"])
    yield Fact(label="Test applied", value=content["test"]["says"])
    yield Fact(label="Disclosure", value="The impact of disclosable and unexamined material was considered.")
    if content["submitted_as_ngap"] is not None:
        yield Fact(label="Submitted as a not guilty plea case", value="Yes" if content["submitted_as_ngap"] else "No")
    for approval in content["approvals"]:
        value = f"{named(approval['by'])}, {local_time(approval['at'])}"
        if content["version"] > 1:
            value += ", as version 1 said it"
        yield Fact(label=f"Approved: {approval['rule']}", value=value)


def _decision(decision: Said) -> Iterator[Section]:
    code = f" (code {decision['letter']})" if decision["letter"] else ""
    facts = [Fact(label="Decision", value=f"{decision['result']['says']}{code}")]
    for label, name in (("Reason", "reason"), ("Public interest", "public_interest")):
        if decision[name]:
            facts.append(Fact(label=label, value=decision[name]["says"]))
    facts += [Fact(label="Charge", value=f"{each['code']} {each['title']}") for each in decision["charges"]]
    facts += [Fact(label=f"Proposed: {each['title']}", value=each["says"]) for each in decision["offences"]]
    facts += [Fact(label=label, value=value) for label, value in threshold_words(decision["threshold"])]
    yield Section(heading=decision["name"], level=2, facts=facts)
    if reasons := paragraphs(decision["rationale"]):
        yield Section(heading="Reasons for this decision", level=3, paragraphs=reasons)


def threshold_words(threshold: Said) -> list[tuple[str, str]]:
    """What a sealed decision says of the Threshold Test, each part with its label; nothing of another decision."""
    if not threshold:
        return []
    expected = [Outstanding(each["what"], date.fromisoformat(each["expected_on"])) for each in threshold["outstanding"]]
    review_on = date.fromisoformat(threshold["review_on"]) if threshold["review_on"] else None
    return described([(each["title"], each["text"]) for each in threshold["conditions"]], expected, review_on)


def _points(points: Sequence[Said]) -> Grid:
    rows = [
        [each["name"], each["offence"], each["text"], "\n".join(each["supports"]) or "None named"] for each in points
    ]
    columns = ["Suspect", "Offence", "Point", "Supported by"]
    return Grid(caption="What has to be proved, and what supports it", columns=columns, rows=rows, widths=[2, 3, 4, 4])


def _items(items: Sequence[Said]) -> Grid:
    rows = [[each["text"], each["why"], each["about"], local_day(each["due_on"])] for each in items]
    return Grid(
        caption="What is needed, and why",
        columns=["Needed", "Why it matters", "About", "Due"],
        rows=rows,
        widths=[4, 4, 2, 2],
    )
