"""Links to digital evidence: what may stand in one, and which places the service may ask whether they open."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from casework.models import LinkState
from foundation.verdicts import Verdict

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
OPENS = "It answers."
ASKS_WHO = "It answers, and asks who is there."
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SIGN_IN_NEEDED = frozenset({401, 403})
METHOD_REFUSED = frozenset({405, 501})


@dataclass(frozen=True)
class LinkLook:
    """What a look at a link found, and why, in plain words."""

    state: LinkState
    note: str = ""


def parts_of(link: str) -> SplitResult | None:
    """The parts of an address that can be asked for; None where it is none."""
    try:
        parts = urlsplit(link)
        return parts if parts.hostname and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def for_keeping(link: str) -> Verdict:
    """Say whether an address may stand as a link: https, a host, and nobody's password in it."""
    parts = parts_of(link)
    if parts is None or parts.scheme != "https":
        return Verdict.no("not_https", "The link must be a whole address that starts with https://", "link")
    if parts.username or parts.password:
        return Verdict.no("password_in_link", "Take the user name and password out of the link.", "link")
    return Verdict.ok()


def is_listed(link: str, listed: Iterable[str]) -> bool:
    """Whether the place of a link is on the list of evidence systems: the host itself, or any under ".example"."""
    parts = parts_of(link)
    if parts is None or parts.scheme != "https":
        return False
    host = (parts.hostname or "").lower().rstrip(".")
    return any(host == each or (each.startswith(".") and host.endswith(each)) for each in map(str.lower, listed))


def may_be_asked(address: str, listed: Iterable[str]) -> bool:
    """Whether an address of the network may be asked: a public one, or one in a listed network.

    Without this a name on the list could lead a request to a machine inside.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return (ip.is_global and not ip.is_multicast) or any(ip in network for network in networks(listed))


def networks(listed: Iterable[str]) -> list[IPNetwork]:
    """The entries of the list that are networks or single addresses."""
    found = []
    for each in listed:
        try:
            found.append(ipaddress.ip_network(each, strict=False))
        except ValueError:
            continue
    return found


def judge(status: int) -> LinkLook:
    """What an answer of the place means. One that wants a sign-in is there: whether the reader may in is its affair."""
    if status in SIGN_IN_NEEDED:
        return LinkLook(LinkState.WORKS, ASKS_WHO)
    if 200 <= status < 300:
        return LinkLook(LinkState.WORKS, OPENS)
    if status in {404, 410}:
        return LinkLook(LinkState.BROKEN, "The place says that it is not there. It may have expired or been moved.")
    return LinkLook(LinkState.BROKEN, f"The place answers with an error ({status}).")
