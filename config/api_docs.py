"""The API's own page: the published schema as plain tables, which need no script and pass our security policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
PREFIX = "#/components/schemas/"
Schema = Mapping[str, Any]


class MachineTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """How the schema describes our tokens; being defined is enough for it to be found."""

    target_class = "accounts.api.authentication.MachineToken"
    name = "machineToken"


@dataclass(frozen=True)
class Row:
    """A parameter or a field; `shape` is the name of the shape that it holds, for a link."""

    name: str
    kind: str
    shape: str
    needed: bool
    notes: str


@dataclass(frozen=True)
class Answer:
    """What can come back."""

    status: str
    says: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the API."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Row]
    body: str
    answers: list[Answer]


@dataclass(frozen=True)
class Shape:
    """A JSON object that goes in or out, or a list of fixed words."""

    name: str
    description: str
    rows: list[Row]
    words: list[str]


@dataclass(frozen=True)
class Reference:
    """The whole page: operations by topic, and the shapes they use."""

    topics: dict[str, list[Operation]]
    shapes: list[Shape]


@cache
def reference() -> Reference:
    """Read the schema once a process: it changes only with the code."""
    generator = SchemaGenerator(api_version="v1")  # type: ignore[no-untyped-call]
    schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    topics: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                described = methods[method]
                topics.setdefault(_topic(described), []).append(_operation(path, method, described))
    shapes = [_shape(name, body) for name, body in schema["components"]["schemas"].items()]
    return Reference(dict(sorted(topics.items())), shapes)


def docs(request: HttpRequest) -> HttpResponse:
    """Show what the API offers; there is no case content in it, so nobody needs to sign in."""
    return render(request, "api/docs.html", {"reference": reference()})


def _topic(described: Schema) -> str:
    """Return the topic an operation says it belongs to; figures and definitions say none, or their first word."""
    return str(next(iter(described.get("tags", ())), "figures")).capitalize()


def _operation(path: str, method: str, described: Schema) -> Operation:
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described.get("summary") or described["operationId"].replace("_", " ").capitalize(),
        description=described.get("description", ""),
        parameters=[_parameter(row) for row in described.get("parameters", [])],
        body=_content(described.get("requestBody", {}))[1],
        answers=[Answer(status, *_content(answer)) for status, answer in sorted(described["responses"].items())],
    )


def _parameter(row: Schema) -> Row:
    kind, shape = _kind(row["schema"])
    return Row(row["name"], kind, shape, row.get("required", False), row.get("description", ""))


def _content(described: Schema) -> tuple[str, str]:
    """Return in words what a body is, and the name of its shape."""
    says = described.get("description", "")
    for media in described.get("content", {}).values():
        kind, shape = _kind(media.get("schema", {}))
        return says or (kind if kind.startswith("list") else ""), shape
    return says, ""


def _shape(name: str, body: Schema) -> Shape:
    needed = set(body.get("required", ()))
    rows = [
        Row(field, *_kind(inner), field in needed, inner.get("description", ""))
        for field, inner in body.get("properties", {}).items()
    ]
    return Shape(name, body.get("description", "") if rows else "", rows, [str(word) for word in body.get("enum", ())])


def _kind(schema: Schema) -> tuple[str, str]:
    """Return what a value is, in words, and the name of its shape where it has one."""
    if "$ref" in schema:
        return "", schema["$ref"].removeprefix(PREFIX)
    if schema.get("type") == "array":
        kind, shape = _kind(schema["items"])
        return f"list of {kind}".rstrip(), shape
    inner = [one for word in ("allOf", "oneOf", "anyOf") for one in schema.get(word, ()) if not _is_empty(one)]
    if inner:
        kind, shape = _kind(inner[0])
        return f"{kind} or null" if schema.get("nullable") else kind, shape
    return " ".join(_words(schema)), ""


def _is_empty(schema: Schema) -> bool:
    return bool(schema.get("$ref", "").removeprefix(PREFIX) in {"BlankEnum", "NullEnum"})


def _words(schema: Schema) -> Iterator[str]:
    yield str(schema.get("format", schema.get("type", "anything")))
    if "maxLength" in schema:
        yield f"of at most {schema['maxLength']} characters"
    if schema.get("nullable"):
        yield "or null"
