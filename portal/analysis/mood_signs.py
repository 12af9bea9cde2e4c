"""Faces people put into their texts, as words in brackets and as pictures, written for this project.

The names in brackets are those of the usual Chinese microblogs; a name not known here is read as a word.
"""

import re

_GOOD_FACES = """
哈哈 嘻嘻 偷笑 笑cry 憨笑 大笑 微笑 可爱 爱你 亲亲 抱抱 心 爱心 太开心 开心 赞
good 强 鼓掌 ok OK 耶 给力 威武 酷 花心 色 舔屏 馋嘴 馋 鲜花 玫瑰 蛋糕 礼物
礼花 太阳 阳光 兔子 熊猫 作揖 握手 赞啊 奥特曼 互粉 钱 发红包 红包 话筒 音乐 干杯 胜利
加油 拳头 奋斗 得意 挤眼 害羞 羞嗒嗒 嘿哈 二哈 doge 喵喵 来 中国赞 给你小心心 送花花
打call 羊年大吉 求关注 帅 haha 握爪 比心 米奇比心 求饶 坏笑 阴险 嗨 哇 拜托 喜
福到啦 最右 好喜欢 好棒 好爱哦 赞爆 呲牙 龇牙 调皮 愉快 憧憬 飞吻 色眯眯 转圈 跳跳 庆祝
发 爱情 烟花 咖啡 月亮 许愿 推荐 点赞 温暖 帅气 微风 彩虹 小红花 星星 萌 星星眼
"""
_BAD_FACES = """
泪 大哭 流泪 快哭了 哭 悲伤 伤心 难过 委屈 可怜 失望 衰 晕 吐 生病 感冒 汗 流汗 冷汗
尴尬 黑线 怒 怒骂 发怒 抓狂 愤怒 骂 鄙视 白眼 哼 左哼哼 右哼哼 闭嘴 傻眼 吃惊 惊恐 惊讶
疑问 困 睡 睡觉 打哈气 打脸 弱 不要 NO no 差劲 拜拜 再见 裂开 崩溃 允悲 悲催 抠鼻
挖鼻 挖鼻屎 蜡烛 伤心死了 心碎 凋谢 枯萎 炸弹 便便 猪头 骷髅 菜刀 刀 折磨 糗大了 敲打
咒骂 擦汗 无语 无奈 苦涩 皱眉 叹气 累 失落 苦笑 疯了 委屈巴巴 单身狗 跪了 浮云 淡定 呵呵
"""
_GOOD_PICTURES = (
    "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂🤗🤩😏😇🥳😺😸😹😻😽👍👏🙌🤝🙏💪✌👌🤟🤘❤"
    "🧡💛💚💙💜💕💞💓💗💖💘💝💟💐🌹🌺🌸🌻🌷🌼🎉🎊🎁🎂🌈☀🌞⭐🌟✨🍀🏆🥇💯💋😜😝😛🤪💃"
    "🕺🎈🍻🥂👑🌙♥☺✅🆒😌"
)
_BAD_PICTURES = (
    "😞😟😠😡🤬😢😭😤😥😦😧😨😩😰😱😫😖😣☹🙁😕😒🙄😓😔😪😵🤢🤮🤧🤒🤕😷💔👎🖕💩😾😿🙀"
    "😑😐😶🤥☠💀🥺🤦🤷🌚😳😬"
)
FACE = re.compile(
    r"\[([\u4e00-\u9fffA-Za-z]{1,6})\]|([" + _GOOD_PICTURES + _BAD_PICTURES + r"])"
)
_MAYBE = frozenset("[" + _GOOD_PICTURES + _BAD_PICTURES)
POLARITY: dict[str, float] = {
    **dict.fromkeys(_GOOD_FACES.split(), 1.0),
    **dict.fromkeys(_BAD_FACES.split(), -1.0),
    **dict.fromkeys(_GOOD_PICTURES, 1.0),
    **dict.fromkeys(_BAD_PICTURES, -1.0),
}


def faces(text: str) -> tuple[str, list[tuple[str, float]]]:
    """The plain text without the faces known, and each of them with its sign."""
    if _MAYBE.isdisjoint(text):
        return text, []
    found: list[tuple[str, float]] = []

    def taken(hit: re.Match[str]) -> str:
        sign = POLARITY.get(hit[1] or hit[2])
        if sign is None:
            return hit.group()
        found.append((hit.group(), sign))
        return " "

    return FACE.sub(taken, text), found
