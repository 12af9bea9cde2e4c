"""Fictional drafts of the city of 云川, and short ways to look at their trees."""

from __future__ import annotations

from portal.drafts.outline import read_outline
from portal.drafts.tree import ClauseNode, Outline

POLICY = """\
云川市人民政府关于加强城市绿道建设的实施意见

    为加强城市绿道建设，改善人居环境，现提出以下实施意见。

    一、总体要求
    （一）指导思想。坚持以人为本。统筹推进绿道建设。
    （二）工作目标。到2027年建成绿道120公里。
    二、主要任务
    （三）完善绿道网络
    推进滨河绿道与社区绿道相连。
    （四）加强日常养护
    建立巡查制度。
"""

STATUTE = """\
云川市城市绿地管理条例
（草案征求意见稿）

目　　录
第一章　总　则
第二章　规划与建设
　第一节　规划
　第二节　建设
附　则

第一章　总　则

　　第一条　为了加强城市绿地管理，结合本市实际，制定本条例。

　　第二条　本市行政区域内绿地的规划、建设和保护，适用本条例。
　　法律、法规另有规定的，从其规定。

　　第三条　市绿化主管部门履行下列职责：
　　（一）编制绿地系统规划；
　　（二）其他职责：
　　1.组织普查；
　　2.建立档案。
　　前款规定的职责可以委托实施。

　　第三条之一　【公众参与】鼓励公众参与绿地保护。

第二章　规划与建设
　第一节　规划
　　第四条　绿地系统规划应当公开征求意见。
　第二节　建设
　　第五条　建设项目应当配建绿地。
　附　则
　　第六条　本条例自2027年1月1日起施行。
"""

NOTICE = """\
首页 > 政务公开 > 意见征集
关于公开征求《云川市停车管理办法（征求意见稿）》意见的公告
    本次征集起止时间：2026年10月10日09:30至2026年11月9日18:00
    为规范停车秩序，方便群众出行，我局起草了《云川市停车管理办法（征求意见稿）》，现公开征求意见。
    公众可以通过信函、电子邮箱或传真将意见反馈至我局。以单位名义反馈的，请注明单位名称、联系人及联系方式，并盖单位公章；以个人名义反馈的，请注明姓名和联系方式。
    联系人：林\u00a0\u00a0 禾\u00a0\u00a0\u00a0 欧阳小云
    电\u00a0 话：0999-5550123  0999-5550124
    传真：0999-5550125
    邮\u00a0 箱：tingche@example.cn
    地  址：云川市环城路8号
    邮  编：999000
\u2002\u2002\u2002\u2002云川市城市管理局
\u2002\u2002\u2002\u20022026年10月10日

云川市停车管理办法（征求意见稿）
第一条　为了规范停车秩序，制定本办法。
第二条　本办法适用于本市行政区域。
"""

SPEECH = """\
同志们：
今天我们召开绿道建设推进会。
一、充分认识重要意义
绿道连着千家万户。
二、扎实推进重点任务
下一步要抓好三件事。
一要加快建设。各区要倒排工期。
二要加强养护。养护经费要落实。
三、加强组织领导
一要明确责任。责任要到人。
二要严格督查。督查结果要通报。
同志们，让我们共同努力！
"""


def tree(text: str) -> list[tuple[str, str]]:
    """Path and level of every clause."""
    return [(clause.path, clause.level) for clause in read_outline(text).all_clauses()]


def clause(outline: Outline, path: str) -> ClauseNode:
    return next(one for one in outline.all_clauses() if one.path == path)


def codes(outline: Outline) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in outline.warnings]
