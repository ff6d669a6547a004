"""What the words around a mention's place say of it: the label before a link, the headings above, the titles of table columns."""

from __future__ import annotations

from agents.readers.local.cues import any_of

# A label right before a link.
LABEL_SOURCE = any_of(
    r"(?:\A|[\s(|*-])(?:(?:source|raw|original|seed|base|task|training|parent) )?(?:data ?sets?|data|sources?|original|origin|from|by"
    r" [\w .&-]{2,30}"
    r"|数据集|数据|来源)(?: (?:source|link|url))?\s*[:：]\s*§?\W*\Z"
)
LABEL_SIBLING = any_of(
    r"\A\W*(?:(?:csv|json|jsonl|parquet|cleaner|cleaned|newer|updated|latest|full|larger|smaller|raw|other|english|chinese|translated"
    r"|filtered"
    r"|dedup\w*|lite|mini|next|v\d[\d.]*)(?: (?:version|format|data ?set|variant|split|data|here|one|link)){0,2}|mirrors?|viewer|demo"
    r"|leaderboard"
    r"|models?|checkpoints?|weights|code|repo(?:sitory)?|github|paper|blog|homepage|space|license)\s*[:：]\s*§?\W*\Z"
)

# The headings above.
HEADING_YES = any_of(
    r"\b(?:sources?|source data(?:sets?)?|data(?:set)?s? (?:used|mixed|sources?|mix(?:ture)?|collection|composition|construction"
    r"|creation|curation"
    r"|included|details|generation|origin)|composition|construction|creation|curation|provenance|origin\w*|mix(?:ture|ed)?|collection"
    r" process"
    r"|raw data|components?|derived|how (?:it|this) was (?:made|built|created)|data (?:preparation|processing)|annotation process|seed)\b",
    r"来源|构成|数据集组成|构建|出典|元データ|ソース|作成方法|データの内訳|構成|출처|구성|원본",
    r"\b(?:quellen?|sources? de données|fuentes?|origen|fontes?)\b",
)
HEADING_NO = any_of(
    r"\b(?:evaluation|results?|performance|benchmarks?|leaderboards?|baselines?|ablation|citations?|cite|references|licen[cs]\w*"
    r"|acknowledg\w*"
    r"|related|news|updates?|changelog|usage|uses?|how to|getting started|installation|quick ?start|training(?! (?:data|set|mix|corp"
    r"|task))|finetun\w*|fine-tun\w*|models?"
    r"|inference|contact|limitations?|bias\w*|risks?|to-?do|next steps?|future|roadmap|disclaimer|authors?|contributors?|team"
    r"|decontamination"
    r"|contamination|experiments?|demo|links|considerations|social impact|see also|projects|table of contents|other)\b",
    r"评测|引用|训练|更新|许可|致谢|相关|参考|評価|学習|関連|ライセンス|謝辞|평가|학습|인용|관련|\b(?:évaluation|entraînement|evaluación|entrenamiento|auswertung)\b",
)
HEADING_BAD = any_of(
    r"\b(?:similar|comparable|alternative|derivative|downstream|follow-?up|sibling)s?"
    r" (?:\w+ )?(?:data ?sets?|works?|resources|corpora|uses?)\b"
    r"|\b(?:used by|data ?sets? (?:using|built on|derived from|based on) (?:this|it|ours?)|you may also like)\b",
    r"\b(?:citations?|references|evaluation|results?|performance|leaderboards?|benchmarks?|baselines?|decontamination|contamination"
    r"|related work"
    r"|next steps?|future|roadmap|to-?do)\b",
    r"评测|引用|評価|평가",
)

# Titles of table columns.
COLUMN_YES = any_of(
    r"\b(?:sources?|raw data(?:set)?s?|data(?:set)?s?(?: name)?|subset|origin\w*|component|collection|corpus|corpora|original|name|task"
    r"|upstream"
    r"|from)\b",
    r"来源|数据",
)
COLUMN_ROWS = any_of(
    r"\b(?:rows|samples?|examples?|size|count|number|num|instances|#|amount|questions|pairs|licen[cs]e|proportion|weight|ratio"
    r"|percent\w*|quantity"
    r"|tokens|entries)\b",
    r"数量|条数",
)
COLUMN_SCORE = any_of(
    r"\b(?:mmlu|gsm8k|humaneval|mt-?bench|alpacaeval|avg|average|accuracy|score|win|bbh|model|pass@1|truthfulqa|arc|hellaswag|ifeval|base"
    r"|params?|lc)\b"
)
