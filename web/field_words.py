"""What is wrong with a field, in plain words: Django's own sentences never reach a page."""

from collections.abc import Iterator

from django import forms

SPOILT = "null_characters_not_allowed"


def plain_words(field: forms.Field) -> None:
    """Name the field in everything that can be wrong with it, unless its author wrote that already."""
    for code, message in _messages(field, str(field.label or "")):
        if _is_not_ours(field, code):
            field.error_messages[code] = message


def _is_not_ours(field: forms.Field, code: str) -> bool:
    """Whether a message is one of Django's: it stands on a class, or on a validator behind the field."""
    theirs = {str(getattr(cls, "default_error_messages", {}).get(code)) for cls in type(field).__mro__}
    return code not in field.error_messages or str(field.error_messages[code]) in theirs


def _messages(field: forms.Field, label: str) -> Iterator[tuple[str, str]]:
    what = f"“{label}”" if label else "What was sent"
    if label:
        yield "required", _missing(field, label)
    yield from _sizes(field, what)
    yield from _kinds(field, what)
    yield SPOILT, f"{what} has a character that cannot be kept. Type it again"


def _kinds(field: forms.Field, what: str) -> Iterator[tuple[str, str]]:
    """Say what an answer of this kind must be."""
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        for code in ("invalid_choice", "invalid_list", "invalid_pk_value"):
            yield code, f"Select one of the answers that {what} offers"
    elif isinstance(field, forms.FileField):
        yield from (("empty", "The file is empty. Select another"), ("invalid", "Select a file"))
    elif isinstance(field, forms.IntegerField):
        yield "invalid", f"{what} must be a whole number"
    elif isinstance(field, forms.EmailField):
        yield "invalid", f"{what} must be an email address, like name@example.com"


def _sizes(field: forms.Field, what: str) -> Iterator[tuple[str, str]]:
    """Name how long a text and how large a number may be."""
    thing = f"The name of the file in {what}" if isinstance(field, forms.FileField) else what
    for code, must in (
        ("max_length", "must be {:,} characters or fewer"),
        ("min_length", "must be {:,} characters or more"),
        ("max_value", "must be {:,} or less"),
        ("min_value", "must be {:,} or more"),
    ):
        if (limit := getattr(field, code, None)) is not None:
            yield code, f"{thing} {must.format(limit)}"


def _missing(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to continue"
    if label.endswith("?"):
        return f"Answer “{label}”"
    thing = label[0].lower() + label[1:] if label[1:2].islower() and not _is_name(label) else label
    return f"{'Select' if isinstance(field, forms.ChoiceField | forms.FileField) else 'Enter'} {thing}"


def _is_name(label: str) -> bool:
    """Whether a label is the name of something, with its short form in brackets: it keeps its capitals."""
    return label.endswith(")") and label.rsplit("(", 1)[-1].rstrip(")").isupper()
