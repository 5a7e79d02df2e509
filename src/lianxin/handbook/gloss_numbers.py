"""What the words of derived things (indicators, ledgers, schemes, programmes, surveys) mean, in Chinese."""

from __future__ import annotations

MODELS: dict[str, str] = {
    "Indicator": "指标：一个数怎么来的，口径和完整性都写明",
    "IndicatorRule": "指标在一段时间里的数法：数什么、什么条件、算在哪天、算给哪个单位",
    "Ledger": "台账：把哪些记录列出来，列哪几栏",
    "Part": "带数字的说法里的一项，如“1+6+N”里的“6”：要几个，由哪些单位充当",
    "Scheme": "带数字的说法（如 1+6+N）：登记的单位对得上数，材料里才能印",
    "Stream": "一项行动里的一类：计划多少，按哪个指标数完成",
    "Programme": "行动、活动月、文化年：分几类，计划和完成对照",
    "Target": "测评要达到的百分比，从哪天起，依据哪份文件",
    "Norm": "支部（或其中每个人）应有多少：党员、班子、学时；没做到的只提醒",
    "Cap": "一个数最多是另一个数的几分之几；超过的退回或提醒",
    "Contested": "差额选举：候选人要比应选人数多多少，表决前就说",
    "Prior": "先由另一类会议研究（重要事项先经支委会）：写是哪一次或原因，不写也能记",
    "Statements": "述评：谁都写自己做了什么、差在哪，会上讲；会后写承诺，主持的人记意见和点评，不打等次",
    "Routes": "研学路线、红色线路：有哪几条，用哪类活动报名、成行",
    "Survey": "靠测评得出的比率（如垃圾分类四率）：方法、样本、误差、目标",
}

FIELDS: dict[str, str] = {
    "indicators": "按记录数出来的指标",
    "ledgers": "台账",
    "schemes": "带数字的说法和它的组成",
    "programmes": "行动和活动，计划对完成",
    "surveys": "靠测评得出的比率",
    "routes": "研学路线、红色线路",
    "activity": "用哪类活动报名、成行；先研究的是哪类会议",
    "names": "票上逐个问谁：members 主办支部的党员，hosts 主办的单位",
    "part_of": "这个数最多是它的全部：另一个数，或 came 到会、due 应到、members 名册上的党员",
    "cap": "这个数最多是另一个数的几分之几",
    "share": "几分之几：$参数；1 表示不限",
    "strict": "超过的退不退回：$参数；不退回的只提醒",
    "contested": "差额选举：要多少候选人",
    "statements": "述评分几部分、多少字、会后写什么、谁点评",
    "parts": "述评（或说法）由哪几部分组成",
    "replies": "主持的人记的：评议意见、点评",
    "given": "数讲过的述评：有述评就不手填，没有的手填并标明",
    "more": "候选人比应选人数多出的比例：$参数",
    "seats_from": "应选几人起要求差额：$参数",
    "prior": "先由哪类会议研究",
    "usual_from": "一年里一般从几月起：$参数；到时提醒，早开的请说明",
    "answers": "只数这些选项是这个答案的活动",
    "norms": "支部的规模、班子和党员学时应有多少",
    "each": "问谁：支部、每名党员、每名书记和班子成员",
    "reached": "正式党员到多少才问：$参数",
    "fills": "提醒的话里还用到的参数",
    "complete": "完整性：这个数里可能缺什么",
    "levels": "按哪些种类的单位分开看",
    "kinds": "哪些种类（单位、事项、活动、关系），不写就是全部",
    "acts": "数哪些动作的记录，如 matter.transfer",
    "figure": "加活动里的哪个数（如到场人数），不是一场算一",
    "distinct": "数人，一个人只算一次",
    "moment": "算在哪一天：收到、办结、举行、建立、写下、记录所说的那天，或现在",
    "credit": "算给谁：承办、所在地、登记单位、主办和承办、所属单位、全镇；上级一并算",
    "columns": "栏目；fields.某项 是填写的内容，done.某动作 是做它的日期",
    "filters": "可以按什么筛选",
    "group": "按什么分组；奖项里是哪个组别",
    "classes": "这种关系里的人分哪几类（正式党员、预备党员），登记和导入时要说明",
    "also": "名册里还会怎样写这一类；写法不同的不猜",
    "slots": "队伍有哪些岗位；说法由哪几项组成",
    "holds": "哪些单位算在这一项里的条件（CEL，看 unit）；不写就是还没有确认",
    "streams": "分哪几类",
    "indicator": "按哪个指标数",
    "plan": "计划多少",
    "method": "方法：抽样询问、逐件检查、称重",
    "targets": "目标，分时期",
    "of": "占应到还是实到；台账列哪个指标的记录",
}

CONDITIONS: dict[str, tuple[str, str]] = {
    "activity": (
        "一场活动（指标里用）：kind 种类、state 状态、fields 填写的内容、figures 各个数、"
        "organisers 几家主办承办、starts 日期",
        "activity.state == 'held' && activity.organisers >= 2",
    ),
    "tie": (
        "一个关系（指标里用）：kind 种类、role 身份、state 状态、"
        "open 现在是否有效（到了开始的日子、没有结束也没有到期）、fields 填写的内容",
        "tie.kind == 'pairing' && tie.open",
    ),
    "entry": (
        "一条记录（指标里用）：act 动作、verb 动词、role 身份、before 和 after 前后步骤",
        "entry.verb == 'attest'",
    ),
    "unit": (
        "一个单位（组成里用）：kind 种类、tree 哪棵树、key 名字、name 名称",
        "unit.kind == 'site'",
    ),
}
