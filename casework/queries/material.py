"""What the pages of material show, sensitive things only to those who may know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from accounts.models import User
from casework.models import (
    CaseFile,
    LinkState,
    Material,
    MaterialKind,
    MaterialVersion,
    MediaDetails,
    Playable,
    Redaction,
    RedactionNeed,
    RedactionStage,
    ScanState,
    Upload,
)
from casework.rules import material as rules
from casework.rules.material_media import RECORDINGS, fitness, people_say
from foundation.verdicts import Verdict

SCAN_COLOURS = {ScanState.CLEAN: "green", ScanState.NOT_SCANNED: "grey", ScanState.WAITING: "yellow"}
LINK_COLOURS = {LinkState.WORKS: "green", LinkState.BROKEN: "red"}
PLAY_COLOURS = {Playable.PLAYS: "green", Playable.DOES_NOT_PLAY: "red"}
TYPES = {rules.ALLOWED[ending]: ending.removeprefix(".").upper() for ending in rules.ALLOWED}
WARNINGS: Mapping[str, str] = {
    "damaged": "It may be damaged: it could not be read through. Open it before you rely on it.",
    "restricted": "Its maker restricted printing or changing it.",
    "script": "It carries a script. Nothing in it runs here; open it with care.",
    "starts_program": "It wants to start a program. Open it with care.",
    "sends_form": "It wants to send what is filled in to somewhere else.",
    "embedded_file": "Another file is embedded in it, which was not checked by itself.",
    "embedded_media": "Sound or video is embedded in it.",
    "live_form": "It is a live form: not every reader shows all of it.",
    "macros": "It carries macros. Nothing in it runs here; open it with care.",
    "not_read_through": "It is so long that not all of it was checked for scripts.",
}


@dataclass(frozen=True)
class Tag:
    """A state in words, with the colour of its tag."""

    text: str
    colour: str


@dataclass(frozen=True)
class StageAnswer:
    """What is answered about redaction at one stage; `row` is None where nobody has answered."""

    stage: RedactionStage
    row: Redaction | None

    @property
    def words(self) -> str:
        """The answer in words: three that somebody gave, and one that nobody did."""
        if self.row is None:
            return "Not answered"
        if self.row.need != RedactionNeed.NEEDED:
            return self.row.get_need_display()
        spent = f", {self.row.minutes} min" if self.row.minutes else ""
        return f"{'Done' if self.row.done_at else 'Needed'}{spent}"


@dataclass(frozen=True)
class MaterialRow:
    """One piece of material as the list and its own page show it."""

    item: Material
    version: MaterialVersion | None
    media: MediaDetails | None
    state: Tag
    redactions: Sequence[StageAnswer]
    fit: Verdict

    @property
    def type_words(self) -> str:
        """What the bytes are, in the letters that people know."""
        return TYPES.get(self.version.content_type, "") if self.version else ""

    @property
    def is_recording(self) -> bool:
        """Whether it is asked about clips and playing."""
        return self.item.kind in RECORDINGS

    @property
    def play(self) -> Tag:
        """Whether it plays."""
        state = Playable(self.media.playable if self.media else "")
        return Tag(str(state.label), PLAY_COLOURS.get(state, "grey"))

    @property
    def asks_people(self) -> bool:
        """Whether somebody has to open it and say whether it plays."""
        return self.is_recording and people_say(self.item, self.media)

    @property
    def can_open(self) -> bool:
        """Whether somebody can open it now."""
        return self.version is not None and rules.for_download(self.version).allowed

    @property
    def warnings(self) -> Sequence[str]:
        """What a reader should know before opening it, in words."""
        found = self.version.found.get("warnings", []) if self.version else []
        return [WARNINGS[code] for code in found if code in WARNINGS]


def live(case_file: CaseFile, user: User) -> QuerySet[Material]:
    """What is on the file now, of what a reader may know of: the start of every list and count."""
    return Material.objects.filter(case_file=case_file, withdrawn_at__isnull=True).visible_to(user)


def for_rows(rows: QuerySet[Material]) -> QuerySet[Material]:
    """Read what a row shows, in a fixed number of queries."""
    return rows.select_related("suspect", "person", "media", "added_by").prefetch_related("versions", "redactions")


def row_of(item: Material) -> MaterialRow:
    """One piece of material that was read by `for_rows`."""
    version, media = rules.newest(item), getattr(item, "media", None)
    answers = {redaction.stage: redaction for redaction in item.redactions.all()}
    return MaterialRow(
        item=item,
        version=version,
        media=media,
        state=_state(item, version),
        redactions=[StageAnswer(stage, answers.get(stage.value)) for stage in RedactionStage],
        fit=fitness(item, media),
    )


def _state(item: Material, version: MaterialVersion | None) -> Tag:
    if version is None:
        link = LinkState(item.link_state)
        return Tag(str(link.label), LINK_COLOURS.get(link, "grey"))
    scan = ScanState(version.scan_state)
    return Tag(str(scan.label), SCAN_COLOURS.get(scan, "red"))


def kinds_of(rows: QuerySet[Material]) -> list[tuple[str, str]]:
    """The kinds in some material, with how many there are, for a filter."""
    counted = rows.order_by("kind").values_list("kind").annotate(number=Count("pk"))
    return [(kind, f"{MaterialKind(kind).label} ({number})") for kind, number in counted]


def minutes_by_stage(rows: QuerySet[Material]) -> list[tuple[str, int]]:
    """The minutes spent on redaction, stage by stage, where any were."""
    spent = dict(
        Redaction.objects.filter(material__in=rows).values_list("stage").annotate(minutes=Sum("minutes")).order_by()
    )
    return [(str(stage.label), spent[stage.value]) for stage in RedactionStage if spent.get(stage.value)]


def unfinished(case_file: CaseFile, user: User) -> list[Upload]:
    """The uploads to a case that a person began and did not finish."""
    return list(Upload.objects.filter(case_file=case_file, by=user).order_by("started_at"))
