"""The C interface as it is declared in latchkey.h, for the checks beside this file."""
import ctypes
import re
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_void_p
from pathlib import Path

HEADER = Path(__file__).resolve().parents[2] / "Sources" / "CLatchkey" / "latchkey.h"
MEASURE = c_size_t(-1).value


class ListMemory(ctypes.Structure):
    _fields_ = [("sequence", ctypes.c_uint64), ("shard", c_uint32), ("reserved", c_uint32),
                ("root", c_uint8 * 32)]


class Condition(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("name_length", c_size_t), ("type", c_int32),
                ("reserved", c_int32), ("number", c_int64), ("text", c_void_p),
                ("text_length", c_size_t)]


class Refused(Exception):
    """A call that did not succeed, with its result and the error that came with it."""

    def __init__(self, result, code, step, text):
        super().__init__(f"{code}: {text}")
        self.result, self.code, self.step, self.json = result, code, step, text


class Library:
    """Calls functions by their C names; handles and texts come back as Python values."""

    def __init__(self, path):
        self.c = ctypes.CDLL(str(path))
        text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
        self.constants = {}
        for body in re.findall(r"enum\s*\{(.*?)\}", text, flags=re.S):
            for name, value in re.findall(r"(\w+) = (\d+)", body):
                self.constants[name] = int(value)
        for kind, name in re.findall(
                r"LATCHKEY_API (const char \*|const uint8_t \*|\w+ )(latchkey_\w+)\(", text):
            if hasattr(self.c, name):
                getattr(self.c, name).restype = {
                    "const char *": c_void_p, "const uint8_t *": c_void_p, "size_t ": c_size_t,
                    "uint32_t ": c_uint32}.get(kind, c_int32)

    def __getattr__(self, name):
        if name in self.__dict__["constants"]:
            return self.constants[name]
        raise AttributeError(name)

    def borrowed(self, name, *arguments):
        """A text or byte string; None where there is none."""
        length = c_size_t(99)
        pointer = getattr(self.c, name)(*arguments, byref(length))
        if pointer is None:
            assert length.value == 0, name
            return None
        assert ctypes.string_at(pointer + length.value, 1) == b"\0", "a NUL follows"
        return ctypes.string_at(pointer, length.value)

    def text(self, name, *arguments):
        found = self.borrowed(name, *arguments)
        return None if found is None else found.decode()

    def call(self, name, *arguments):
        """Calls a function whose last parameter is `error`; raises Refused."""
        error = c_void_p()
        result = getattr(self.c, name)(*arguments, byref(error))
        if result == 0:
            assert error.value is None, name
            return
        code = self.text("latchkey_error_code", error)
        step = self.c.latchkey_error_step(error)
        text = self.text("latchkey_error_json", error)
        assert self.c.latchkey_error_result(error) == result
        assert self.text("latchkey_error_message", error)
        assert self.text("latchkey_error_next_step", error)
        assert self.c.latchkey_free(error) == 0
        raise Refused(result, code, step, text)

    def make(self, name, *arguments):
        """Calls a function whose last two parameters are an out-handle and `error`."""
        out = c_void_p(1)
        try:
            self.call(name, *arguments, byref(out))
        except Refused:
            assert out.value is None, name
            raise
        return out

    def number(self, name, *arguments):
        """A number; None where it is absent."""
        value = c_int64()
        result = getattr(self.c, name)(*arguments, byref(value))
        if result == self.LATCHKEY_ABSENT:
            return None
        assert result == 0, (name, arguments, result)
        return value.value
