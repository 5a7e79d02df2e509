"""What the words for appraisals, contests and honours mean, in Chinese (see `gloss`)."""

from __future__ import annotations

MODELS: dict[str, str] = {
    "Item": "评分项：分从哪里来，封顶、保底、权重各多少，引用什么依据",
    "Appraisal": "考核：对单位、站点或事项，按一棵评分项的树；不考核个人",
    "Honour": "荣誉：登记名称、授予单位、日期和文号，只登记、不计算",
    "Criterion": "评分标准：评委打多少分，占多重",
    "Prize": "奖项：几个名额",
    "Contest": "评选：评委各自打分，去掉最高最低，按名额评出",
}

FIELDS: dict[str, str] = {
    "appraisals": "考核",
    "contests": "评选",
    "honours": "荣誉",
    "weight": "权重",
    "begins": "从几分起（扣分项写满分）",
    "each": "每条依据加几分，扣分写负数",
    "target": "指标达到多少得满分",
    "evidence": "要引用哪种依据：事项、活动、记录、关系、文件",
    "apart": "单项：在总分之外单独列出",
    "parts": "下面的各项",
    "period": "多久一次",
    "runs": "谁组织",
    "scorers": "谁打分；不能是被考核单位的人",
    "objection": "异议期：$参数，期满并答复完才能公布",
    "grades": "等次，由人评定并写理由",
    "votes": "有没有测评投票（只记总数）",
    "naming": "命名授牌：没有、须县级以上批准、年度考核",
    "quota": "名额",
    "notice": "公示期：$参数",
    "groups": "分几组评",
    "open": "至少这么多，剩下的都算上",
    "criteria": "评分标准，权重合计为 1",
    "drop": "去掉最高、最低各几张评分表",
    "fewest": "去掉以后至少剩几张",
    "recuse": "评委回避本单位",
    "equals": "同分时依次比哪几项",
    "settle": "还同分时：评委会决定，或抽签",
    "prizes": "奖项，从高到低",
    "voted": "会议用哪项议程表决推荐",
    "needs_vote": "没有会议表决的能不能推荐：$参数，是就不能，否就标明没有会议记录",
    "reserve": "名额以外的按次序列为备选",
}
