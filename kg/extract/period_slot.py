"""The candidates for a quantity's period: what the text names near it, what it reports on, and a year before that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kg.extract.around import Around, aligned, bucket, unit_kind
from kg.extract.calendar import Calendar, Period, whole_months
from kg.extract.decision import Decision, quarters, told_before
from kg.extract.features import KEPT, Group, alone, flat, group
from kg.extract.periods import PeriodMention
from kg.extract.reading import Reading, between
from kg.extract.scorer import ZEROS, Scorer
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
Place = tuple[str, str, str]


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
    own: list[list[Group]]
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
        for period, groups in zip(self.periods, self.own, strict=True):
            own = flat(groups)
            row = list(dict.fromkeys(own))
            row += [f"{name}&{self.moment}" for name in row] + [f"{name}&{decision.status}" for name in row]
            # What was noted twice lengthens the part that is combined with the role; the weights are fitted on that.
            row += [f"{name}&r={self.role}" for name in row[:len(own)] if self.role]
            length, when, relation = _place(period, self.report, self.day)
            row += _placed(length, when, *self._about())
            if relation:
                row += _related(relation, decision.status, length, self.role)
                row += [f"r{relation}|{cue}" for cue in self.relating]
            else:
                row.append(f"no report{'' if period else ' none'}")
            rows.append(row)
        return rows

    def scores(self, scorer: Scorer) -> list[int]:
        """The sum of the weights of `rows` for each."""
        get, status = scorer.period.get, self.decision.status
        sums = scorer.period_sums(f"&{self.moment}", f"&{status}")
        by_place: dict[Place, int] = {}
        scores = []
        for period, groups in zip(self.periods, self.own, strict=True):
            score = sums.of(groups)
            if self.role:
                own = flat(groups)
                names = list(dict.fromkeys(own))
                if len(own) > len(names):
                    names += [f"{name}&{suffix}" for suffix in (self.moment, status) for name in names]
                score += sum([get(f"{name}&r={self.role}", 0) for name in names[:len(own)]])
            place = _place(period, self.report, self.day)
            if place not in by_place:
                by_place[place] = self._of_place(place, scorer)
            scores.append(score + by_place[place])
        return scores

    def _of_place(self, place: Place, scorer: Scorer) -> int:
        """The sum of the weights of what a period's length and place in time bring."""
        length, when, relation = place
        total = scorer.named(_placed, length, when, *self._about())
        if not relation:
            return total + scorer.period.get(f"no report{'' if length != 'none' else ' none'}", 0)
        return total + sum(map(scorer.relating[relation].get, self.relating, ZEROS)) + scorer.named(
            _related, relation, self.decision.status, length, self.role)

    def _about(self) -> tuple[str, ...]:
        """What `_placed` takes besides length and place."""
        decision = self.decision
        return decision.metric, decision.measure, decision.status, self.moment, self.unit, self.before


@lru_cache(maxsize=KEPT)
def _place(period: Period | None, report: Period | None, day: date | None) -> Place:
    """(length, how it lies to the article's day, how to the period that the article reports on or "") of a period."""
    if period is None:
        return "none", "none", ""
    days = (period.end - period.start).days + 1
    length = ("day" if days == 1 else "month" if days <= 31 else "quarter" if days <= 92 else
              "half" if days <= 184 else "year" if days in (365, 366) else "other")
    when = "none" if day is None else "past" if period.end < day else "future" if period.start > day else "now"
    if report is None:
        return length, when, ""
    return length, when, ("same" if period[:2] == report[:2] else "before" if period.end < report.start else
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
    features: dict[Days | None, list[Group]] = {None: []}
    periods: dict[Days | None, Period | None] = {None: None}
    rests: dict[Days | None, PeriodMention | None] = {}

    def note(period: Period | None, mention: PeriodMention | None, told: Group) -> None:
        key = (period[0], period[1]) if period else None
        if key in features:
            features[key].append(told)
        else:
            features[key], periods[key] = [told], period
        if mention is not None and key not in rests:
            rests[key] = mention

    governors: list[Period] = []
    if report:
        governors.append(report)
        for period, told in _of_report(calendar, report, decision.metric in STOCKS):
            note(period, None, told)
    last = decided[here.last] if here.last >= 0 else None
    before = next((d for d in reversed(decided[max(0, here.index - 6):here.index]) if d and d.metric), None)
    for name, source in (("last", last), ("before", before)):
        if source is None or not source.metric:
            continue
        if source.period is None:
            note(None, None, alone(name))
            continue
        period = calendar.period(*source.period)
        same = "m" if source.metric == decision.metric else "o"
        told, year_before = _chained(name, same, f"{source.measure}>{decision.measure}", *(
            (here.connector, _fresh(reading, here, number)) if name == "last" else ("", "")))
        note(period, None, told)
        note(calendar.shift(period, -12), None, year_before)
        note(calendar.shift(period, 12), None, alone(f"{name}+12"))
        months = whole_months(period.start, period.end)
        if months and months < 12:
            note(calendar.shift(period, -months), None, alone(f"{name}-1"))
        governors.append(period)
    for days, how in _told(reading, here, decided, decision):
        note(calendar.period(*days), None, group(how, f"{how} {decision.measure}"))
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
        stands = (side, bucket(far - near), crossed, between_numbers, mention.kind, mention.rule, len(inside) == 1,
                  place == 0, beside.get(mention.first, ""), here.floor <= mention.first < here.ceiling,
                  here.opened <= mention.first < here.closed)
        if (back := _years_back(mention, report)) and report is not None:
            # "against 720 million last year", "(2019: 271 million)" in an article on a quarter
            note(calendar.shift(report, -12 * back), mention, _beside("bthen" if mention.base else "then", *stands))
        if mention.kind == "base" or mention.base:
            base = group(f"b{side}{decision.measure}", f"b{side}{here.quantity.role}")
            for governing in governors or ([report] if report else []):
                if named := timing.resolved(mention, calendar, governing):
                    note(named, mention, _beside("b", *stands))
                    note(named, mention, base)
        else:
            named = timing.resolved(mention, calendar, report)
            note(named, mention, _beside("", *stands))
            if mention.kind == "moment":
                note(timing.resolved(mention, calendar, report, whole=True), mention, _beside("whole", *stands))
            elif mention.kind in OPEN:
                note(timing.resolved(mention, calendar, None), mention, _beside("open", *stands))
            if named is not None:
                note(calendar.shift(named, -12), None, group("named-12", f"named-12{side}{decision.measure}"))
    for back in range(1, REACH + 1):
        if number - back < 0:
            break
        same = "p" if document.sentences[number - back].paragraph == document.sentences[number].paragraph else ""
        for mention in reading.periods_in.get(number - back, ()):
            if mention.kind != "base" and not mention.base:
                note(timing.resolved(mention, calendar, report), mention,
                     group(f"back{back}{same}", f"back{mention.kind}"))
    if timing.day:
        for period, told in _of_day(calendar, timing.day, timing.days(), any(m.kind == "session" for m in inside)):
            note(period, None, told)
    told_of = told_before(decided, here.index)
    all_periods = Counter(other.period for other in told_of)
    of_metric = Counter(other.period for other in told_of if other.metric == decision.metric)
    of_subject = Counter(other.period for other in told_of if other.subject == decision.subject)
    for key, groups in features.items():
        groups.append(_told_before(min(3, all_periods[key]), quarters(all_periods[key], len(told_of)),
                                   min(2, of_metric[key]), min(2, of_subject[key]), min(2, of_subject.total())))
    keys: list[Days | None] = [None, *sorted(key for key in features if key is not None)]
    return PeriodCandidates(
        [periods[key] for key in keys], [features[key] for key in keys], [rests.get(key) for key in keys],
        "stock" if decision.metric in STOCKS else "moment" if decision.metric in MOMENTS else "span",
        decision, quantity.role, here.unit,
        unit_kind(reading.quantities[here.last]) if here.last >= 0 else "first",
        [cue for cue in here.close if cue.startswith(RELATING)], timing.day, report)


@lru_cache(maxsize=KEPT)
def _of_report(calendar: Calendar, report: Period, stock: bool) -> tuple[tuple[Period, Group], ...]:
    """The periods that the one reported on brings with it; `stock` of what is counted at its end."""
    found = [(report, alone("report")), (calendar.shift(report, -12), alone("report-12")),
             (calendar.shift(report, 12), alone("report+12"))]
    if months := whole_months(report.start, report.end):
        found += [(calendar.shift(report, months), alone("report+1")),
                  (calendar.shift(report, -months), alone("report-1"))]
    year = calendar.year_of(report.end)
    found += [(calendar.year(year), alone("report year")), (calendar.year(year + 1), alone("report year+1"))]
    if stock:
        found.append((calendar.period(report.end, report.end), alone("report end")))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _of_day(calendar: Calendar, day: date, days: tuple[tuple[date, tuple[str, ...]], ...], late: bool
            ) -> tuple[tuple[Period, Group], ...]:
    """The periods that the article's day brings with it.

    days   the days just past that the text names, with their features
    late   the sentence speaks of an hour of trade on the stock exchange
    """
    year = calendar.year_of(day)
    named = [(day, ("day",)), (day - timedelta(days=1), ("day-1",)), *days]
    return ((calendar.year(year), alone("year")), (calendar.year(year - 1), alone("year-1")),
            *((calendar.period(on, on), alone(*names, *(f"{name} late" for name in names if late)))
              for on, names in named),
            (Calendar().year(day.year), alone("civil year")), (calendar.last_quarter(day), alone("last quarter")))


@lru_cache(maxsize=KEPT)
def _beside(prefix: str, side: str, away: str, crossed: int, numbers: int, kind: str, rule: str, only: bool,
            first: bool, listed: str, fresh: bool, own: bool) -> Group:
    """How a mention in the number's sentence stands to it; `prefix` tells in which way its period is meant."""
    names = [f"{side}d{away}", f"{side}x{crossed}", f"{side}n{numbers}", f"{side}x{crossed}n{numbers}",
             f"{side}{kind}", f"{side}{rule}", f"{side}{kind}x{crossed}n{numbers}", "alone" if only else "many"]
    if first:
        names.append("first")
    if listed:
        names.append(listed)
    if fresh:
        names += [f"{side}fresh", f"{side}fresh x{crossed}"]
    if own:
        names.append(f"{side}own")
    return Group(f"{prefix}{name}" for name in names)


@lru_cache(maxsize=KEPT)
def _chained(name: str, same: str, measures: str, connector: str, fresh: str) -> tuple[Group, Group]:
    """What speaks for the period of a number before ("last", "before"), and for the same one a year earlier.

    same   "m" where both numbers are of one metric, else "o"
    """
    told = [name, f"{name}{same}", f"{name}{same}{measures}"]
    year_before = [f"{name}-12", f"{name}-12{same}"]
    if name == "last":
        told += [f"{name}={connector}", f"{name}{same}={connector}", f"last fresh={fresh}", f"last{same} fresh={fresh}"]
        year_before.append(f"{name}-12={connector}")
    return Group(told, alone=True), Group(year_before, alone=True)


@lru_cache(maxsize=KEPT)
def _told_before(numbers: int, part: str, of_metric: int, of_subject: int, subjects: int) -> Group:
    """How many of the numbers before are of the period, what part of them all, and how many of the same metric and of
    the same subject."""
    return Group((f"told{numbers}", f"told of all={part}", f"told of metric{of_metric}",
                  f"told of subject{of_subject}of{subjects}"), alone=True)


def _fresh(reading: Reading, here: Around, number: int) -> str:
    """The kinds of the periods that stand between the numbers before and behind."""
    return "".join(sorted({"b" if m.base or m.kind == "base" else m.kind[0] + m.kind[-1]
                           for m in reading.periods_in.get(number, ()) if here.floor <= m.first < here.ceiling}))


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
