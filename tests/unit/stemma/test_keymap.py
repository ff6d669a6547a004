"""The key map is whole and free of collisions."""

from __future__ import annotations

import json
import subprocess
import sys

from graph.model import DERIVATIONS, Cause
from stemma.keymap import ACTS, KEYS, REASON_KEYS, RELATION_KEYS, Act, as_json


def test_no_key_means_two_things_and_every_act_has_one() -> None:
    assert len({key.key for key in KEYS}) == len(KEYS) == len(ACTS)
    assert {key.act for key in KEYS} == set(Act)
    assert all(len(key.key) == 1 or key.key in {"space", "backspace"} for key in KEYS)


def test_the_digits_are_the_ten_derivations_and_the_six_reasons() -> None:
    assert sorted(RELATION_KEYS) == list("0123456789")
    assert set(RELATION_KEYS.values()) == DERIVATIONS
    assert list(REASON_KEYS) == list("123456")
    assert set(REASON_KEYS.values()) == set(Cause)
    assert {k.argument for k in KEYS if k.act is Act.RELATION} == {r.value for r in DERIVATIONS}


def test_the_module_prints_what_the_web_reads() -> None:
    done = subprocess.run([sys.executable, "-m", "stemma.keymap"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(as_json()))
