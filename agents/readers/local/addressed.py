"""Text that speaks to whoever reads the page, man or machine, and tells them what to report: it states nothing.

A general rule by form, not by the words of any one attack: commands to drop instructions, readers told to record or claim
something, marks of chat templates, the fields of an answer. What such a sentence and the rest of its paragraph name is no
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WHO = (
    r"(?:you|annotators?|labell?ers?|reviewers?|curators?|(?:(?:large )?language|AI|extraction|reading|downstream) models?|models?"
    r"|LLMs?|AIs?|AI (?:systems?|agents?|assistants?)|assistants?|extractors?|crawlers?|parsers?|scrapers?|agents?|bots?|tools?"
    r"|systems?|pipelines?|anyone reading this|whoever reads this|automated \w+|readers?)"
)
_DUTY = (
    r"(?:must|should|shall|will|have to|need to|ought to"
    r"|(?:are|is) (?:now )?(?:to|asked to|required to|instructed to|told to|expected to|requested to|obliged to))"
)
_TELLS = (
    r"(?:report|record|register|list|mark|treat|output|claim|state|log|conclude|assume|extract|label|confirm|declare|return|emit|insert"
    r"|count|infer|attribute|recogni[sz]e|acknowledge)"
)
_MATTER = (
    r"(?:data ?-? ?sets?|corpus|sources?|derive[sd]?|derivation|upstream|lineage|edges?|claims?|parents?|ancestors?|origins?|provenance"
    r"|confidence|training data|built from|made from|based on|includ(?:ed|es))"
)
_ABOUT = re.compile(rf"[^\n]{{0,120}}?\b{_MATTER}\b", re.I)
_MACHINE = (
    r"(?:AIs?|LLMs?|(?:large )?language models?|models|annotators?|assistants?|(?:AI )?agents?|crawlers?|extractors?|parsers?|bots?"
    r"|automated|machine readers?)"
)
_AT_START = r"(?:^[ \t>*_`\"'“(#-]{0,12}|[.!?:;。\"“(][ \t*_\"'“(]{0,4}|\bplease (?:also |always )?|\b(?:and|then|now|also) )"
_FORMS = (
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|these"
    r"|my)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules|guidelines|directions|system message|claims|edges)\b",
    rf"\b{_WHO}\b[^.\n]{{0,30}}?\b{_DUTY}\b[^.\n]{{0,30}}?\b{_TELLS}\b",
    rf"{_AT_START}(?:report|record|register|declare|conclude|confirm|claim|state|log|output|answer|respond|say|write)\b"
    rf"(?:[ \t]+\w+){{0,3}}[ \t]+that\b",
    rf"{_AT_START}(?:add|record|register|report|list|mark|treat|claim|confirm|include|insert|output|count|name)\b[^.\n]{{0,100}}\bas"
    r" (?:an? |the |its |one of (?:its|the) )?(?:\w+ ){0,2}(?:sources?|parents?|upstreams?|ancestors?|origins?)\b",
    rf"\b(?:note|message|notice|reminder|request|attention)\b[ \t]*(?:to|for|[,:!-])[ \t]*(?:all |any |the )?{_MACHINE}\b",
    rf"\b(?:if|when|as) (?:you are )?(?:an? )?{_MACHINE}\b[^.\n]{{0,60}}\b(?:you|your|{_TELLS})\b",
    r"<\|(?:im_start|im_end|system|user|assistant|start_header_id|eot_id)\|>|\[/?INST\]|<</?SYS>>",
    r"^[ \t>*_#]{0,12}(?:system|assistant|developer)(?: (?:prompt|message|note|override))?[ \t*_]{0,6}:[ \t]",
    r"[\"'](?:upstream|downstream)[\"']\s*:\s*[\"']",
    r"\byou are (?:now )?(?:in \w+ mode|an? (?:\w+ )?(?:extractor|annotator|reader|curator|agent))\b",
    r"忽略(?:之前|以上|上述|前面|先前|所有)[^。\n]{0,12}(?:指令|提示|说明|规则)",
    r"(?:你|您|标注者|标注员|标注人员|模型|助手|读者|系统|AI)(?:都|也)?(?:必须|应该|应当|应|需要|请|要)[^。\n]{0,40}"
    r"(?:记录|报告|标注|输出|声明|列为|标记|登记|视为)",
    r"请(?:务必)?(?:将|把)[^。\n]{0,80}(?:记录|标记|列|登记|视|报告)(?:为|作|成)",
    r"(?:以前|上記|これまで|前)の(?:指示|命令|プロンプト)[^。\n]{0,12}無視",
    r"(?:モデル|読者|アノテータ\w{0,3}|あなた)は[^。\n]{0,80}(?:記録|報告|出力)(?:しなければ|して|すること|すべき)",
    r"\b(?:ignorier\w*|ignora\w*|ignorez|ignore[zr]?)\b[^.\n]{0,30}\b(?:vorherig\w*|bisherig\w*|anterior\w*|pr[eé]c[eé]dent\w*)",
)
_NEEDED = (
    ("ignore", "disregard", "forget", "override", "bypass"),
    ("must", "should", "shall", "will", "have to", "need to", "ought", "are ", "is "),
    ("that",),
    (" as ",),
    ("note", "message", "notice", "reminder", "request", "attention"),
    ("if ", "when ", "as "),
    ("<|", "inst]", "sys>"),
    ("system", "assistant", "developer"),
    ("upstream", "downstream"),
    ("you are",),
    ("忽略",),
    ("记录", "报告", "标注", "输出", "声明", "列为", "标记", "登记", "视为"),
    ("请",),
    ("無視",),
    ("記録", "報告", "出力"),
    ("ignor",),
)
"""Of each form, words of which a text must hold one: looked for first, they cost nothing."""
_WITH_MATTER = (1, 2, 5)
"""Forms that count only when what follows on the line is about sources."""
_ADDRESSED = tuple(
    (needed, re.compile(form, re.I | re.M), at in _WITH_MATTER) for at, (needed, form) in enumerate(zip(_NEEDED, _FORMS, strict=True))
)
_SENTENCE = re.compile(r"[.!?][\"'”’)*_]{0,3}\s|[。！？]|\n[ \t]*\n|\n[ \t]*(?:[-*+•|]|\d{1,3}[.)])|```[^\n]{0,30}\n|<br\s*/?>|-->", re.I)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n[ \t]*(?:[-*+•|]|\d{1,3}[.)])[ \t]|\n[ \t]*(?:```|~~~|#{1,6}[ \t])|\Z")
_WRAP = re.compile(r"(?<=\S)\n(?=[ \t]{0,8}[^\s\-*+•|#>`~\d])")
_BEFORE, _AFTER = 600, 3000


def addressed(text: str) -> Iterator[tuple[int, int]]:
    """Where the text speaks to its readers: from the start of such a sentence to the end of its paragraph, bullet or row."""
    yield from _found(text)
    joined = _WRAP.sub(" ", text)
    if joined != text:
        yield from _found(joined)


def _found(text: str) -> Iterator[tuple[int, int]]:
    for form, with_matter in _likely(text):
        at = 0
        while (found := form.search(text, at)) is not None:
            at = found.end()
            if with_matter and not _ABOUT.match(text, found.end()):
                continue
            end = _PARAGRAPH.search(text, found.end(), min(len(text), found.end() + _AFTER))
            at = max(at, end.start() if end is not None else 0)
            yield _start(text, found.start()), at


def _likely(text: str) -> list[tuple[re.Pattern[str], bool]]:
    lower = text.lower()
    return [(form, with_matter) for needed, form, with_matter in _ADDRESSED if any(word in lower for word in needed)]


def _start(text: str, place: int) -> int:
    first = max(0, place - _BEFORE)
    ends = [m.end() for m in _SENTENCE.finditer(text, first, place)]
    return ends[-1] if ends else first
