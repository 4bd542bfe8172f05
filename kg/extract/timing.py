"""The periods of one text, resolved once for each fiscal calendar.

Fiscal calendars make the days depend on the subject, so they are asked for when the subject of a number is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from kg.extract.calendar import CIVIL, Calendar, Period
from kg.extract.periods import PeriodMention, report_period, resolve, told_year_end
from kg.extract.reading import Reading
from kg.lexicon import load

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
    _days: tuple[tuple[date, tuple[str, ...]], ...] | None = None

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

    def days(self) -> tuple[tuple[date, tuple[str, ...]], ...]:
        """The days just past that the text names, with their features: one of them is when shares moved."""
        if self._days is None:
            told = []
            for mention in self.reading.periods if self.day is not None else ():
                if mention.kind in {"day", "weekday"} and not mention.base:
                    named = self.resolved(mention, CIVIL, None)
                    if named is not None and self.day is not None and 0 <= (self.day - named.start).days < _PAST:
                        told.append(named.start)
            counts = Counter(told)
            days = []
            for on in sorted(counts):
                names = ["text day"]
                names += ["text day first"] if on == told[0] else []
                names += ["text day most"] if on == max(counts, key=lambda day: counts[day]) else []
                names += ["text day only"] if len(counts) == 1 else []
                days.append((on, tuple(names)))
            self._days = tuple(days)
        return self._days


def _heads(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
