"""How machine clients say who they are."""

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class MachineToken(TokenAuthentication):  # type: ignore[misc]
    """A token in the Authorization header; text that no token can be is refused before it is looked for."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return the account and its token. Raises AuthenticationFailed (401)."""
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)
