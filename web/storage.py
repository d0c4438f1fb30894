"""Static files with hashed names that never break a page for want of one."""

from typing import IO

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class ForgivingManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """A file that was not collected is served under its plain name: pages render before collectstatic."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: IO[bytes] | None = None, filename: str | None = None) -> str:
        """Return the hashed name, or the plain one for a file that is not there."""
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return hashed
