"""The words that say derivation, direction, or something else: one table per place they stand in, with round weights."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.model import Relation


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, what it says, and how much; `weight` is in units of the logistic (2 is strong)."""

    name: str
    pattern: re.Pattern[str]
    relation: Relation
    weight: float


def _cue(name: str, relation: Relation, weight: float, pattern: str) -> Cue:
    return Cue(name, re.compile(pattern, re.I), relation, weight)


R = Relation
# Left of the mention: "... filtered from §". The nearest one decides the relation.
LEFT_YES = (
    _cue("translated", R.TRANSLATED, 3.0, r"translat(?:ed|ion|ions|ing|e)\b|翻译|翻訳|tradu[cz]|übersetz"),
    _cue(
        "subset",
        R.SUBSET,
        2.5,
        r"\b(?:sub-?set|sub-?sample[sd]?|portion|part|slice|split|samples?|examples|rows)\b[^.;]{0,40}\b(?:of|from)\b|\b(?:sampl(?:ed|ing)|select(?:ed|ing)|extract(?:ed|ing)|tak(?:en|ing)|drawn|pick(?:ed)?|contains? [\d.,]+k?)\b[^.;]{0,50}\b(?:from|of)\b|\btake[sn]? [^.;]{0,30}\bfrom|子集|抽取|采样",
    ),
    _cue(
        "filtered",
        R.FILTERED,
        2.5,
        r"\b(?:filter(?:ed|ing)?|clean(?:ed|er|ing)?|de-?dup(?:licat\w*|ed)?|curat(?:ed|ion)|prun(?:ed|ing)|revised|fixed|uncensored|improved|corrected|re-?annotated|de-?contaminated) (?:\w+ ){0,3}(?:version|subset|copy|variant|from|of|set)\b|\b(?:curated|filtered|cleaned|selected|refined) (?:\w+ ){0,3}(?:from|using|in)\b|清洗|过滤|筛选",
    ),
    _cue(
        "format",
        R.FORMAT_CONVERSION,
        2.5,
        r"\b(?:(?:re-?)?format(?:ted|ting)?|convert(?:ed|ing)?|conversion|binari[sz](?:ed|ation)|pre-?processed|processed|restructured|parquet|jsonl|wrapp?er|mirror(?:ed)?|hosted|port(?:ed)?|dump) ?(?:\w+ ){0,3}(?:version|copy|of|from|to)\b|格式",
    ),
    _cue(
        "copy",
        R.DIRECT_INCLUSION,
        2.5,
        r"\b(?:re-?upload\w*|cop(?:y|ied)|clone[sd]?|duplicate[sd]?|fork(?:ed)?|official|unofficial)\b[^.;]{0,40}\b(?:of|from)\b|转载",
    ),
    _cue(
        "mixture",
        R.MIXTURE_COMPONENT,
        2.5,
        r"\b(?:mix(?:es|ed|ture|ing)?|combin(?:ation|es|ed|ing|e)|merg(?:e[sd]?|ing)|compil(?:ation|ed|es|ing)|aggregat\w*|collection|consist(?:s|ing)? of|compos(?:ed|ition)|compris(?:es|ed|ing)|concatenat\w*|cocktail|blend\w*|includ(?:es|ed|ing)|integrat\w*|incorporat\w*|gather(?:ed)?|made up)\b|混合|合并|整合|包含|包括",
    ),
    _cue(
        "seed",
        R.SEED_PROMPTS,
        2.0,
        r"\b(?:seed(?:s|ed)?|prompts?|questions?|instructions?|problems?|queries)\b[^.;]{0,50}\b(?:from|in|of)\b|\bseed\w*\b|种子",
    ),
    _cue(
        "distilled",
        R.DISTILLED,
        2.0,
        r"\b(?:re-?generat\w*|distil\w*|augment\w*|re-?writ\w*|rewrote|paraphras\w*|responses? (?:to|for)|complet(?:ions?|ed)|answers? (?:to|for)|evolved?|extend(?:s|ed|ing)|expan(?:d\w*|sion)|re-?label\w*)\b|改写|扩展",
    ),
    _cue(
        "synthetic",
        R.SYNTHETIC,
        2.0,
        r"\b(?:generat(?:ed|ing|ion)|synthesi[sz]\w*|creat(?:ed|ing)|construct(?:ed|ing)|produc(?:ed|ing)|built|build) (?:\w+ ){0,4}(?:from|using|with|on|upon|by|based)\b|生成|构建",
    ),
    _cue(
        "based",
        R.OTHER,
        2.2,
        r"\b(?:based (?:up)?on|derived|deriv(?:es|ation)|built (?:up)?on|builds (?:up)?on|adapted|originat\w*|obtained|collected|comes?|coming|sourced|crawled|scraped|acquired|adopt(?:ed|s)?|leverag\w*|utili[sz]\w*|retrieved|modified|continuation of|successor|(?:originally )?(?:published|provided|shared|released|hosted|uploaded|downloaded|found)|original (?:data ?set|data|repo\w*|source|version)|borrowed)\b[^.;]{0,50}|来自|来源|基于|源自|取自|出典|元データ|ベース|基に",
    ),
    _cue("uses", R.OTHER, 1.0, r"\b(?:us(?:e[sd]?|ing)|from|source|original(?:ly)?|contain(?:s|ed)?|include)\b"),
    _cue("thanks", R.OTHER, 0.3, r"\b(?:thanks? (?:to|for)|credits?)\b|感谢"),
)
# Left of the mention: it is something else.
LEFT_NO = (
    _cue(
        "evaluated",
        R.EVALUATED_ON,
        -2.5,
        r"\b(?:evaluat\w+|benchmark(?:ed|ing|s)?|test(?:ed|ing) (?:on|against)|performance|results?|scores?|scor(?:ed|ing)|accuracy|outperform\w*|win[- ]rates?|leaderboard|achiev\w*|surpass\w*|improv\w+ on|pass@\d|generali[sz]\w* to)\b|评测|评估|性能",
    ),
    _cue(
        "decontaminated",
        R.DECONTAMINATED_AGAINST,
        -3.5,
        r"\b(?:de-?contaminat\w*|contaminat\w*|overlap\w*|leak\w*|n-?gram match\w*)\b|去污染|污染",
    ),
    _cue(
        "compared",
        R.COMPARED_WITH,
        -2.0,
        r"\b(?:compar\w+|unlike|similar(?:ly)? to|in contrast|versus|vs\.?|differs?|different from|larger|smaller|better|more [\w-]+ than|than|alternative|instead of|rather than|as opposed to|existing datasets?|related (?:datasets?|work)|such as)\b|相比|不同于",
    ),
    _cue(
        "method",
        R.METHOD_ONLY,
        -2.2,
        r"\b(?:inspired|motivated|follow(?:s|ed|ing)?(?! (?:\w+ )?(?:data ?sets?|sources?|list|table|components?|repositor))|style|method\w*|approach\w*|technique|pipeline|framework|recipe|procedure|in the (?:spirit|manner|format)|similar\w*|code (?:from|of|base)|script\w*|implement\w*|template|prompt template|introduced|proposed|described in|see|paper|align(?:ed)? (?:it )?with|compatib\w+|consistent with|integrat\w+ (?:with|within|in)|built with|made with|powered by|supported by|codebase|toolkit|library|insights?)\b|启发|参考|借鉴|方法",
    ),
    _cue(
        "model",
        R.TRAINED_MODEL_ON,
        -2.2,
        r"\b(?:(?:re-?)?train(?:ed|ing|s)? (?:\w+ ){0,4}(?:on|with|using)|fine-?tun\w*|SFT|trained|models?|training|checkpoint\w*|used to train|reward model|DPO training|pre-?train\w*)\b|训练|微调",
    ),
    _cue(
        "removed",
        R.REMOVED_COMPONENT,
        -3.5,
        r"\b(?:remov\w+|exclud\w+|without|not (?:includ|contain|us)\w*|omit\w*|dropp?\w*|no longer|except|doesn't|don't|didn't|did not|do not|does not|never|n't|delet\w*|discard\w*)\b|去除|剔除|不包含|删除",
    ),
    _cue(
        "planned",
        R.PLANNED,
        -3.0,
        r"\b(?:plan(?:s|ned|ning)? to|will (?:be |also )?(?:add|releas|includ|extend|open|publish)\w*|future|coming soon|to-?do|upcoming|going to|next steps?|stay tuned)\b|计划|未来|将会|即将",
    ),
)
# The sentence above a list or table.
LEAD_NO = (
    *(c for c in LEFT_NO if c.name in ("evaluated", "decontaminated", "planned")),
    _cue("list compared", R.COMPARED_WITH, -2.0, r"\b(?:compar\w+|similar|related|alternative|other|baselines?)\b[^.;]{0,60}\Z"),
    _cue(
        "list removed",
        R.REMOVED_COMPONENT,
        -3.5,
        r"\b(?:remov\w+|exclud\w+|without|not includ\w*|omit\w*|dropp?\w*|discard\w*)\W+(?:\w+ ){0,4}\W*\Z|去除|剔除|不包含",
    ),
    _cue(
        "list of models",
        R.TRAINED_MODEL_ON,
        -2.5,
        r"\b(?:models?|checkpoints?|fine-?tuned|projects|papers|tools?|libraries)\b[^.;]{0,40}\Z",
    ),
    _cue("list used in", R.OTHER, -2.5, r"\b(?:used (?:by|in)|this (?:data ?set|data) (?:is|was|has been) used)\b[^.;]{0,60}\Z"),
)
# A label right before a link.
LABEL_SOURCE = re.compile(
    r"(?:\A|[\s(|*-])(?:(?:source|raw|original|seed|base|task|training|parent) )?(?:data ?sets?|data|sources?|original|origin|from|by [\w .&-]{2,30}|数据集|数据|来源)(?: (?:source|link|url))?\s*[:：]\s*§?\W*\Z",
    re.I,
)
LABEL_SIBLING = re.compile(
    r"(?:\A|[\s(|*-])(?:(?:csv|json|jsonl|parquet|cleaner|cleaned|newer|updated|latest|full|larger|smaller|raw|other|english|chinese|translated|filtered|dedup\w*|lite|mini|next|v\d[\d.]*)"
    r"(?: (?:version|format|data ?set|variant|split|data|here|one|link)){0,2}|mirrors?|viewer|demo|leaderboard|models?|checkpoints?|weights|code|repo(?:sitory)?|github|paper|blog|homepage|space|license)\s*[:：]\s*§?\W*\Z",
    re.I,
)
# Right of the mention, same clause.
RIGHT = (
    _cue("styled", R.METHOD_ONLY, -3.5, r"\A\W{0,3}(?:[-\s_](?:style|styled|like|format(?:ted)?|esque|type|inspired)\b|的?(?:格式|风格))"),
    _cue(
        "its method",
        R.METHOD_ONLY,
        -2.0,
        r"\A\W{0,4}\w{0,12}\W{0,2}(?:paper|method\w*|approach|technique|pipeline|framework|prompts? template|template|procedure|algorithm|codebase|code|script|repo(?:sitory)?'s code|research|works?\b|tokenizer|strategy)",
    ),
    _cue(
        "its model",
        R.TRAINED_MODEL_ON,
        -2.5,
        r"\A\W{0,4}(?:\w+ ){0,1}(?:models?|LLMs?|checkpoint\w*|weights|classifier|\d+b\b)|\A\W{0,3}[-–]?\d+(?:\.\d+)?B\b",
    ),
    _cue(
        "its scores",
        R.EVALUATED_ON,
        -2.0,
        r"\A\W{0,4}(?:\w+ ){0,1}(?:benchmark\w*|leaderboard|evaluation|scores?|test ?-?sets?|results?|accuracy|performance)",
    ),
    _cue(
        "removed after",
        R.REMOVED_COMPONENT,
        -3.0,
        r"\A[^.;]{0,60}\b(?:(?:was|were|is|are|been|be) (?:\w+ ){0,2}(?:remov|exclud|omit|dropp|filtered out|discard)\w*)|未包含|被(?:移除|去除)",
    ),
    _cue(
        "uses this",
        R.OTHER,
        -2.5,
        r"\A[^.;]{0,50}\b(?:uses?|used|is (?:derived|built|based|trained)|are (?:derived|built|based|trained)|builds?) (?:\w+ ){0,2}(?:this|our|the present) (?:data|set|dataset|corpus)|\A[^.;]{0,30}\bis (?:a|an) (?:\w+ ){0,3}(?:of|from|based on) (?:this|our) ",
    ),
    _cue("translated after", R.TRANSLATED, 2.5, r"\A[^.;]{0,50}\btranslated (?:in)?to\b|翻译成"),
    _cue(
        "dataset after",
        R.OTHER,
        0.6,
        r"\A['’]?s?\W{0,4}(?:\w+ ){0,2}(?:data ?sets?|data\b|corp(?:us|ora)|collection|prompts|instructions|questions|problems|samples|examples|conversations|train(?:ing)? (?:set|split))|\A\W{0,3}数据",
    ),
    _cue(
        "taken whole",
        R.SUBSET,
        1.0,
        r"\A[^.;]{0,30}(?:[\d.,]+ ?[kKmM]?\+? (?:rows|samples|examples|instances|questions|prompts|conversations|pairs|entries|problems|instructions)|random sample|\b\d{1,3}(?:,\d{3})+\b)",
    ),
    _cue(
        "was used",
        R.OTHER,
        1.0,
        r"\A[^.;]{0,30}\b(?:(?:was|were|is|are) (?:used|included|taken|sampled|mixed|merged|combined|filtered|selected|adapted|modified|converted))",
    ),
)
# The headings above.
HEADING_YES = re.compile(
    r"\b(?:sources?|source data(?:sets?)?|data(?:set)?s? (?:used|mixed|sources?|mix(?:ture)?|collection|composition|construction|creation|curation|included|details|generation|origin)|composition|construction|creation|curation|provenance|origin\w*|mix(?:ture|ed)?|collection process|raw data|components?|derived|how (?:it|this) was (?:made|built|created)|data (?:preparation|processing)|annotation process|seed)\b|来源|构成|数据集组成|构建|出典|元データ",
    re.I,
)
HEADING_NO = re.compile(
    r"\b(?:evaluation|results?|performance|benchmarks?|leaderboard|baselines?|ablation|citations?|cite|references|licen[cs]\w*|acknowledg\w*|related|news|updates?|changelog|usage|uses?|how to|getting started|installation|quick ?start|training|finetun\w*|fine-tun\w*|models?|inference|contact|limitations?|bias\w*|risks?|to-?do|next steps?|future|roadmap|disclaimer|authors?|contributors?|team|leaderboards?|decontamination|contamination|experiments?|demo|links|considerations|social impact|see also|projects|table of contents|other)\b|评测|引用|训练|更新|许可|致谢|相关",
    re.I,
)
HEADING_BAD = re.compile(
    r"\b(?:citations?|references|evaluation|results?|performance|leaderboards?|benchmarks?|baselines?|decontamination|contamination|related work|next steps?|future|roadmap|to-?do)\b|评测|引用",
    re.I,
)
# Titles of table columns.
COLUMN_YES = re.compile(
    r"\b(?:sources?|raw data(?:set)?s?|data(?:set)?s?(?: name)?|subset|origin\w*|component|collection|corpus|corpora|original|name|task|upstream|from)\b|来源|数据",
    re.I,
)
COLUMN_ROWS = re.compile(
    r"\b(?:rows|samples?|examples?|size|count|number|num|instances|#|amount|questions|pairs|licen[cs]e|proportion|weight|ratio|percent\w*|quantity|tokens|entries)\b|数量|条数",
    re.I,
)
COLUMN_SCORE = re.compile(
    r"\b(?:mmlu|gsm8k|humaneval|mt-?bench|alpacaeval|avg|average|accuracy|score|win|bbh|model|pass@1|truthfulqa|arc|hellaswag|ifeval|base|params?|lc)\b",
    re.I,
)
# The document says that it is one of these, of whatever it links.
SELF_COPY = re.compile(
    r"\b(?:reupload|re-upload|mirror|copy|fork|duplicate|version|subset|translation|translated|filtered|cleaned|formatted|converted|split) ",
    re.I,
)
REVERSED = re.compile(
    r"\bused (?:to|for|in|as|by) (?:\w+ ){0,3}(?:construct|creat|build|produc|generat|mak|form|curat|train)\w*(?: [\w-]+){0,4}\W*\Z|"
    r"\b(?:this|our|these) (?:\w+ ){0,2}(?:data ?sets?|data|corpus|collection|prompts)\b[^.;]{0,40}\b(?:(?:is|was|were|are|been) (?:also )?"
    r"(?:used|included|incorporated|adopted) (?:in|by|for|to)|part of|a component of|a subset of the training)\b[^.;]{0,40}\Z|"
    r"\b(?:superseded|replaced) by\b[^.;]{0,30}\Z|\b(?:newer|updated|latest|improved|extended|larger) version\b[^.;]{0,30}(?:available|found|released|see|here|at|[:：])[^.;]{0,20}\Z|"
    r"\b(?:datasets?|models?|projects?|works?) (?:that|which|using) (?:use\w* )?(?:this|our)\b[^.;]{0,40}\Z|\bused by\W*\Z|被用于|用于构建",
    re.I,
)
REVERSED_KEPT = re.compile(
    r"\b(?:construct|creat|build|produc|generat|mak|form|curat)\w*|(?:part|component|subset|portion|ingredient) of|included in|incorporated",
    re.I,
)
