"""What the page of one piece of material says of it, line by line."""

from typing import Any

from casework.models import MaterialKind, MediaDetails
from casework.queries.material import MaterialRow
from casework.rules.material_media import clock
from web.templatetags.components import filesize, local_datetime

Facts = list[dict[str, Any]]


def fact(key: str, value: Any, note: str = "", href: str = "") -> dict[str, Any]:
    """One line: a note goes under its value, and nothing is shown as "Not given"."""
    return {"key": key, "value": f"{value}\n{note}" if note else value, "value_href": href}


def facts_of(row: MaterialRow) -> Facts:
    """What it is, whom it is about, and where it came from."""
    item = row.item
    about = item.suspect or item.person or "The whole case"
    lines = [fact("Kind", item.get_kind_display()), fact("About", about)]
    if item.sensitive:
        lines.append(fact("Sensitive", "Yes. Only those who may see sensitive material know of it."))
    if item.kind == MaterialKind.THIRD_PARTY:
        lines += [fact("Whom it came from", item.source), fact("Why it was asked for", item.justification)]
    lines.append(fact("Added", f"{local_datetime(item.added_at)}, {item.added_by}"))
    return lines + (_file(row) if row.version else _link(row))


def _file(row: MaterialRow) -> Facts:
    version = row.version
    assert version is not None
    lines = [
        fact("File", version.original_name, f"{row.type_words}, {filesize(version.size)}"),
        fact("Version", version.number, f"Added {local_datetime(version.added_at)}"),
    ]
    if "pixels" in version.found:
        width, height = version.found["pixels"]
        lines.append(fact("Pixels", f"{width:,} by {height:,}"))
    if "pages" in version.found:
        lines.append(fact("Pages", version.found["pages"]))
    scanned = local_datetime(version.scanned_at) if version.scanned_at else ""
    note = ", ".join(filter(None, (version.scan_note, scanned)))
    return [*lines, fact("Virus scan", row.state.text, note), fact("SHA-256", version.sha256)]


def _link(row: MaterialRow) -> Facts:
    item = row.item
    looked = f"Looked at {local_datetime(item.link_checked_at)}" if item.link_checked_at else ""
    note = " ".join(filter(None, (item.link_note, looked)))
    return [fact("Held at", item.link), fact("Link", row.state.text, note)]


def recording_facts(row: MaterialRow) -> Facts:
    """Where a recording is from, which part of it matters, and whether it plays."""
    media = row.media or MediaDetails()
    lines = [
        fact("From", media.source),
        fact("Recorded", _times(media)),
        fact("Which part matters", _part(media)),
        fact("Plays", row.play.text, media.playable_note),
    ]
    if media.duration is not None:
        lines.append(fact("Length", clock(media.duration), media.format))
    if media.playable_stated_by:
        lines.append(fact("Said by", media.playable_stated_by, local_datetime(media.playable_checked_at)))
    return lines


def _times(media: MediaDetails) -> str:
    if media.recorded_from is None:
        return ""
    began = local_datetime(media.recorded_from)
    return f"{began} to {local_datetime(media.recorded_to)}" if media.recorded_to else f"From {began}"


def _part(media: MediaDetails) -> str:
    if media.whole_needed:
        return "The whole recording is needed"
    return f"{clock(media.clip_from)} to {clock(media.clip_to)}" if media.clip_to is not None else ""
