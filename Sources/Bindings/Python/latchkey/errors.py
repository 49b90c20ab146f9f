"""What can go wrong, with a stable code for programs and a next step for people."""

from __future__ import annotations

from typing import Any, Optional, Tuple, Type


class LatchkeyError(Exception):
    """Anything that the library did not do.

    ``code`` is stable and meant for programs, such as ``key.signature``; the message is one sentence
    for a person, and ``next_step`` says what that person can do about it. ``step`` is the numbered
    step of the verification that failed, where there is one.
    """

    def __init__(
        self, message: str, *, code: str, next_step: str, step: Optional[int] = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.next_step = next_step
        self.step = step

    @property
    def message(self) -> str:
        """The sentence, without a final stop."""
        return str(self.args[0])

    def __reduce__(self) -> Tuple[Any, ...]:
        # As Exception does it, the copy would be made without what has no default, and a worker
        # process whose error cannot be read never answers.
        return _remade, (type(self), self.args), self.__dict__


def _remade(kind: Type[LatchkeyError], arguments: Tuple[Any, ...]) -> LatchkeyError:
    """An error with nothing but its arguments; the rest follows as its state."""
    return kind.__new__(kind, *arguments)


class RefusedError(LatchkeyError):
    """The input was judged, and is not genuine, not sound or not to be taken."""


class LicenseError(RefusedError):
    """A license key or file that is malformed or not genuine."""


class TrustError(RefusedError):
    """A public key, trust bundle or affirmation list that is refused."""


class StatusError(RefusedError):
    """A status list, delta or staple that is refused."""


class LedgerError(RefusedError):
    """What a ledger does not do or take, such as counting beyond the license's units."""


class StorageError(LatchkeyError):
    """A file or disk failed, is full or cannot be written."""


class ArgumentError(LatchkeyError, ValueError):
    """A number, text or time is outside what a function takes."""


class ClosedError(LatchkeyError):
    """The object was closed."""


class BusyError(LatchkeyError):
    """Another thread is using what this call needs alone."""


class OtherProcessError(LatchkeyError):
    """The ledger was opened by the process of which this one is a fork; open it again here."""


class LibraryError(LatchkeyError):
    """The library is missing, too old, or at fault itself."""
