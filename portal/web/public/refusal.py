"""Why the window refused something, in terms a template can tell."""

from __future__ import annotations

from portal.errors import PortalError, WindowClosedError


def refusal_of(error: PortalError) -> str | None:
    """upcoming | closed | withdrawn | unpublished; None for any other error."""
    return str(error.details.get("phase", "")) if isinstance(error, WindowClosedError) else None
