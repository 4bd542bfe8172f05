"""The candidates for a quantity's period: what the text names near it, what it reports on, and a year before that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.extract.around import Around, aligned, bucket, unit_kind
from kg.extract.calendar import Calendar, Period, whole_months
from kg.extract.decision import Decision
from kg.extract.periods import PeriodMention
from kg.extract.reading import Reading, between
from kg.extract.scorer import Scorer
from kg.extract.timing import Timing

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
#: Features of a number's place that tell which of the periods before, at or behind the one reported on it is of.
RELATING = ("base", "previous", "w-1", "w+1")

Days = tuple[date, date]


@dataclass(slots=True)
class PeriodCandidates:
    """The periods that a number may be of; the first is none at all.

    own        what speaks for each, as noted: with repeats
    rests      the mention that each rests on
    moment     what the metric is of: a "moment", a "stock" at the end of a period, or a "span"
    decision   what was decided of the number before its period
    role       what the number is in a range or comparison ("from", "to"), or ""
    unit, before   the kinds of unit of the number and of the one before it
    relating   features of the number's place that are combined with how a period lies to that reported on
    """

    periods: list[Period | None]
    own: list[list[str]]
    rests: list[PeriodMention | None]
    moment: str
    decision: Decision
    role: str
    unit: str
    before: str
    relating: list[str]
    day: date | None
    report: Period | None

    def rows(self) -> list[list[str]]:
        """All features of each by name, as the weights are fitted on them."""
        decision, rows = self.decision, []
        for period, own in zip(self.periods, self.own, strict=True):
            row = list(dict.fromkeys(own))
            row += [f"{name}&{self.moment}" for name in row] + [f"{name}&{decision.status}" for name in row]
            # What was noted twice lengthens the part that is combined with the role; the weights are fitted on that.
            row += [f"{name}&r={self.role}" for name in row[:len(own)] if self.role]
            row += _placed(*self._place(period))
            if (relation := self._relation(period)) is None:
                row.append(f"no report{'' if period else ' none'}")
            else:
                row += _related(relation, decision.status, _length(period), self.role)
                row += [f"r{relation}|{cue}" for cue in self.relating]
            rows.append(row)
        return rows

    def scores(self, scorer: Scorer) -> list[int]:
        """The sum of the weights of `rows` for each."""
        get, status = scorer.period.get, self.decision.status
        weight = scorer.combined(f"&{self.moment}", f"&{status}").__getitem__
        related: dict[str, int] = {}
        scores = []
        for period, own in zip(self.periods, self.own, strict=True):
            names = list(dict.fromkeys(own))
            score = sum(map(weight, names)) + scorer.named(_placed, *self._place(period))
            if self.role:
                if len(own) > len(names):
                    names += [f"{name}&{suffix}" for suffix in (self.moment, status) for name in names]
                score += sum([get(f"{name}&r={self.role}", 0) for name in names[:len(own)]])
            if (relation := self._relation(period)) is None:
                score += get(f"no report{'' if period else ' none'}", 0)
            else:
                if relation not in related:
                    related[relation] = sum([get(f"r{relation}|{cue}", 0) for cue in self.relating])
                score += related[relation] + scorer.named(_related, relation, status, _length(period), self.role)
            scores.append(score)
        return scores

    def _place(self, period: Period | None) -> tuple[str, ...]:
        """What `_placed` takes, of a period."""
        decision, day = self.decision, self.day
        when = "none" if period is None or day is None else (
            "past" if period.end < day else "future" if period.start > day else "now")
        return (_length(period), when, decision.metric, decision.measure, decision.status, self.moment, self.unit,
                self.before)

    def _relation(self, period: Period | None) -> str | None:
        """How a period lies to the one that the article reports on."""
        report = self.report
        if report is None or period is None:
            return None
        return ("same" if period[:2] == report[:2] else "before" if period.end < report.start else
                "after" if period.start > report.end else "over")


def _placed(length: str, when: str, metric: str, measure: str, status: str, moment: str, unit: str, before: str
            ) -> list[str]:
    """The features of a period's length, and of where it lies to the article's day."""
    about = (metric, measure, status, moment)
    return [*(f"{length}|{what}" for what in about), *(f"{when}|{what}" for what in about),
            f"{length}|{when}|{status}", f"{length}|u={unit}", f"{length}|{before}"]


def _related(relation: str, status: str, length: str, role: str) -> list[str]:
    """The features of where a period lies to the one that the article reports on."""
    return [f"r{relation}|{status}", f"r{relation}|{length}", f"r{relation}|r={role}"]


def period_candidates(timing: Timing, here: Around, decided: Sequence[Decision | None], decision: Decision
                      ) -> PeriodCandidates:
    """The candidates for a quantity's period."""
    reading, quantity = timing.reading, here.quantity
    document = reading.document
    number = document.sentence_of[quantity.first]
    calendar = timing.calendar(decision.subject)
    report = timing.report(calendar)
    features: dict[Days | None, list[str]] = {None: []}
    periods: dict[Days | None, Period | None] = {None: None}
    rests: dict[Days | None, PeriodMention | None] = {None: None}

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
        period = calendar.period(*source.period)
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
    keys: list[Days | None] = [None, *sorted(key for key in features if key is not None)]
    return PeriodCandidates(
        [periods[key] for key in keys], [features[key] for key in keys], [rests[key] for key in keys],
        "stock" if decision.metric in STOCKS else "moment" if decision.metric in MOMENTS else "span",
        decision, quantity.role, here.unit,
        unit_kind(reading.quantities[here.last]) if here.last >= 0 else "first",
        [cue for cue in here.close if cue.startswith(RELATING)], timing.day, report)


def _told(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision
          ) -> list[tuple[Days, str]]:
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
        same = reading.quantities[index].value == quantity.value
        found.append((other.period, "again" if same else "taken last" if index == here.last else "taken"))
    return found


def _years_back(mention: PeriodMention, report: Period | None) -> int:
    """How many years before the quarter or half reported on the same one of a past year is that is named; else 0."""
    if mention.kind != "year" or mention.fiscal or report is None or whole_months(report.start, report.end) >= 12:
        return 0
    if mention.year is not None:
        return max(0, report.end.year - mention.year)
    return int(mention.anchor == "now" and mention.offset == -1)


def _length(period: Period | None) -> str:
    if period is None:
        return "none"
    days = (period.end - period.start).days + 1
    return ("day" if days == 1 else "month" if days <= 31 else "quarter" if days <= 92 else
            "half" if days <= 184 else "year" if days in (365, 366) else "other")
