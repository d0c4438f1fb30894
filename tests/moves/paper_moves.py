"""Moves on what a file holds besides: material and its bytes, unused material, questions."""

from casework.models import (
    LinkState,
    Material,
    MaterialKind,
    MediaDetails,
    MessageAct,
    Redaction,
    RedactionNeed,
    RedactionStage,
    Thread,
    UnusedItem,
    Upload,
    Visibility,
)
from casework.operations import conversation, links, material, media, redaction, seen, unused, uploads, versions
from casework.queries.asking import About
from casework.rules.material_links import LinkLook
from tests.factories import PDF, a_pdf
from tests.moves.file_moves import add_person, case_is_editable, cases, suspects
from tests.moves.move import BUILDERS, NOBODY, SENSITIVE_BUILDERS, SPEAKERS, move, nothing, only_if

LINK = "https://evidence.example.test/door"
RECORDING, PAPERS = MaterialKind.CCTV, (MaterialKind.MG11, MaterialKind.MG5, MaterialKind.OTHER)


def items(_step):
    """Every piece of material."""
    return Material.objects.select_related("case_file", "suspect", "person").order_by("pk")


def listed(_step):
    """Every unused item."""
    return UnusedItem.objects.select_related("case_file", "material").order_by("pk")


def threads(_step):
    """Every question."""
    return Thread.objects.select_related("case_file").order_by("pk")


def pending(_step):
    """Every upload under way."""
    return Upload.objects.select_related("case_file", "by").order_by("pk")


item_there = only_if(lambda step, item: item.withdrawn_at is None and item.case_file.merged_into_id is None)


def _details(step, case_file, **more):
    told = {"kind": step.one([*PAPERS, RECORDING]), "title": step.one(["Statement", "The door"])}
    if step.now_and_then(4):
        told["suspect"] = step.maybe(suspects(step))
    if step.now_and_then(5):
        told["sensitive"] = True
    return material.MaterialDetails(**told | more)


def _bytes(step):
    return a_pdf(says=str(step.number(1, 40)))


# Material.


@move(material.attach, BUILDERS, cases, weight=2)
def attach(step, case_file):
    if step.one([True, False]):
        details = _details(step, case_file, link=LINK)
        return material.attach(case_file=case_file, details=details, upload=None, by=step.by, at=step.at)
    details = _details(step, case_file)
    return material.attach(case_file=case_file, details=details, upload=_bytes(step), by=step.by, at=step.at)


@move(material.change, BUILDERS, items, fits=item_there)
def change_material(step, item):
    details = _details(step, item.case_file, link=item.link, sensitive=step.one([item.sensitive, not item.sensitive]))
    return material.change(item=item, details=details, expected_version=step.version(item), by=step.by, at=step.at)


@move(material.withdraw, BUILDERS, items, fits=item_there)
def withdraw_material(step, item):
    return material.withdraw(item=item, expected_version=step.version(item), by=step.by, at=step.at)


def takes_versions(step, item):
    """Whether an item is there, is no link, and its case can be changed."""
    return item.withdrawn_at is None and not item.link and case_is_editable(step, item.case_file)


@move(versions.add_version, BUILDERS, items, fits=only_if(takes_versions))
def add_version(step, item):
    return versions.add_version(item=item, upload=_bytes(step), by=step.by, at=step.at)


@move(links.check_again, BUILDERS, items, fits=item_there)
def check_link_again(step, item):
    return links.check_again(item=item, by=step.by, at=step.at)


@move(links.check_waiting, NOBODY, nothing)
def check_links(step, _thing):
    found = LinkLook(step.one([LinkState.WORKS, LinkState.BROKEN]), "")
    return links.check_waiting(at=step.at, ask=lambda _link: found)


@move(links.ask_all_again, NOBODY, nothing)
def ask_links_again(step, _thing):
    return links.ask_all_again(at=step.at)


def _recording_of(item):
    return MediaDetails.objects.filter(material=item).first()


@move(media.describe, BUILDERS, items, fits=only_if(lambda _step, item: item.kind in media.RECORDINGS))
def describe_recording(step, item):
    row = _recording_of(item)
    recording = media.Recording(source=step.one(["Shop", "Street"]), clip_from=0, clip_to=step.one([9, 20, 0]))
    version = step.version(row) if row else 1
    return media.describe(item=item, recording=recording, expected_version=version, by=step.by, at=step.at)


@move(media.state_playable, BUILDERS, items, fits=only_if(lambda _step, item: item.kind in media.RECORDINGS))
def state_playable(step, item):
    plays = step.one([True, False])
    note = "It plays." if plays else step.words("It stops.")
    return media.state_playable(item=item, plays=plays, note=note, by=step.by, at=step.at)


def _redaction(step):
    need = step.one([RedactionNeed.NEEDED, RedactionNeed.NOT_NEEDED, RedactionNeed.UNKNOWN])
    reason = step.words("A telephone number") if need == RedactionNeed.NEEDED else ""
    return redaction.RedactionAnswer(stage=RedactionStage.CHARGING, need=need, reason=reason)


def _redaction_version(step, item):
    row = Redaction.objects.filter(material=item, stage=RedactionStage.CHARGING).first()
    return step.version(row) if row else 0


@move(redaction.record, BUILDERS, items, fits=item_there)
def record_redaction(step, item):
    return redaction.record(
        item=item,
        answer=_redaction(step),
        expected_version=_redaction_version(step, item),
        by=step.by,
        at=step.at,
    )


@move(redaction.record_all, BUILDERS, cases)
def record_redactions(step, case_file):
    rows = case_file.material.order_by("pk")
    asked = [
        redaction.Asked(item=item, answer=_redaction(step), expected_version=_redaction_version(step, item))
        for item in {step.any_of(rows), *step.some(rows)}
    ]
    return redaction.record_all(asked=asked, by=step.by, at=step.at)


# Uploads in pieces.


def of_uploader(upload):
    """Whoever began an upload goes on with it."""
    return upload.by_id


@move(uploads.start, BUILDERS, cases, fits=case_is_editable, weight=2)
def start_upload(step, case_file):
    return uploads.start(case_file=case_file, name="statement.pdf", size=len(PDF), by=step.by, at=step.at)


@move(uploads.append, BUILDERS, pending, whose=of_uploader, weight=3)
def append_to_upload(step, upload):
    offset = step.one([upload.received, upload.received, 0, 5])
    size = step.one([90, len(PDF)])
    return uploads.append(upload=upload, offset=offset, piece=PDF[offset : offset + size], by=step.by, at=step.at)


def _into(step, upload):
    old = step.maybe(items(step)) if step.now_and_then(3) else None
    return old or _details(step, upload.case_file)


def is_whole(_step, upload):
    return upload.received == upload.size


@move(uploads.finish, BUILDERS, pending, whose=of_uploader, fits=only_if(is_whole), weight=2)
def finish_upload(step, upload):
    return uploads.finish(upload=upload, into=_into(step, upload), by=step.by, at=step.at)


@move(uploads.discard, BUILDERS, pending, whose=of_uploader)
def discard_upload(step, upload):
    return uploads.discard(upload=upload, by=step.by, at=step.at)


@move(uploads.remove_stale, NOBODY, nothing)
def remove_stale_uploads(step, _thing):
    return uploads.remove_stale(at=step.at)


# Unused material.


@move(unused.add, BUILDERS, cases, lent=True)
def list_unused(step, case_file):
    sensitive = step.now_and_then(3)
    details = {
        "description": f"Notebook of PC {step.number(1000, 9999)}, 3 pages, 27 February 2026: description of the man",
        "sensitive": sensitive,
        "material": step.maybe(items(step)) if step.now_and_then(4) else None,
    }
    if sensitive:
        details |= {"sensitivity_ground": "informant", "sensitivity_rationale": "It names who told us."}
    return unused.add(case_file=case_file, items=[unused.ItemDetails(**details)], by=step.by, at=step.at)


@move(unused.change, BUILDERS, listed, lent=True)
def change_unused(step, item):
    changes = step.one([{"view": "does_not_meet"}, {"location": "Guildford"}, {"inspected_on": step.today}])
    return unused.change(item=item, changes=changes, expected_version=step.version(item), by=step.by, at=step.at)


@move(unused.withdraw, BUILDERS, listed, lent=True)
def withdraw_unused(step, item):
    return unused.withdraw(item=item, expected_version=step.version(item), by=step.by, at=step.at)


@move(unused.move, SENSITIVE_BUILDERS, listed, lent=True)
def move_unused(step, item):
    return unused.move(
        item=item,
        ground="informant",
        rationale="It names who told us.",
        expected_version=step.version(item),
        by=step.by,
        at=step.at,
    )


# Questions.


def _about(step):
    found = step.one(["case", "suspect", "material", "unused"])
    if found == "case":
        return About()
    rows = {"suspect": suspects, "material": items, "unused": listed}[found](step)
    return About(**{"unused_item" if found == "unused" else found: step.maybe(rows)})


@move(conversation.open_thread, SPEAKERS, cases, weight=2)
def ask_question(step, case_file):
    question = conversation.Question(
        subject="Is there footage?",
        text=step.words("Of the shop door."),
        visibility=step.one(list(Visibility)),
        about=_about(step),
    )
    return conversation.open_thread(case_file=case_file, question=question, by=step.by, at=step.at)


@move(conversation.say, SPEAKERS, threads, weight=2)
def say_in_thread(step, thread):
    act = step.one([MessageAct.ANSWER, MessageAct.COMMENT, MessageAct.ACCEPT, MessageAct.REOPEN])
    version = thread.version if act is MessageAct.COMMENT else step.version(thread)
    text = "" if act is MessageAct.ACCEPT else step.words("It is in the file.")
    return conversation.say(thread=thread, act=act, text=text, expected_version=version, by=step.by, at=step.at)


@move(seen.knowing, BUILDERS, cases)
def add_person_knowing(step, case_file):
    """Change a case on the ground of what it was when it was looked at."""
    known = step.one([None, 0, 1, 1_000])
    return seen.knowing(case_file=case_file, seen=known, by=step.by, act=lambda: add_person(step, case_file))
