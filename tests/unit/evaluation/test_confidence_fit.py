"""The confidence model keeps its signs, rises with better evidence, and is fitted the same twice."""

import random

from evaluation.confidence_fit import Example, cross_fitted, curve, fit, full
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
