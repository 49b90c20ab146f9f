"""Whose licenses, lists and certificates a program accepts."""

from __future__ import annotations

import json
from ctypes import byref, c_int64, c_uint8, c_void_p
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Dict, Optional, Sequence, Tuple, Union

from . import _arguments as arguments
from ._arguments import Moment
from ._library import OK, Handle, fail, lib, number_of, optional_text_of, text_of
from .errors import TrustError
from .license import License
from .status import Staple, StatusList

_VERSION, _ISSUED_AT, _EXPIRES_AT, _KEYS, _ROOTS, _THRESHOLD = range(1, 7)
_FORMS = {"any": 0, "key": 1, "carrier": 2, "file": 3, "object": 4}


def parse_key(text: str) -> bytes:
    """The 32 bytes of a public key that is written as PEM, hexadecimal digits or base64url."""
    encoded = arguments.text("text", text)
    (key, error) = ((c_uint8 * 32)(), c_void_p())
    result = lib.key_parse(encoded, len(encoded), byref(key), byref(error))
    if result != OK:
        fail(result, error.value, TrustError)
    return bytes(key)


class Trust(Handle):
    """Public keys, or root keys with the newest trust bundle; never changed once made.

    >>> trust = Trust.pin(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a"
    ...                                 "0ee172f3daa62325af021a68f707511a"))
    >>> trust.bundle is None
    True
    """

    __slots__ = ()

    @classmethod
    def pin(cls, *keys: Union[bytes, str]) -> Trust:
        """Pins public keys: 32 bytes each, or a text that ``parse_key`` reads.

        Their licenses, status lists and certificates are accepted without limits.
        """
        octets = _end_to_end("keys", keys)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.trust_pin(octets, len(keys), byref(made), byref(error))
        if result != OK:
            fail(result, error.value, TrustError)
        return cls(made.value)

    @classmethod
    def root(cls, *roots: Union[bytes, str], threshold: int = 1) -> Trust:
        """Pins root keys, of which ``threshold`` must sign each trust bundle.

        Accepts nothing until it is given a bundle with ``accept``.
        """
        octets = _end_to_end("roots", roots)
        threshold = arguments.integer("threshold", threshold, 0, (1 << 32) - 1)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.trust_pin_root(octets, len(roots), threshold, byref(made), byref(error))
        if result != OK:
            fail(result, error.value, TrustError)
        return cls(made.value)

    def accept(self, bundle: bytes, now: Optional[Moment] = None) -> Trust:
        """The trust that follows when a trust bundle is taken; this one stays as it is."""
        octets = arguments.text_or_octets("bundle", bundle)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.trust_accept(
            self._handle, octets, len(octets), arguments.moment_or_now("now", now), byref(made),
            byref(error),
        )
        if result != OK:
            fail(result, error.value, TrustError)
        return type(self)(made.value)

    def affirm(self, affirmations: bytes) -> Trust:
        """The trust in which the licenses on a list stay good although their key was stolen."""
        octets = arguments.text_or_octets("affirmations", affirmations)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.trust_affirm(self._handle, octets, len(octets), byref(made), byref(error))
        if result != OK:
            fail(result, error.value, TrustError)
        return type(self)(made.value)

    def understand(self, *labels: int) -> Trust:
        """The trust of a program that acts on the extensions with these labels."""
        numbers = [
            arguments.integer("labels", label, -(1 << 63), (1 << 63) - 1) for label in labels
        ]
        (made, error) = (c_void_p(), c_void_p())
        array = (c_int64 * max(1, len(numbers)))(*numbers)
        result = lib.trust_understand(
            self._handle, byref(array), len(numbers), byref(made), byref(error)
        )
        if result != OK:
            fail(result, error.value, TrustError)
        return type(self)(made.value)

    @property
    def bundle(self) -> Optional[Bundle]:
        """What the newest trust bundle says; nothing where there is none."""
        version = number_of(lib.trust_number, self._handle, _VERSION)
        if version is None:
            return None
        text = optional_text_of(lib.trust_json(self._handle, None))
        content: Dict[str, Any] = json.loads(text or "{}")
        return Bundle(
            version=version,
            issued_at=self._time(_ISSUED_AT),
            expires_at=self._time(_EXPIRES_AT),
            content=content,
        )

    @property
    def affirmations(self) -> Tuple[Dict[str, str], ...]:
        """The organizations and keys of the affirmation lists."""
        content: Sequence[Dict[str, str]] = json.loads(
            text_of(lib.trust_affirmations_json(self._handle, None))
        )
        return tuple(content)

    def verify(self, license: Union[str, bytes], form: str = "any") -> License:
        """Checks that a license is whole and signed by a key that is trusted for it.

        ``license`` is a key (``PREFIX_…``), a carrier (``LK1:…``), a license file, or the signed
        object; ``form`` narrows that to ``key``, ``carrier``, ``file`` or ``object``. Raises
        ``LicenseError``. Whether it may be used now is decided by ``License.evaluate``.
        """
        octets = arguments.text_or_octets("license", license)
        number = _FORMS.get(arguments.plain_text("form", form))
        if number is None:
            raise ValueError(f"form must be one of {', '.join(_FORMS)}, not {form!r}")
        return License.verified(self._handle, octets, number)

    def verify_list(self, octets: bytes) -> StatusList:
        """Checks who signed a status list, and reads it."""
        return StatusList.verified(lib.list_verify, self._handle, octets)

    def verify_pages(self, octets: bytes) -> StatusList:
        """Checks who signed a file of pages, each of which is checked when it is asked."""
        return StatusList.verified(lib.list_verify_pages, self._handle, octets)

    def verify_staple(self, staple: Union[str, bytes]) -> Staple:
        """Checks who signed the status of one license: the signed object, or its text ``LK1:…``."""
        return Staple.verified(self._handle, staple)

    def _time(self, which: int) -> datetime:
        return arguments.time_of(number_of(lib.trust_number, self._handle, which) or 0)


@dataclass(frozen=True)
class Bundle:
    """A trust bundle: which of a vendor's keys may do what."""

    version: int
    issued_at: datetime
    #: An expired bundle is still good; it says that a newer one is due.
    expires_at: datetime
    #: All that it says, as ``latchkey trust show --json`` names it.
    content: Dict[str, Any] = field(hash=False)


def _end_to_end(name: str, keys: Sequence[Union[bytes, str]]) -> bytes:
    octets = b""
    for key in keys:
        if isinstance(key, str) and arguments.is_a(key, str):
            octets += parse_key(key)
            continue
        raw = arguments.octets(name, key)  # type: ignore[arg-type]
        if len(raw) != 32:
            raise ValueError(f"{name} must have 32 bytes each, not {len(raw)}")
        octets += raw
    return octets
