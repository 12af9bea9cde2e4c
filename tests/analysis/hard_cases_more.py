"""More hand-written comments on three other clauses of the fictional city, with the reading a person gives them.

MORE may be looked at while cues are changed. HELD_OUT_MORE and HELD_OUT_LAST (66 lines) were written before the
analysis was run on them and have never been used to change a cue, a weight or a word list: whoever changes one of
their lines or tunes on one must say so here. They are by the author of the cues, so they are kinder than strangers.
"""

from tests.analysis.hard_cases import HardCase

MARKET = (
    "第八条 在不影响交通和市容的前提下，可以划定夜间摆摊区域，"
    "摊位使用费每月不超过三百元，经营时间不得晚于二十三时。"
)
EBIKE = "第十五条 禁止在楼梯间、疏散通道停放电动自行车或者为其充电，新建小区应当按照户数百分之三十配建充电位。"
CANTEEN = "第二十条 每个街道至少设立一处老年食堂，七十岁以上老人每餐补贴三元，所需资金由市、区两级财政分担。"


def _cases(groups: dict[str, list[tuple[str, str, str]]]) -> list[HardCase]:
    return [
        HardCase(text, clause_text, stance, kind)
        for clause_text, group in groups.items()
        for text, stance, kind in group
    ]


MORE = _cases({
    MARKET: [
        ("支持夜市，但建议把收摊时间提前到二十二时。", "suggest", "suggestion"),
        ("夜市油烟和喇叭谁来管？出了事找谁？", "question", "question"),
        ("刚整治完占道又放开，朝令夕改，反对。", "oppose", "complaint"),
        ("烟火气回来了，好事一件！", "support", "praise"),
        ("每月三百元包不包括水电？", "question", "question"),
        ("建议增加“残疾人、低保户免收摊位使用费”的规定。", "suggest", "suggestion"),
        ("本单位对第八条没有不同意见。", "support", "formal_no_opinion"),
        ("不是反对摆摊，是反对摆在学校门口。", "oppose", "complaint"),
        ("难道居民就不用睡觉了吗？", "oppose", "complaint"),
        ("不能不说，这是多年来最贴心的一条。", "support", "praise"),
        ("“不影响交通和市容”由谁判断？", "question", "question"),
        ("请把“可以划定”改为“应当划定”。", "suggest", "suggestion"),
        ("我家对面饭店排烟管对着窗户，熏得头疼，投诉没人管，请帮忙解决。", "none", "off_topic"),
        ("收到。", "none", "empty_talk"),
        ("哈哈哈哈", "none", "empty_talk"),
    ],
    EBIKE: [
        ("完全同意，人命关天。", "support", "praise"),
        ("禁是该禁，可充电位在哪里？先建后禁才合理。", "oppose", "complaint"),
        ("百分之三十的依据是什么？", "question", "question"),
        ("建议比例提高到百分之五十。", "suggest", "suggestion"),
        ("老旧小区没有地方充电怎么办？", "question", "question"),
        ("外卖员靠它吃饭，一禁了之，太不近人情。", "oppose", "complaint"),
        ("赞成禁止，同时希望明确物业的巡查责任。", "suggest", "suggestion"),
        ("谁愿意把车抬上楼？还不是没地方停！", "oppose", "complaint"),
        ("“禁止在楼梯间停放”写得好，坚决拥护。", "support", "praise"),
        ("经研究，我局无意见。", "support", "formal_no_opinion"),
        ("建議補充：既有小區應當在兩年內補建充電位。", "suggest", "suggestion"),
        ("光禁不建，等于没说。", "oppose", "complaint"),
        ("没有理由不支持这一条。", "support", "praise"),
        ("能否允许换电柜进小区？", "suggest", "suggestion"),
        ("老板跑路，欠我们五个人工资，求政府做主，帮忙讨要。", "none", "off_topic"),
    ],
    CANTEEN: [
        ("感谢政府，老人终于能吃上热饭了。", "support", "praise"),
        ("三元太少，建议提高到五元。", "suggest", "suggestion"),
        ("补贴的钱从哪来？会不会过两年就停了？", "question", "question"),
        ("又是面子工程，开张拍照，三个月关门。", "oppose", "complaint"),
        ("外地户籍的老人能享受吗？", "question", "question"),
        ("建议将“七十岁”改为“六十五岁”。", "suggest", "suggestion"),
        ("总体赞同。", "support", "praise"),
        ("区级财政紧张，分担比例不明确，担心落不了地。", "oppose", "complaint"),
        ("我单位无修改意见和建议。", "support", "formal_no_opinion"),
        ("望增加送餐上门的内容。", "suggest", "suggestion"),
        ("有人说浪费钱，我不这么看，支持办下去。", "support", "praise"),
        ("街道没有场地，这一条根本落实不了。", "oppose", "complaint"),
        ("食品安全由哪个部门监管？", "question", "question"),
        ("每个街道至少设立一处老年食堂。", "none", "other"),
        ("666", "none", "empty_talk"),
    ],
})

HELD_OUT_MORE = _cases({
    MARKET: [
        ("摊位费定得公道，我们小商贩心里踏实了。", "support", "praise"),
        ("二十三时收摊还是太晚，第二天要上学的孩子怎么睡？", "oppose", "complaint"),
        ("是否需要办理健康证？", "question", "question"),
        ("建议划定区域前征求周边住户意见。", "suggest", "suggestion"),
        ("本条无意见。", "support", "formal_no_opinion"),
        ("说好的严管呢？这不是开倒车吗？", "oppose", "complaint"),
        ("既要烟火气，也要清净，能否试点半年再推开？", "suggest", "suggestion"),
        ("早该放开了，举双手赞成。", "support", "praise"),
        ("楼下歌厅天天吵到凌晨两点，报警也没用，请领导管管。", "none", "off_topic"),
        ("看看", "none", "empty_talk"),
        ("我不反对夜市本身，但把它放在小学旁边不妥。", "oppose", "complaint"),
        ("摊主和城管的矛盾由谁调解？", "question", "question"),
    ],
    EBIKE: [
        ("充电位只按百分之三十配，远远不够用。", "oppose", "complaint"),
        ("我儿子就是因为楼道起火受的伤，这条我一百个同意。", "support", "praise"),
        ("应明确违反本条的处罚标准。", "suggest", "suggestion"),
        ("电动三轮车算不算电动自行车？", "question", "question"),
        ("这样一刀切，让送餐的人怎么生活？", "oppose", "complaint"),
        ("我校对该条款无异议。", "support", "formal_no_opinion"),
        ("道理都懂，可是老楼连插座都没有，禁得住吗？", "oppose", "complaint"),
        ("可以增加共享充电柜的条款。", "suggest", "suggestion"),
        ("写得很好，没有意见。", "support", "formal_no_opinion"),
        ("未尝不是一件好事。", "support", "praise"),
        ("新建小区的开工时间以哪天为准？", "question", "question"),
        ("小区水压太低，六楼没水用，物业推来推去，盼解决。", "none", "off_topic"),
    ],
    CANTEEN: [
        ("我妈八十了，天天盼着有个食堂，太好了。", "support", "praise"),
        ("一个街道一处够谁吃的？", "oppose", "complaint"),
        ("补贴是直接打卡还是餐费抵扣？", "question", "question"),
        ("建议引入社会力量运营，并公开账目。", "suggest", "suggestion"),
        ("没有不同意见，建议尽快落实。", "support", "formal_no_opinion"),
        ("财政已经这么紧了，还到处撒钱，不赞成。", "oppose", "complaint"),
        ("七十岁以上每餐补贴三元，这个标准是怎么算出来的？", "question", "question"),
        ("宜将补贴标准与物价挂钩。", "suggest", "suggestion"),
        ("我爱人退休金被停发三个月，社保窗口让等，请核实处理。", "none", "off_topic"),
        ("呵呵", "none", "empty_talk"),
        ("并不是不需要食堂，而是钱应当花在送餐上。", "oppose", "complaint"),
        ("条文考虑得周到，民政部门辛苦了。", "support", "praise"),
    ],
})

# A third sitting, after the cues had grown: never run before its figure was printed for the record.
HELD_OUT_LAST = _cases({
    MARKET: [
        ("夜里十一点以后才安静，上夜班的人白天睡，我们没意见。", "support", "formal_no_opinion"),
        ("三百元封顶，物价年年涨，以后谁来维护场地？", "question", "question"),
        ("这一条写到摊主心坎里去了。", "support", "praise"),
        ("应当同时规定垃圾清运由谁承担。", "suggest", "suggestion"),
        ("划定区域离医院太近，不能同意。", "oppose", "complaint"),
        ("经我行研究，对该条无补充意见。", "support", "formal_no_opinion"),
        ("请问现在的早市还保留吗？", "question", "question"),
        ("与其放开夜市，不如把菜市场先修好。", "oppose", "complaint"),
        ("恳请将“不超过三百元”改为“不超过二百元”。", "suggest", "suggestion"),
        ("顶起", "none", "empty_talk"),
    ],
    EBIKE: [
        ("楼道充电烧死过人，必须禁，支持到底。", "support", "praise"),
        ("建充电棚的钱由业主出还是开发商出？", "question", "question"),
        ("宁可罚款也改不了，因为根本没有别的地方放。", "oppose", "complaint"),
        ("希望把补建期限写进条文。", "suggest", "suggestion"),
        ("虽然不方便，安全第一，同意。", "support", "praise"),
        ("新小区管住了，老小区呢？建议一并规定。", "suggest", "suggestion"),
        ("我们街上的窨井盖丢了三个月，天黑有人摔伤，请尽快派人来装。", "none", "off_topic"),
        ("条文与消防法的衔接没有说清楚。", "oppose", "complaint"),
        ("百分之三十是按总户数还是按入住户数？", "question", "question"),
        ("谁会不赞成保命的规定呢？", "support", "praise"),
    ],
    CANTEEN: [
        ("好政策，希望早点落到我们街道。", "support", "praise"),
        ("补三元够买一个馒头，打发叫花子呢？", "oppose", "complaint"),
        ("糖尿病老人的餐食有没有单独标准？", "question", "question"),
        ("拟增加志愿者陪餐的内容，请予考虑。", "suggest", "suggestion"),
        ("总的来说可以，唯独补贴发放太繁琐，建议直接抵扣。", "suggest", "suggestion"),
        ("我镇对第二十条没有意见。", "support", "formal_no_opinion"),
        ("城里有，乡下没有，这公平吗？", "oppose", "complaint"),
        ("挺好。", "support", "praise"),
        ("学习了", "none", "empty_talk"),
        ("说是至少一处，实际上一处也建不起来。", "oppose", "complaint"),
    ],
})
