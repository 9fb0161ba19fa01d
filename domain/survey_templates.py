"""Questionnaires to start from: what the centre's duties ask for, in words of our own. No official form is public. 问卷模板.

A template is only a beginning: every word of it can be changed before it is sent.
"""

from dataclasses import dataclass

from domain.survey import Option, Question, QuestionKind

_SATISFIED = (
    Option(zh="非常满意", en="Very satisfied"),
    Option(zh="满意", en="Satisfied"),
    Option(zh="一般", en="Neither"),
    Option(zh="不满意", en="Dissatisfied"),
    Option(zh="非常不满意", en="Very dissatisfied"),
)
_TROUBLES = (
    Option(zh="商标被抢注", en="Trade mark filed by a stranger"),
    Option(zh="收到律师函或警告信", en="Letter from a lawyer, or warning"),
    Option(zh="被诉或被申请调查", en="Sued, or under investigation"),
    Option(zh="货物被海关查扣", en="Goods stopped by customs"),
    Option(zh="电商平台投诉或下架", en="Complaint or takedown on a platform"),
    Option(zh="展会上被投诉或查扣", en="Complaint or seizure at a fair"),
    Option(zh="他人仿冒本企业产品", en="Others copy our products"),
)
_PLACES = (
    Option(zh="美国", en="United States"),
    Option(zh="欧盟", en="European Union"),
    Option(zh="英国", en="United Kingdom"),
    Option(zh="日本", en="Japan"),
    Option(zh="韩国", en="Republic of Korea"),
    Option(zh="东盟", en="ASEAN"),
    Option(zh="中东", en="Middle East"),
    Option(zh="拉美", en="Latin America"),
    Option(zh="非洲", en="Africa"),
    Option(zh="其他", en="Elsewhere"),
)
_NEEDS = (
    Option(zh="海外商标监测预警", en="Watching of trade marks abroad"),
    Option(zh="海外布局与申请策略", en="Where and how to file"),
    Option(zh="展前风险排查", en="Risk check before fairs"),
    Option(zh="纠纷应对指导", en="Guidance in disputes"),
    Option(zh="专家与服务机构对接", en="Experts and agencies"),
    Option(zh="平台投诉与反通知", en="Complaints and counter-notices on platforms"),
    Option(zh="培训", en="Training"),
    Option(zh="保险与费用支持", en="Insurance and funding"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTemplate:
    """A questionnaire to start from, and the list it usually goes to ("" for none)."""

    name: str
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    goes_to: str
    questions: tuple[Question, ...]


TEMPLATES: tuple[SurveyTemplate, ...] = (
    SurveyTemplate(
        name="observers",
        title="观察企业季度问卷",
        title_en="Quarterly questionnaire to observer enterprises",
        purpose="了解本季度贵单位在海外遇到的知识产权情况，用于研判风险、改进服务。仅供中心内部使用，对外只公布汇总数据。",
        purpose_en="What you met with abroad this quarter, to judge risks and to serve better. For the centre alone; only "
        "totals are published.",
        goes_to="observers",
        questions=(
            Question(
                key="met",
                kind=QuestionKind.YES_NO,
                zh="本季度是否在海外遇到知识产权纠纷或风险？",
                en="Did you meet with an IP dispute or risk abroad this quarter?",
            ),
            Question(
                key="what",
                kind=QuestionKind.SEVERAL,
                zh="遇到的是哪些情况？",
                en="Of which kind?",
                options=_TROUBLES,
                required=False,
            ),
            Question(
                key="where",
                kind=QuestionKind.SEVERAL,
                zh="发生在哪些国家或地区？",
                en="Where?",
                options=_PLACES,
                required=False,
            ),
            Question(
                key="count",
                kind=QuestionKind.NUMBER,
                zh="本季度新发生的海外纠纷件数",
                en="New disputes abroad this quarter",
                unit="件",
                required=False,
            ),
            Question(
                key="filed",
                kind=QuestionKind.NUMBER,
                zh="本季度新提交的海外商标申请件数",
                en="New trade mark applications abroad this quarter",
                unit="件",
                required=False,
            ),
            Question(
                key="outlook",
                kind=QuestionKind.ONE,
                zh="与上季度相比，海外知识产权风险",
                en="Compared with last quarter, risk abroad is",
                options=(
                    Option(zh="上升", en="higher"),
                    Option(zh="持平", en="the same"),
                    Option(zh="下降", en="lower"),
                ),
            ),
            Question(
                key="say",
                kind=QuestionKind.TEXT,
                zh="需要中心协调或帮助的事项",
                en="What the centre can help with",
                required=False,
            ),
        ),
    ),
    SurveyTemplate(
        name="needs",
        title="海外知识产权需求调查",
        title_en="Survey of needs in IP abroad",
        purpose="了解知识产权密集型产业的海外知识产权需求及变化，用于安排监测、培训和服务。",
        purpose_en="What IP-intensive industries need abroad, and how that changes: to plan watching, training and services.",
        goes_to="exhibitors",
        questions=(
            Question(
                key="markets",
                kind=QuestionKind.SEVERAL,
                zh="今后一年重点开拓的市场",
                en="Markets you will turn to within a year",
                options=_PLACES,
            ),
            Question(
                key="needs",
                kind=QuestionKind.SEVERAL,
                zh="最需要的服务",
                en="Services you need most",
                options=_NEEDS,
            ),
            Question(
                key="staff",
                kind=QuestionKind.YES_NO,
                zh="是否有专人负责海外知识产权？",
                en="Is somebody in charge of IP abroad?",
            ),
            Question(
                key="budget",
                kind=QuestionKind.NUMBER,
                zh="本年度海外知识产权预算",
                en="Budget for IP abroad this year",
                unit="万元",
                required=False,
            ),
            Question(
                key="brands",
                kind=QuestionKind.NUMBER,
                zh="已在海外注册的商标件数",
                en="Trade marks registered abroad",
                unit="件",
                required=False,
            ),
            Question(
                key="say",
                kind=QuestionKind.TEXT,
                zh="其他需求与建议",
                en="Other needs, and advice",
                required=False,
            ),
        ),
    ),
    SurveyTemplate(
        name="satisfaction",
        title="服务满意度调查",
        title_en="Survey of satisfaction",
        purpose="请评价本中心的服务，帮助我们改进。",
        purpose_en="Please judge our services, and help us to improve.",
        goes_to="",
        questions=(
            Question(
                key="all",
                kind=QuestionKind.ONE,
                zh="对中心服务的总体满意度",
                en="Satisfaction with the centre as a whole",
                options=_SATISFIED,
            ),
            Question(
                key="quick",
                kind=QuestionKind.ONE,
                zh="对答复和办理速度的满意度",
                en="Satisfaction with how fast we are",
                options=_SATISFIED,
            ),
            Question(
                key="skill",
                kind=QuestionKind.ONE,
                zh="对专业水平的满意度",
                en="Satisfaction with our knowledge",
                options=_SATISFIED,
            ),
            Question(
                key="alerts",
                kind=QuestionKind.ONE,
                zh="对预警信息的满意度",
                en="Satisfaction with alerts",
                options=_SATISFIED,
                required=False,
            ),
            Question(
                key="used",
                kind=QuestionKind.SEVERAL,
                zh="使用过的服务",
                en="Services you used",
                options=_NEEDS,
                required=False,
            ),
            Question(
                key="say", kind=QuestionKind.TEXT, zh="意见与建议", en="Remarks, and advice", required=False
            ),
        ),
    ),
)


def template_named(name: str) -> SurveyTemplate | None:
    """The template of this name, None for no such one."""
    return next((one for one in TEMPLATES if one.name == name), None)
