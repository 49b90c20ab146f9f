"""The C library, as ``latchkey.h`` describes it."""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any, NoReturn, Optional, Type

from .errors import (
    ArgumentError,
    BusyError,
    ClosedError,
    LatchkeyError,
    LibraryError,
    OtherProcessError,
    RefusedError,
    StorageError,
)

ABI_VERSION = 1
_NAME = "liblatchkey.so.1"
_UNAVAILABLE = 69

OK, REFUSED, NULL_POINTER, BAD_HANDLE, BAD_ARGUMENT, NOT_UTF8, ABSENT, PENDING = range(8)
BUSY, TOO_MANY_HANDLES, STORAGE, OTHER_PROCESS, INTERNAL = range(8, 13)

# No handle but that of an object that was closed is NULL: all other arguments are checked before.
_EXCEPTIONS: "dict[int, Type[LatchkeyError]]" = {
    NULL_POINTER: ClosedError,
    BAD_HANDLE: ClosedError,
    BAD_ARGUMENT: ArgumentError,
    NOT_UTF8: ArgumentError,
    BUSY: BusyError,
    STORAGE: StorageError,
    OTHER_PROCESS: OtherProcessError,
}


class Condition(ctypes.Structure):
    """``latchkey_condition``."""

    _fields_ = [
        ("name", c_char_p),
        ("name_length", c_size_t),
        ("type", c_int32),
        ("reserved", c_int32),
        ("number", c_int64),
        ("text", c_char_p),
        ("text_length", c_size_t),
    ]


class ListMemory(ctypes.Structure):
    """``latchkey_list_memory``."""

    _fields_ = [
        ("sequence", c_uint64),
        ("shard", c_uint32),
        ("reserved", c_uint32),
        ("root", ctypes.c_uint8 * 32),
    ]


class Usage(ctypes.Structure):
    """``latchkey_usage``."""

    _fields_ = [
        ("used", c_uint64),
        ("left", c_uint64),
        ("is_limited", c_int32),
        ("reserved", c_int32),
    ]


# A letter for each parameter: h handle, o out-handle, s text or bytes with the length behind it,
# i int32, u uint32, l int64, q uint64, z size, I out-int32, L out-int64, Z out-size, p another pointer.
_TYPES: "dict[str, list[Any]]" = {
    "h": [c_void_p],
    "o": [POINTER(c_void_p)],
    "s": [c_char_p, c_size_t],
    "i": [c_int32],
    "u": [c_uint32],
    "l": [c_int64],
    "q": [c_uint64],
    "z": [c_size_t],
    "I": [POINTER(c_int32)],
    "L": [POINTER(c_int64)],
    "Z": [POINTER(c_size_t)],
    "p": [c_void_p],
}

# Functions that give a result.
_RESULTS = {
    "free": "h",
    "key_parse": "spo",
    "trust_pin": "pzoo",
    "trust_pin_root": "pzuoo",
    "trust_accept": "hsloo",
    "trust_affirm": "hsoo",
    "trust_understand": "hpzoo",
    "trust_number": "hiL",
    "verify": "hsioo",
    "damage": "so",
    "license_number": "hiL",
    "license_condition": "hzp",
    "license_critical": "hzL",
    "file_parse": "soo",
    "list_verify": "hsoo",
    "list_verify_pages": "hsoo",
    "list_apply": "hhsoo",
    "list_check": "hpslo",
    "list_remember": "hp",
    "list_number": "hiL",
    "list_status": "huIo",
    "list_counts": "hpo",
    "staple_verify": "hsoo",
    "staple_number": "hiL",
    "facts_new": "sssoo",
    "facts_add_benefit": "hso",
    "facts_add_prefix": "hso",
    "facts_condition_text": "hsso",
    "facts_condition_integer": "hslo",
    "facts_condition_bool": "hsio",
    "facts_skip": "hio",
    "facts_used": "hqo",
    "facts_release": "hlqo",
    "facts_clock": "hllo",
    "facts_notice": "hlo",
    "facts_list": "hho",
    "facts_staple": "hho",
    "evaluate": "hhloo",
    "timeline_make": "hhlloo",
    "timeline_stretch": "hzLo",
    "ledger_open": "shloo",
    "ledger_close": "h",
    "ledger_install": "hsloo",
    "installed_error": "hzo",
    "ledger_request": "hishuloo",
    "ledger_exchange": "hsshloo",
    "ledger_report": "hloo",
    "ledger_consume": "hqulpo",
    "ledger_consume_start": "hquloo",
    "pending_result": "hpo",
    "ledger_decide": "hhloo",
    "ledger_status": "hloo",
    "summary_number": "hiL",
    "summary_license": "hoo",
}

# Functions that give a text, a number or bytes.
_GETTERS: "dict[str, tuple[Any, str]]" = {
    "version": (c_char_p, ""),
    "abi_version": (c_uint32, ""),
    "result_text": (c_char_p, "i"),
    "error_code": (c_char_p, "hZ"),
    "error_message": (c_char_p, "hZ"),
    "error_next_step": (c_char_p, "hZ"),
    "error_step": (c_int32, "h"),
    "error_json": (c_char_p, "hZ"),
    "trust_json": (c_char_p, "hZ"),
    "trust_affirmations_json": (c_char_p, "hZ"),
    "license_text": (c_char_p, "hiZ"),
    "license_count": (c_size_t, "hi"),
    "license_entitlement": (c_char_p, "hzZ"),
    "license_has": (c_int32, "hs"),
    "license_bytes": (c_void_p, "hiZ"),
    "file_count": (c_size_t, "h"),
    "file_type": (c_char_p, "hzZ"),
    "file_object": (c_void_p, "hzZ"),
    "list_text": (c_char_p, "hiZ"),
    "staple_digest": (c_void_p, "hZ"),
    "decision_allowed": (c_int32, "h"),
    "decision_count": (c_size_t, "hi"),
    "decision_code": (c_char_p, "hizZ"),
    "decision_message": (c_char_p, "hizZ"),
    "decision_next_step": (c_char_p, "hizZ"),
    "decision_step": (c_int32, "hiz"),
    "decision_json": (c_char_p, "hZ"),
    "timeline_count": (c_size_t, "h"),
    "installed_count": (c_size_t, "h"),
    "installed_kind": (c_char_p, "hzZ"),
    "message_bytes": (c_void_p, "hZ"),
    "message_carrier": (c_char_p, "hZ"),
    "pending_descriptor": (c_int32, "h"),
    "summary_json": (c_char_p, "hZ"),
}


class Library:
    """The functions of the library by their names, without ``latchkey_``."""

    def __init__(self) -> None:
        inside = Path(__file__).with_name(_NAME)
        path = str(inside) if inside.exists() else _NAME
        try:
            library = ctypes.CDLL(path)
        except OSError as error:
            raise LibraryError(
                f"{path} cannot be loaded: {error}",
                code="library.missing",
                next_step="install the wheel for this machine, or liblatchkey and its libcrypto",
            ) from None
        self._check_version(library)
        functions = [(name, c_int32, letters) for name, letters in _RESULTS.items()]
        functions += [(name, restype, letters) for name, (restype, letters) in _GETTERS.items()]
        for name, restype, letters in functions:
            function = getattr(library, "latchkey_" + name)
            function.restype = restype
            function.argtypes = [kind for letter in letters for kind in _TYPES[letter]]
            setattr(self, name, function)

    @staticmethod
    def _check_version(library: Any) -> None:
        """Before anything else is looked up, which an older library may not have."""
        version = getattr(library, "latchkey_abi_version", None)
        if version is not None:
            version.restype = c_uint32
        abi = 0 if version is None else version()
        if abi < ABI_VERSION:
            raise LibraryError(
                f"the library's interface is version {abi}, and {ABI_VERSION} is needed",
                code="library.too-old",
                next_step="install a newer liblatchkey",
            )

    def __getattr__(self, name: str) -> Any:
        # Only for type checkers: every function is an attribute of its own.
        raise AttributeError(name)


def _loaded() -> Library:
    try:
        return Library()
    except LibraryError as error:
        # The command cannot say it, because the package is imported before.
        if not _is_command():
            raise
        if sys.stderr is not None:
            print(f"latchkey: error: {error}\nhint: {error.next_step}", file=sys.stderr)
        raise SystemExit(_UNAVAILABLE) from None


def _is_command() -> bool:
    """Whether this is ``python -m latchkey``, as far as Python says so: before 3.10 it does not."""
    words = getattr(sys, "orig_argv", [])
    return ("-m", "latchkey") in zip(words, words[1:])


lib = _loaded()


class Handle:
    """An object of the library, freed with the Python object that owns it."""

    __slots__ = ("_handle", "__weakref__")

    _handle: Optional[int]

    def __init__(self, handle: Optional[int]) -> None:
        self._handle = handle

    def __del__(self, free: Any = lib.free) -> None:
        handle = getattr(self, "_handle", None)
        if handle is not None:
            free(handle)

    def __copy__(self) -> "Handle":
        return self  # a second owner would free the object under the first

    def __deepcopy__(self, memo: Any) -> "Handle":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} stays in the process that made it")


def fail(
    result: int, error: Optional[int], refusal: Type[RefusedError] = RefusedError
) -> NoReturn:
    """Raises what the library says, and frees its error."""
    kind = refusal if result == REFUSED else _EXCEPTIONS.get(result, LibraryError)
    if result == NULL_POINTER:
        if error is not None:
            lib.free(error)
        raise _closed()
    if error is None:
        raise kind(
            text_of(lib.result_text(result)),
            code=f"result.{result}",
            next_step="see the documentation of latchkey.h",
        )
    raise exception(error, kind)


def _closed() -> ClosedError:
    return ClosedError(
        "the object was closed", code="argument.handle", next_step="do not use it after that"
    )


def exception(error: int, kind: Type[LatchkeyError]) -> LatchkeyError:
    """The exception for an error handle, which is freed."""
    made = kind(
        text_of(lib.error_message(error, None)),
        code=text_of(lib.error_code(error, None)),
        next_step=text_of(lib.error_next_step(error, None)),
        step=lib.error_step(error) or None,
    )
    lib.free(error)
    return made


def text_of(octets: Optional[bytes]) -> str:
    """A text that the library gave."""
    if octets is None:
        raise _closed()
    return octets.decode("utf-8")


def optional_text_of(octets: Optional[bytes]) -> Optional[str]:
    """A text that the library gave, or nothing."""
    return None if octets is None else octets.decode("utf-8")


def bytes_of(function: Any, *arguments: Any) -> bytes:
    """Bytes that a function gives with their length."""
    length = c_size_t()
    address = function(*arguments, ctypes.byref(length))
    return ctypes.string_at(address, length.value) if address else b""


def number_of(function: Any, handle: Optional[int], which: int) -> Optional[int]:
    """A number of a handle; nothing where it is absent."""
    value = c_int64()
    result = function(handle, which, ctypes.byref(value))
    if result == ABSENT:
        return None
    if result != OK:
        fail(result, None)
    return value.value


def some_number_of(function: Any, handle: Optional[int], which: int) -> int:
    """A number that is never absent."""
    return number_of(function, handle, which) or 0
