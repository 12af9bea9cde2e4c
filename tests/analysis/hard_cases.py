"""Hand-written comments on clauses of a fictional city, with the stance and kind a reader gives them.

The cues were improved while these cases were looked at, so the accuracy over them flatters: it guards against falling
back and says nothing about unseen comments. HELD_OUT was kept apart at first, but some of its lines were known when
later cues were written; what is held out now stands in `hard_cases_more`.
"""

from typing import NamedTuple

from portal.analysis.types import Opinion

PARKING = "第六条 住宅小区停车位优先满足业主需要，夜间对外开放的车位收费不得高于每小时三元，严禁擅自改变车位用途。"
WASTE = "第九条 单位和个人应当按照规定的时间、地点分类投放生活垃圾，拒不改正的，处五十元以上二百元以下罚款。"
LIFT = "第十二条 既有住宅加装电梯应当经本单元三分之二以上业主同意，费用由受益业主按楼层分摊。"


class HardCase(NamedTuple):
    """One comment, its clause, and what a careful reader would say."""

    text: str
    clause_text: str | None
    stance: str
    kind: str

    def opinion(self, number: int) -> Opinion:
        """The case as the analysis takes it."""
        return Opinion(str(number), self.text, "云川条款", self.clause_text)


CASES = [
    HardCase(text, clause_text, stance, kind)
    for clause_text, group in {
        PARKING: [
            ("总体赞同，但建议把夜间收费上限改为每小时两元。", "suggest", "suggestion"),
            ("原则上同意，但是“每小时三元”对老小区来说太高了，不合理。", "oppose", "complaint"),
            ("无意见。", "support", "formal_no_opinion"),
            ("没有意见", "support", "formal_no_opinion"),
            ("经研究，我单位对本条无不同意见。", "support", "formal_no_opinion"),
            ("业主优先，外来车辆交费，这合理吗？我们这些租户就不是住户了？", "oppose", "complaint"),
            ("没有理由反对这样的规定。", "support", "praise"),
            ("不得不说，这条定得很细，我不反对。", "support", "praise"),
            ("文中写“严禁擅自改变车位用途”，写得好，支持。", "support", "praise"),
            ("“擅自改变”如何认定？由谁来认定？", "question", "question"),
            ("夜间是指几点到几点？请在条文里写清楚。", "suggest", "suggestion"),
            ("支持业主优先，坚决反对对外开放，外人进来谁负责安全！", "oppose", "complaint"),
            ("建议删除“不得高于每小时三元”，由市场定价。", "suggest", "suggestion"),
            ("能否增加新能源车充电位的比例要求？", "suggest", "suggestion"),
            ("又是一刀切，有的小区车位空着一半，凭什么不让租出去。", "oppose", "complaint"),
            ("举双手赞成，早就该管管乱占车位的了。", "support", "praise"),
            ("我家楼下下水道堵了两个月，物业不管，请政府派人解决。", "none", "off_topic"),
            ("领导，我们小区暖气一直不热，打电话没人接，求解决！", "none", "off_topic"),
            ("顶", "none", "empty_talk"),
            ("😀😀😀", "none", "empty_talk"),
            ("路过，看看。", "none", "empty_talk"),
            ("收费标准是什么？依据哪份文件？", "question", "question"),
            ("出发点是好的，可是根本执行不了，保安连门都看不住。", "oppose", "complaint"),
            ("担心以后物业借机涨价。", "oppose", "complaint"),
            ("希望早日出台，老百姓盼了很久了。", "support", "praise"),
            (
                "建議將第六條修改為：夜間車位對外開放的，收費由業主大會決定。",
                "suggest",
                "suggestion",
            ),
            ("請問夜間是指幾點到幾點？", "question", "question"),
            ("堅決反對，這不公平。", "oppose", "complaint"),
            ("方向我认可，可是三元封顶会让物业没有积极性，不妥。", "oppose", "complaint"),
            ("租户算不算业主？请予以说明。", "question", "question"),
            ("此条甚好，望坚持到底。", "support", "praise"),
            ("车位本来就不够，再对外开放，业主回来停哪儿？", "oppose", "complaint"),
            ("可以考虑分时段收费。", "suggest", "suggestion"),
            ("本公司对该条无异议。", "support", "formal_no_opinion"),
            ("谁会反对这么好的规定呢？", "support", "praise"),
            ("对“擅自改变车位用途”的处罚应再重一些。", "suggest", "suggestion"),
        ],
        WASTE: [
            ("非常支持垃圾分类，利国利民。", "support", "praise"),
            ("罚款不是目的，建议先教育三次再处罚。", "suggest", "suggestion"),
            ("处五十元以上二百元以下罚款，对拾荒老人太重了，不能接受。", "oppose", "complaint"),
            ("并不反对罚款，只是希望明确谁来执法。", "suggest", "suggestion"),
            ("难道老人记错时间也要罚吗？", "oppose", "complaint"),
            ("上班族早上七点前出门，怎么可能按时投放？", "oppose", "complaint"),
            ("定时定点根本不现实，请取消。", "oppose", "complaint"),
            ("“拒不改正”的标准是什么？第一次算不算？", "question", "question"),
            ("不是不支持分类，是没有地方投放。", "oppose", "complaint"),
            ("不能不为这条点赞。", "support", "praise"),
            ("这条规定很有必要，赞成。", "support", "praise"),
            ("没什么好说的，同意。", "support", "praise"),
            ("我觉得这条不太合理。", "oppose", "complaint"),
            ("说不上好，也说不上坏。", "none", "other"),
            ("同上。", "none", "other"),
            ("建议将“二百元”改为“一百元”，并增加社区服务抵扣的规定。", "suggest", "suggestion"),
            ("应当补充商户的分类义务。", "suggest", "suggestion"),
            ("餐饮店的厨余垃圾怎么办？多久收运一次？", "question", "question"),
            ("资金从哪里来？会不会又摊到物业费里？", "question", "question"),
            ("纯属形式主义，前端分了后端混装，有什么用！", "oppose", "complaint"),
            ("赞成分类，反对罚款。", "oppose", "complaint"),
            ("虽然麻烦一点，但我支持。", "support", "praise"),
            (
                "经研究，提出以下意见：一、建议明确投放时间；二、建议增加流动收运车。",
                "suggest",
                "suggestion",
            ),
            ("拥护！", "support", "praise"),
            ("单位和个人应当按照规定的时间、地点分类投放生活垃圾。", "none", "other"),
            ("<p>建议增加夜间投放点</p>", "suggest", "suggestion"),
            ("好好好好好好好好好好", "none", "empty_talk"),
            ("有人说这条会扰民，我倒觉得不会，支持实施。", "support", "praise"),
            ("我不赞成罚款，宣传引导才是正道。", "oppose", "complaint"),
            ("罚得好，就该这样。", "support", "praise"),
            ("每个小区要设几个投放点？", "question", "question"),
            ("请把投放时间延长到晚上九点。", "suggest", "suggestion"),
            (
                "垃圾站臭气熏天，我家窗户都不敢开，找了物业好几回都没人理，请尽快处理。",
                "none",
                "off_topic",
            ),
            ("打卡", "none", "empty_talk"),
            ("谁来监督执法人员？", "question", "question"),
            ("老百姓哪有那么多时间分类，纯粹折腾人。", "oppose", "complaint"),
        ],
        LIFT: [
            ("一楼住户采光受影响，不同意按这个比例表决。", "oppose", "complaint"),
            ("三分之二是按户数还是按面积计算？", "question", "question"),
            ("建议对一楼、二楼住户给予补偿，具体标准由业主协商。", "suggest", "suggestion"),
            ("完全赞同，我母亲腿脚不便，终于盼到了。", "support", "praise"),
            ("如果一楼不同意怎么办？", "question", "question"),
            ("按楼层分摊不妥，建议按面积分摊。", "suggest", "suggestion"),
            ("谁受益谁出钱，合情合理。", "support", "praise"),
            ("这不是变相强制低层住户让步吗？", "oppose", "complaint"),
            ("恳请细化资金补贴的申请条件。", "suggest", "suggestion"),
            ("没必要写进条例，业主自己商量就行。", "oppose", "complaint"),
            ("楼上邻居天天装修，噪音扰民，投诉好几次也没人管。", "none", "off_topic"),
            ("包工头拖欠我三个月工资，请领导帮忙要回来。", "none", "off_topic"),
            ("第十二条与物权相关规定不一致，建议与上位法衔接。", "suggest", "suggestion"),
            ("加装电梯后的维护费由谁负责？", "question", "question"),
            ("我单位原则同意，建议将“受益业主”的范围予以明确。", "suggest", "suggestion"),
            ("我局无修改意见。", "support", "formal_no_opinion"),
            ("暂无意见建议", "support", "formal_no_opinion"),
            ("无不同意见，仅建议把“分摊”改为“协商分摊”。", "suggest", "suggestion"),
            ("不无道理，但比例偏高，应降低到过半数。", "suggest", "suggestion"),
            ("加装电梯的初衷我理解，然而加重了退休老人的经济负担。", "oppose", "complaint"),
            ("感谢政府为老年人着想！", "support", "praise"),
            ("今天天气不错。", "none", "other"),
            ("很好，很全面，没有补充。", "support", "praise"),
            ("规定太笼统，操作性不强。", "oppose", "complaint"),
            ("并非不同意加装，而是分摊办法有失公允。", "oppose", "complaint"),
            ("低楼层给点补偿，这事就成了。", "suggest", "suggestion"),
            ("十年前就盼着这一天，感谢！", "support", "praise"),
            ("补贴向哪个部门申请？", "question", "question"),
            ("建议三分之二改为四分之三。", "suggest", "suggestion"),
            ("我院经认真研究，对征求意见稿没有修改意见。", "support", "formal_no_opinion"),
            ("把难题推给邻居自己吵，政府就这样当甩手掌柜？", "oppose", "complaint"),
            ("不反对装，但请明确维修资金从何而来。", "suggest", "suggestion"),
        ],
    }.items()
    for text, stance, kind in group
]

HELD_OUT = [
    HardCase(text, clause_text, stance, kind)
    for clause_text, group in {
        PARKING: [
            ("大体认同，唯独收费标准应交给业主大会去定。", "suggest", "suggestion"),
            ("这样规定欠妥，侵犯业主的财产权。", "oppose", "complaint"),
            ("访客车辆按什么标准收费？", "question", "question"),
            ("这条写进去，我们小区的老大难就有救了，真心拥护！", "support", "praise"),
            ("本街道办事处无意见和建议。", "support", "formal_no_opinion"),
            ("望对“夜间”一词作出界定。", "suggest", "suggestion"),
            ("说是优先业主，实际上谁有钱谁优先，骗谁呢！", "oppose", "complaint"),
            ("小区门口路灯坏了半年，黑灯瞎火，请有关部门尽快修好。", "none", "off_topic"),
            ("已阅。", "none", "empty_talk"),
            ("我既不支持也不反对。", "none", "other"),
        ],
        WASTE: [
            ("罚两百块？一天的菜钱都没了，受不了。", "oppose", "complaint"),
            ("早点实施吧，楼道口的味道实在熬人。", "support", "praise"),
            ("企业和居民是否适用同一标准？", "question", "question"),
            ("可将罚款改为参加志愿服务。", "suggest", "suggestion"),
            ("立法精神值得称道，但罚则过于严厉，恐难执行。", "oppose", "complaint"),
            ("我完全没有理由不支持。", "support", "praise"),
            ("“处五十元以上二百元以下罚款”建议下限降到二十元。", "suggest", "suggestion"),
            ("11111111", "none", "empty_talk"),
            ("这也要罚，那也要罚，老百姓还怎么过日子？", "oppose", "complaint"),
            ("外地游客投错了也要处罚吗？", "question", "question"),
        ],
        LIFT: [
            ("对三楼以上当然是好事，对我们一楼就是灾难。", "oppose", "complaint"),
            ("电梯井占用的绿地怎么补偿？", "question", "question"),
            ("这一条考虑周全，我们全家都赞成。", "support", "praise"),
            ("宜增设调解程序。", "suggest", "suggestion"),
            ("我觉得挺好的。", "support", "praise"),
            ("补贴标准最好写明。", "suggest", "suggestion"),
            ("经营部欠我工钱不给，跑了十几趟，求书记帮忙讨薪。", "none", "off_topic"),
            ("我协会对草案没有不同意见。", "support", "formal_no_opinion"),
            ("不同意见的业主怎么表达？", "question", "question"),
            ("三分之二门槛太高，装不成，等于白写。", "oppose", "complaint"),
        ],
    }.items()
    for text, stance, kind in group
]
