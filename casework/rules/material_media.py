"""Recordings: what makes one unfit for the CPS, by the codes under which the CPS counts it.

Eight of the CPS's failures of file quality are about recordings: not clipped, not playable, not supplied.
"""

from casework.models import LinkState, Material, MaterialKind, MediaDetails, Playable, ScanState
from casework.rules import material as rules
from foundation.verdicts import Verdict

RECORDINGS = frozenset({MaterialKind.BWV, MaterialKind.CCTV, MaterialKind.CALL, MaterialKind.MEDIA})
NOT_CLIPPED, NOT_PLAYABLE, NOT_SUPPLIED = "not clipped", "not playable", "not supplied"
# Source: the CPS's list of failures of file quality, E4 to E11; other media has no code for what is not supplied.
CODES = {
    MaterialKind.BWV: {NOT_CLIPPED: "E4", NOT_PLAYABLE: "E5", NOT_SUPPLIED: "E6"},
    MaterialKind.CCTV: {NOT_CLIPPED: "E7", NOT_PLAYABLE: "E8", NOT_SUPPLIED: "E9"},
    MaterialKind.CALL: {NOT_CLIPPED: "E10", NOT_PLAYABLE: "E11"},
    MaterialKind.MEDIA: {NOT_CLIPPED: "E10", NOT_PLAYABLE: "E11"},
}


def fitness(item: Material, media: MediaDetails | None) -> Verdict:
    """Say whether a recording is fit to be sent, with every failure it would earn. Versions must be read with it."""
    if item.kind not in RECORDINGS:
        return Verdict.ok()
    return _supplied(item) & _clipped(item, media) & _playable(item, media)


def _no(item: Material, failure: str, message: str) -> Verdict:
    return Verdict.no(CODES[MaterialKind(item.kind)].get(failure, failure.replace(" ", "_")), message)


def _supplied(item: Material) -> Verdict:
    version = rules.newest(item)
    if item.link and item.link_state == LinkState.BROKEN:
        return _no(item, NOT_SUPPLIED, "The link does not open, so nobody can see it. Put the link right.")
    if version is None and not item.link:
        return _no(item, NOT_SUPPLIED, "There is no file and no link. Add one.")
    if version and version.scan_state == ScanState.INFECTED:
        return _no(item, NOT_SUPPLIED, "A virus was found in the file, so nobody can open it. Add a clean copy.")
    return Verdict.ok()


def _clipped(item: Material, media: MediaDetails | None) -> Verdict:
    if media and (media.whole_needed or media.clip_to is not None):
        return Verdict.ok()
    return _no(item, NOT_CLIPPED, "Say which part matters, from when to when, or that the whole recording is needed.")


def _playable(item: Material, media: MediaDetails | None) -> Verdict:
    if media and media.playable == Playable.PLAYS:
        return Verdict.ok()
    if media and media.playable == Playable.DOES_NOT_PLAY:
        return _no(
            item, NOT_PLAYABLE, "It does not play without special software. Add a copy as MP4, MP3 or WAV that does."
        )
    if people_say(item, media):
        return _no(item, NOT_PLAYABLE, "Nobody has said whether it plays. Open it, then say so here.")
    return _no(item, NOT_PLAYABLE, "It has not been tried yet. The service tries it within a minute of the virus scan.")


def people_say(item: Material, media: MediaDetails | None) -> bool:
    """Whether only a person can say that it plays: held elsewhere, or the service tried and could not tell."""
    return bool(item.link) or (media is not None and not media.playable and media.playable_checked_at is not None)


def clock(seconds: int | None) -> str:
    """Write a place in a recording as people read it from a player: 00:12:05."""
    if seconds is None:
        return ""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
