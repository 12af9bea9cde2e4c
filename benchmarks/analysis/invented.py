"""Invented comments of any number: Zipf-like vocabulary, lengths around one hundred characters."""

import random
from collections.abc import Iterator

_SUBJECTS = """
停车位 垃圾投放点 公交线路 加装电梯 老旧小区 学区划分 养老食堂 菜市场 夜间施工 充电桩 物业费 河道治理 盲道
共享单车 医保报销
文物保护 绿化带 流动摊贩 幼儿园 门诊预约 供热管网 防汛排水 路灯照明 公厕 登山步道 农贸大棚 消防通道 宠物登记
租房备案 噪声监测
"""
SUBJECTS = _SUBJECTS.split()
_DEEDS = """
设置 管理 收费 验收 维护 公示 审批 监督 补贴 处罚 登记 评估 改造 规划 投诉处理 信息公开 责任划分 资金来源
实施步骤 过渡安排
"""
DEEDS = _DEEDS.split()
FRAMES = (
    "建议{s}的{d}再细化一些，写明由哪个部门负责",
    "{s}的{d}标准是什么，什么时候开始执行",
    "支持加强{s}{d}，群众盼了很久",
    "对{s}一律这样{d}不合理，会加重商户负担",
    "希望把{s}的{d}结果每季度向社会公布一次",
    "担心{s}{d}流于形式，最后没有人管",
    "我们单位对{s}{d}没有意见",
    "{s}与{d}之间缺少衔接，应当补充程序",
    "老城区{s}条件有限，{d}要留出两年时间",
    "{s}{d}的初衷很好，但是执行起来太复杂",
)
_NAMES = """
青石 柳荫 望湖 北桥 南坡 东陵 西沟 云岭 月湾 松岗 竹溪 梅里 兰亭 菊园 桂坊 榆树 槐荫 枫林 杏坛 桃源
"""
NAMES = _NAMES.split()


def comments(count: int, seed: int = 1) -> Iterator[str]:
    """That many comments, the same for the same seed; about one in twelve resembles an earlier one."""
    draw = random.Random(seed)  # invented text is no secret
    earlier: list[str] = []
    for number in range(count):
        if earlier and draw.random() < 0.08:
            yield f"{draw.choice(earlier)}（{draw.choice(NAMES)}片区住户第{number}号附议）"
            continue
        text = "。".join(_sentence(draw) for _ in range(draw.choice((2, 3, 4, 5, 6)))) + "。"
        if len(earlier) < 500:
            earlier.append(text)
        yield text


def _sentence(draw: random.Random) -> str:
    subject = SUBJECTS[min(int(draw.paretovariate(0.7)) - 1, len(SUBJECTS) - 1)]
    frame, deed = draw.choice(FRAMES), draw.choice(DEEDS)
    place = f"{draw.choice(NAMES)}{draw.choice(NAMES)}{draw.randrange(400)}"
    return place + "一带" + frame.format(s=subject, d=deed)
