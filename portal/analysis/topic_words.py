"""Which words of a comment can name a topic."""

import re
from functools import lru_cache

from portal.analysis.segment import kind_of_word, words

_NAMING = re.compile(r"^(?=.*[\u4e00-\u9fffA-Za-z])[\u4e00-\u9fffA-Za-z0-9]{2,12}$")
_ARTICLE = re.compile(
    r"^(?:第?[一二三四五六七八九十百零两\d]+(?:条|款|项|章|个|年|月|日|天|次|点|种|名|位|元)?|[A-Za-z]?\d+)$"
)
_STOP_WORDS = """
建议 希望 意见 提议 恳请 请求 要求 支持 反对 赞成 赞同 同意 不同意 认为 觉得 感觉 应该 应当 应 可以 能够 能否
可否 是否 需要 必须 不能 不要 不应 不得
没有 不是 就是 还是 只是 但是 不过 可是 然而 而且 并且 或者 以及 如果 假如 要是 因为 所以 因此 由于 虽然 尽管
即使 无论 不管 只有 只要 除了 对于 关于 根据 按照
通过 进行 实行 实施 开展 加强 加大 进一步 提高 完善 明确 修改 增加 删除 补充 细化 调整 规定 条款 条文 本条 该条
此条 这条 这个 那个 这些 那些 这样 那样 这种 那种
这里 那里 这么 那么 什么 怎么 怎样 如何 为什么 为何 哪里 哪些 哪个 谁来 多少 几个 一个 一些 一种 一下 一直 一定
一样 一般 有些 有的 有人 有关 相关 其他 其它 其中
我们 你们 他们 它们 自己 大家 本人 个人 我家 人家 别人 咱们 目前 现在 当前 以前 以后 之后 之前 今后 时候 已经
正在 曾经 将来 非常 十分 特别 比较 更加 确实 真的 其实 当然
可能 也许 似乎 好像 根本 完全 基本 总体 具体 方面 部分 情况 问题 内容 工作 事情 东西 方式 办法 措施 作用 目的
怎么办 为啥 凭什么 什么时候 是不是 能不能 有没有 会不会 要不要 可不可以 不然 到底 反正 天天
原因 结果 领导 您好 你好 谢谢 感谢 尊敬 辛苦 请问 咨询 反映 投诉
出台 草案 方案 办法 条例 细则 征求 征求意见 征求意见稿 意见稿 第一 第二 第三 首先 其次 再次 最后 另外 同时 此外
例如 比如 尤其 包括 以上 以下 之间 之一 起来 出来 下来 过来
不知 知道 看到 听说 发现 导致 造成 影响 得到 做到 作为 成为 属于 存在 有所 这是 也是 都是 还有 只能 不会 不可
不好 无法 很多 许多 大量 太多 越来越 每年 每天 今年 去年 多年
尽快 及时 早日 解决 处理 重视 核实 望能 万分 此致 敬礼 nbsp http https www com
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@lru_cache(maxsize=200_000)
def can_name(word: str) -> bool:
    """Whether a word says what a text is about."""
    return word not in STOP_WORDS and bool(_NAMING.match(word)) and not _ARTICLE.match(word)


def naming_words(text: str) -> list[str]:
    """The words of a plain text that say what it is about, in order."""
    return [word for word in words(text) if can_name(word)]


# By the first letter of a word's kind in the dictionary: things name a topic, doings less, times and counts hardly.
_SHARES = {"n": 1.0, "j": 1.0, "l": 1.0, "i": 0.9, "v": 0.75, "a": 0.5, "x": 0.5, "t": 0.35}
_OTHER_SHARE = 0.12
_VAGUE_WORDS = """
小时 分钟 工作日 时间 晚上 早上 上午 下午 半夜 白天 夜里 地方 时段 提出 不同 不够
上班 下班 回家 承担 等于 肯定 清楚 超过 首次 普通 本来 专门 几年 有效
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())


@lru_cache(maxsize=50_000)
def naming_share(word: str) -> float:
    """How well a word of this kind names a topic, beside what it says.

    Unit: 0 to 1
    """
    if word in _VAGUE:
        return _OTHER_SHARE
    kind = kind_of_word(word)
    return 1.0 if kind == "vn" else _SHARES.get(kind[:1], _OTHER_SHARE)
