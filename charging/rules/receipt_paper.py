"""The receipt of a submission as a paper: the same facts as its page, from what was sealed and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from casework.models import MaterialKind
from casework.rules.papers import Fact, Grid, Paper, Section
from charging.lifecycle import Purpose, Stream
from foundation.periods import LONDON
from foundation.wording import day

GROUP, NOON = 8, 12
Said = Mapping[str, Any]


def receipt_form(submission_id: int) -> str:
    """The code of the receipt among the documents of a case: each submission has its own."""
    return f"receipt-{submission_id}"


def grouped(digest: str) -> str:
    """Write a digest in groups of eight, as people compare two of them."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))


def receipt_paper(manifest: Said, file: Said, receipt: str) -> Paper:
    """Return the receipt as the typesetter takes it. `file` is empty for what was sealed in the earlier form."""
    return Paper(
        title=f"Receipt: round {manifest['round']}, attempt {manifest['attempt']}",
        handling="OFFICIAL-SENSITIVE",
        introduction=[
            "Police and the Crown Prosecution Service hold this same receipt. It was made from the sealed file."
        ],
        sections=[
            Section(heading="What was sent, and when", facts=list(_facts(manifest, file, receipt))),
            Section(heading="Documents", table=_documents(manifest)),
            *([Section(heading="Answers to the action plan", table=_plan(file))] if file.get("plan") else []),
            Section(heading="Gaps explained", table=_gaps(file)),
        ],
    )


def _facts(manifest: Said, file: Said, receipt: str) -> Iterator[Fact]:
    sent = file.get("submission", {})
    yield Fact(label="Receipt code (SHA-256)", value=grouped(receipt))
    if file.get("suspects"):
        yield Fact(label="Suspects", value=suspects_words(file))
    yield Fact(label="Asked of the CPS", value=str(Purpose(manifest["purpose"]).label))
    yield Fact(label="Urgency", value=str(Stream(manifest["stream"]).label))
    for label, who, when in (
        ("Built by", "prepared_by", "prepared_at"),
        ("Signed off by", "supervised_by", "supervised_at"),
    ):
        if sent.get(who):
            yield Fact(label=label, value=f"{named(sent[who])}, {local_time(sent[when])}")
    if manifest["supervisor_comments"]:
        yield Fact(label="Comments of the supervisor", value=manifest["supervisor_comments"])
    yield Fact(label="Sent and received", value=local_time(manifest["sent_at"]))
    clock = manifest.get("clock", {})
    yield Fact(label="Clock of the CPS started", value=local_time(clock.get("started_at") or manifest["sent_at"]))
    yield Fact(label="Decision due", value=due_words(clock), state=not (clock.get("due_at") or clock.get("due_on")))
    yield Fact(label="File standard", value=standard_words(manifest, (sent.get("edition") or {}).get("says", "")))
    yield from _digests(manifest)


def _digests(manifest: Said) -> Iterator[Fact]:
    for label, name in (("Sealed file (SHA-256)", "file_sha256"), ("Sensitive annex (SHA-256)", "sensitive_sha256")):
        if manifest.get(name):
            yield Fact(label=label, value=grouped(manifest[name]))


def suspects_words(file: Said) -> str:
    """Everybody whose case was sent, as they were called then."""
    return ", ".join(str(thing["name"]) for thing in file["suspects"])


def standard_words(manifest: Said, title: str) -> str:
    """Which edition judged the file, by its title and code, what it called for, and how much of that was missing."""
    code = manifest.get("edition", "")
    edition = f"{title} ({code})" if title and code else title or code or "None in force"
    needed = [row for row in manifest.get("standard", []) if row["needed"]]
    missing = sum(1 for row in needed if not row["met"])
    things = "1 thing" if len(needed) == 1 else f"{len(needed)} things"
    return f"{edition}: the case called for {things}, {f'{missing} missing' if missing else 'and none was missing'}"


def named(person: Said) -> str:
    """Somebody's name with their rank, as a sealed file holds them."""
    rank = person.get("rank_or_grade")
    return f"{person['person']} ({rank})" if rank else str(person["person"])


def local_time(text: str) -> str:
    """Write an instant of a sealed file as people in London say it."""
    at = datetime.fromisoformat(text).astimezone(LONDON)
    return f"{local_day_of(text)}, {at.hour % 12 or 12}:{at:%M}{'pm' if at.hour >= NOON else 'am'}"


def local_day_of(text: str) -> str:
    """Write the London day of an instant of a sealed file."""
    return local_day(datetime.fromisoformat(text).astimezone(LONDON).date().isoformat())


def local_day(text: str) -> str:
    """Write a day of a sealed file as people say it."""
    return day(date.fromisoformat(text))


def due_words(clock: Said) -> str:
    """By when the CPS should decide, in words."""
    if clock.get("due_at"):
        return local_time(clock["due_at"])
    return f"By the end of {local_day(clock['due_on'])}" if clock.get("due_on") else "No time is set"


def _documents(manifest: Said) -> Grid:
    labels = dict(MaterialKind.choices)
    files = [
        [item["title"], str(labels.get(item["kind"], item["kind"])), grouped(item["sha256"])]
        for item in manifest["material"]
    ]
    links = [
        [item["title"], str(labels.get(item["kind"], item["kind"])), "Link: held elsewhere"]
        for item in manifest["links"]
    ]
    return Grid(
        caption="Documents and links that were sent",
        columns=["Title", "Kind", "SHA-256"],
        rows=[*files, *links],
        widths=[3, 2, 4],
        empty="No documents were sent.",
    )


def _plan(file: Said) -> Grid:
    return Grid(
        caption="What the prosecutor asked for, and what police answered",
        columns=["Asked for", "Answer", "In words"],
        rows=[[item["asked"], item["answer"]["says"], item["answer_text"]] for item in file["plan"]],
        widths=[2, 1, 2],
        empty="Nothing was asked for.",
    )


def _gaps(file: Said) -> Grid:
    return Grid(
        caption="What was missing, and why it was sent all the same",
        columns=["Missing", "Explanation"],
        rows=[list(row) for row in gaps(file)],
        widths=[1, 2],
        empty="Nothing was explained.",
    )


def gaps(file: Said) -> Sequence[tuple[str, str]]:
    """What was missing when it was sent, each with what police said of it; reasons of a rejection are among it."""
    said = {(row["code"], row["about"]): row["text"] for row in file.get("explanations", [])}
    missing = [row for row in file.get("standard", []) if row["needed"] and not row["met"]]
    return [(row["name"], said.get((row["code"], row["about"]), "No explanation given")) for row in missing]
