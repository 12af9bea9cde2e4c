"""What sort of message a comment is, so that officers can sort by it."""

import math
import re
from dataclasses import dataclass

from portal.analysis import stance_cues
from portal.analysis.first_signs import quick
from portal.analysis.labels import Kind, Stance
from portal.analysis.normalise import MASK
from portal.analysis.sentiment import Mood
from portal.analysis.stance import StanceGuess

_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_GRIEVANCE = re.compile(
    r"(?:我家|我们家|我们小区|我小区|我们村|我们这|我们楼|本小区|楼上|楼下|"
    r"隔壁|物业|开发商|包工头|老板|邻居|小区|门口|路口|附近|这里)"
)
_TROUBLE = re.compile(
    r"漏水|停水|停电|断水|断电|噪音|噪声|扰民|拖欠|欠薪|欠我|工资|停车难|没地方停|"
    r"不热|供暖|暖气|油烟|污水|下水道|堵塞|违建|违章|垃圾(?:没人|成堆|堆)|路灯|"
    r"井盖|"
    r"坑坑洼洼|积水|房产证|办证|退费|退款|电梯(?:坏|老|经常)|没人管|无人管|"
    r"施工|占道|乱停|狗叫|电话(?:打不通|没人接)|投诉|举报|异味|臭"
)
_PLEA = quick(
    r"请(?:政府|领导|有关部门|相关部门|市长|书记|尽快|帮忙|解决|处理|核实|查处|"
    r"重视|派人)|(?:求|望|希望|请|恳请)[^,。]{0,14}(?:解决|处理|查处|重视|帮助|"
    r"帮忙|管管|管一管)|管管|管一管|什么时候(?:能)?(?:修|解决|处理)|怎么(?:没人|"
    r"还没)"
)
_COMPLAINT = re.compile(
    r"投诉|举报|强烈(?:要求|谴责|不满)|严重(?:影响|扰民|污染|损害|违反|超标|不符|侵害)|扰民|拖欠|违规|违法|违建|"
    r"不作为|乱收费|乱扣|欺骗|诈骗|虚假|推诿|敷衍|推卸|推脱|踢皮球|没人管|无人管|置之不理|不予理睬|不理不睬|不给|"
    r"拒不|拒绝|至今(?:未|没|仍|还)|一直(?:未|没|不|都没)|迟迟|多次(?:反映|投诉|找|联系|与|向)|苦不堪言|忍无可忍|"
    r"怨声载道|维权|曝光|黑心|霸王|强制|强行|强迫|擅自|私自|侵占|侵害|侵犯|捆绑|安全隐患|不合理|不公平|"
    r"苦不堪言|受害|赔偿|违约|没有(?:任何)?(?:说法|答复|回复|结果)|讨(?:个)?说法|公道|良心|欺负|难道|凭什么(?!证|材料|手续)"
)
_REPORTING = re.compile(
    r"反映|请(?:求)?(?:政府|领导|有关部门|相关部门|书记|市长)?[^,。]{0,8}"
    r"(?:查处|调查|严查|彻查|处理|核实|解决)"
)
_ENQUIRING = re.compile(r"请问|咨询|想问|想了解|请教|想知道|问一下|询问|了解一下")
_ASKING = re.compile(
    r"是否|何时|什么时候|怎么|如何|哪里|哪个|多少|多久|能不能|可不可以|可以吗|有没有|会不会|吗\s*[?。]|呢\s*[?。]|[?]"
)
_ADVISING = re.compile(r"建议|提议|提个建议|合理化|献策")
_PROPOSING = re.compile(
    r"希望(?:能|政府|在|将|增|有关|相关|可以|贵)|应该|应当|可以考虑|不妨|增设|增加|完善|加强|改为|优化|"
    r"尽快(?:建|修|开通|出台)|规划|能否|方便(?:市民|居民|群众|大家)|延伸|增开"
)
_PRAISING = quick(
    r"点赞|感谢|谢谢|好政策|好事|拥护|大快人心|利国利民|支持|赞成|同意|欢迎|期待|(?:很|非常|太|真)好"
)
_SLOGAN = re.compile(
    r"[嗯哦哈呵啊呀额唉嘿]|路过|看看|围观|沙发|板凳|收到|已阅|知道了|学习(?:了|一下)?|加油|打卡|签到|转发|测试|顶"
    r"|领导辛苦了?|祖国万岁|为人民服务|厉害了|来了|(?i:mark|test|ok|up)|[了的]|[^\u4e00-\u9fffA-Za-z0-9]"
)
_OF_DRAFT = re.compile(
    r"第[一二三四五六七八九十百零\d]+[条款项章]|本条|该条|条款|草案|征求意见稿|办法|条例|规定|方案|细则|意见稿"
)
# A letter of a line has too few signs to weigh; what it wants of the draft still says what sort it is.
_BY_STANCE: dict[Stance, Kind] = {
    "suggest": "suggestion",
    "question": "question",
    "oppose": "complaint",
    "support": "praise",
}
MOST_COUNTED = 3
REASONS = 6
MOST_SIGNS_OF_NOTHING = 40


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The kind and the phrases that spoke for it."""

    kind: Kind
    cues: list[str]


def kind_of(
    text: str, felt: str, guess: StanceGuess, mood: Mood, has_clause: bool
) -> KindGuess:
    """The kind of a plain, masked text; off the topic only where there is a clause to be off.

    `felt` is the text without what it proposes: a complaint is not made by proposing what to do about complaints.
    """
    formal = stance_cues.NO_OPINION.search(text)
    if formal and guess.stance in ("support", "none"):
        return KindGuess("formal_no_opinion", [formal.group()])
    if is_empty_talk(text):
        return KindGuess("empty_talk", [])
    trouble, plea = _TROUBLE.search(text), _PLEA.search(text)
    if has_clause and trouble and (plea or _GRIEVANCE.search(text)) and _is_private(text, guess):
        return KindGuess("off_topic", [trouble.group()])
    return _by_weight(text, felt, guess, mood, has_clause)


def is_empty_talk(text: str) -> bool:
    """True for a plain text that says nothing: a sign repeated, a slogan, laughter."""
    if len(set(text)) > MOST_SIGNS_OF_NOTHING:
        return False
    body = text.strip()
    signs = _HAN.findall(body)
    if MASK in body:
        return False
    return len(signs) < 2 or len(set(signs)) < 2 or not _SLOGAN.sub("", body)


def _is_private(text: str, guess: StanceGuess) -> bool:
    """A trouble at home without a word about the draft."""
    return not _OF_DRAFT.search(text) and guess.stance != "support"


def _by_weight(
    text: str, felt: str, guess: StanceGuess, mood: Mood, has_clause: bool
) -> KindGuess:
    found = {
        "suggestion": _ADVISING.findall(text) + _PROPOSING.findall(text),
        "question": _ENQUIRING.findall(text) + _ASKING.findall(text),
        "complaint": _COMPLAINT.findall(felt) + _REPORTING.findall(felt),
        "praise": _PRAISING.findall(text),
    }
    if not has_clause:
        found["complaint"] += _TROUBLE.findall(text)
    weights = _on_a_clause(found, guess, mood) if has_clause else _in_a_letter(found, text, mood)
    best = max(weights, key=lambda kind: weights[kind])
    if weights[best] < 1:
        return KindGuess(_BY_STANCE.get(guess.stance, "other"), guess.cues)
    kind: Kind = best  # type: ignore[assignment]  # the keys above are kinds
    return KindGuess(kind, list(dict.fromkeys(found[best]))[:REASONS])


def _in_a_letter(found: dict[str, list[str]], text: str, mood: Mood) -> dict[str, float]:
    """Without a clause to take a stand on, what a letter leads with and how long it laments decides."""
    advised, asked = len(_ADVISING.findall(text)), len(_ENQUIRING.findall(text))
    length = math.log2(1 + len(text) / 100)
    seen = {kind: len(hits) for kind, hits in found.items()}
    return {
        "suggestion": 2.0 * min(advised, 2) + 0.5 * min(seen["suggestion"], 4),
        "question": 1.5 * min(asked, 2) + 0.6 * min(seen["question"], 3),
        "complaint": 0.6 * min(seen["complaint"], 6) - 0.8 * min(0.0, mood.lean) + 0.6 * length,
        "praise": 0.7 * min(seen["praise"], 2) + mood.lean,
    }


def _on_a_clause(
    found: dict[str, list[str]], guess: StanceGuess, mood: Mood
) -> dict[str, float]:
    counted = {kind: min(len(hits), MOST_COUNTED) for kind, hits in found.items()}
    is_rhetorical = guess.stance == "oppose"
    return {
        "suggestion": counted["suggestion"] + 1.5 * (guess.stance == "suggest"),
        "question": counted["question"] * (0.3 if is_rhetorical else 1.0)
        + 1.5 * (guess.stance == "question"),
        "complaint": 1.2 * counted["complaint"] + 2.0 * is_rhetorical + _blame(mood),
        "praise": counted["praise"] + 1.5 * (guess.stance == "support"),
    }


def _blame(mood: Mood) -> float:
    return 0.5 * mood.is_clear * (mood.score < 0.5)
