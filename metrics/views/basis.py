"""The switch between everybody, people in custody and people not in custody: figures that must not be mixed."""

from collections.abc import Mapping
from urllib.parse import urlencode

from metrics.models import Segment

OFFERED = (Segment.ALL, Segment.CUSTODY, Segment.NOT_CUSTODY)


def basis_links(query: Mapping[str, str]) -> list[dict[str, object]]:
    """The same page for each custody basis, for the sub-navigation."""
    return [
        {
            "label": segment.label,
            "href": f"?{urlencode({**query, 'segment': segment.value})}",
            "current": "true" if query["segment"] == segment else "",
        }
        for segment in OFFERED
    ]
