"""What no form expects: wrong kinds, huge and hostile text, bodies that are no forms, files with tricks in names."""

import os
from html.parser import HTMLParser
from urllib.parse import quote_plus

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.factories import PDF

# More of them: FUZZ_EXAMPLES=200 pytest tests/fuzz
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # small enough as they are: a failure is told at once
)

TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "9" * 40,
    "NaN",
    "٣",
    "²",
    "31",
    "2026-02-30",
    "0000-00-00",
    "99999-12-31",
    "24:61",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff tail",
    "\u202etxt.exe",
    "\u2066\u2069\u200b",
    "👩‍⚖️🧑🏿‍🚒",
    "ع" * 300,
    '=HYPERLINK("https://example.test")',
    "+1+1|cmd",
    "@SUM(A1)",
    "'; DROP TABLE casework_casefile; --",
    "%' OR '1'='1",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "x" * 30_000,
    "\n" * 5_000,
    "true",
    "null",
    "[]",
    "{}",
    "on",
)
NAMES_OF_FILES = (
    "../../etc/passwd",
    "a\0b.pdf",
    "\u202efdp.exe",
    "x" * 400 + ".pdf",
    "",
    ".",
    "con.pdf",
    'a";b="c.pdf',
)
FILES = (b"", PDF, b"PK\x03\x04" + b"\0" * 50, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x20", b"MZ\x90\0")
EVIL = st.one_of(st.sampled_from(TEXTS), st.text(max_size=40), st.integers().map(str))


class Fields(HTMLParser):
    """The fields of a page's forms, each with the values that it offers; `files` are those that take one."""

    def __init__(self, html):
        super().__init__()
        self.values, self.files, self.select, self.area = {}, set(), None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name")
        if tag == "option" and self.select:
            self.values[self.select].append(said.get("value") or "")
        elif tag in {"input", "button"} and name:
            if said.get("type") == "file":
                self.files.add(name)
            self.values.setdefault(name, []).append(said.get("value") or "")
        elif tag in {"select", "textarea"} and name:
            self.values.setdefault(name, [])
            self.select, self.area = (name, None) if tag == "select" else (None, name)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.values[self.area].append(data.strip())


def bodies(fields):
    """Filled-in forms: what the page offers, with some of it changed, repeated, left out or made up."""
    names = sorted(fields) or ["x"]
    offered = st.fixed_dictionaries({name: st.sampled_from(fields[name] or [""]) for name in sorted(fields)})
    changed = st.dictionaries(
        st.one_of(st.sampled_from([*names, "version", "extra", "draft-page"]), st.text(min_size=1, max_size=8)),
        st.lists(EVIL, max_size=3),
        max_size=6,
    )
    return st.builds(lambda start, over: {**{key: [value] for key, value in start.items()}, **over}, offered, changed)


def raw(text):
    """Encode as a hostile client would: halves of characters, too."""
    return text.encode("utf-8", "surrogatepass")


def urlencoded(body):
    """Write a body as forms are sent."""
    return "&".join(f"{quote_plus(raw(name))}={quote_plus(raw(text))}" for name in body for text in body[name]).encode()


JSON_VALUES = st.recursive(
    EVIL | st.none() | st.booleans() | st.floats() | st.integers(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
EDGE = "edge"


def multipart(body, files=()):
    """Write a body with files, given as (field, name, bytes), as forms are sent."""
    parts = [
        b'Content-Disposition: form-data; name="' + raw(name).replace(b'"', b"%22") + b'"\r\n\r\n' + raw(text)
        for name in body
        for text in body[name]
    ]
    parts += [
        b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n%s'
        % (raw(field), raw(name), content)
        for field, name, content in files
    ]
    return b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"


URLENCODED, MULTIPART, JSON = (
    "application/x-www-form-urlencoded",
    f"multipart/form-data; boundary={EDGE}",
    "application/json",
)
BROKEN = (
    (b"", ""),
    (b"a=b", "nonsense"),
    (b"a=b", f"{URLENCODED}; charset=no-such-charset"),
    (b"%", URLENCODED),
    (b"a=%FF%FE&%00=%00", URLENCODED),
    (b"&".join(b"f%d=x" % number for number in range(11_000)), URLENCODED),
    (b"--edge\r\nContent-Disposition: form-data; name=", MULTIPART),
    (b"--edge\r\n\r\n--edge--", MULTIPART),
    (multipart({"a": ["b"]})[:-12], MULTIPART),
    (multipart({"a": ["b"]}), "multipart/form-data"),
    (multipart({"a": ["b"]}), "multipart/form-data; boundary=" + "x" * 300),
    (b"[" * 2000, JSON),
    (b'{"a": "\\ud800\\u0000"}', JSON),
    (b"\xff\xfe", JSON),
)
