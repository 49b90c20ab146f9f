"""Errors and facts are values: they can be copied, hashed and sent to another process."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any, Callable, List, Type
from uuid import UUID

import pytest

import latchkey
from latchkey import ELSEWHERE, Clock, Facts, LatchkeyError, Release
from test_arguments import LICENSE, LIST, MINIMAL, NOW

_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def _kinds(kind: Type[LatchkeyError]) -> List[Type[LatchkeyError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _kinds(child))]


def _pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda value: pickle.loads(pickle.dumps(value, protocol))


_COPIES: "List[Callable[[Any], Any]]" = [
    copy.copy, copy.deepcopy, *(_pickled(number) for number in range(pickle.HIGHEST_PROTOCOL + 1))
]


@pytest.mark.parametrize("kind", _kinds(LatchkeyError))
def test_each_error_is_copied_whole(kind: Type[LatchkeyError]) -> None:
    for step in (None, 8):
        error = kind("a sentence", code="a.code", next_step="do this", step=step)
        setattr(error, "mark", [1])
        for made in (each(error) for each in _COPIES):
            assert type(made) is kind
            assert made.args == ("a sentence",)
            assert (made.message, str(made)) == ("a sentence", "a sentence")
            assert (made.code, made.next_step, made.step) == ("a.code", "do this", step)
            assert getattr(made, "mark") == [1]


def _refused(_: int) -> None:
    latchkey.Trust.pin(_KEY).verify("DEMO_abc")


def _decided(facts: Facts) -> str:
    return latchkey.Trust.pin(bytes.fromhex(MINIMAL["keys"][0])).verify(MINIMAL["text"]).evaluate(facts, NOW).json


def test_an_error_comes_back_from_a_pool() -> None:
    with ProcessPoolExecutor(1) as pool:
        with pytest.raises(latchkey.LicenseError) as caught:
            pool.submit(_refused, 0).result(timeout=60)
        assert caught.value.code.startswith("key.")
        assert caught.value.step is not None


_FACTS = [
    Facts(),
    Facts(prefixes="DEMO", conditions=ELSEWHERE),
    Facts(
        organization=UUID(int=1), benefits=[UUID(int=2), str(UUID(int=3))], prefixes=["ACME", "DEMO"],
        conditions={"region": "eu", "count": 3, "beta": True}, activation=ELSEWHERE, used=7,
        release=Release(NOW, 3), clock=Clock(NOW, NOW), notice=timedelta(days=2),
    ),
    Facts(benefits=set(), prefixes={"A", "B", "C"}),
]


@pytest.mark.parametrize("number", range(len(_FACTS)))
def test_facts_are_copied_and_hashed(number: int) -> None:
    facts = _FACTS[number]
    whole = LICENSE.evaluate(facts, NOW).json
    for made in [each(facts) for each in _COPIES] + [dataclasses.replace(facts)]:
        assert made == facts
        assert hash(made) == hash(facts)
        assert LICENSE.evaluate(made, NOW).json == whole
    assert dataclasses.asdict(facts)["conditions"] == facts.conditions
    assert {facts: 1}[copy.deepcopy(facts)] == 1
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(_decided, facts).result(timeout=60) == whole


def test_facts_do_not_change_with_what_they_were_made_from() -> None:
    (prefixes, conditions) = (["DEMO"], {"region": "eu"})
    facts = Facts(prefixes=prefixes, conditions=conditions)
    before = hash(facts)
    prefixes.append("ACME")
    conditions["region"] = "us"
    assert hash(facts) == before
    assert facts.conditions == {"region": "eu"}
    with pytest.raises(TypeError):
        facts.conditions["region"] = "us"  # type: ignore[index]


def test_facts_with_a_list_stay_in_their_process() -> None:
    facts = Facts(status=LIST)
    assert copy.deepcopy(facts) == facts
    assert hash(facts) == hash(copy.copy(facts))
    with pytest.raises(TypeError, match="StatusList stays in the process"):
        pickle.dumps(facts)


def test_what_the_library_says_is_hashed() -> None:
    bundle = latchkey.Bundle(1, LICENSE.issued_at, LICENSE.issued_at, {"a": [1]})
    assert hash(bundle) == hash(copy.deepcopy(bundle))
    assert bundle == copy.deepcopy(bundle)
    assert hash(LIST.remember()) == hash(pickle.loads(pickle.dumps(LIST.remember())))
