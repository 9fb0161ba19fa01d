"""The quarterly submission, made of facts. 季度报送 [漯市监办〔2021〕81号 三(三)]."""

from collections.abc import Mapping

from domain.period import ZONE, Period
from domain.report import Chapter, Figure, FigureTable, Report, ReportKind, Said, Unit
from domain.report_facts import AlertFact, Facts
from reports.consulting import consulting_sentence, consulting_table
from reports.counting import change, renamed
from reports.coverage import NO_SOURCES, coverage_chapter, coverage_of
from reports.satisfaction import rated_table
from reports.stock import UNITS, Stock, stock_of
from reports.submission import coming_rows, major_rows, printed_rows, whole_rows
from reports.tables_of_cases import (
    alert_table,
    by_class_and_place,
    by_outcome,
    by_place_and_kind,
    by_word,
    money_table,
    response_table,
)
from reports.unit_words import COUNTED, UNIT

_MOST_SAID = 3


def quarterly(
    facts: Facts,
    before: Facts,
    year_before: Facts,
    period: Period,
    *,
    sources: Mapping[str, Said] = NO_SOURCES,
) -> Report:
    """The report of a quarter; `before` and `year_before` are the facts of the quarters it is compared with, `sources` the
    titles of every source there is, by name."""
    stock = stock_of(facts, period)
    coverage = coverage_of(facts.sources, sources)
    raised = [one for one in facts.alerts if one.raised_at >= period.starts]
    alerts = alert_table(
        raised, overdue(facts, period), coverage.gap, Said(zh="预警发出、确认与逾期", en="Alerts")
    )
    touched = stock.touched
    compared = compared_table(
        stock, stock_of(before, period.before), stock_of(year_before, period.year_before), period
    )
    consulting = consulting_table(facts.consultations, facts.cases)
    chapters = (
        Chapter(
            says=Said(zh="总体情况", en="Overview"), sentences=(_overview(stock, period), _compared(compared)), asks="overview",
            tables=(stock_table(stock), compared),
        ),
        Chapter(
            says=Said(zh="纠纷结构", en="By kind"), sentences=(_places(stock),),
            tables=(
                by_place_and_kind(touched, Said(zh="国家/地区×纠纷类型（起）", en="Country by kind, in disputes")),
                by_class_and_place(touched, Said(zh="尼斯分类×国家/地区（家次）", en="Class by country, in cases")),
                by_word("industry", touched, lambda one: one.firm.industry, Said(zh="分行业", en="By industry"),
                        Said(zh="行业", en="Industry")),
                by_word("district", touched, lambda one: one.firm.district, Said(zh="分区县", en="By district"),
                        Said(zh="区县", en="District")),
            ),
        ),
        Chapter(says=Said(zh="预警情况", en="Alerts"), sentences=(_alerts(alerts),), tables=(alerts,)),
        Chapter(
            says=Said(zh="应对与结果", en="Response and results"), sentences=(_response(stock, period),),
            tables=(
                response_table(stock.ended, Said(zh="应对率（家次）", en="Response rate")),
                by_outcome(stock.ended, Said(zh="结案结果", en="Results")),
                rated_table(stock.ended, Said(zh="服务满意度", en="Satisfaction")),
                money_table(touched, stock.ended, Said(zh="涉案金额、挽回或避免损失、费用", en="Amounts")),
            ),
        ),
        Chapter(
            says=Said(zh="咨询服务", en="Consultations"), sentences=(consulting_sentence(consulting),), tables=(consulting,)
        ),
        Chapter(says=Said(zh="重大疑难纠纷", en="Major cases"), lists=(major_rows(touched),), asks="major"),
        Chapter(
            says=Said(zh="下季关注", en="What is to come"), asks="outlook",
            lists=(coming_rows(touched, facts.alerts, period),),
        ),
        coverage_chapter(coverage, period),
        Chapter(says=Said(zh="口径", en="Definitions"), sentences=definitions(period)),
        Chapter(says=Said(zh="报送表", en="Cases"), lists=(printed_rows(touched, period),)),
    )  # fmt: skip
    return Report(
        kind=ReportKind.QUARTERLY, period=period, as_of=facts.as_of, about="", title="知识产权涉外纠纷信息季度报送",
        chapters=chapters, whole=whole_rows(touched, period),
        made_up=sum(one.made_up for one in facts.alerts) + sum(one.made_up for one in touched),
    )  # fmt: skip


def overdue(facts: Facts, period: Period) -> list[AlertFact]:
    """Alerts whose last day passed within the period, as far as it has come, with nobody having said anything of them until
    then."""
    over = period.over_before(facts.as_of)
    return [
        one for one in facts.alerts
        if one.last_day and period.first_day <= one.last_day < over and not said_in_time(one)
    ]  # fmt: skip


def said_in_time(alert: AlertFact) -> bool:
    """True where somebody confirmed or dismissed it, or opened a case of it, on its last day or before."""
    said = [at for at in (alert.confirmed_at, alert.dismissed_at, alert.case_at) if at]
    return bool(said and alert.last_day and min(said).astimezone(ZONE).date() <= alert.last_day)


def stock_table(stock: Stock) -> FigureTable:
    """新增/结案/在办 in 起, 家次 and 家."""
    return FigureTable(
        name="stock", says=Said(zh="本期新增、结案与在办", en="New, ended and in hand"), corner=Said(zh="案件", en="Cases"),
        columns=tuple(UNIT[unit] for unit in UNITS), rows=stock.lines,
        note=Said(zh="“起”“家次”“家”口径不同，不可相加或互换。", en="Disputes, cases and enterprises are counted apart."),
    )  # fmt: skip


def compared_table(now: Stock, before: Stock, year: Stock, period: Period) -> FigureTable:
    """同比、环比."""
    rows = []
    for part in ("new", "ended", "open"):
        for unit in (Unit.DISPUTE, Unit.CASE):
            name = f"{part}.{unit}"
            this, last, past = now.figures[name], before.figures[name], year.figures[name]
            says = Said(zh=f"{this.says.zh}（{UNIT[unit].zh}）", en=f"{this.says.en} ({UNIT[unit].en})")
            rows.append((says, (
                renamed(this, f"compared.{name}"),
                renamed(last, f"before.{name}"), change(f"onbefore.{name}", this, last, Said(zh="环比", en="On the one before")),
                renamed(past, f"year.{name}"), change(f"onyear.{name}", this, past, Said(zh="同比", en="On the year before")),
            )))  # fmt: skip
    return FigureTable(
        name="compared", says=Said(zh="同比与环比", en="Compared"), corner=Said(zh="指标", en="What"),
        columns=(Said(zh="本期", en="Now"), Said(zh=str(period.before), en=str(period.before)), Said(zh="环比%", en="Change, %"),
                 Said(zh=str(period.year_before), en=str(period.year_before)), Said(zh="同比%", en="Change, %")),
        rows=tuple(rows),
        note=Said(
            zh="对比期数据按该期期末时点重新计算，与其后的更正无关。",
            en="The other periods are counted as they stood at their own end.",
        ),
    )  # fmt: skip


def definitions(period: Period) -> tuple[str, ...]:
    """口径, in sentences."""
    return (
        f"统计期为{_day(period.first_day)}至{_day(period.last_day)}（北京时间）。期末状态取自案件历史记录，"
        "期后更正不影响本期数据。",
        *(COUNTED[unit].zh for unit in (*UNITS, Unit.ALERT, Unit.MONEY)),
        "迟报：立案或公告日早于本期首日、本期才登记的案件，计入登记所在期并标注“迟报”。",
        "未同意公开名称的企业以“某行业企业（字母）”表示，同一报告内一致；其信用代码及可能指明企业的对方名称、权利号、案号略去。",
        "每一数字均可追溯：点击数字见附录“数据依据”，列明所计的案件或预警编号。",
    )


def _overview(stock: Stock, period: Period) -> str:
    one = stock.figures
    said = [f"{period.says_zh}，" + "，".join(
        f"{words}{_all(one, part)}" for words, part in (("新增涉外知识产权纠纷", "new"), ("结案", "ended"), ("期末在办", "open"))
    ) + "。"]  # fmt: skip
    if one["late.case"].value:
        said.append(f"新增中有{one['late.case'].value}家次为迟报。")
    return "".join(said)


def _all(figures: dict[str, Figure], part: str) -> str:
    return "、".join(f"{figures[f'{part}.{unit}'].value}{UNIT[unit].zh}" for unit in UNITS[:2]) + (
        f"（涉及{figures[f'{part}.enterprise'].value}家企业）"
    )


def _compared(table: FigureTable) -> str:
    _, (_, _, on_before, _, on_year) = table.rows[0]
    return f"新增纠纷（起）环比{_moved(on_before)}，同比{_moved(on_year)}。"


def _moved(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "无可比数据"
    if not figure.value:
        return "持平"
    return f"{'增长' if figure.value > 0 else '下降'}{abs(figure.value)}%"


def _places(stock: Stock) -> str:
    table = by_place_and_kind(stock.touched, Said(zh="", en=""))
    rows = [(says.zh, cells[-1]) for says, cells in table.rows[:-1]][:_MOST_SAID]
    if not rows:
        return "本期没有新增、结案或在办的案件。"
    named = "、".join(f"{place}{cell.value}起" for place, cell in rows if cell)
    return f"以下各表统计本期新增、结案及期末在办的全部案件。按国家/地区计，较多的为{named}。"


def _alerts(table: FigureTable) -> str:
    value = {figures[0].name: figures[0].value for _, figures in table.rows if figures[0]}
    firms = table.rows[0][1][1]
    at_least = "至少" if table.note else ""
    return (
        f"本期{at_least}发出预警{value['alert.raised.alert']}条，涉及{firms.value if firms else 0}家企业；已送达"
        f"{value['alert.delivered.alert']}条，已确认{value['alert.confirmed.alert']}条，已排除{value['alert.dismissed.alert']}条，"
        f"逾期未处理{value['alert.overdue.alert']}条。" + (table.note.zh if table.note else "")
    )


def _response(stock: Stock, period: Period) -> str:
    rate = response_table(stock.ended, Said(zh="", en="")).rows[-1][1][0]
    if rate is None or rate.value is None:
        return f"{period.says_zh}没有可计算应对率的结案案件。"
    return f"{period.says_zh}结案案件应对率为{rate.value}%。"


def _day(day: object) -> str:
    year, month, date = str(day).split("-")
    return f"{year}年{int(month)}月{int(date)}日"
