"""The menu: what the service offers, to whom. Pages are named by URL name; no app is imported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


class Holder(Protocol):
    """Somebody who may hold permissions."""

    is_authenticated: bool

    def holds(self, permission: str) -> bool:
        """Say whether this person holds a permission anywhere."""


@dataclass(frozen=True)
class Entry:
    """A menu entry; without a permission it is for everybody who is signed in. The pages of `also` belong to it.
    What is new behind one that `is_counted` stands beside its label.

    Where several permissions are named, with blanks between, any one of them will do.
    """

    label: str
    url_name: str
    permission: str = ""
    also: tuple[str, ...] = ()
    is_counted: bool = False

    def offered_to(self, user: Holder) -> bool:
        """Say whether this person may use it."""
        return user.is_authenticated and (not self.permission or any(map(user.holds, self.permission.split())))


@dataclass(frozen=True)
class Link:
    """A menu entry ready to be drawn. `current` is "page", "true" for its section, or ""."""

    label: str
    href: str
    current: str = ""
    is_counted: bool = False


SEARCH = Entry("Search", "casework:search", "view_cases")
MENU = (
    Entry("Work queue", "charging:worklist", "view_cases"),
    Entry("Workload", "charging:workload", "see_work"),
    Entry("CPS Direct", "charging:overnight", "transfer", also=("charging:hand_over",)),
    Entry("Stuck work", "charging:stuck_work", "repair_work see_work"),
    Entry("Questions", "casework:questions", "converse"),
    SEARCH,
    Entry("Open a case", "casework:case_file_open", "open_case"),
    Entry("Figures", "metrics:dashboard", "view_figures"),
    Entry("File quality", "charging:file_quality", "review answer_failures decide_disputes build_file manage_standard"),
    Entry("File standard", "casework:editions", "manage_standard"),
    Entry("Emails", "casework:deliveries", "see_deliveries"),
)
CASE = (
    Entry("Overview", "charging:case_file_detail"),
    Entry("Task list", "charging:task_list", also=("charging:check", "charging:submission_prepare")),
    Entry("Forms", "casework:forms"),
    Entry("Material", "casework:material_list"),
    Entry("Disclosure", "casework:unused_list"),
    Entry("Clocks", "charging:clocks"),
    Entry("Conversation", "casework:threads"),
    Entry("History", "casework:field_history"),
)
"""The parts of one case file; each address takes the case's reference."""
ACCOUNT = (
    Entry("Notices", "casework:notices", "view_cases", is_counted=True),
    Entry("Drafts", "casework:drafts", "view_cases"),
    Entry("Cover", "accounts:cover", "arrange_cover"),
    Entry("Your account", "web:account"),
)
FOOTER = (
    Entry("Help and contact", "web:help"),
    Entry("Accessibility statement", "web:accessibility"),
    Entry("How the figures are defined", "metrics:definitions"),
    Entry("API", "api_docs"),
)


def address(url_name: str, *keys: str) -> str:
    """Return the path of a page, or nothing where no app offers it."""
    try:
        return reverse(url_name, args=keys)
    except NoReverseMatch:
        return ""


def search_action(request: HttpRequest) -> str:
    """Return where the search box of the header sends what is typed; nothing for whoever may not search."""
    user = cast(Holder | None, getattr(request, "user", None))
    return address(SEARCH.url_name) if user and SEARCH.offered_to(user) else ""


def links(request: HttpRequest, entries: tuple[Entry, ...], *, for_all: bool = False) -> Iterator[Link]:
    """Yield what this person may use of the entries; with `for_all`, whoever it is."""
    user = cast(Holder | None, getattr(request, "user", None))
    for entry in entries:
        if not (for_all or (user and entry.offered_to(user))):
            continue
        if href := address(entry.url_name):
            yield Link(entry.label, href, _current(request.path, href), entry.is_counted)


def case_links(request: HttpRequest, slug: str) -> Iterator[Link]:
    """Yield the parts of one case file, the one that the reader is in marked."""
    found = [(entry, href) for entry in CASE if (href := address(entry.url_name, slug))]
    begun = {href: [href, *(address(name, slug) for name in entry.also)] for entry, href in found}
    lengths = {href: _longest(request.path, starts) for href, starts in begun.items()}
    here = max(lengths, key=lambda href: lengths[href], default="")
    for entry, href in found:
        mark = "page" if href == request.path else "true"
        yield Link(entry.label, href, mark if href == here and lengths[href] else "")


def _longest(path: str, starts: Iterable[str]) -> int:
    """How much of a path the closest of some addresses begins."""
    return max((len(start) for start in starts if start and path.startswith(start)), default=0)


def _current(path: str, href: str) -> str:
    if path == href:
        return "page"
    return "true" if href != "/" and path.startswith(href) else ""
