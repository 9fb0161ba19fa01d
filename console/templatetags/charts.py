"""Tags that draw charts, for any page that loads console/charts.css."""

from django import template
from django.utils import timezone

from console.charts import ColumnChart
from console.overview import filings_context
from console.views import viewer

register = template.Library()


@register.inclusion_tag("console/column_chart.html")
def column_chart(chart: ColumnChart, title: str) -> dict[str, object]:
    """A chart with columns; `title` is the key of its words."""
    return {"chart": chart, "title": title}


@register.inclusion_tag("console/day_mark.html")
def day_mark(kind: str, x: int) -> dict[str, object]:
    """The mark of a source's day, at so many pixels: a shape for each kind, so that none is told by colour alone."""
    return {"kind": kind, "x": x}


@register.inclusion_tag("console/filings_chart.html", takes_context=True)
def brand_filings(context: template.Context, brand_id: str) -> dict[str, object]:
    """The filings that met one brand, by month, with its table; nothing of a brand that is not the viewer's."""
    seen_by = viewer(context["request"])
    return {"filings": filings_context(seen_by, timezone.localdate(), brand_id=brand_id)}
