"""Hand-written texts with and without personal data; every number, name and address is invented.

Each personal datum stands between ⟦kind: and ⟧, so that the expected places can be read off.
"""

import re

MARKED = [
    "请回电⟦mobile:13900001234⟧，谢谢。",
    "手机⟦mobile:139 0000 1234⟧，微信同号",
    "电话⟦mobile:139-0000-1234⟧白天有人接",
    "号码是⟦mobile:１３９００００１２３４⟧（全角）",
    "⟦mobile:+86 13900001234⟧",
    "打我⟦mobile:1390 000 1234⟧也行",
    "短信发到⟦mobile:一三九零零零零一二三四⟧",
    "联系⟦mobile:139.0000.1234⟧。",
    "座机⟦landline:0999-5550123⟧，分机⟦landline:0999-5550124转802⟧",
    "办公室（⟦landline:(0999)5550123⟧）没人接",
    "电话：⟦landline:5550123⟧",
    "固话⟦landline:09995550123⟧",
    "传真⟦landline:0999 55501234⟧",
    "身份证⟦id_number:11010519491231002X⟧附后",
    "证件号⟦id_number:110105194912310038⟧",
    "我的身份证号码是：⟦id_number:110105 19491231 0038⟧",
    "身份证号⟦id_number:110105491231003⟧，老证",
    "退款打到⟦bank_card:6222020000123456782⟧",
    "卡号 ⟦bank_card:6222 0200 0012 3456 782⟧ 工行",
    "请寄⟦email:lin.hai@example.cn⟧",
    "邮箱：⟦email:ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ⟧",
    "写信到⟦email:lin_hai[at]example.com⟧",
    "车牌⟦plate:云A12345⟧天天占道",
    "那辆⟦plate:云A·B2C45⟧和⟦plate:云AD12345⟧",
    "我家在⟦address:青石路88号⟧，窗外就是工地",
    "住在⟦address:云川市青山区和平街道人民路12号3栋2单元501室⟧",
    "地址：⟦address:柳树巷五号⟧",
    "家住⟦address:阳光花园3号楼2单元401⟧，一楼",
    "⟦address:12栋3单元502室⟧业主",
    "现住⟦address:桂花苑6-2-301⟧",
    "我叫⟦name:林海生⟧，退休教师",
    "我叫⟦name:秦岚⟧。",
    "联系人：⟦name:欧阳明月⟧",
    "联系人 ⟦name:程立⟧ ⟦mobile:15800005678⟧",
    "本人⟦name:沈佳宁⟧，家住⟦address:青石路9号⟧",
    "本人⟦name:何苗⟧身份证⟦id_number:110105194912310038⟧",
    "我是⟦name:曹雨欣⟧，有几点建议",
    "姓名：⟦name:龙飞⟧ 电话：⟦mobile:17700001111⟧",
    "联系人（经办）：⟦name:马文涛⟧",
    "署名：⟦name:柯一鸣⟧",
    "提出人:⟦name:段誉成⟧，⟦email:duan@example.cn⟧",
    "意见人⟦name:贺小满⟧",
    "⟦mobile:13900001234⟧/⟦mobile:13900005678⟧",
    "微信号：⟦account:linhai_1990⟧",
    "加QQ⟦account:1234567⟧群里说",
    "我妻子⟦name:苏婉⟧腿脚不便",
    "联系电话 ⟦mobile:189 0000 4321⟧（⟦name-not:林先生⟧）",
    # Nothing personal stands in what follows.
    "已脱敏：138****1234，张*，z***@example.cn",
    "征求意见稿第三条第二款第十二项",
    "投资13900001234元",
    "面积约13900001234平方米",
    "拨打12345热线，或者110、119",
    "全国客服400-888-0000",
    "2026-11-21至2026-12-20，共30日",
    "1949.10.1-2024.10.1",
    "云政发〔2026〕13900号文",
    "地铁3号线在人民路2号口附近",
    "本人常年居住在此，本人认为不合理",
    "本人高兴地看到，本人支持",
    "本人何时能领到补贴？",
    "本人应当知情，本人曾经反映过",
    "我是方便面爱好者",
    "我是云川市民，我是安居小区的租户",
    "我叫停了施工队，我叫了外卖",
    "联系人应当明确，联系人员不固定",
    "联系人：王女士",
    "姓名和电话不应公开",
    "统一社会信用代码91530100MA6K000000",
    "订单号2026112100012345678",
    "编号110105194913310038",
    "合同号6222020000000000001",
    "邮箱格式是 名字@域名",
    "新A级景区、云A类项目",
    "从3号到15号，每天8点至20点",
    "第5组第3单元的教材",
    "在人民路和青石路之间设公交专用道",
    "一九四九年十月一日",
    "三三两两，一二三四五六七八九十",
    "每月1500 2000 300元不等",
    "坐标 102.712251, 25.040609",
    "ISBN 978-7-111-12345-6",
    "负责人应当到场，负责人严重失职",
    "经办人和申请人分开",
    "收件人信息要保密",
    "建设路网密度达到8公里",
    "人民路小学三年级二班",
    "2栋楼加装了电梯",
    "农村3组5户受益",
]

_MARK = re.compile(r"⟦([a-z_-]+):([^⟧]*)⟧")


def unmarked(marked: str) -> tuple[str, set[tuple[str, int, int]]]:
    """The text without marks, and what should be found in it as (kind, start, end)."""
    parts: list[str] = []
    expected: set[tuple[str, int, int]] = set()
    length = last = 0
    for hit in _MARK.finditer(marked):
        before = marked[last : hit.start()]
        start = length + len(before)
        length = start + len(hit[2])
        if not hit[1].endswith("-not"):
            expected.add((hit[1], start, length))
        parts += [before, hit[2]]
        last = hit.end()
    return "".join([*parts, marked[last:]]), expected
