"""Layer 3: when. From words for periods to first and last days.

`read_periods` finds the mentions; `report_period` says which period the article reports on; `resolve` gives a
mention its days, by the article's day, the company's fiscal year and the period that governs the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from kg.extract.calendar import Calendar, Period, usable, whole_months
from kg.extract.period_days import resolve
from kg.extract.period_words import PeriodMention, read_periods
from kg.extract.text import Document

#: How much more a quarter counts that the headline or the lead names.
_LEAD_WEIGHT = 3
_LEAD_SENTENCES = 4
#: What ended so many days ago is reported on no more.
_STALE = 400
#: A year named in the lead is what is reported on only if no quarter is named in so many sentences.
_TOP_SENTENCES = 10


def report_period(document: Document, mentions: Sequence[PeriodMention], *, day: date | None, year_end: int = 12,
                  company: str = "") -> Period | None:
    """The quarter (or half, or year) that the article reports on, or None where it speaks of none.

    It is the year just ended if the headline or the lead names that and no quarter; else the last quarter that ended
    before the article's day if the text names it, or speaks of a quarter and names none; else the quarter named most,
    the headline and the lead counting more; else the half or year named most.
    """
    day, calendar = usable(day), Calendar(year_end, company)
    votes: Counter[Period] = Counter()
    lead: set[Period] = set()
    spoken = quarter_at_top = False
    for mention in mentions:
        if mention.base or mention.kind not in {"quarter", "half", "year", "part", "span"}:
            continue
        if mention.anchor != "absolute" and mention.offset_unit != "year":
            spoken = True  # "the quarter", "this quarter": they hang on what is looked for
            continue
        if mention.anchor == "report":
            continue
        found = resolve(mention, day=day, year_end=year_end, company=company)
        if found is None or whole_months(found.start, found.end) not in {3, 6, 12}:
            continue
        sentence = document.sentence_of[mention.first]
        votes[found] += _LEAD_WEIGHT if sentence < _LEAD_SENTENCES else 1
        quarter_at_top = quarter_at_top or (_is_quarter(found) and sentence < _TOP_SENTENCES)
        if sentence < _LEAD_SENTENCES:
            lead.add(found)
    if day is not None:
        last = calendar.last_quarter(day)
        votes = Counter({p: n for p, n in votes.items() if p.end < day and (day - p.end).days < _STALE})
        year = calendar.year(calendar.year_of(last.end))
        if year in lead and year.end == last.end and not quarter_at_top:
            return year
        if last in votes or (spoken and not any(_is_quarter(period) for period in votes)):
            return last
    quarters = [period for period in votes if _is_quarter(period)]
    return max(quarters or votes, key=lambda period: (votes[period], period.end), default=None)


def _is_quarter(period: Period) -> bool:
    return whole_months(period.start, period.end) == 3


__all__ = ["Period", "PeriodMention", "read_periods", "report_period", "resolve"]
