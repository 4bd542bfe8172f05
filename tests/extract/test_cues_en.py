"""What English words say of a number: whole classes of verbs and nouns found, their neighbours in meaning not."""

from itertools import pairwise

import pytest

from kg.extract.cues import read_cues
from kg.extract.metrics import read_metrics
from kg.extract.phrases import Phrases, from_table
from kg.extract.text import read_document
from kg.lexicon import load

RISING = """
rise rises rose risen rising | grow grows grew grown growing | climb climbs climbed climbing
increase increases increased increasing | jump jumps jumped jumping | surge surges surged surging
soar soars soared soaring | gain gains gained gaining | leap leaps leapt leaped leaping
advance advances advanced advancing | rocket rockets rocketed rocketing | balloon balloons ballooned ballooning
swell swells swelled swollen swelling | expand expands expanded expanding | rally rallies rallied rallying
rebound rebounds rebounded rebounding | double doubles doubled doubling | triple triples tripled tripling
quadruple quadruples quadrupled quadrupling | raise raises raised raising | lift lifts lifted lifting
boost boosts boosted boosting | hike hikes hiked hiking | add adds added adding
improve improves improved improving | strengthen strengthens strengthened strengthening
growth expansion uptick upturn upswing upsurge recovery acceleration
"""
FALLING = """
fall falls fell fallen falling | drop drops dropped dropping | decline declines declined declining
decrease decreases decreased decreasing | slip slips slipped slipping | slide slides slid sliding
sink sinks sank sunk sinking | shrink shrinks shrank shrunk shrinking | lose loses lost losing
tumble tumbles tumbled tumbling | plunge plunges plunged plunging | plummet plummets plummeted plummeting
slump slumps slumped slumping | dip dips dipped dipping | shed sheds shedding | dive dives dived dove diving
ease eases eased easing | weaken weakens weakened weakening | retreat retreats retreated retreating
dwindle dwindles dwindled dwindling | halve halves halved halving | cut cuts cutting
reduce reduces reduced reducing | lower lowers lowered lowering | slash slashes slashed slashing
trim trims trimmed trimming | collapse collapses collapsed collapsing | crumble crumbles crumbled crumbling
contraction downturn reduction sell-off selloff pullback
"""
FORESEEING = """
expect expects | forecast forecasts forecasting | project projects projected | predict predicts predicted
anticipate anticipates anticipated | foresee foresees | envisage envisages | guide guides guided | reckon reckons
plan plans planned | aim aims aimed | target targets targeted | intend intends intended | budget budgets budgeted
pledge pledges pledged | promise promises promised | vow vows vowed | commit commits committed
earmark earmarks earmarked | guidance outlook goal ambition midpoint reaffirmed reiterated
"""


def words(listing):
    return listing.replace("|", " ").split()


def cues(text):
    """The classes of cues in a text, each with the words it stands on."""
    document = read_document(text, "en", None, frozenset())
    found = {}
    for cue in read_cues(document):
        found.setdefault(cue.what, []).append(document.cut(cue.first, cue.last))
    return found


def metrics(text):
    """(metric, words) of the mentions in a text."""
    document = read_document(text, "en", None, frozenset())
    return [(m.metric, document.cut(m.first, m.last)) for m in read_metrics(document)]


@pytest.mark.parametrize(("what", "word"), [
    *(("rise", word) for word in words(RISING)),
    *(("fall", word) for word in words(FALLING)),
    *(("guidance", word) for word in words(FORESEEING)),
])
def test_every_form_of_a_verb_is_a_cue(what, word):
    assert word in cues(f"Last spring {word} by 5 percent.").get(what, [])


@pytest.mark.parametrize("particle", ["up", "higher"])
@pytest.mark.parametrize("verb", ["edged", "inched", "ticked", "crept", "nudged"])
def test_small_steps_up(verb, particle):
    found = cues(f"Turnover {verb} {particle} 2%.")
    assert f"{verb} {particle}" in found["rise"]
    assert "fall" not in found


@pytest.mark.parametrize("verb", ["edged", "inched", "ticked", "crept", "drifted"])
def test_small_steps_down(verb):
    found = cues(f"Turnover {verb} lower, by 2%.")
    assert f"{verb} lower" in found["fall"]
    assert "rise" not in found


@pytest.mark.parametrize("text", [
    "The chipmaker earned 3 trillion won in the quarter.",   # a currency, no victory
    "It laid off 400 people.",                               # "off" goes down only behind shares or a comma
    "Growth slowed to 4%.",                                  # what slows still rises
    "The contracts run until 2030.",                         # agreements do not shrink
    "The plan is backed by lenders.",
])
def test_what_only_looks_like_a_fall_or_rise(text):
    found = cues(text)
    assert "fall" not in found
    assert set(found.get("rise", [])) <= {"Growth"}


@pytest.mark.parametrize("text", [
    "Revenue will land between $8bn and $9bn, according to its outlook.",
    "Spending is now pegged at $40bn.",
    "A second plant is on the cards for $4bn.",
    "The company sees sales of $12bn.",
    "It guided to $3bn.",
    "Management reaffirmed the range of $5bn to $6bn.",
    "The budget for the year is $70bn.",
    "It is on track to spend $70bn.",
    "It vowed to invest $600bn.",
])
def test_ways_of_giving_guidance(text):
    assert "guidance" in cues(text)


@pytest.mark.parametrize("text", [
    "Analysts had pencilled in $5bn.",
    "Brokers were looking for $5bn.",
    "The Street was at $5bn.",
    "Forecasters had settled on $5bn.",
    "The average of estimates compiled by LSEG was $5bn.",
    "Revenue was $6bn (consensus: $5bn).",
    "Members: 8 million, vs. 5 million expected",
    "Economists polled by Reuters had reckoned with $5bn.",
    "The City had been hoping for £5bn.",
    "Wall Street was braced for $5bn.",
    "That is more than the $5bn analysts had in mind.",
    "Strategists had been banking on $5bn.",
])
def test_ways_of_giving_a_consensus(text):
    assert "expected" in cues(text)


@pytest.mark.parametrize("name", [
    "Analysts", "Wall Street", "The Street", "The City", "Brokerages", "Economists", "Forecasters", "Strategists",
    "Goldman Sachs", "Morgan Stanley", "Jefferies", "Wedbush",
])
def test_who_expects(name):
    assert "analysts" in cues(f"{name} wanted $5bn.")


@pytest.mark.parametrize("text", [
    "up from $4bn a year earlier", "$4bn a year ago", "against $4bn twelve months before", "$4bn in the same period",
    "compared with $4bn", "versus $4bn", "5% year on year", "5% year-over-year", "5% on the year", "5% yoy",
    "$4bn in the prior-year quarter", "$4bn in the corresponding quarter", "5% quarter on quarter",
    "5% sequentially", "$4bn in the year-ago period", "$4bn two years earlier", "5% from the previous quarter",
])
def test_bases_of_comparison(text):
    assert "base" in cues(f"Sales were {text}.")


@pytest.mark.parametrize("verb", [
    "beat", "topped", "exceeded", "surpassed", "outstripped", "missed", "undershot", "matched", "fell short of",
    "was ahead of", "was shy of", "was in line with",
])
def test_verdicts(verb):
    assert "verdict" in cues(f"Turnover {verb} the $5bn in the models.")


@pytest.mark.parametrize("text", [
    "a loss of $5bn", "$5bn in red ink", "an operating deficit of $5bn", "$5bn in the red",
    "it swung to a loss of $5bn", "it sank into the red by $5bn", "it is still loss-making",
    "it lost $5bn", "it is burning through $5bn",
])
def test_losses(text):
    assert "loss" in cues(f"For the group that was {text}.")


@pytest.mark.parametrize("text", [
    "$5bn in subsidies", "a grant of $5bn", "$5bn under the Chips Act", "a donation of $5bn",
    "a content budget of $5bn",
])
def test_money_outside_the_model(text):
    assert "outside" in cues(f"The group was promised {text}.")


@pytest.mark.parametrize("text", [
    "It will pump $2bn into a rival.", "It puts $2bn into a start-up.", "It has a holding of 27% in it.",
    "It bought a stake of 5%.", "It will acquire the firm for $5bn.", "The takeover costs $5bn.",
])
def test_deals(text):
    assert "deal" in cues(text)


@pytest.mark.parametrize(("text", "falls"), [
    ("That is 3% less than a year before.", True),
    ("It sold 3% fewer than in May.", True),
    ("It was no less than 3%.", False),
    ("It spent less than 3% on it.", False),
])
def test_less_than_another_time_is_a_fall(text, falls):
    assert ("fall" in cues(text)) is falls


@pytest.mark.parametrize("text", [
    "It will axe 400 people.", "It would let 400 people go.", "It has laid off 400.", "It told staff that 400 must go.",
    "It is cutting 400 posts.", "The firm confirmed that 400 must go.",
])
def test_layoffs_that_are_decided(text):
    assert "decided" in cues(text)


@pytest.mark.parametrize("text", [
    "It is considering 400 cuts.", "It is weighing 400 cuts.", "People familiar with the plans speak of 400.",
    "It reportedly cuts 400.", "Sources speak of 400.", "It is said to cut 400.",
])
def test_layoffs_that_are_rumoured(text):
    assert "rumour" in cues(text)


def test_a_number_of_points_does_not_make_a_report_on_the_market():
    assert "index" not in cues("Its share of the market fell three points, or 3 percentage points.")
    assert "index" not in cues("In the future a benchmark of models will tell.")
    assert "index" in cues("The Nasdaq lost 200 points.")


@pytest.mark.parametrize(("text", "metric"), [
    ("It axed 400 people.", "job_cuts"),
    ("It is laying off 400 people.", "job_cuts"),
    ("It is letting 400 people go.", "job_cuts"),
    ("It will make 400 people redundant.", "job_cuts"),
    ("It sacked 400 people.", "job_cuts"),
    ("It will eliminate 400 roles.", "job_cuts"),
    ("About 400 posts will go.", "job_cuts"),
    ("Some 400 were told to clear their desks.", "job_cuts"),
    ("It will shed 400 jobs.", "job_cuts"),
    ("It cuts 9% of its workforce.", "job_cuts"),
    ("It has 400 people on its payroll.", "headcount"),
    ("It counts 400 full-time staff.", "headcount"),
    ("It employs 4,000.", "headcount"),
    ("Its 4,000-strong workforce met.", "headcount"),
    ("It shipped 4 million.", "units_sold"),
    ("It handed over 4,000 in May.", "units_sold"),
    ("It counts 4 million paying subscribers.", "users"),
    ("Monthly active users were 4 million.", "users"),
    ("It signed up 4 million.", "users"),
    ("It raked in $4bn.", "revenue"),
    ("It turned over £4bn.", "revenue"),
    ("It pulled in $4bn.", "revenue"),
    ("It is $4bn in the red.", "net_income"),
    ("The red ink came to $4bn.", "net_income"),
    ("The operating deficit was $4bn.", "operating_income"),
    ("Profit before interest and tax was £4bn.", "operating_income"),
    ("Diluted EPS was $1.20.", "eps"),
    ("It spends $4bn on data centres.", "capex"),
    ("The build-out costs $4bn.", "capex"),
    ("Free cash flow was $4bn.", "free_cash_flow"),
    ("Cash provided by operating activities was $4bn.", "operating_cash_flow"),
    ("The war chest holds $4bn.", "cash"),
    ("It owes $4bn.", "debt"),
    ("Unfilled orders stand at $4bn.", "backlog"),
    ("It has $4bn of work in hand.", "backlog"),
    ("It will buy back $4bn of shares.", "share_buyback"),
    ("An interim dividend of 4p was declared.", "dividend"),
    ("It was fined $4bn.", "fine"),
    ("It was ordered to pay $4bn.", "fine"),
    ("It wrote down $4bn.", "charge"),
    ("It took a one-off charge of $4bn.", "charge"),
    ("It set aside $4bn.", "charge"),
    ("Redundancy payments cost $4bn.", "severance_costs"),
    ("The tax bill was $4bn.", "tax"),
    ("Annual recurring revenue is $4bn.", "run_rate"),
    ("Its market capitalisation is $4tn.", "market_cap"),
    ("It has 40% of the market.", "market_share"),
    ("R&D spending was $4bn.", "research_and_development"),
    ("Return on sales was 14%.", "operating_margin"),
])
def test_ways_of_saying_a_metric(text, metric):
    assert metric in [m for m, _ in metrics(text)]


@pytest.mark.parametrize(("text", "metric"), [
    ("On the earnings call he mentioned $4bn.", "net_income"),
    ("After a profit warning it lost 4%.", "revenue"),
    ("The sales team has 400 people.", "revenue"),
    ("The tax authorities want $4bn.", "tax"),
    ("Pre-tax profit was £4bn.", "net_income"),
    ("Adjusted EBITDA was $4bn.", "operating_income"),
    ("He told staff that 400 would stay.", "headcount"),
    ("Board members met 4 times.", "users"),
    ("She is in charge of $4bn.", "charge"),
    ("The fine print has 4 pages.", "fine"),
    ("The stock exchange lists 400.", "share_price"),
    ("The market had hoped for 4%.", "market_share"),
    ("Cost of sales was $4bn.", "revenue"),
    ("Average revenue per user was $4.", "revenue"),
    ("Deferred revenue was $4bn.", "revenue"),
    ("Interest income was $4bn.", "net_income"),
    ("The dividend yield is 4%.", "dividend"),
    ("The economy won 400,000 new jobs.", "job_cuts"),
    ("The deal valued at $4bn was signed.", "market_cap"),
    ("The trade deficit was $4bn.", "net_income"),
    ("More than a year before it was $4bn.", "run_rate"),
])
def test_what_only_looks_like_a_metric(text, metric):
    assert metric not in [m for m, _ in metrics(text)]


@pytest.mark.parametrize(("text", "metric"), [
    # what came in
    ("Ring up the tills: they held $4bn.", "revenue"), ("The unit sold for $4bn.", "revenue"),
    ("It made $4bn from subscriptions.", "revenue"), ("Gamers spent $4bn.", "revenue"),
    ("It sold $4bn worth of servers.", "revenue"), ("It brought $4bn in by royalties.", "revenue"),
    # what was left, and what was not
    ("It pocketed $4bn.", "net_income"), ("It kept $4bn of that.", "net_income"),
    ("Below the line there was $4bn.", "net_income"), ("A surplus of $4bn was shown.", "net_income"),
    ("It bled $4bn.", "net_income"), ("What was left was $4bn.", "net_income"),
    ("The division earned $4bn.", "operating_income"),
    ("The chip unit lost $4bn on sales of $9bn.", "operating_income"),
    ("Before interest, $4bn was made.", "operating_income"), ("The cloud profit was $4bn.", "operating_income"),
    ("The hole is $4bn deep.", "operating_income"),
    ("It keeps 14 cents of every dollar.", "operating_margin"),
    ("Of sales, 14% stuck as operating profit.", "operating_margin"),
    ("The mark-up is 40%.", "gross_margin"), ("The gross result was $4bn.", "gross_profit"),
    ("It made $1.20 per diluted share.", "eps"),
    # what was spent
    ("It put $4bn into data centres.", "capex"), ("Some $4bn went into factories.", "capex"),
    ("It is building a $4bn plant.", "capex"), ("It forked out $4bn.", "capex"),
    ("Its cost base is $4bn.", "operating_expenses"), ("Running expenses were $4bn.", "operating_expenses"),
    ("It spent $4bn on developing chips.", "research_and_development"),
    # cash
    ("Spare cash of $4bn remained.", "free_cash_flow"), ("After investment, $4bn was over.", "free_cash_flow"),
    ("Operations threw off $4bn of cash.", "operating_cash_flow"),
    ("The business generated $4bn in cash.", "operating_cash_flow"),
    ("There is $4bn in its vaults.", "cash"), ("Its dry powder is $4bn.", "cash"),
    ("It tapped the bond market for $4bn.", "debt"), ("It took out a loan of $4bn.", "debt"),
    ("Contracts awaiting delivery are worth $4bn.", "backlog"), ("It has $4bn under contract.", "backlog"),
    ("Customers are bound to pay $4bn.", "backlog"), ("It has yet to deliver $4bn of it.", "backlog"),
    # shares
    ("Investors punished it by 4%.", "share_price"), ("It was the biggest faller, by 4%.", "share_price"),
    ("After the bell it lost 4%.", "share_price"),
    ("Some $4bn evaporated in market wealth.", "market_cap"), ("It joined the trillion-dollar club.", "market_cap"),
    ("Shareholders receive $4 each.", "dividend"), ("It hands $4bn to shareholders.", "dividend"),
    ("It put $4bn into its own shares.", "share_buyback"), ("It mopped up $4bn of paper.", "share_buyback"),
    # people
    ("Its crew is 4,000.", "headcount"), ("It has 4,000 full-time equivalents.", "headcount"),
    ("It swung the axe over 400.", "job_cuts"), ("It showed 400 people the door.", "job_cuts"),
    ("It said goodbye to 400.", "job_cuts"), ("It sent 400 workers home.", "job_cuts"),
    ("Golden handshakes cost $4bn.", "severance_costs"),
    ("It paid $4bn for people who were dismissed.", "severance_costs"),
    ("There are 4 million who opened the app every day.", "users"), ("Some 4 million people logged in.", "users"),
    ("It shifted 4 million.", "units_sold"), ("It found takers for 4,000.", "units_sold"),
    ("Some 4,000 rolled off the line.", "units_sold"),
    ("It has 40% of the pie.", "market_share"),
    ("It captured 40%.", "market_share"), ("A slice of 40% was left.", "market_share"),
    # bills
    ("It coughed up $4bn.", "fine"), ("It must pay $4bn.", "fine"), ("It was told to pay $4bn.", "fine"),
    ("It handed $4bn to the taxman.", "tax"), ("It wrote $4bn off.", "charge"), ("It put aside $4bn.", "charge"),
    ("A dent to earnings of $4bn is foreseen.", "charge"), ("That is running at $4bn.", "run_rate"),
])
def test_ways_of_saying_a_metric_without_its_name(text, metric):
    assert metric in [m for m, _ in metrics(text)]


@pytest.mark.parametrize(("text", "metric"), [
    ("It accounts for 4%.", "users"), ("The trading platform has 4 million.", "share_price"),
    ("Consumer spending rose 4%.", "capex"), ("The investment bank expects 4%.", "capex"),
    ("Advertising budgets fell 4%.", "capex"), ("The research firm counts 4 million.", "research_and_development"),
    ("It earned a reputation in 4 years.", "net_income"), ("It lost patience after 4 weeks.", "net_income"),
    ("Customer service has 4,000.", "users"), ("It posts a gain of 4%.", "job_cuts"),
    ("It dismissed the claims of 400.", "job_cuts"),
    ("It delivered strong results, up 4%.", "units_sold"), ("Its price target is $400.", "share_price"),
    ("Tax avoidance costs $4bn.", "tax"), ("It took charge of 400.", "charge"),
    ("There are 400 charging stations.", "charge"), ("It has net zero in view for 2040.", "net_income"),
    ("Private equity put $4bn in.", "share_price"), ("Letters to shareholders cost $4.", "fine"),
])
def test_what_only_looks_like_a_way_of_saying_a_metric(text, metric):
    assert metric not in [m for m, _ in metrics(text)]


def test_the_data_names_metrics_of_the_ontology():
    data = load().languages["en"]["metrics"]
    known = set(load().metrics)
    assert set(data["phrases"]) - known == {"none"}
    assert set(data["hints"]) <= known


@pytest.mark.parametrize("section", ["cues", "metrics"])
def test_no_phrase_stands_twice_in_a_class(section):
    for table in ("phrases", "hints"):
        for what, phrases in load().languages["en"][section].get(table, {}).items():
            rows = sorted((row.words, rest) for seconds in Phrases(from_table({what: phrases}))._rows.values()
                          for rows in seconds.values() for row in rows for rest in row.rests or [()])
            assert [a for a, b in pairwise(rows) if a == b] == [], what
