"""One number for each of several."""

import pytest
from choosing import facts


@pytest.mark.parametrize(("text", "language", "first", "names"), [
    ("IBM and Oracle each have 3 percent.", "en", "IBM", ["IBM", "Oracle"]),
    ("IBM, Oracle and SAP each have 3 percent.", "en", "Oracle", ["Oracle", "IBM", "SAP"]),
    ("IBM (24 million) and Oracle (23 million) have 3 percent apiece.", "en", "IBM", ["IBM", "Oracle"]),
    ("Voor IBM en Oracle resteert elk 3 procent.", "nl", "IBM", ["IBM", "Oracle"]),
    ("IBM and Oracle have 3 percent.", "en", "IBM", ["IBM"]),
    ("IBM grew. Oracle each have 3 percent.", "en", "Oracle", ["Oracle"]),
    ("Meta fell, it says, and IBM and Oracle each have 3 percent.", "en", "IBM", ["IBM", "Oracle"]),
    ("IBM and Oracle each have 3 percent, Meta has less.", "en", "IBM", ["IBM", "Oracle"])])
def test_a_number_may_hold_for_each(text, language, first, names):
    made = {"metric": "market_share", "subject": first, "subject_words": first}
    found = [f for f in facts(text, {"metric": ""}, {"metric": ""}, made, language=language)
             if f.value == 3] if "million" in text else facts(text, made, language=language)
    assert [f.subject for f in found] == names
    assert {(f.value, f.unit) for f in found} == {(3, "percent")}
