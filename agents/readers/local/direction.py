"""Words that turn a statement round (the mention is made from the subject), and words that take a source out."""

from __future__ import annotations

from agents.readers.local.cues import THIS, any_of

# The mention is made from the subject, not the other way.
REVERSED = any_of(
    r"\bused (?:to|for|in|as|by) (?:\w+ ){0,3}(?:construct|creat|build|produc|generat|mak|form|curat|train)\w*(?: (?!this"
    r"|our)[\w-]+){0,4}\W*\Z",
    rf"\b{THIS}\b[^.;]{{0,110}}\b(?:is|are|was) (?:now |also )?(?:a )?(?:part|component|subset) of (?:the )?\W*\Z",
    rf"\b{THIS}\b[^.;]{{0,40}}\b(?:(?:is|was|were|are|been) (?:also )?(?:used|included|incorporated|adopted) (?:in|by|for|to)"
    rf"|(?:released|published) (?:\w+ )?(?:in|within|with|as part of)|part of|a component of"
    r"|a subset of the training)\b[^.;]{0,40}\Z",
    r"(?:\A|[.;:]\s+)\W*(?:it|they|the (?:data ?)?set|these \w+|the data)\b[^.;]{0,40}\b(?:is|was|were|are|been) (?:\w+ )?"
    r"(?:used|included|incorporated|adopted|merged) (?:in|into|by|within)\b[^.;]{0,40}\Z",
    r"\b(?:superseded|replaced) by\b[^.;]{0,30}\Z",
    r"\b(?:newer|updated|latest|improved|extended|larger) version\b[^.;]{0,30}(?:available|found|released|see|here|at|[:：])[^.;]{0,20}\Z",
    r"\b(?:datasets?|models?|projects?|works?) (?:that|which|using) (?:use\w* )?(?:this|our)\b[^.;]{0,40}\Z",
    r"\bused by\W*\Z",
    r"(?:\A|[.;:\n])\W*(?:(?:later|since|also|now|then|subsequently|afterwards) )?(?:used|included|incorporated|merged|adopted)"
    r" (?:in|into|within)(?: the)?\W*\Z",
    r"被用于|用于构建",
)
# A whole source, or its rows, taken out: said of it on its right, or by the verb that governs it on its left.
_ROWS = (
    r"(?:samples?|rows?|prompts?|items?|examples?|data(?:points?)?|instances?|entries|questions?|records?|instructions?|conversations?"
    r"|subset|part|portion|split|problems?|everything|all)"
)
TAKEN_OUT_AFTER = any_of(
    r"\A\W*(?!(?:where|whose|with|which|in|after|and|that|from|by|but)\b)(?:\w+ ){0,2}(?:was|were|is|are|(?:has|have|had) been)"
    r" (?:\w+ ){0,2}(?:remov|exclud|omit|dropp|filtered out|discard|delet)\w*",
    r"\A\W*(?:\w+ ){0,2}(?:is|are|was|were) not (?:\w+ )?(?:part of|included|contained|used|present)\b",
    r"\A\W*(?:数据|的?样本)?(?:已)?被?(?:移除|去除|剔除|删除)",
    r"\A[^。；、]{0,10}(?:は|を|が)[^。；、]{0,6}(?:除外|除去|削除|取り除|含まれて?い?ま?せん|含みません|含まれない)",
    r"\A[^.。]{0,10}(?:제외|제거|삭제|포함되지)",
)
TAKEN_OUT_BEFORE = any_of(
    rf"\b(?:remov|exclud|dropp?|discard|omit|delet)(?:e|es|ed|ing|s)?(?: out)? (?:all|any|the|every|those|its|their)? ?(?:\w+ )?{_ROWS}"
    r"(?: (?:that|which))?(?: \w+){0,2} (?:from|of|in)\W*\Z",
    r"\b(?:do(?:es)?|did|is|are|was|were) not (?:\w+ )?(?:includ|contain|incorporat)\w*(?: (?:any|the|all|data|samples|rows))*"
    r"(?: (?:from|of))?\W*\Z",
    r"\b(?:exclud|omitt?)(?:e|es|ed|ing)\W*(?:the\W*)?\Z",
    r"(?:去除|剔除|删除|移除|排除|去掉|过滤掉|不包含|不包括|未使用)了?(?:所有|全部|其中)?(?:来自|来源于|属于|源自|与)?[^。；，]{0,6}\Z",
)
REVERSED_KEPT = any_of(
    r"\b(?:construct|creat|build|produc|generat|mak|form|curat)\w*",
    r"(?:part|component|subset|portion|ingredient) of|included in|incorporated",
)
