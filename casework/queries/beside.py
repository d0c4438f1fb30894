"""What stands beside a case on its first page, in one query: other cases, questions, what the reader did with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from casework.models import Bail, CaseFile, LikenessAnswer, ReadEntry, ReadKind, Standing, Thread, ThreadState, Watch
from casework.permissions import side_on
from casework.queries.likeness import asked_of
from casework.queries.prepared import Prepared
from casework.rules.likeness import grounds_in_words


@dataclass(frozen=True)
class AskedAbout:
    """A question whether this case and another are one, with all that makes them look alike; `key` is of the first."""

    key: int
    ground: str
    other: str


@dataclass(frozen=True)
class Relative:
    """A case that belongs with this one, and how; without a `slug` its reference leads back here."""

    relation: str
    reference: str
    slug: str


@dataclass(frozen=True)
class Beside:
    """Other cases as far as the reader may see them; threads by whom they wait for: all, us.

    `dues` holds the code of the clock that runs out first, and when, by the key of the suspect; `streams`, which
    stream each is in, where that is known; `on_bail`, the keys of those of whom it is on record since when.
    """

    asked: Sequence[AskedAbout]
    relatives: Sequence[Relative]
    questions: Mapping[str, int]
    watched: bool
    looked: bool
    dues: Mapping[int, tuple[str, datetime | None]]
    streams: Mapping[int, str]
    on_bail: frozenset[int]


def beside(case_file: CaseFile, user: User, *, since: datetime) -> Beside:
    """Read it for a reader of a case; `looked` says whether they opened it after `since`."""
    row = next(_ROW.ask(case_file, user))
    pairs = [_pair(pair, case_file) for pair in row["pairs"]]
    linked = _once(_relative("Linked", other) for pair, other in pairs if pair["answer"] == LikenessAnswer.LINKED)
    open_pairs = [(pair, other) for pair, other in pairs if not pair["answer"] and other["merged_into"] is None]
    side = side_on(user, case_file)
    ours = [each for each in row["told"] if side and each["waiting_for"] == side.value]
    return Beside(
        asked=_asked(open_pairs),
        relatives=[_part(part, case_file) for part in row["parts"]] + linked,
        questions={
            "all": len(row["told"]),
            "us": sum(1 for each in ours if each["state"] != ThreadState.ACCEPTED),
        },
        watched=row["watched"],
        looked=row["looked"] is not None and row["looked"] > since,
        dues={each["suspect"]: (each["clock"], _instant(each["due_at"])) for each in row["dues"]},
        streams={each["suspect"]: each["stream"] for each in row["dues"]},
        on_bail=frozenset(each["suspect"] for each in row["dues"] if each["bail"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _asked(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[AskedAbout]:
    """One question for each other case, however many things make the two look alike."""
    found: dict[int, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for pair, other in pairs:
        found.setdefault(other["id"], []).append((pair, other))
    return [
        AskedAbout(
            key=min(pair["id"] for pair, _ in several),
            ground=grounds_in_words(pair["ground"] for pair, _ in several),
            other=_reference(several[0][1]),
        )
        for several in found.values()
    ]


def _row(case_file: CaseFile, user: User) -> QuerySet[CaseFile, Any]:
    pairs = asked_of(case_file, user).values(
        row=JSONObject(
            id="pk", ground="ground", answer="answer", case_file=_case("case_file__"), other=_case("other__")
        )
    )
    near = Q(split_from=case_file) | Q(merged_into=case_file) | Q(pk=case_file.split_from_id)
    parts = CaseFile.objects.visible_to(user).filter(near).order_by("pk").values(row=_case())
    threads = Thread.objects.visible_to(user).filter(case_file=case_file).order_by()
    bail = Bail.objects.filter(suspect=OuterRef("pk"), ended_at__isnull=True)
    standings = Standing.objects.filter(case_file=OuterRef("pk")).order_by().annotate(bail=Exists(bail))
    looks = ReadEntry.objects.filter(by_id=user.pk, kind=ReadKind.CASE_OPENED, case_id=OuterRef("pk"))
    return CaseFile.objects.filter(pk=case_file.pk).values(
        pairs=ArraySubquery(pairs),
        parts=ArraySubquery(parts),
        told=ArraySubquery(threads.values(row=JSONObject(waiting_for="waiting_for", state="state"))),
        dues=ArraySubquery(
            standings.values(row=JSONObject(suspect="pk", clock="clock", due_at="due_at", stream="stream", bail="bail"))
        ),
        watched=Exists(Watch.objects.filter(user=user, case_file=OuterRef("pk"))),
        looked=Subquery(looks.order_by("-at").values("at")[:1]),
    )


_ROW = Prepared(_row)


def _case(at: str = "") -> JSONObject:
    names = ("id", "urn", "suffix", "merged_into", "split_from")
    return JSONObject(**{name: f"{at}{name}" for name in names})


def _pair(pair: Mapping[str, Any], case_file: CaseFile) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return pair, pair["other"] if pair["case_file"]["id"] == case_file.pk else pair["case_file"]


def _part(part: Mapping[str, Any], case_file: CaseFile) -> Relative:
    if part["merged_into"] == case_file.pk:
        return Relative("Merged into this case", _reference(part), "")
    split_off = part["split_from"] == case_file.pk
    return _relative("Split off from this case" if split_off else "The case this one was split off from", part)


def _once(relatives: Iterable[Relative]) -> list[Relative]:
    """Two cases that were asked about on two grounds are linked once."""
    return list(dict.fromkeys(relatives))


def _relative(relation: str, case: Mapping[str, Any]) -> Relative:
    return Relative(relation, _reference(case), f"{case['urn']}{case['suffix']}")


def _reference(case: Mapping[str, Any]) -> str:
    return CaseFile(urn=case["urn"], suffix=case["suffix"]).reference
