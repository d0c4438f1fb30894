"""Refusing a file that is too large while it is still coming in, without losing the rest of the form."""

from typing import Any, TypedDict

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

META_KEY = "tandem.refused_uploads"
WHOLE_REQUEST_FACTOR = 5
KILO = 1024


class RefusedUpload(TypedDict):
    """A file that was not kept, and the limit it broke."""

    field: str
    name: str
    limit: int


def refused(request: HttpRequest) -> list[RefusedUpload]:
    """Return the files of this request that were too large."""
    found: list[RefusedUpload] = request.META.get(META_KEY, [])
    return found


def size_words(size: int) -> str:
    """Write a number of bytes as people say it: 512 bytes, 20 KB, 100 MB, 1.5 GB."""
    if size < KILO:
        return f"{size} byte{'' if size == 1 else 's'}"
    unit = next((unit for unit in (KILO, KILO**2) if round(size / unit, 1) < KILO), KILO**3)
    name = {KILO: "KB", KILO**2: "MB"}.get(unit, "GB")
    return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"


class SizeLimitHandler(FileUploadHandler):
    """The first handler: passes on what is within the limit and drops the rest as it streams.

    A request more than five times the limit is read to its end but none of its files is kept.
    """

    hopeless = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at the announced length before anything is read."""
        self.hopeless = content_length > WHOLE_REQUEST_FACTOR * settings.MATERIAL_MAX_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or skip it at once when the whole request is hopeless."""
        super().new_file(*args, **kwargs)
        if self.hopeless:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on, or refuse the file when this piece makes it too large."""
        if start + len(raw_data) > settings.MATERIAL_MAX_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the making of the file to the next handler."""

    def _refuse(self) -> None:
        """Note the refusal on the request, once, and stop storing. Raises SkipFile."""
        entry = RefusedUpload(field=self.field_name or "", name=self.file_name or "", limit=settings.MATERIAL_MAX_BYTES)
        if self.request is not None:
            self.request.META.setdefault(META_KEY, []).append(entry)
        raise SkipFile
