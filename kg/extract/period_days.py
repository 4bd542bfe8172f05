"""Layer 3b: the days of a mention, by the article's day, the company's fiscal year and the period that governs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg.extract.calendar import CIVIL, Calendar, Period, exact_day, month_end, moved, usable, whole_months
from kg.extract.period_words import MONTHS, PeriodMention

#: A month without a year is the coming one if it begins within so many months; else the last one.
_AHEAD = 2
#: "By the end of November" is still the last one so many days after it.
_JUST = 92
#: Accounting periods of whole weeks end up to so many days into the next month.
_SPILL = 7


@dataclass(frozen=True, slots=True)
class _Scene:
    """What mentions hang on: the article's day, the company's calendar, the period reported on."""

    day: date | None
    calendar: Calendar
    report: Period | None

    def quarter(self) -> Period | None:
        """The quarter that the article is about: the last of the report, else the last that ended before the day."""
        if self.report is not None and whole_months(self.report.start, self.report.end) >= 3:
            return self.calendar.ending(self.report.end.year, self.report.end.month, 3)
        return None if self.day is None else self.calendar.last_quarter(self.day)

    def calendars(self, mention: PeriodMention) -> tuple[Calendar, ...]:
        """Those by which the text may number quarters and halves, the likeliest first."""
        if mention.fiscal:
            return (self.calendar,)
        if mention.civil and self.day is not None and self.calendar.just_over(self.day) != CIVIL.just_over(self.day):
            return (CIVIL,)
        return (self.calendar, CIVIL)

    def owner(self, mention: PeriodMention) -> Calendar:
        """The calendar of a plain year: the company's own only where the words say so."""
        return self.calendar if mention.fiscal else CIVIL


def resolve(mention: PeriodMention, *, day: date | None, year_end: int = 12, company: str = "",
            report: Period | None = None, whole: bool = False) -> Period | None:
    """The days of a mention, or None where it names none or what it hangs on is not known.

    day        the article's day
    year_end   last month of the company's fiscal year, 1 to 12
    company    canonical name, for the labels of fiscal periods
    report     the period that governs: what "the quarter" is, and what "a year earlier" counts from
    whole      for a moment the period that it ends: "at the end of January" is when a count was taken (a day), or
               roughly when something happened (that month)
    """
    if whole and mention.kind == "moment" and mention.month is not None:
        mention = replace(mention, kind="month" if mention.day is None else "day")
    scene = _Scene(usable(day), Calendar(year_end, company), report)
    found = _RESOLVERS[mention.kind](mention, scene)
    # Days found by the civil calendar get the label that they have in the company's.
    return None if found is None else scene.calendar.period(found.start, found.end)


def _quarter(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.month is not None:
        return _span(mention, scene)
    if mention.number is not None:
        return _numbered(mention, scene, 3)
    base = scene.quarter()
    if mention.anchor == "now" and scene.day is not None:
        base = scene.calendar.shift(scene.calendar.last_quarter(scene.day), 3)
    return None if base is None else scene.calendar.shift(base, 3 * mention.offset)


def _half(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.number is not None:
        return _numbered(mention, scene, 6)
    about = scene.quarter()
    return None if about is None else scene.calendar.ending(about.end.year, about.end.month, 6)


def _numbered(mention: PeriodMention, scene: _Scene, months: int) -> Period | None:
    """The quarter or half of this number, by the company's calendar or the civil one.

    Without "fiscal" the text may mean either ("fourth quarter" of a company whose year ends in September): the
    one that the report is in, else the company's own. Without a year it is the one nearest to the report.
    """
    number = mention.number or 1
    about = scene.quarter()
    year = mention.year
    if year is None and mention.offset_unit == "year" and scene.day is not None:
        year = _year_now(mention, scene)
    if year is None and about is None:
        return None
    found: list[Period] = []
    for calendar in scene.calendars(mention):
        if year is not None:
            found.append(calendar.part(year, months, number))
        elif about is not None:
            # each number once: from two quarters back to the one ahead, or the next four where the words say so
            latest = calendar.part(about.end.year + 2, months, number)
            while _apart(latest, about) > (12 if mention.offset > 0 and not mention.offset_unit else 3):
                latest = calendar.shift(latest, -12)
            found.append(latest)
    if about is not None and mention.offset <= 0:
        for period in found:
            if _apart(period, about) % 12 == 0:
                return period
    return found[0]


def _apart(period: Period, other: Period) -> int:
    """By how many months the one ends after the other."""
    return (period.end.year - other.end.year) * 12 + period.end.month - other.end.month


def _year_now(mention: PeriodMention, scene: _Scene) -> int:
    assert scene.day is not None
    return scene.owner(mention).year_of(scene.day) + mention.offset


def _year(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.year is not None:
        return scene.owner(mention).year(mention.year)
    if mention.anchor == "report":
        about = scene.report or scene.quarter()
        return None if about is None else scene.calendar.year(scene.calendar.year_of(about.end))
    if scene.day is None:
        return None
    return scene.owner(mention).year(_year_now(mention, scene))


def _years(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.year is None or not 0 < mention.months <= 1200:
        return None
    last = scene.owner(mention).year(mention.year)
    return scene.calendar.ending(last.end.year, last.end.month, mention.months)


def _year_of_month(mention: PeriodMention, scene: _Scene, *, nearest: bool) -> int | None:
    """The year of a month that is named without one: `nearest` its end to the article's day, or mostly the last."""
    month = mention.month or 1
    if mention.year is not None:
        return mention.year
    if scene.day is None:
        return None if scene.report is None else scene.report.end.year - (month > scene.report.end.month)
    day, year = scene.day, scene.day.year
    if mention.offset_unit == "year":
        return year + mention.offset
    if mention.kind == "since":
        return year - (month > day.month)
    if mention.kind == "until":
        coming = year + (month < day.month)
        return coming - ((day - _last_day(coming - 1, mention)).days <= _JUST)
    if mention.offset < 0:
        return year - (_last_day(year, mention) > day)
    if nearest:
        return min((year - 1, year, year + 1), key=lambda y: abs((_last_day(y, mention) - day).days))
    ahead = (month - day.month) % 12
    coming = year + (month < day.month)
    return coming if ahead <= (_AHEAD if mention.offset == 0 else 11) else coming - 1


def _last_day(year: int, mention: PeriodMention) -> date:
    """The day that the mention names in this year, or the end of the month that it names."""
    month = mention.month or 1
    return exact_day(year, month, mention.day or 0) or month_end(year, month)


def _span(mention: PeriodMention, scene: _Scene) -> Period | None:
    year = _year_of_month(mention, scene, nearest=True)
    if year is None or mention.month is None or not 0 < mention.months <= 1200:
        return None
    ending = scene.calendar.ending(year, mention.month, mention.months)
    # A quarter of 13 weeks that ended on January 3 is that of October to December.
    return scene.calendar.shift(ending, -1) if mention.day is not None and mention.day <= _SPILL else ending


def _part(mention: PeriodMention, scene: _Scene) -> Period | None:
    """The first or the last months of a year."""
    if not 0 < mention.months < 12:
        return None
    about = scene.quarter()
    year = mention.year
    if year is None and mention.offset_unit == "year" and scene.day is not None:
        year = _year_now(mention, scene)
    if year is None and about is None:
        return None
    own = scene.calendar
    found: list[Period] = []
    for calendar in scene.calendars(mention):
        of = year
        if of is None and about is not None:
            of = calendar.year_of(about.end)
            if mention.months == 3:
                # the quarter just begun: "for the first three months"
                of += mention.number == 1 and calendar.quarter_of(about.end)[1] == 4
        if of is not None:
            whole = calendar.year(of)
            first = whole.start.year * 12 + whole.start.month - 1
            first += 0 if mention.number == 1 else 12 - mention.months
            found.append(own.months(first, mention.months))
    return next((p for p in found if about is not None and _apart(p, about) % 12 == 0), found[0])


def _month(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.month is None:
        if scene.day is None or mention.offset_unit != "month":
            return None
        return scene.calendar.months(scene.day.year * 12 + scene.day.month - 1 + mention.offset, 1)
    year = _year_of_month(mention, scene, nearest=False)
    return None if year is None else scene.calendar.ending(year, mention.month, 1)


def _week(mention: PeriodMention, scene: _Scene) -> Period | None:
    return None if scene.day is None else scene.calendar.week(scene.day + timedelta(weeks=mention.offset))


def _day(mention: PeriodMention, scene: _Scene) -> Period | None:
    if mention.month is None or mention.day is None:
        if scene.day is None:
            return None
        found: date | None = scene.day + timedelta(days=mention.offset)
    else:
        year = _year_of_month(mention, scene, nearest=False)
        found = None if year is None else exact_day(year, mention.month, mention.day)
    return None if found is None else scene.calendar.period(found, found)


def _weekday(mention: PeriodMention, scene: _Scene) -> Period | None:
    if scene.day is None or mention.day is None:
        return None
    if mention.offset_unit == "week":
        monday = scene.day - timedelta(days=scene.day.weekday())
        found = monday + timedelta(days=7 * mention.offset + mention.day - 1)
        return scene.calendar.period(found, found)
    back = (scene.day.isoweekday() - mention.day) % 7
    if mention.offset:
        # "last Thursday" on a Thursday is the one before, "next Thursday" the one after
        back = back - 7 if mention.offset > 0 else back or 7
    found = scene.day - timedelta(days=back)
    return scene.calendar.period(found, found)


def _rolling(mention: PeriodMention, scene: _Scene) -> Period | None:
    """The past or the next years, quarters, months, weeks or days."""
    if scene.day is None and scene.report is None:
        return None
    months = MONTHS.get(mention.offset_unit, 0) * mention.offset
    report = scene.report
    if months < 0 and report is not None and whole_months(report.start, report.end):
        return scene.calendar.ending(report.end.year, report.end.month, -months)
    if scene.day is None:
        return None
    if months > 0:
        return scene.calendar.period(scene.day, moved(scene.day, months))
    if months:
        return scene.calendar.period(moved(scene.day, months), scene.day)
    days = timedelta(days=mention.offset * (7 if mention.offset_unit == "week" else 1))
    return scene.calendar.period(min(scene.day, scene.day + days), max(scene.day, scene.day + days))


def _to_date(mention: PeriodMention, scene: _Scene) -> Period | None:
    if scene.day is None:
        return None
    start = scene.owner(mention).year(mention.year or _year_now(mention, scene)).start
    return None if start > scene.day else scene.calendar.period(start, min(scene.day, moved(start, 12) - timedelta(1)))


def _inner(mention: PeriodMention, scene: _Scene) -> Period | None:
    """The period that a moment, a "since" or an "until" is the end or the start of."""
    if mention.day is not None and mention.month is not None:
        return _day(mention, scene)
    if mention.day is not None:
        return _weekday(mention, scene)
    if mention.number is not None:
        return _numbered(mention, scene, 3)
    if mention.month is not None:
        return _month(mention, scene)
    return _MOMENTS.get(mention.offset_unit, _year)(mention, scene)


def _moment(mention: PeriodMention, scene: _Scene) -> Period | None:
    found = _inner(mention, scene)
    return None if found is None else scene.calendar.period(found.end, found.end)


def _since(mention: PeriodMention, scene: _Scene) -> Period | None:
    """From a start to the end of what is reported on, or to the article's day."""
    found = _inner(mention, scene)
    if found is None:
        return None
    ends = [scene.report.end if scene.report else None, scene.day]
    last = next((end for end in ends if end is not None and end >= found.start), None)
    return None if last is None else scene.calendar.period(found.start, last)


def _until(mention: PeriodMention, scene: _Scene) -> Period | None:
    """From the article's day to an end; an end that is past ("by the end of November it had") is a moment."""
    found = _inner(mention, scene)
    if found is None or scene.day is None:
        return None
    return scene.calendar.period(min(scene.day, found.end), found.end)


def _base(mention: PeriodMention, scene: _Scene) -> Period | None:
    """The governing period moved; days, weeks and single months count from the article's day where it is longer."""
    report, day = scene.report, scene.day
    if mention.offset_unit in MONTHS and report is not None:
        if mention.year is not None:
            return scene.calendar.shift(report, 12 * (mention.year - report.end.year))
        months = MONTHS[mention.offset_unit] * mention.offset
        if months % max(1, whole_months(report.start, report.end)) == 0 or months % 3 == 0:
            return scene.calendar.shift(report, months)
    if day is None or mention.year is not None:
        return None
    if mention.offset_unit == "month":
        return scene.calendar.months(day.year * 12 + day.month - 1 + mention.offset, 1)
    if mention.offset_unit == "week":
        return scene.calendar.week(day + timedelta(weeks=mention.offset))
    if mention.offset_unit == "day":
        if report is not None and report.start == report.end:
            day = report.start
        return scene.calendar.period(day + timedelta(days=mention.offset), day + timedelta(days=mention.offset))
    return None


def _nothing(mention: PeriodMention, scene: _Scene) -> Period | None:
    return None


_Resolver = Callable[[PeriodMention, _Scene], Period | None]
_MOMENTS: dict[str, _Resolver] = {"quarter": _quarter, "month": _month, "day": _day, "week": _week}
_RESOLVERS: dict[str, _Resolver] = {
    "quarter": _quarter, "half": _half, "year": _year, "years": _years, "span": _span, "part": _part,
    "month": _month, "week": _week, "day": _day, "weekday": _weekday, "rolling": _rolling, "to_date": _to_date,
    "moment": _moment, "since": _since, "until": _until, "base": _base, "duration": _nothing, "session": _nothing,
}
