"""Asking whether something is part of what was sent: a digest that somebody wrote down, or the file itself."""

import hashlib
import re
from typing import Any

from django import forms

from web.forms import GovukForm
from web.uploads import RefusedUpload, size_words

DIGEST = re.compile(r"[0-9a-f]{64}")
NOT_OF_A_DIGEST = re.compile(r"[\s:-]+")


class CheckForm(GovukForm):
    """A digest in any grouping, or a file; the file is read and not kept."""

    mark_optional = False
    keeps_no_draft = True

    digest = forms.CharField(
        label="Digest (SHA-256)",
        help_text="64 letters and figures, with or without spaces: a receipt code, or the digest of a document",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    upload = forms.FileField(
        label="Or a file", help_text="It is compared and not kept.", required=False, allow_empty_file=True
    )

    def __init__(self, *args: Any, refused_uploads: list[RefusedUpload], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused_uploads = refused_uploads

    def clean_digest(self) -> str:
        """Return the digest without its groups."""
        text = NOT_OF_A_DIGEST.sub("", str(self.cleaned_data["digest"])).lower()
        if text and not DIGEST.fullmatch(text):
            raise forms.ValidationError("A digest has 64 letters and figures, from 0 to 9 and a to f")
        return text

    def clean(self) -> dict[str, Any]:
        """Take one of the two, so that the answer is about something in particular."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for refused in self.refused_uploads:
            self.add_error("upload", f"{refused['name']} must be smaller than {size_words(refused['limit'])}")
        given = [name for name in ("digest", "upload") if data.get(name) not in (None, "")]
        if len(given) != 1 and not self.errors:
            self.add_error("digest", "Enter a digest or choose a file, one of them")
        return data

    def asked(self) -> str:
        """The digest that is asked about."""
        upload = self.cleaned_data.get("upload")
        if upload is None:
            return str(self.cleaned_data["digest"])
        found = hashlib.sha256()
        for chunk in upload.chunks():
            found.update(chunk)
        return found.hexdigest()
