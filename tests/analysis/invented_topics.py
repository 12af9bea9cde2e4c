"""Comments on three matters, enough of them to be grouped and later joined by more."""

from portal.analysis.types import Opinion

MATTERS = {
    "停车": ["停车位", "车位", "停车费", "临时停车", "地下车库", "占道停放"],
    "垃圾": ["垃圾桶", "投放点", "厨余垃圾", "垃圾分类", "清运车", "回收站"],
    "电梯": ["加装电梯", "电梯井", "维护费", "低层住户", "楼层", "电梯轿厢"],
}
FRAMES = [
    "建议明确{0}、{1}的管理要求，{2}另行规定",
    "{0}太少，{1}也不够用，更不要说{2}",
    "支持，但{0}要和{1}一起考虑，{2}可以放一放",
    "请问{0}由谁负责？{1}呢？{2}有没有人管？",
    "我们这里{0}比{1}更急，{2}排在最后",
    "希望{0}早点落实，{1}同步推进，{2}跟上",
]


def opinions(each: int, first: int = 0) -> list[Opinion]:
    """`each` comments on every matter; ids begin with the matter's two characters."""
    found = []
    for matter, nouns in MATTERS.items():
        for number in range(first, first + each):
            chosen = [nouns[(number + step + number // 6) % 6] for step in (0, 2, 3)]
            text = FRAMES[(number * 5 + number // 7) % 6].format(*chosen)
            found.append(Opinion(f"{matter}{number}", text))
    return found


def matter(id_: str) -> str:
    """The matter a comment is on."""
    return id_[:2]
