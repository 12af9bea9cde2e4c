"""Fictional statutes of the city of 云川, redrafted at random with what became of each article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from portal.drafts.numbering import from_int
from portal.drafts.outline import read_outline
from portal.drafts.tree import ClauseNode

WHO = ["市绿化主管部门", "区人民政府", "街道办事处", "建设单位", "物业服务人", "养护单位", "社区"]
WHO += ["园林科研机构", "市水务部门", "古树保护小组", "公园管理机构", "志愿服务组织", "施工单位"]
WHEN = ["每年春季", "在开工十日前", "自批准之日起三十日内", "在汛期到来之前", "遇有重大节日"]
WHEN += ["接到举报后", "在规划公布后", "需要临时占用绿地时", "在验收合格后", "发现病虫害时"]
DOES = [
    "编制",
    "公布",
    "检查",
    "修复",
    "移交",
    "登记",
    "评估",
    "补种",
    "拆除",
    "收集",
    "采购",
    "标明",
]
WHAT = ["行道树修剪方案", "绿地养护台账", "屋顶花园名录", "苗木检疫证明", "滨河步道照明设施"]
WHAT += ["古树名木保护牌", "雨水花园监测数据", "儿童游戏场地", "临时花坛经费", "绿道标识系统"]
WHAT += ["湿地鸟类调查报告", "树木迁移计划", "公园开放时间表", "落叶堆肥场地", "喷灌用水指标"]
HOW = ["并向社会公布结果", "不得收取费用", "所需经费列入预算", "并听取附近居民的意见"]
HOW += ["未完成的应当说明理由", "确保行人安全", "由专业人员负责", "接受新闻媒体监督"]
HOW += ["保存影像资料五年以上", "与周边环境相协调", "优先选用乡土树种"]


@dataclass
class Article:
    """An article in making; `was` are the old articles its text comes from."""

    sentences: list[str]
    was: list[int] = field(default_factory=list)
    change: str = "new"


Statute = list[list[Article]]
"""The articles of each chapter."""


def sentence(random: Random) -> str:
    """A rule that is seldom made twice."""
    who, when, does, what, how = (random.choice(of) for of in (WHO, WHEN, DOES, WHAT, HOW))
    return f"{who}{when}应当{does}{what}，{how}。"


def statute(random: Random, chapter_count: int, article_count: int) -> Statute:
    """Chapters with `article_count` articles each, numbered from 0 in `was`."""
    return [
        [
            Article(_sentences(random), [chapter * article_count + at], "kept")
            for at in range(article_count)
        ]
        for chapter in range(chapter_count)
    ]


def _sentences(random: Random) -> list[str]:
    return [sentence(random) for _count in range(random.randint(1, 3))]


def text_of(drafted: Statute) -> str:
    """The statute as it would be imported."""
    lines = ["云川市绿地养护条例", ""]
    number = 0
    for at, chapter in enumerate(drafted, 1):
        lines.append(f"第{from_int(at)}章　{WHAT[at % len(WHAT)]}")
        for article in chapter:
            number += 1
            lines.append(f"第{from_int(number)}条　{''.join(article.sentences)}")
    return "\n".join(lines)


def articles_of(drafted: Statute) -> list[ClauseNode]:
    """The clauses the importer makes of it."""
    return read_outline(text_of(drafted)).clauses


def redrafted(random: Random, drafted: Statute, edit_count: int) -> Statute:
    """A copy with `edit_count` edits, each on an article not yet edited."""
    made = [[Article(list(one.sentences), list(one.was), "kept") for one in c] for c in drafted]
    for _edit in range(edit_count):
        random.choice(EDITS)(random, made)
    return made


def _kept(random: Random, made: Statute, sentence_count: int = 1) -> tuple[list[Article], int]:
    places = [
        (chapter, at)
        for chapter in made
        for at, one in enumerate(chapter)
        if one.change == "kept" and len(one.sentences) >= sentence_count and len(chapter) > 2
    ]
    return random.choice(places) if places else ([], 0)


def _insert(random: Random, made: Statute) -> None:
    chapter = random.choice(made)
    chapter.insert(random.randint(0, len(chapter)), Article(_sentences(random)))


def _delete(random: Random, made: Statute) -> None:
    chapter, at = _kept(random, made)
    del chapter[at : at + 1]


def _change(random: Random, made: Statute) -> None:
    chapter, at = _kept(random, made)
    for article in chapter[at : at + 1]:
        place = random.randrange(len(article.sentences))
        words = article.sentences[place]
        cut = random.randrange(len(words) // 2)
        article.sentences[place] = words[:cut] + random.choice(HOW) + words[cut + 6 :]
        article.change = "changed"


def _move(random: Random, made: Statute) -> None:
    chapter, at = _kept(random, made)
    others = [other for other in made if other is not chapter]
    if chapter and others:
        target = random.choice(others)
        article = chapter.pop(at)
        article.change = "moved"
        target.insert(random.randint(0, len(target)), article)


def _split(random: Random, made: Statute) -> None:
    chapter, at = _kept(random, made, 2)
    for article in chapter[at : at + 1]:
        cut = random.randint(1, len(article.sentences) - 1)
        rest = Article(article.sentences[cut:], list(article.was), "split")
        del article.sentences[cut:]
        article.change = "split"
        chapter.insert(at + 1, rest)


def _merge(random: Random, made: Statute) -> None:
    chapter, at = _kept(random, made)
    pair = chapter[at : at + 2]
    if len(pair) == 2 and pair[1].change == "kept":
        pair[0].sentences += pair[1].sentences
        pair[0].was += pair[1].was
        pair[0].change = "merged"
        del chapter[at + 1]


EDITS: list[Callable[[Random, Statute], None]] = [_insert, _delete, _change, _move, _split, _merge]
