"""Sources and what is none, in languages whose verb stands before or behind: as sure as in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Claim, Relation

Sources = Callable[..., dict[tuple[str, str], Claim]]
HUB = "https://huggingface.co/datasets"
ALPHA = f"[acme/alpha]({HUB}/acme/alpha)"
PAD = "The set holds short questions about plants and their answers. " * 20


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        (f"このデータセットは{ALPHA}を機械翻訳したものです。", Relation.TRANSLATED),
        (f"{ALPHA}をフィルタリングして作成しました。", Relation.FILTERED),
        (f"{ALPHA}を基に作成しました。", Relation.OTHER),
        (f"{ALPHA}とほかのデータを結合しました。", Relation.MIXTURE_COMPONENT),
        (f"이 데이터셋은 {ALPHA}를 한국어로 번역한 것입니다.", Relation.TRANSLATED),
        (f"对{ALPHA}进行清洗得到。", Relation.FILTERED),
        (f"从{ALPHA}中随机抽取了1万条。", Relation.OTHER),
        (f"Ce jeu est une traduction de {ALPHA}.", Relation.TRANSLATED),
        (f"Ce jeu est issu de {ALPHA}.", Relation.OTHER),
        (f"Este conjunto combina varios, entre ellos {ALPHA}.", Relation.MIXTURE_COMPONENT),
        (f"Dieser Datensatz basiert auf {ALPHA}.", Relation.OTHER),
    ],
)
def test_a_source_in_other_words(sources: Sources, sentence: str, relation: Relation) -> None:
    found = sources(f"# Garden\n\n{sentence}\n\n{PAD}")
    assert set(found) == {("hf:acme/garden", "hf:acme/alpha")}
    assert found["hf:acme/garden", "hf:acme/alpha"].relation is relation


@pytest.mark.parametrize(
    "sentence",
    [
        f"評価には{ALPHA}を使用しました。",
        f"{ALPHA}で評価しました。",
        f"{ALPHA}の手法を参考にしました。",
        f"{ALPHA}は除外しました。",
        f"{ALPHA}로 평가했습니다.",
        f"去除了来自{ALPHA}的样本。",
        f"未使用{ALPHA}的数据。",
        f"由{ALPHA}项目生成的中文数据。",
        f"我们在{ALPHA}上进行评测。",
        f"Inspiré de {ALPHA}.",
        f"Evaluado en {ALPHA}.",
        f"Ohne die Daten aus {ALPHA}.",
    ],
)
def test_no_source_in_other_words(sources: Sources, sentence: str) -> None:
    assert sources(f"# Garden\n\n{PAD}\n\n{sentence}\n") == {}
