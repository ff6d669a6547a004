"""The confidence model keeps its signs, rises with better evidence, and is fitted the same twice."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.confidence_fit import Example, cross_fitted, curve, evidence, fit, full
from evaluation.folds import by_document
from graph.calibration import SIGNS, Calibration, log_odds, parse, shipped, text


def made(n: int = 400) -> list[Example]:
    """Statements whose truth rises with the local reader's confidence, and (against the sign it may have) falls with `agree`."""
    chance = random.Random(7)
    found = []
    for at in range(n):
        sure, agree = chance.random(), float(chance.random() < 0.5)
        right = chance.random() < sure - 0.2 * agree
        found.append(Example(f"d{at % 20}", f"f{at % 5}", {"local": log_odds(sure), "local_said": 1.0, "agree": agree}, right))
    return found


def test_a_weight_of_the_wrong_sign_is_nothing_and_the_right_one_is_found() -> None:
    table = fit(made())
    assert table.weights["agree"] == 0.0
    assert 0.5 < table.weights["local"] < 1.5
    assert all(SIGNS[name] * weight >= 0 for name, weight in table.weights.items())


def test_the_curve_rises_and_a_table_rises_with_it() -> None:
    examples = made()
    table = full(examples, by_document(sorted({e.document for e in examples})))
    assert [y for _, y in table.curve] == sorted(y for _, y in table.curve)
    said = [table.probability({"local": log_odds(p / 50), "local_said": 1.0}) for p in range(51)]
    assert said == sorted(said)
    assert sum(b.n for b in table.bands) == len(examples)
    assert curve([(0.5, True)] * 20) == ()


def test_what_is_held_out_is_not_seen() -> None:
    examples = made(200)
    sets = by_document(sorted({e.document for e in examples}))
    turned = [e if e.document not in sets[0] else Example(e.document, e.family, e.features, not e.right) for e in examples]
    one, other = (cross_fitted(found, sets, curved=False) for found in (examples, turned))
    assert all(a == b for a, b, e in zip(one, other, examples, strict=True) if e.document in sets[0])
    assert one != other


def test_a_calibration_comes_back_from_its_text_and_what_ships_keeps_its_signs() -> None:
    assert fit(made()) == fit(made())
    held = Calibration(version=3, tables={"local": fit(made())})
    assert parse(text(held)) == held
    assert all(SIGNS[name] * weight >= 0 for table in shipped().tables.values() for name, weight in table.weights.items())


SIGNED = sorted(name for name, sign in SIGNS.items() if sign)
FEATURES = st.fixed_dictionaries(
    {name: st.floats(-4, 4) if name in ("local", "model", "first") else st.sampled_from([0.0, 1.0]) for name in SIGNED}
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(FEATURES, st.booleans()), min_size=30, max_size=60), FEATURES, st.sampled_from(SIGNED), st.floats(0, 3))
def test_whatever_the_statements_better_evidence_never_lowers(
    said: list[tuple[dict[str, float], bool]], at: dict[str, float], name: str, more: float
) -> None:
    examples = [Example(f"d{n % 6}", "f", features, right) for n, (features, right) in enumerate(said)]
    sets = by_document(sorted({e.document for e in examples}))
    better = at | {name: at[name] + SIGNS[name] * more}
    for table in (fit(examples), full(examples, sets), evidence(examples, sets, "first")):
        assert table.probability(better) >= table.probability(at)


def test_an_opinion_that_tells_nothing_moves_nothing_and_one_that_does_is_weighed() -> None:
    chance = random.Random(3)
    found = []
    for n in range(300):
        sure, seconded = chance.uniform(0.1, 0.8), float(chance.random() < 0.5)
        told = log_odds(sure) + (1.5 if seconded else -1.5)
        right = chance.random() < 1 / (1 + 2.718281828**-told)
        found.append(Example(f"d{n % 20}", "f", {"first": log_odds(sure), "seconded": seconded, "denied": 1 - seconded}, right))
    sets = by_document(sorted({e.document for e in found}))
    table = evidence(found, sets, "first")
    assert 0.9 < table.weights["seconded"] < 2.1
    assert -2.1 < table.weights["denied"] < -0.9
    assert table.probability({"first": log_odds(0.4)}) == 0.4
    blind = [Example(e.document, "f", {"first": e.features["first"], "seconded_model": 1.0}, e.right) for e in found]
    moved = evidence(blind, sets, "first").probability({"first": log_odds(0.4), "seconded_model": 1.0})
    assert abs(moved - 0.4) < 0.1
    assert sum(band.n for band in table.bands) == 300
