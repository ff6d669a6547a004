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


def _cue(name: str, relation: Relation, weight: float, *alternatives: str) -> Cue:
    return Cue(name, re.compile("|".join(alternatives), re.I), relation, weight)


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern of several, in any case."""
    return re.compile("|".join(alternatives), re.I)


_R = Relation
THIS = r"(?:this|our|the|these)(?: \w+){0,2} (?:data ?sets?|data|corpus|collection|prompts)"

# Left of the mention: "... filtered from §". Of the nearest and strongest, the relation.
LEFT_YES = (
    _cue("translated", _R.TRANSLATED, 3.0, r"translat(?:ed|ions?|ing|e)\b", r"翻译|翻訳|tradu[cz]|übersetz", r"Übersetzung|번역"),
    _cue(
        "subset",
        _R.SUBSET,
        2.5,
        r"\b(?:sub-?sets?|sub-?sample[sd]?|portions?|parts?|slices?|splits?|samples?|examples|rows)\b[^.;]{0,40}\b(?:of|from)\b",
        r"\b(?:sampl(?:ed|ing)|select(?:ed|ing)|extract(?:ed|ing)|tak(?:en|ing)|drawn|picked|contains? [\d.,]+k?)\b[^.;]{0,50}\b(?:from"
        r"|of)\b",
        r"\btake[sn]? [^.;]{0,30}\bfrom\b",
        r"子集|抽取|采样",
        r"\b(?:sous-ensemble|extraits?|échantillon\w*|subconjunto|muestra\w*|subconjunto|amostra\w*|Teilmenge|Auszug)\b[^.;]{0,30}\b(?:d[eu]|von|aus|do|da)\b|から(?:の一部|抽出)|서브셋",
    ),
    _cue(
        "filtered",
        _R.FILTERED,
        2.5,
        r"\b(?:filter(?:ed|ing)?|clean(?:ed|er|ing)?|de-?dup(?:licat\w*|ed)?|curat(?:ed|ion)|prun(?:ed|ing)|revised|fixed|uncensored"
        r"|improved|corrected"
        r"|re-?annotated|de-?contaminated) (?:\w+ ){0,3}(?:version|subset|copy|variant|from|of|set)\b",
        r"\b(?:curated|filtered|cleaned|selected|refined) (?:\w+ ){0,3}(?:from|using|in)\b",
        r"\b(?:new|another|next) iteration (?:\w+ ){0,2}(?:on top )?of\b",
        r"清洗|过滤|筛选",
        r"\b(?:filtr(?:é|ad|ier)\w*|nettoy\w+|limpi\w+|bereinigt\w*|gesäubert\w*)\b|去重",
    ),
    _cue(
        "format",
        _R.FORMAT_CONVERSION,
        2.5,
        r"\b(?:(?:re-?)?format(?:ted|ting)|convert(?:ed|ing)?|conversion|binari[sz](?:ed|ation)|(?:re-?)?pre-?processed|processed|restructured"
        r"|parquet|jsonl"
        r"|wrapp?er|mirror(?:ed)?|hosted|port(?:ed)?|dump) ?(?:\w+ ){0,3}(?:version|copy|of|from|to)\b",
        r"格式转换|转换自",
    ),
    _cue(
        "copy",
        _R.DIRECT_INCLUSION,
        2.5,
        r"\b(?:re-?upload\w*|cop(?:y|ied)|clone[sd]?|duplicate[sd]?|fork(?:ed)?|official|unofficial)\b[^.;]{0,40}\b(?:of|from)\b",
        r"转载",
    ),
    _cue(
        "mixture",
        _R.MIXTURE_COMPONENT,
        2.5,
        r"\b(?:mix(?:es|ed|ture|ing)?|combin(?:ation|es|ed|ing|e)|merg(?:er?|e[sd]|ing)|compil(?:ation|ed|es|ing)|aggregat\w*|collection"
        r"|consist(?:s|ing)? of|compos(?:ed|ition)|compris(?:es|ed|ing)|concatenat\w*|cocktail|blend\w*|includ(?:es|ed|ing)"
        r"|integrat(?:es|ed)"
        r"|incorporat\w*|gather(?:ed)?|made up)\b",
        r"\b(?:contains?|spans?|covers?) (?:\w+ ){0,4}(?:from|of)\b",
        rf"\bused (?:in|for|to) (?:the )?(?:merg|creat|construct|build|mak|compil|assembl|curat)\w* (?:of )?{THIS}",
        r"混合|合并|整合|汇总|包含|包括|组成",
        r"\b(?:combin(?:e|a|aison|ación|ação|an)|fusion(?:ne)?|mélange|mezcla|mistura|regroupe|réunit|reúne"
        r"|kombiniert|vereint|besteht aus|Mischung|zusammengesetzt|compuest\w+|compost[oa])\b",
    ),
    _cue("added", _R.MIXTURE_COMPONENT, 2.5, r"\badd(?:ed|s|ing)\b[^.;]{0,20}\Z", r"(?:新增|添加|加入)了?[^。；]{0,12}\Z"),
    _cue(
        "seed",
        _R.SEED_PROMPTS,
        2.0,
        r"\b(?:seed(?:s|ed)?|prompts?|questions?|instructions?|problems?|queries)\b[^.;]{0,50}\b(?:from|in|of)\b",
        r"\bseed\w*\b|种子",
    ),
    _cue(
        "distilled",
        _R.DISTILLED,
        2.0,
        r"\b(?:re-?generat\w*|distil\w*|augment\w*|re-?writ\w*|rewrote|paraphras\w*|responses? (?:to|for)|complet(?:ions?|ed)|answers?"
        r" (?:to|for)"
        r"|evolved?|extend(?:s|ed|ing)|expan(?:d\w*|sion)|re-?label\w*)\b",
        r"改写|扩展",
    ),
    _cue(
        "synthetic",
        _R.SYNTHETIC,
        2.0,
        r"\b(?:generat(?:ed|ing|ion)|synthesi[sz]\w*|creat(?:ed|ing)|construct(?:ed|ing)|produc(?:ed|ing)|built|build)"
        r" (?:\w+ ){0,4}(?:from|using|with|on|upon|by(?!\W*\Z)|based)\b",
        r"生成|构建",
    ),
    _cue(
        "based",
        _R.OTHER,
        2.2,
        r"\b(?:based (?:up)?on|derived|deriv(?:es|ation)|built (?:up)?on|builds (?:up)?on|adapted|originat\w*|obtained|collected|comes?"
        r"|coming"
        r"|sourced|crawled|scraped|acquired|adopt(?:ed|s)?|leverag\w*|utili[sz]\w*|retrieved|modified|continuation of"
        r"|(?:original+y )?(?:published|provided|shared|released|hosted|uploaded|downloaded|found|(?:re-?)?distributed)"
        r"|original (?:data ?set|data|repo\w*"
        r"|source|version)"
        r"|borrowed)\b[^.;]{0,50}",
        r"来自|来源|基于|源自|源于|取自|选自|摘自|收集自|改编自|整理自|采用|使用了|利用|出典|元データ|ベース|基に|由来|から(?:作成|抽出|収集)",
        r"\b(?:bas(?:é|ad|iert)\w* (?:sur|en|em|auf)|à partir d|a partir d|issue?s? d|proven\w* d|provien\w* d|tir[ée]+s? d"
        r"|extra[íi]d\w+ d|stammt|stammen|abgeleitet|adapt(?:é|ad)\w* d)",
    ),
    _cue("version", _R.OTHER, 2.4, r"\b(?:version|variant|edition|release|derivative|adaptation|extension|enhancement)s? of\b"),
    _cue("uses", _R.OTHER, 1.0, r"\b(?:us(?:e[sd]?|ing)|from|source|original(?:ly)?|contain(?:s|ed)?|include)\b"),
    _cue("thanks", _R.OTHER, 0.3, r"\b(?:thanks? (?:to|for)|credits?)\b", "感谢"),
)

# Left of the mention: it is something else.
LEFT_NO = (
    _cue(
        "evaluated",
        _R.EVALUATED_ON,
        -2.5,
        r"\b(?:evaluat\w+|benchmark(?:ed|ing|s)?|test(?:ed|ing) (?:on|against)|performance|results?|scores?|scor(?:ed|ing)|accuracy"
        r"|outperform\w*"
        r"|win[- ]rates?|leaderboard|achiev\w*|surpass\w*|improv\w+ on|pass@\d|generali[sz]\w* to)\b",
        r"评测|评估|测评|性能|評価|평가",
        r"\b(?:évalu\w+|evalua(?:do|da|ción|r)\w*|avalia\w+|evaluiert)\b|评价",
    ),
    _cue(
        "decontaminated",
        _R.DECONTAMINATED_AGAINST,
        -3.5,
        r"\b(?:de-?contaminat(?!ed (?:and|version|subset|copy|variant|set))\w*|contamin\w*|overlap\w*|leak\w*|n-?gram match\w*)\b",
        r"去污染|污染",
    ),
    _cue(
        "compared",
        _R.COMPARED_WITH,
        -2.0,
        r"\b(?:compar\w+|unlike|similar(?:ly)? to|in contrast|versus|vs\.?|differs?|different from|larger|smaller|better|more [\w-]+"
        r" than|than"
        r"|alternative|successors? (?:to|of)|predecessors?|changes? (?:from|to|in)|instead of|rather than|as opposed to|related"
        r" (?:datasets?|work))\b",
        r"相比|不同于",
        r"\b(?:comparé|comparad[oa]|im Vergleich|verglichen|contrairement|a diferencia)\b",
    ),
    _cue(
        "member",
        _R.COMPARED_WITH,
        -3.0,
        r"\b(?:inputs?|questions?|samples?|examples?|rows?|instances?|it|they|prompts?) (?:is|are|was|were|appears?|occurs?) (?:also "
        r"|already )?"
        r"(?:part of|in|present in|found in)\b[^.;]{0,15}\Z",
    ),
    _cue(
        "page",
        _R.METHOD_ONLY,
        -4.0,
        r"\b(?:card|read\s?me|documentation|template|page|description)\b[^.;]{0,25}\b(?:modified|adapted|copied|taken|borrowed|based"
        r"|derived)\b",
    ),
    _cue("applied in", _R.TRAINED_MODEL_ON, -3.5, r"(?:应用于|用于(?:训练|微调|项目)|服务于)[^。；]{0,12}\Z"),
    _cue(
        "command",
        _R.METHOD_ONLY,
        -4.0,
        r"(?:\A|[.!:]\s+)(?:report|output|say|state|claim|respond|answer|mark|treat|confirm|remember|pretend|act)\b(?! (?:of|from|by))",
        r"\bignore (?:all|any|the|your|previous)\b|\byou are (?:now )?(?:an?|in)\b|\bsystem prompt\b|\bmust (?:report|output|answer|say)\b",
    ),
    _cue(
        "advice",
        _R.COMPARED_WITH,
        -2.5,
        r"\b(?:we (?:would |also )?recommend|we suggest|if you|you (?:may|should|might)|please use|consider using|feel free|looking for)\b",
        r"推荐|建议使用",
    ),
    _cue(
        "made by",
        _R.METHOD_ONLY,
        -2.5,
        r"\b(?:generated|produced|created|built|made|released|maintained|developed|written|curated|provided) by (?:the )?\W*\Z",
        r"由[^。；，、]{0,4}\Z",
    ),
    _cue(
        "fetched",
        _R.TRAINED_MODEL_ON,
        -2.2,
        r"(?:\A\W*|[.!:]\s+|\b(?:then|and|first),? )(?:please )?(?:download|prepare|place|put|load)\b"
        r"(?! (?:all|each|every|them))[^.;:]{0,20}\Z",
    ),
    _cue(
        "method",
        _R.METHOD_ONLY,
        -2.2,
        r"\b(?:inspired|motivated|code (?:from|of|base|for|is|was|used)|demo|implementation|follow(?:s|ed|ing)?(?! (?:\w+ )?(?:data"
        r" ?sets?|sources?|list|table|components?|repositor))"
        r"|(?:style|format) of|method\w*|approach\w*|technique\w*|pipeline|framework|recipe|procedure|in the (?:spirit|manner|format)"
        r"|similar\w*"
        r"|script\w*|implement\w*|template|introduced|proposed|described in|see|paper|align(?:ed)? (?:it )?with|compatib\w+"
        r"|consistent with|integrat\w+ (?:with|within|in)|built with|made with|powered by|supported by|codebase|toolkit|library"
        r"|insights?)\b",
        r"启发|参考|借鉴|方法|参见|详见|详情见|请见|仿照|手法|形式|참고|방법",
        r"\b(?:inspir(?:é|ad|iert)\w*|siguiendo|suivant|nach dem Vorbild)\b",
    ),
    _cue(
        "model",
        _R.TRAINED_MODEL_ON,
        -2.2,
        r"\b(?:(?:re-?)?train(?:ed|ing|s)? (?:\w+ ){0,4}(?:on|with|using)|fine-?tun\w*|SFT|trained|models?|training(?!\W{1,3}(?:split"
        r"|set|data|portion|part|example|question|problem|corp|task|mix))|checkpoint\w*|used"
        r" to train"
        r"|reward model|DPO training|pre-?train\w*)\b",
        r"\b(?:for|train\w*|tun(?:e[sd]?|ing)) (?:the |our )?[\w.-]{2,30}-\d+(?:\.\d+)?B\b[^.;]{0,80}\Z",
        r"训练|微调|学習|訓練|ファインチューニング|학습",
        r"\b(?:entraîn\w+|entren\w+|trein(?:ad|o|ar)\w*|trainiert)\b",
    ),
    _cue(
        "removed",
        _R.REMOVED_COMPONENT,
        -3.5,
        r"\b(?:remov\w+|exclud\w+|without|not (?:includ|contain|us)\w*|omit\w*|dropp?\w*|no longer|except|did not|do not|does not|never"
        r"|delet\w*"
        r"|discard\w*)\b|n['’]t\b",
        r"去除|剔除|不包含|删除|除外|除去|제외",
        r"\b(?:exclu(?:t|s|on|ant|ye|yendo|ído|ída|ídos|indo)|supprim\w+|eliminad\w+|entfernt|ohne)\b",
    ),
    _cue(
        "planned",
        _R.PLANNED,
        -3.0,
        r"\b(?:plan(?:s|ned|ning)? to|will (?:be |also )?(?:add|releas|includ|extend|open|publish)\w*|future|coming soon|to-?do|upcoming"
        r"|going to"
        r"|next steps?|stay tuned)\b",
        r"计划|未来|将会|即将",
    ),
)

# The sentence above a list or table: what it says of the items, not how they were handled.
LEAD_NO = (
    *(c for c in LEFT_NO if c.name in ("evaluated", "decontaminated", "planned")),
    _cue("list compared", _R.COMPARED_WITH, -2.0, r"\b(?:compar\w+|similar|related|alternative|other|baselines?)\b[^.;]{0,60}\Z"),
    _cue(
        "list removed",
        _R.REMOVED_COMPONENT,
        -3.5,
        r"\b(?:remov\w+|exclud\w+|without|not includ\w*|omit\w*|dropp?\w*|discard\w*)\W+(?:\w+ ){0,4}\W*\Z",
        r"去除|剔除|不包含",
    ),
    _cue(
        "list of models",
        _R.TRAINED_MODEL_ON,
        -2.5,
        r"\b(?:models?|checkpoints?|fine-?tuned|projects|papers|tools?|libraries)\b[^.;]{0,40}\Z",
    ),
    _cue(
        "list used by",
        _R.OTHER,
        -2.5,
        r"\bused by\b[^.;]{0,60}\Z",
        r"\b(?:this|our) (?:data ?set|data) (?:is|was|has been) used\b[^.;]{0,60}\Z",
    ),
)

# Right of the mention, same clause. In Japanese, Korean and much of Chinese the verb stands here.
RIGHT = (
    _cue(
        "evaluated behind",
        _R.EVALUATED_ON,
        -3.0,
        r"\A[^。；、]{0,15}(?:(?:を|で|は|に)?[^。；、]{0,6}評価|(?:上|中)?(?:进行)?(?:的)?(?:评测|评估|测评|测试)|(?:로|에서|을|를)?[^.。]{0,6}평가)",
    ),
    _cue(
        "trained behind",
        _R.TRAINED_MODEL_ON,
        -2.5,
        r"\A[^。；、]{0,12}(?:で|を|に)[^。；、]{0,6}(?:学習|訓練|ファインチューニング|微調整)|\A[^。；]{0,12}(?:上|进行)[^。；]{0,6}(?:训练|微调)|\A[^.。]{0,12}(?:학습|훈련|파인튜닝)",
    ),
    _cue(
        "follows behind",
        _R.METHOD_ONLY,
        -2.5,
        r"\A[^。；、]{0,10}(?:を参考|に倣|に準|の(?:手法|方法|形式|フォーマット)|을 참고|를 참고|의 방법"
        r"|的(?:方法|思路|做法|框架|流程|代码))",
    ),
    _cue(
        "translated behind",
        _R.TRANSLATED,
        3.0,
        r"\A[^。；]{0,30}(?:翻訳|和訳|日本語訳|日本語に|翻译|译成|译为)|\A[^.。]{0,30}번역",
    ),
    _cue(
        "made behind",
        _R.OTHER,
        2.4,
        r"\A[^。；、]{0,12}(?:を?(?:ベース|元|もと|基|土台)に|に基づ|から(?:作成|抽出|収集|取得|構築|生成|派生|選)|由来"
        r"|を(?:加工|改変|拡張|利用して作|使って作))"
        r"|\A[^.。]{0,12}(?:기반|바탕|에서 (?:추출|수집|가져)|활용하여|가공)"
        r"|\A[^。；]{0,8}中?(?:抽取|选取|采样|筛选|提取|抽样|改写|扩充|衍生)",
    ),
    _cue(
        "merged behind",
        _R.MIXTURE_COMPONENT,
        2.4,
        r"\A[^。；]{0,30}を?(?:結合|統合|マージ|混合|組み合わせ|まとめ)|\A[^。；，]{0,20}(?:合并|混合|整合)|\A[^.。]{0,30}(?:결합|병합|통합|합쳐)",
    ),
    _cue(
        "sieved behind",
        _R.FILTERED,
        2.4,
        r"\A[^。；、]{0,12}を?(?:フィルタ|クリーニング|精選|整形)|\A[^。；，、]{0,8}(?:进行)?(?:清洗|过滤|去重)|\A[^.。]{0,12}(?:필터링|정제)",
    ),
    _cue(
        "styled",
        _R.METHOD_ONLY,
        -3.5,
        r"\A[\s\W_]{0,3}(?:style|styled|like|format(?:ted|ting)?|esque|type|inspired)\b",
        r"\A\W{0,3}的?(?:格式|风格|形式)",
    ),
    _cue(
        "its method",
        _R.METHOD_ONLY,
        -2.0,
        r"\A\W{0,4}\w{0,12}\W{0,2}(?:paper|method\w*|approach|technique|pipeline|framework|prompts? template|template|procedure"
        r"|algorithm|codebase|code"
        r"|script|research|works?\b|projects?\b|tokenizer|strategy)",
    ),
    _cue(
        "its model",
        _R.TRAINED_MODEL_ON,
        -2.5,
        r"\A\W{0,4}(?:\w+ ){0,1}(?:models?|LLMs?|checkpoint\w*|weights|classifier|\d+b\b)",
        r"\A\W{0,3}[-–]?\d+(?:\.\d+)?B\b",
    ),
    _cue(
        "trains",
        _R.TRAINED_MODEL_ON,
        -2.5,
        r"\A[^.;:]{0,25}\b(?:to|for) (?:re-?|further )?(?:fine-?tun|train|align|pre-?train)\w*\b(?! (?:set|split|data))",
    ),
    _cue(
        "its scores",
        _R.EVALUATED_ON,
        -2.0,
        r"\A\W{0,4}(?:\w+ ){0,1}(?:leaderboard|evaluation|test ?-?sets?|results?|accuracy|performance)",
    ),
    _cue(
        "removed after",
        _R.REMOVED_COMPONENT,
        -3.0,
        r"\A[^.;]{0,60}\b(?:was|were|is|are|been|be) (?:\w+ ){0,2}(?:remov|exclud|omit|dropp|filtered out|discard)\w*",
        r"未包含|被(?:移除|去除)",
    ),
    _cue("inspires", _R.METHOD_ONLY, -4.0, r"\A[^。；.;]{0,40}(?:的?启发|(?:の|に)影響|をヒントに)"),
    _cue("makes", _R.METHOD_ONLY, -4.0, r"\A\W{0,3}(?:项目组?|团队|模型|平台)?\W{0,2}所?(?:生成|开发|训练)"),
    _cue(
        "uses this",
        _R.OTHER,
        -2.5,
        rf"\A[^.;]{{0,50}}\b(?:uses?|used|is (?:derived|built|based|trained)|are (?:derived|built|based|trained)|builds?) (?:\w+"
        rf" ){{0,2}}{THIS}",
        r"\A[^.;]{0,30}\bis (?:a|an) (?:\w+ ){0,3}(?:of|from|based on) (?:this|our) ",
    ),
    _cue("translated after", _R.TRANSLATED, 2.5, r"\A[^.;]{0,50}\btranslated (?:in)?to\b", "翻译成"),
    _cue(
        "reshaped after",
        _R.FORMAT_CONVERSION,
        2.0,
        r"\A[^.;]{0,40}\b(?:re-?format(?:ted)?|converted|restructured|binari[sz]ed) (?:in)?to\b",
    ),
    _cue(
        "answered after",
        _R.DISTILLED,
        1.5,
        r"\A[^.;]{0,40}\b(?:augmented|re-?generated|re-?written|answered|completed|enhanced|extended) (?:with|by|using) (?!us\b|our)",
    ),
    _cue(
        "dataset after",
        _R.OTHER,
        0.6,
        r"\A['’]?s?\W{0,4}(?:\w+ ){0,2}(?:data ?sets?|data\b|corp(?:us|ora)|collection|prompts|instructions|questions|problems|samples"
        r"|examples"
        r"|conversations|train(?:ing)? (?:set|split))",
        r"\A\W{0,3}数据",
    ),
    _cue(
        "taken",
        _R.SUBSET,
        1.0,
        r"\A[^.;]{0,30}(?:[\d.,]+ ?[kKmM]?\+? (?:rows|samples|examples|instances|questions|prompts|conversations|pairs|entries|problems"
        r"|instructions)"
        r"|random sample|\b\d{1,3}(?:,\d{3})+\b)",
    ),
    _cue(
        "was used",
        _R.OTHER,
        1.0,
        r"\A[^.;]{0,30}\b(?:was|were|is|are) (?:used|included|taken|sampled|mixed|merged|combined|filtered|selected|adapted|modified"
        r"|converted)",
    ),
)
