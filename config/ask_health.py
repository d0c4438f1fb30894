"""Ask a health page and fail unless it answers 200; containers run this, having no curl."""

import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

SECONDS = 4.0


def answers(url: str) -> bool:
    """Return whether the page at this plain-HTTP address answers 200."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=SECONDS)
    try:
        # As the proxy does where people come by https, else the answer is a redirect there.
        connection.request("GET", parts.path, headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
