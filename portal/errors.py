"""The tree of domain errors: each has a stable code; sentences for people live at the edges."""

from __future__ import annotations


class PortalError(Exception):
    """A rule of the portal refused something; `code` is stable, `details` are plain facts."""

    code = "error"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details

    def __str__(self) -> str:
        message = self.details.get("message")
        if message:
            return str(message)
        facts = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotFoundError(PortalError):
    """What was asked for does not exist, or is not the asker's to see."""

    code = "not_found"


class ForbiddenError(PortalError):
    """The actor may not do this."""

    code = "forbidden"


class InvalidInputError(PortalError):
    """A value is malformed; `details["field"]` names it and `details["rule"]` says which rule."""

    code = "invalid_input"


class ConflictError(PortalError):
    """The act contradicts what is already stored; the subclass or `code` detail says how."""

    code = "conflict"


class StaleError(ConflictError):
    """Somebody else was faster: what the form was drawn from has changed (`details["rule"]`)."""

    code = "stale"


class WindowClosedError(ConflictError):
    """The public window is not open at the instant of arrival (`details["phase"]`)."""

    code = "window_closed"


class WindowChangeError(ConflictError):
    """The new window is impossible (`details["rule"]`)."""

    code = "window_change_refused"


class IdempotencyError(ConflictError):
    """The same key came with another content (`details["key"]` is not shown)."""

    code = "idempotency_conflict"


class DuplicateNameError(ConflictError):
    """A unique name is taken (`details["field"]`)."""

    code = "duplicate_name"


class IncompleteError(ConflictError):
    """Something the act needs is missing (`details["missing"]`: list of codes)."""

    code = "incomplete"


class LimitReachedError(PortalError):
    """Too many attempts from one account or address (`details["retry_after_seconds"]`)."""

    code = "limit_reached"


class SignInFailedError(PortalError):
    """The name or the password is wrong; which of the two is not said."""

    code = "sign_in_failed"


class BusyError(PortalError):
    """The database is busy; the same request may be sent again."""

    code = "busy"


class SetupError(PortalError):
    """The installation is not fit to run (`details["message"]` says what to do)."""

    code = "setup"
