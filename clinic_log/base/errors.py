"""What can go wrong in a use case; `web.errors` gives each its page."""


class ClinicLogError(Exception):
    """Something that a person can be told about. The text is a plain sentence without personal data."""


class SettingsError(ClinicLogError):
    """The settings do not allow the program to start."""


class NotFoundError(ClinicLogError):
    """There is no such thing, or this person may not know of it: the two are never told apart."""


class ForbiddenError(ClinicLogError):
    """The person may not do this."""


class ConflictError(ClinicLogError):
    """Somebody else changed this in the meantime, or its state no longer allows the act."""


class TooManyAttemptsError(ClinicLogError):
    """Too many attempts; `retry_after_seconds` says how long to wait."""

    def __init__(self, text: str, *, retry_after_seconds: int) -> None:
        super().__init__(text)
        self.retry_after_seconds = retry_after_seconds


class InvalidInputError(ClinicLogError):
    """A value that a form or a rule refuses. `field` names it, the text stands beside it."""

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field
