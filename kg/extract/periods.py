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
#: A quarter is reported on within so many days of its end.
_JUST_OVER = 100
#: A year named in the lead is what is reported on only if no quarter is named in so many sentences.
_TOP_SENTENCES = 10


def report_period(document: Document, mentions: Sequence[PeriodMention], *, day: date | None, year_end: int = 12,
                  company: str = "") -> Period | None:
    """The quarter (or half, or year) that the article reports on, or None where it speaks of none.

    It is the year just ended if the headline or the lead names that and no quarter, the half just ended if the lead
    names that before any quarter; else the last quarter that ended before the article's day if the text names it or
    speaks of a quarter; else the quarter named most, the headline and the lead counting more; else the half or year
    named most.
    """
    day, calendar = usable(day), Calendar(year_end, company)
    votes: Counter[Period] = Counter()
    lead: list[Period] = []
    compared: set[Period | None] = set()
    spoken = 0
    quarter_at_top = False
    for mention in mentions:
        if mention.kind not in {"quarter", "half", "year", "part", "span"}:
            continue
        if mention.base:
            if mention.kind == "quarter" and mention.anchor == "absolute":
                compared.add(resolve(mention, day=day, year_end=year_end, company=company))
            continue
        sentence = document.sentence_of[mention.first]
        weight = _LEAD_WEIGHT if sentence < _LEAD_SENTENCES else 1
        if mention.anchor != "absolute" and mention.offset_unit != "year" and mention.kind == "quarter":
            spoken += weight  # "the quarter", "this quarter": they hang on what is looked for
            continue
        if mention.anchor == "report" and mention.kind != "half":
            continue
        found = resolve(mention, day=day, year_end=year_end, company=company)
        if found is None or whole_months(found.start, found.end) not in {3, 6, 12}:
            continue
        if mention.kind == "year" and not _counts(document, mention):
            continue
        if mention.kind == "half" and mention.number == 2 and mention.year is None:
            continue  # "in the second half" is mostly still to come
        votes[found] += weight
        quarter_at_top = quarter_at_top or (_is_quarter(found) and sentence < _TOP_SENTENCES)
        if sentence < _LEAD_SENTENCES:
            lead.append(found)
    if day is not None:
        last = calendar.last_quarter(day)
        votes = Counter({p: n for p, n in votes.items() if p.end < day and (day - p.end).days < _STALE})
        # "against 6.2 billion in the first quarter of 2016" tells of the first quarter of 2017
        spoken += votes.pop(calendar.shift(last, -12), 0)
        spoken += not compared.isdisjoint((calendar.shift(last, -12), calendar.shift(last, -3)))
        year, half = calendar.year(calendar.year_of(last.end)), calendar.ending(last.end.year, last.end.month, 6)
        if year in lead and year.end == last.end and not quarter_at_top:
            return year
        if half in lead and not any(_is_quarter(period) for period in lead[:lead.index(half)]):
            return half
        if last in votes or spoken >= max((n for p, n in votes.items() if _is_quarter(p)), default=1):
            return last
    quarters = [period for period in votes if _is_quarter(period)]
    return max(quarters or votes, key=lambda period: (votes[period], period.end), default=None)


def told_year_end(mentions: Sequence[PeriodMention], *, day: date | None) -> int | None:
    """The last month of the fiscal year of a company that is not known, if the text lets one work it out: it numbers
    its quarter ("third quarter") and says when that ended ("the three months ended Dec. 2"). None where it does not."""
    day = usable(day)
    own = [m for m in mentions if m.kind in {"quarter", "span"} and not m.base and m.anchor == "absolute"]
    numbered = next((m.number for m in own if m.kind == "quarter" and m.number), None)
    ended = next((m for m in own if m.months == 3 and m.month), None)
    if day is None or numbered is None or ended is None:
        return None
    period = resolve(ended, day=day)
    if period is None or not 0 < (day - period.end).days < _JUST_OVER:
        return None
    return (period.end.month - 3 * numbered - 1) % 12 + 1


def _counts(document: Document, mention: PeriodMention) -> bool:
    """Whether the sentence of a year has a number besides it: "last year it showed a screen" is no year's result."""
    sentence = document.sentences[document.sentence_of[mention.first]]
    return any(document.lower[at][0].isdigit() for at in range(sentence.first, sentence.last)
               if not mention.first <= at < mention.last)


def _is_quarter(period: Period) -> bool:
    return whole_months(period.start, period.end) == 3


__all__ = ["Period", "PeriodMention", "read_periods", "report_period", "resolve", "told_year_end"]
