"""The candidates for a quantity's period: what the text names near it, what it reports on, and a year before that.

Fiscal calendars make the days depend on the subject, so candidates are made when the subject is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.extract.around import Around, aligned, bucket, unit_kind
from kg.extract.calendar import CIVIL, Calendar, Period, whole_months
from kg.extract.decision import Decision
from kg.extract.periods import PeriodMention, report_period, resolve, told_year_end
from kg.extract.reading import Reading, between
from kg.lexicon import load

#: Metrics of a moment rather than of a period (the corpus guide).
MOMENTS = frozenset({"share_price", "market_cap", "headcount", "job_cuts", "users", "market_share", "fine", "dividend",
                     "share_buyback", "cash", "debt", "backlog"})
#: Kinds of period that end with the period reported on, or with the article's day.
OPEN = frozenset({"since", "rolling", "to_date"})
#: Of these those that a company counts at the end of what it reports on.
STOCKS = frozenset({"headcount", "users", "cash", "debt", "backlog"})
#: With how many numbers before it a number is compared; more than any article of the corpora has.
MEMORY = 100
#: How many sentences back a period may govern a number.
REACH = 3
#: A day that the text names is one of its own week, not of the last.
_PAST = 8


@dataclass(slots=True)
class Timing:
    """The periods of one text, resolved once for each fiscal calendar."""

    reading: Reading
    day: date | None
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _reports: dict[Calendar, Period | None] = field(default_factory=dict)
    _resolved: dict[tuple[int, Calendar, Period | None, bool], Period | None] = field(default_factory=dict)
    _days: list[tuple[date, list[str]]] | None = None

    def calendar(self, subject: str) -> Calendar:
        """The fiscal calendar of a company, or of the company that owns the unit."""
        if subject not in self._calendars:
            lexicon = load()
            entity = lexicon.entity(subject)
            if entity is None:
                # "Oracle cloud" and its like are named after their company.
                entity = next((lexicon.by_name[head] for head in _heads(subject) if head in lexicon.by_name), None)
            seen = set()
            while entity and entity.kind == "unit" and entity.parent in lexicon.entities and entity.id not in seen:
                seen.add(entity.id)
                entity = lexicon.entities[entity.parent]
            self._calendars[subject] = Calendar(entity.year_end, entity.name) if entity else self._told()
        return self._calendars[subject]

    def _told(self) -> Calendar:
        """The calendar of a company that is not known, where the text is about such a one and tells its year."""
        company = self.reading.main
        if company is not None and load().entity(company) is None:
            year_end = told_year_end(self.reading.periods, day=self.day)
            if year_end is not None:
                return Calendar(year_end, company)
        return Calendar()

    def report(self, calendar: Calendar) -> Period | None:
        """The period that the article reports on, by this calendar."""
        if calendar not in self._reports:
            self._reports[calendar] = report_period(
                self.reading.document, self.reading.periods, day=self.day, year_end=calendar.year_end,
                company=calendar.company)
        return self._reports[calendar]

    def resolved(self, mention: PeriodMention, calendar: Calendar, governing: Period | None, *, whole: bool = False
                 ) -> Period | None:
        """The days of a mention by this calendar; `whole` as in `kg.extract.periods.resolve`."""
        key = (mention.first, calendar, governing, whole)
        if key not in self._resolved:
            self._resolved[key] = resolve(mention, day=self.day, year_end=calendar.year_end, company=calendar.company,
                                          report=governing, whole=whole)
        return self._resolved[key]

    def days(self) -> list[tuple[date, list[str]]]:
        """The days just past that the text names, with their features: one of them is when shares moved."""
        if self._days is None:
            told = []
            for mention in self.reading.periods if self.day is not None else ():
                if mention.kind in {"day", "weekday"} and not mention.base:
                    named = self.resolved(mention, CIVIL, None)
                    if named is not None and self.day is not None and 0 <= (self.day - named.start).days < _PAST:
                        told.append(named.start)
            counts = Counter(told)
            self._days = []
            for on in sorted(counts):
                names = ["text day"]
                names += ["text day first"] if on == told[0] else []
                names += ["text day most"] if on == max(counts, key=lambda day: counts[day]) else []
                names += ["text day only"] if len(counts) == 1 else []
                self._days.append((on, names))
        return self._days


def _heads(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]


def period_candidates(timing: Timing, here: Around, decided: Sequence[Decision | None], decision: Decision
                      ) -> tuple[list[Period | None], list[list[str]], list[PeriodMention | None]]:
    """(periods, their features, the mention each rests on); the first candidate is no period at all."""
    reading, quantity = timing.reading, here.quantity
    document = reading.document
    number = document.sentence_of[quantity.first]
    calendar = timing.calendar(decision.subject)
    report = timing.report(calendar)
    features: dict[tuple[date, date] | None, list[str]] = {None: []}
    periods: dict[tuple[date, date] | None, Period | None] = {None: None}
    rests: dict[tuple[date, date] | None, PeriodMention | None] = {None: None}

    def note(period: Period | None, mention: PeriodMention | None, *names: str) -> None:
        key = (period.start, period.end) if period else None
        if key not in features:
            features[key], periods[key], rests[key] = [], period, None
        features[key].extend(names)
        if mention is not None and rests[key] is None:
            rests[key] = mention

    governors: list[Period] = []
    if report:
        governors.append(report)
        note(report, None, "report")
        note(calendar.shift(report, -12), None, "report-12")
        note(calendar.shift(report, 12), None, "report+12")
        months = whole_months(report.start, report.end)
        if months:
            note(calendar.shift(report, months), None, "report+1")
            note(calendar.shift(report, -months), None, "report-1")
        note(calendar.year(calendar.year_of(report.end)), None, "report year")
        note(calendar.year(calendar.year_of(report.end) + 1), None, "report year+1")
        if decision.metric in STOCKS:
            note(calendar.period(report.end, report.end), None, "report end")
    fresh = "".join(sorted({"b" if m.base or m.kind == "base" else m.kind[0] + m.kind[-1]
                            for m in reading.periods_in.get(number, ()) if here.floor <= m.first < here.ceiling}))
    last = decided[here.last] if here.last >= 0 else None
    before = next((d for d in reversed(decided[max(0, here.index - 6):here.index]) if d and d.metric), None)
    for name, source in (("last", last), ("before", before)):
        if source is None or not source.metric:
            continue
        if source.period is None:
            note(None, None, f"{name}")
            continue
        start, end = (date.fromisoformat(part) for part in source.period)
        period = calendar.period(start, end)
        same = "m" if source.metric == decision.metric else "o"
        note(period, None, name, f"{name}{same}", f"{name}{same}{source.measure}>{decision.measure}",
             *((f"{name}={here.connector}", f"{name}{same}={here.connector}", f"last fresh={fresh}",
                f"last{same} fresh={fresh}") if name == "last" else ()))
        note(calendar.shift(period, -12), None, f"{name}-12", f"{name}-12{same}",
             *((f"{name}-12={here.connector}",) if name == "last" else ()))
        note(calendar.shift(period, 12), None, f"{name}+12")
        months = whole_months(period.start, period.end)
        if months and months < 12:
            note(calendar.shift(period, -months), None, f"{name}-1")
        governors.append(period)
    for days, how in _told(reading, here, decided, decision):
        note(calendar.period(*days), None, how, f"{how} {decision.measure}")
    numbers = [reading.quantities[i].first for i in reading.quantities_in[number]]
    inside = reading.periods_in.get(number, ())
    for mention in inside:
        if mention.kind == "base" or mention.base:
            continue
        if named := timing.resolved(mention, calendar, report):
            governors.append(named)
    beside = aligned(reading, here.place, inside, number)
    for place, mention in enumerate(inside):
        if mention.kind == "session":
            continue
        side = "<" if mention.first < quantity.first else ">"
        near, far = ((mention.first, quantity.first) if side == "<" else (quantity.last - 1, mention.first))
        crossed = min(3, reading.crossed(near, far))
        between_numbers = min(2, between(numbers, near + 1, far))
        names = [f"{side}d{bucket(far - near)}", f"{side}x{crossed}", f"{side}n{between_numbers}",
                 f"{side}x{crossed}n{between_numbers}", f"{side}{mention.kind}", f"{side}{mention.rule}",
                 f"{side}{mention.kind}x{crossed}n{between_numbers}",
                 "alone" if len(inside) == 1 else "many"]
        if place == 0:
            names.append("first")
        if mention.first in beside:
            names.append(beside[mention.first])
        if here.floor <= mention.first < here.ceiling:
            names += [f"{side}fresh", f"{side}fresh x{crossed}"]
        if here.opened <= mention.first < here.closed:
            names.append(f"{side}own")
        if (back := _years_back(mention, report)) and report is not None:
            # "against 720 million last year", "(2019: 271 million)" in an article on a quarter
            note(calendar.shift(report, -12 * back), mention,
                 *(f"{'b' if mention.base else ''}then{name}" for name in names))
        if mention.kind == "base" or mention.base:
            names = [f"b{name}" for name in names] + [f"b{side}{decision.measure}", f"b{side}{here.quantity.role}"]
            for governing in governors or ([report] if report else []):
                if named := timing.resolved(mention, calendar, governing):
                    note(named, mention, *names)
        else:
            named = timing.resolved(mention, calendar, report)
            note(named, mention, *names)
            if mention.kind == "moment":
                note(timing.resolved(mention, calendar, report, whole=True), mention, *(f"whole{n}" for n in names))
            elif mention.kind in OPEN:
                note(timing.resolved(mention, calendar, None), mention, *(f"open{n}" for n in names))
            if named is not None:
                note(calendar.shift(named, -12), None, "named-12", f"named-12{side}{decision.measure}")
    for back in range(1, REACH + 1):
        if number - back < 0:
            break
        same = "p" if document.sentences[number - back].paragraph == document.sentences[number].paragraph else ""
        for mention in reading.periods_in.get(number - back, ()):
            if mention.kind != "base" and not mention.base:
                note(timing.resolved(mention, calendar, report), mention, f"back{back}{same}", f"back{mention.kind}")
    if timing.day:
        day, year = timing.day, calendar.year_of(timing.day)
        note(calendar.year(year), None, "year")
        note(calendar.year(year - 1), None, "year-1")
        late = [" late"] if any(mention.kind == "session" for mention in inside) else []
        yesterday = day - timedelta(days=1)
        for name, on in (("day", day), ("day-1", yesterday)):
            note(calendar.period(on, on), None, name, *(f"{name}{how}" for how in late))
        for on, names in timing.days():
            note(calendar.period(on, on), None, *names, *(f"{name}{how}" for name in names for how in late))
        note(Calendar().year(day.year), None, "civil year")
        note(calendar.last_quarter(day), None, "last quarter")
    keys: list[tuple[date, date] | None] = [None, *sorted(key for key in features if key is not None)]
    rows = []
    moment = "stock" if decision.metric in STOCKS else "moment" if decision.metric in MOMENTS else "span"
    about = (decision.metric, decision.measure, decision.status, moment)
    from_last = unit_kind(reading.quantities[here.last]) if here.last >= 0 else "first"
    for key in keys:
        row = list(dict.fromkeys(features[key]))
        length = _length(key)
        when = "none" if key is None or timing.day is None else (
            "past" if key[1] < timing.day else "future" if key[0] > timing.day else "now")
        row += [f"{name}&{moment}" for name in row] + [f"{name}&{decision.status}" for name in row]
        row += [f"{name}&r={quantity.role}" for name in row[:len(features[key])] if quantity.role]
        row += [f"{length}|{what}" for what in about] + [f"{when}|{what}" for what in about]
        row += [f"{length}|{when}|{decision.status}", f"{length}|u={here.unit}", f"{length}|{from_last}"]
        if report is not None and key is not None:
            relation = "same" if key == (report.start, report.end) else "before" if key[1] < report.start else (
                "after" if key[0] > report.end else "over")
            row += [f"r{relation}|{decision.status}", f"r{relation}|{length}", f"r{relation}|r={quantity.role}"]
            row += [f"r{relation}|{cue}" for cue in here.close if cue.startswith(("base", "previous", "w-1", "w+1"))]
        else:
            row.append(f"no report{'' if key else ' none'}")
        rows.append(row)
    return [periods[key] for key in keys], rows, [rests[key] for key in keys]


def _told(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision
          ) -> list[tuple[tuple[date, date], str]]:
    """Periods for which the text already has this number ("again"), or another where there can be but one ("taken")."""
    quantity = here.quantity
    found = []
    for index in range(max(0, here.index - MEMORY), here.index):
        other = decided[index]
        if other is None or other.period is None or reading.quantities[index].unit != quantity.unit:
            continue
        if (other.subject, other.metric, other.measure, other.status) != (
                decision.subject, decision.metric, decision.measure, decision.status):
            continue
        start, end = (date.fromisoformat(part) for part in other.period)
        same = reading.quantities[index].value == quantity.value
        found.append(((start, end), "again" if same else "taken last" if index == here.last else "taken"))
    return found


def _years_back(mention: PeriodMention, report: Period | None) -> int:
    """How many years before the quarter or half reported on the same one of a past year is that is named; else 0."""
    if mention.kind != "year" or mention.fiscal or report is None or whole_months(report.start, report.end) >= 12:
        return 0
    if mention.year is not None:
        return max(0, report.end.year - mention.year)
    return int(mention.anchor == "now" and mention.offset == -1)


def _length(key: tuple[date, date] | None) -> str:
    if key is None:
        return "none"
    days = (key[1] - key[0]).days + 1
    return ("day" if days == 1 else "month" if days <= 31 else "quarter" if days <= 92 else
            "half" if days <= 184 else "year" if days in (365, 366) else "other")
