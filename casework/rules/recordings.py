"""Whether a recording plays: opened as a player would open it, a first picture or sound decoded.

It runs in a process of its own with little time and memory (`casework.operations.inspection`), so nothing of ours is
imported here, and the library only where it is used.
"""

import json
import resource
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av

MOST_BYTES_OF_MEMORY, MOST_SECONDS = 2 * 1024**3, 40
MOST_PACKETS = 2_000
# A list of other files or addresses, dressed up as a recording, is not followed.
ONLY = {"protocol_whitelist": "file", "format_whitelist": "mov,mp3,wav"}


@dataclass(frozen=True)
class Played:
    """What came of trying: `plays` is None where that cannot be told; `note` in plain words.

    `duration` is in whole seconds, None where the file does not say.
    """

    plays: bool | None
    note: str
    duration: int | None = None
    format: str = ""


def play(path: Path) -> Played:
    """Open a recording and decode its first picture or sound. It never raises for what the bytes are."""
    import av

    try:
        with av.open(str(path), timeout=MOST_SECONDS, options=dict(ONLY)) as container:
            return _first_frame(container)
    except (av.FFmpegError, OSError, ValueError, RuntimeError, AttributeError, OverflowError):
        return Played(False, "A player cannot open it. It may be cut off, or need the maker's own player.")


def _first_frame(container: "av.container.InputContainer") -> Played:
    streams = [*container.streams.video, *container.streams.audio]
    if not streams:
        return Played(False, "It holds neither pictures nor sound.")
    stream = streams[0]
    said = f"{container.format.name.split(',')[0]}, {stream.codec_context.name}"[:60]
    for packet in islice(container.demux(stream), MOST_PACKETS):
        if packet.decode():
            return Played(True, "", _seconds(container, stream), said)
    note = "It opens, but no picture or sound comes out of it."
    return Played(False, note, _seconds(container, stream), said)


def _seconds(container: "av.container.InputContainer", stream: "av.stream.Stream") -> int | None:
    import av

    if container.duration is not None and container.duration >= 0:
        return round(container.duration / av.time_base)
    if stream.duration is not None and stream.time_base is not None and stream.duration >= 0:
        return round(stream.duration * stream.time_base)
    return None


def main() -> None:
    """Answer for one file on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.write(json.dumps(asdict(play(Path(sys.argv[1])))))


if __name__ == "__main__":
    main()
