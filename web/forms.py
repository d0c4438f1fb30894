"""Forms in GOV.UK markup: `{{ form }}` is enough, whichever form it is."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict

from web.field_words import plain_words
from web.uploads import RefusedUpload, size_words

GROUP_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
INPUT_CLASSES = {
    "textarea.html": "govuk-textarea",
    "select.html": "govuk-select",
    "file.html": "govuk-file-upload",
    "clearable_file_input.html": "govuk-file-upload",
    "checkbox.html": "govuk-checkboxes__input",
    "checkbox_option.html": "govuk-checkboxes__input",
    "radio_option.html": "govuk-radios__input",
    "password.html": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "select_option.html": "",
    "hidden.html": "",
    "multiple_hidden.html": "",
}
OPTIONS = ("checkbox.html", "checkbox_option.html", "radio_option.html")
GROUPS = ("radio.html", "checkbox_select.html", "date_input.html", "datetime_input.html")
# The browser's own bubbles and silent cutting would get in the way of our messages.
UNWANTED = ("required", "placeholder", "maxlength", "minlength", "min", "max", "step")
# Wishes of the form's author, written as widget attrs, that never reach the page.
WISHES = ("data-width", "data-label-size", "data-heading", "data-inline")


SHOWN_IN = "-shown"
"""The end of the id of a field that is shown with an option of another one."""


class RevealingRadios(forms.RadioSelect):
    """Radios of which an option shows one more field while it is chosen; without script that field always stands there.

    Tie the two with `GovukForm.show_with`. Source: GOV.UK Design System, radios that conditionally reveal a question.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shows: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Name in an option what it shows."""
        option = super().create_option(name, value, *args, **kwargs)
        if shown := self.shows.get(str(value)):
            option["attrs"]["data-aria-controls"] = shown
        return option


class GovukRenderer(TemplatesSetting):
    """Django's renderer with our templates, which puts the GOV.UK classes on every widget."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> Any:
        """Add what the template needs to know, then render it."""
        ready = dict(context)
        if "widget" in ready:
            dress(ready["widget"])
        if template_name == self.field_template_name:
            ready.update(furniture(ready["field"]))
        return super().render(template_name, ready, request)


def dress(widget: dict[str, Any]) -> None:
    """Give a widget's context its GOV.UK classes, and so on down to its parts."""
    attrs, name = widget["attrs"], widget["template_name"].rsplit("/", 1)[-1]
    widget["inline"] = bool(attrs.get("data-inline"))
    _set_classes(name, attrs)
    if name == "textarea.html":
        _dress_textarea(attrs)
    elif name == "number.html":
        widget["type"], attrs["inputmode"] = "text", "numeric"
    for unwanted in (*UNWANTED, *WISHES):
        attrs.pop(unwanted, None)
    for part in _parts(widget):
        dress(part)


def _dress_textarea(attrs: dict[str, Any]) -> None:
    """Let its rows decide the height, the style sheet the width, and tie it to its character count."""
    attrs.pop("cols", None)
    if attrs.get("maxlength") and attrs.get("id"):
        described = (attrs.get("aria-describedby", ""), f"{attrs['id']}-info")
        attrs["aria-describedby"] = " ".join(filter(None, described))
        attrs["class"] = f"{attrs['class']} govuk-js-character-count"


def _set_classes(template: str, attrs: dict[str, Any]) -> None:
    """Set the class, also the one for errors; a group of options takes none, its parts do."""
    words = "" if template in GROUPS else _classes(template, attrs)
    if template in OPTIONS:
        attrs.pop("aria-invalid", None)
    if words:
        attrs["class"] = words
    else:
        attrs.pop("class", None)


def _classes(template: str, attrs: Mapping[str, Any]) -> str:
    base = INPUT_CLASSES.get(template, "govuk-input")
    words = [base, str(attrs.get("class", ""))]
    if attrs.get("data-width"):
        words.append(f"{base.split(' ')[0]}--width-{attrs['data-width']}")
    if attrs.get("aria-invalid") and base and template not in OPTIONS:
        words.append(f"{base.split(' ')[0]}--error")
    return " ".join(word for word in words if word)


def _parts(widget: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the inner widgets of a date or of a group of options; a select's options need nothing."""
    options = [option for _, group, _ in widget.get("optgroups", ()) for option in group]
    return [*widget.get("subwidgets", ()), *options]


def furniture(field: BoundField) -> dict[str, Any]:
    """Return what the field template must know beside the field itself."""
    widget = field.field.widget
    optional = not field.field.required and getattr(field.form, "mark_optional", True)
    return {
        "kind": _kind(widget),
        "label_size": widget.attrs.get("data-label-size", "s"),
        "heading": bool(widget.attrs.get("data-heading")),
        "maxlength": widget.attrs.get("maxlength"),
        "optional": optional and not isinstance(widget, forms.CheckboxInput),
        "label_for": widget.id_for_label(widget.attrs.get("id") or field.auto_id),
        "messages": list(field.errors),
        **_shown_with(field),
    }


def _shown_with(field: BoundField) -> dict[str, Any]:
    """Where a field belongs to one option of a group: the id by which the option shows it, and whether it does now."""
    name, value = getattr(field.field, "shown_with", ("", ""))
    if not name:
        return {}
    chosen = cast(GovukForm, field.form)[name].value()
    return {"shown_in": f"{field.auto_id}{SHOWN_IN}", "shown_now": str(chosen or "") == value}


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea) and widget.attrs.get("maxlength"):
        return "counted"
    return "plain"


def summary_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return every error of a form in the order of its fields, with a link to where it is mended."""
    found = [{"message": str(error), "href": ""} for error in form.non_field_errors()]
    for field in form:
        href = f"#{first_input_id(field)}" if not field.is_hidden else ""
        found += [{"message": str(error), "href": href} for error in field.errors]
    return found


def first_input_id(field: BoundField) -> str:
    """Return the id of the first thing in a field that can be focused."""
    own = cast(str, field.field.widget.attrs.get("id") or field.auto_id)
    return f"{own}_0" if isinstance(field.field.widget, GROUP_WIDGETS) else own


class GovukForm(forms.Form):
    """The base of every form of ours.

    `mark_optional = False` drops "(optional)" from labels, for filters. Pass
    `refused_uploads=uploads.refused(request)` where files come in: what was too large
    is then an error of its field, and everything else that was typed survives. `draft_seen` names the
    draft that its page knows of, and goes back with the form.
    """

    use_required_attribute = False
    mark_optional = True
    conflicted = False
    draft_seen: str | None = None

    def __init__(self, *args: Any, refused_uploads: Sequence[RefusedUpload] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.refused_uploads = refused_uploads
        for field in self.fields.values():
            plain_words(field)

    def show_with(self, name: str, value: str, other: str) -> None:
        """Show the field `other` only while the field `name`, which has RevealingRadios, says `value`."""
        shown_in = f"{cast(str, self.auto_id) % self.add_prefix(other)}{SHOWN_IN}"
        cast(RevealingRadios, self.fields[name].widget).shows[value] = shown_in
        self.fields[other].shown_with = (name, value)  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Clean, then replace "nothing was sent" by "it was too large" where that is the truth."""
        for field in self.fields.values():  # some are added after the form was made
            plain_words(field)
        super().full_clean()
        if not self.is_bound:
            return
        ours = {self.add_prefix(name): name for name in self.fields}
        for upload in self.refused_uploads:
            if name := ours.get(upload["field"]):
                self.errors.pop(name, None)
                self.add_error(name, f"The file must be smaller than {size_words(upload['limit'])}")

    def show_typed(self, data: QueryDict) -> None:
        """Show what was typed earlier, exactly as it was typed, without judging it yet."""
        self.data, self.is_bound = data, True
        self.errors.clear()

    def summary_errors(self) -> list[dict[str, str]]:
        """Return every error with a link to its input."""
        return summary_errors(self)
