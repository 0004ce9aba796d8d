"""Charts: data in, accessible SVG out, for the page, for paper and for documents alike.

Nothing here knows a feature, a request or a database. Every drawing is `markupsafe.Markup` with all text escaped, has
role `img` and a title, carries no `style` attribute, and looks right without a style sheet (light theme); classes let
`chart.css` and `body_chart.css` repaint it from the theme's tokens. Colour is never the only carrier.

Words: a *chart* is a figure (drawing, caption, table); a *drawing* is an SVG; a *mark* is one value or one place.

What every figure takes
    ChartText(title, caption="", chart_id="")
    MeasureScale(minimum, maximum, better="lower", unit="", important_change=None, mdc=None,
                 reference_low=None, reference_high=None)
What every figure gives
    Chart(title, svg, caption, table_head, table_rows, paper)
    `svg` may hold a wide and a compact drawing of which the style sheet shows one.

Figures
    pain_course(visits: Sequence[CoursePoint], scale: MeasureScale, words: ChartText) -> Chart
    measure_course(points: Sequence[MeasurePoint], scale: MeasureScale, words: ChartText, *, other_side="") -> Chart
    effects_timeline(sessions: Sequence[EffectSession], events: Sequence[EffectEvent], words: ChartText, *,
                     until: date) -> Chart
    control_chart(points: Sequence[ControlPoint], centre: ControlLine, words: ChartText) -> Chart
    funnel_plot(points: Sequence[FunnelPoint], curves: Sequence[FunnelCurve], words: ChartText, *, target) -> Chart
    interval_chart(rows: Sequence[IntervalRow], words: ChartText, *, reference=None) -> Chart     shares from 0 to 1
Drawings in a row of words
    measure_strip(before, after, scale: MeasureScale, *, label, other_side: OtherSide | None = None) -> Markup
    interval_bar(estimate, low, high, *, reference=None, label="Rate") -> Markup     shares from 0 to 1
Body
    body_chart(view_name, marks: Sequence[BodyMark] = (), *, title="", highlights: {(slug, side): RegionState} = None,
               can_be_tapped=False) -> Markup
    marks_in_words(view_name, marks) -> tuple[MarkRow(label, place, kind, title), ...]
Points
    CoursePoint(label, before, after=None, sublabel="", note="")
    MeasurePoint(label, value, other_side=None, note="")
    OtherSide(letter, word, value=None)
    EffectSession(label, held_on, answer: EffectAnswer), EffectEvent(label, began_on, resolved_on=None, detail="")
    ControlPoint(label, value, lower=None, upper=None, is_beyond=False, size="", is_hidden=False),
    ControlLine(centre, unit="%", baseline=None)
    FunnelPoint(label, size, rate, is_outside, verdict), FunnelCurve(words, sizes, low, high)
    IntervalRow(label, share, low, high, words)
    BodyMark(x, y, label, title, kind=MarkKind.RECORDED)
"""

from clinic_log.charts.body_chart import MarkRow, body_chart, marks_in_words
from clinic_log.charts.chart import CAUSALITY, Chart, ChartText, MeasureScale
from clinic_log.charts.control_chart import ControlLine, ControlPoint, control_chart
from clinic_log.charts.effects_timeline import effects_timeline
from clinic_log.charts.funnel_plot import FunnelCurve, FunnelPoint, funnel_plot
from clinic_log.charts.inline import interval_bar, measure_strip
from clinic_log.charts.interval_chart import IntervalRow, interval_chart
from clinic_log.charts.measure_course import measure_course
from clinic_log.charts.pain_course import pain_course
from clinic_log.charts.points import (
    BodyMark,
    CoursePoint,
    EffectAnswer,
    EffectEvent,
    EffectSession,
    MarkKind,
    MeasurePoint,
    OtherSide,
    RegionState,
)

__all__ = [
    "CAUSALITY",
    "BodyMark",
    "Chart",
    "ChartText",
    "ControlLine",
    "ControlPoint",
    "CoursePoint",
    "EffectAnswer",
    "EffectEvent",
    "EffectSession",
    "FunnelCurve",
    "FunnelPoint",
    "IntervalRow",
    "MarkKind",
    "MarkRow",
    "MeasurePoint",
    "MeasureScale",
    "OtherSide",
    "RegionState",
    "body_chart",
    "control_chart",
    "effects_timeline",
    "funnel_plot",
    "interval_bar",
    "interval_chart",
    "marks_in_words",
    "measure_course",
    "measure_strip",
    "pain_course",
]
