"""Hand-written questions of citizens about a fictional city's drafts, and what only looks like one.

The cues were changed while these were looked at: they guard against falling back.
"""

ASKED = [
    "请问外地车辆能不能办理月票？",
    "请问能否用现金支付？",
    "包月之后可不可以退？",
    "外地户籍的孩子能否享受补贴？",
    "可否在网上申请？",
    "想问一下租户是否可以办居民停车证？",
    "没有智能手机的老人能不能刷卡通行？",
    "残疾证能否跨区办理？",
    "想了解一下，离职以后能不能继续参加？",
    "证件丢了可不可以补办？",
    "夜间是否收费？",
    "新能源车是否免费？",
    "办理月卡需要什么材料？",
    "居民凭什么证件办理？",
    "不会用手机的老人怎么缴费？",
    "停车费标准是多少？",
    "电动三轮车算不算机动车？",
    "建设资金从哪里来？",
    "请问这个办法什么时候实施？",
    "申请要走什么手续？",
]
"""Each wants to know something and proposes nothing."""

PROPOSED = [
    "能不能增加夜间车位？",
    "可不可以延长免费时间？",
    "能否把包月降到一百元？",
    "请问能否增加公交班次？",
    "可否考虑允许网上办理？",
    "能不能让外地车也办月票？",
    "能否明确由谁办理？",
    "可不可以取消押金？",
    "请问能不能放宽申请条件？",
    "能否改为凭身份证领取？",
]
"""Each is a question by its form and a proposal by its sense."""

REPROACHED = [
    "凭什么要我们出钱？",
    "这样规定合理吗？",
    "天天涨价，老百姓怎么活？",
    "难道居民就不用睡觉了吗？",
]
"""Each asks nothing."""
