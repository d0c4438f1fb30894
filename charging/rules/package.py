"""What the files of a package are called: in a fixed order, safe on every system, no two alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

UNSAFE = re.compile(r"[^\w.-]+")
LONGEST = 80


@dataclass(frozen=True)
class PackedFile:
    """A document that goes into a package: the key of its material, its digest, and the name it came with."""

    key: str
    sha256: str
    name: PurePath


def entry_names(files: Iterable[PackedFile]) -> Iterator[tuple[str, PackedFile]]:
    """Yield the name of each file in the package, numbered in the order of the sealed file.

    The number makes it the only one of its name; what could mean something to a file system is left out.
    """
    for number, file in enumerate(files, 1):
        stem = UNSAFE.sub("-", file.name.stem).strip("-.")[:LONGEST] or "document"
        suffix = UNSAFE.sub("", file.name.suffix)[:10]
        yield f"documents/{number:03d}-{stem}{suffix.lower()}", file
