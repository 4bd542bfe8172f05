"""Dutch words of finance: rising and falling in all forms, forecasts, layoffs; and what only looks like them."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from kg.extract.cues import read_cues
from kg.extract.metrics import read_metrics
from kg.extract.text import read_document
from kg.lexicon import load


def classes(text: str) -> set[str]:
    return {cue.what for cue in read_cues(read_document(text, "nl", None, frozenset()))}


def metrics(text: str) -> set[str]:
    return {mention.metric for mention in read_metrics(read_document(text, "nl", None, frozenset()))}


def mentioned(text: str) -> list[tuple[str, str, bool]]:
    return [(m.metric, m.how, m.growth) for m in read_metrics(read_document(text, "nl", None, frozenset()))]


def spellings(phrase: str) -> list[tuple[str, ...]]:
    return list(product(*(word.split("|") for word in phrase.split())))


# --- rise and fall: verbs that say it alone, in five forms each

RISING = """
stijgt stijgen steeg stegen gestegen stijgende / groeit groeien groeide groeiden gegroeid groeiende
klimt klimmen klom klommen geklommen / springt springen sprong sprongen gesprongen
kruipt kruipen kroop kropen gekropen / verhoogt verhogen verhoogde verhoogden verhoogd
verbetert verbeteren verbeterde verbeterden verbeterd / verdubbelt verdubbelen verdubbelde verdubbelden verdubbeld
verdrievoudigt verdrievoudigde verdrievoudigd / vertienvoudigt vertienvoudigde vertienvoudigd
wint winnen won wonnen gewonnen / zwelt zwellen zwol zwollen gezwollen / herstelt herstelde herstelden hersteld
vergroot vergrootte vergrootten vergroten / explodeert explodeerde geëxplodeerd / stuwt stuwde gestuwd
""".replace("/", " ").split()
FALLING = """
daalt dalen daalde daalden gedaald dalende / zakt zakken zakte zakten gezakt / krimpt krimpen kromp krompen gekrompen
slinkt slinken slonk slonken geslonken / keldert kelderen kelderde kelderden gekelderd
kukelt kukelen kukelde kukelden gekukeld / duikt duiken dook doken gedoken / tuimelt tuimelen tuimelde getuimeld
duikelt duikelde geduikeld / glijdt glijden gleed gleden gegleden / verliest verliezen verloor verloren
verlaagt verlagen verlaagde verlaagd / halveert halveren halveerde gehalveerd / verdampt verdampen verdampte verdampten
vermindert verminderde verminderd / verschrompelt verschrompelde verschrompeld / smelt smolt gesmolten
verslechtert verslechterde verslechterd / verzwakt verzwakte verzwakken / crasht crashte gecrasht / zinkt zonk gezonken
""".replace("/", " ").split()


@pytest.mark.parametrize("verb", RISING)
def test_a_verb_of_rising_in_every_form(verb: str) -> None:
    found = classes(f"De omzet {verb} met negen procent.")
    assert "rise" in found
    assert "fall" not in found


@pytest.mark.parametrize("verb", FALLING)
def test_a_verb_of_falling_in_every_form(verb: str) -> None:
    found = classes(f"De omzet {verb} met negen procent.")
    assert "fall" in found
    assert "rise" not in found


# --- verbs in two parts: apart, together, with "te"

SEPARABLE_RISE = [
    ("nam", "toe", "toenam toegenomen toenemen toenemende"), ("dikte", "aan", "aandikte aangedikt aandikken"),
    ("trok", "aan", "aantrok aangetrokken aantrekken"), ("liep", "op", "opliep opgelopen oplopen oplopende"),
    ("veerde", "op", "opveerde opgeveerd opveren"), ("krikte", "op", "opkrikte opgekrikt"),
    ("schroefde", "op", "opschroefde opgeschroefd opschroeven"), ("dreef", "op", "opdreef opgedreven opdrijven"),
    ("dijde", "uit", "uitdijde uitgedijd uitdijen"), ("voegde", "toe", "toevoegde toegevoegd toevoegen"),
    ("schoot", "omhoog", "omhoogschoot omhooggeschoten"), ("ging", "omhoog", "omhoogging omhooggegaan"),
    ("ging", "vooruit", "vooruitging vooruitgegaan"),
]
SEPARABLE_FALL = [
    ("nam", "af", "afnam afgenomen afnemen afnemende"), ("liep", "terug", "terugliep teruggelopen teruglopen"),
    ("viel", "terug", "terugviel teruggevallen terugvallen"), ("brokkelde", "af", "afbrokkelde afgebrokkeld"),
    ("kalfde", "af", "afkalfde afgekalfd"), ("leverde", "in", "inleverde ingeleverd inleveren"),
    ("stortte", "in", "instortte ingestort instorten"), ("boette", "in", "inboette ingeboet inboeten"),
    ("schroefde", "terug", "terugschroefde teruggeschroefd"), ("bracht", "terug", "terugbracht teruggebracht"),
    ("ging", "omlaag", "omlaagging omlaaggegaan"), ("ging", "onderuit", "onderuitging onderuitgegaan"),
    ("ging", "achteruit", "achteruitging achteruitgegaan"), ("viel", "weg", "wegviel weggevallen"),
]


@pytest.mark.parametrize(("what", "verb", "particle", "joined"), [
    *(("rise", *row) for row in SEPARABLE_RISE), *(("fall", *row) for row in SEPARABLE_FALL)])
def test_a_separable_verb_apart_and_together(what: str, verb: str, particle: str, joined: str) -> None:
    assert what in classes(f"De koers {verb} op maandag met ruim vier procent {particle}.")
    for form in joined.split():
        assert what in classes(f"Dat de koers met vier procent {form}, was verrassend."), form


@pytest.mark.parametrize("form", ["wegzakken", "wegzakte", "weggezakt", "terugzakte", "teruggezakt", "inzakken",
                                  "inzakte",
                                  "ingezakt", "doorgezakt", "afgegleden", "weggesmolten", "ineengezakt", "af te nemen",
                                  "terug te lopen", "in te zakken", "omlaag te brengen"])
def test_falling_in_joined_forms(form: str) -> None:
    assert "fall" in classes(f"De omzet dreigt {form}.")


@pytest.mark.parametrize("noun", ["stijging", "toename", "groei", "aanwas", "sprong", "plus", "koerswinst",
                                  "omzetgroei",
                                  "winstsprong", "verdubbeling", "herstel", "rally"])
def test_nouns_of_rising(noun: str) -> None:
    assert "rise" in classes(f"Een {noun} van acht procent.")


@pytest.mark.parametrize("noun", ["daling", "afname", "krimp", "terugval", "duikeling", "vrije val", "koersval",
                                  "winstdaling",
                                  "halvering", "min", "klap", "knauw", "achteruitgang", "omzetverlies"])
def test_nouns_of_falling(noun: str) -> None:
    assert "fall" in classes(f"Een {noun} van acht procent.")


@pytest.mark.parametrize(("text", "way", "other"), [
    ("De koers liep op maandag 3 procent terug.", "fall", "rise"),
    ("De koers liep in Azië 3 procent op.", "rise", "fall"),
    ("Op de beurs nam de waarde af.", "fall", "rise"), ("De prijs trok aan, ondanks alles.", "rise", "fall"),
    ("Er ging 8 procent van de waarde af.", "fall", "rise")])
def test_a_particle_is_told_from_a_preposition(text: str, way: str, other: str) -> None:
    found = classes(text)
    assert way in found
    assert other not in found


@pytest.mark.parametrize("text", [
    "De groep trok klanten aan de balie.", "Hij schreef een brief bij het ontbijt.", "De trein liep op rails.",
    "Het bedrijf levert machines in Azië en Europa.", "De topman stortte geld in het fonds voor starters.",
    "De dienst werkt bij alle klanten.", "Hij nam afscheid van zijn ploeg.", "De fabriek staat in het oosten.",
    "Het aantal bleef gelijk.", "Af te wachten valt wat de rechter doet."])
def test_no_direction_where_nothing_moves(text: str) -> None:
    assert not classes(text) & {"rise", "fall"}


# --- who expects it: the company, or others

@pytest.mark.parametrize("text", [
    "Het concern verwacht een omzet van 5 miljard.", "De groep gaat dit jaar uit van 5 miljard.",
    "Het doel is 5 miljard.",
    "ASML mikt op 5 miljard.", "Intel rekent op 5 miljard.", "De prognose luidt 5 miljard.", "De outlook: 5 miljard.",
    "SAP streeft naar 5 miljard.", "Philips stelde zijn jaarprognose bij.", "Het bedrijf belooft 5 miljard.",
    "De maker handhaaft zijn bandbreedte.", "De winkelketen stevent op 5 miljard af.", "Er is 5 miljard begroot.",
    "De onderneming houdt het op 5 miljard.", "Meta trekt 5 miljard uit."])
def test_guidance(text: str) -> None:
    assert "guidance" in classes(text)


@pytest.mark.parametrize("text", [
    "Analisten verwachtten 5 miljard.", "Kenners hadden op 5 miljard gerekend.", "De markt hoopte op 5 miljard.",
    "De consensus lag op 5 miljard.", "Er was 5 miljard voorspeld.", "Economen gingen uit van 5 miljard.",
    "De vooropgestelde 5 miljard bleef buiten bereik.", "De verhoopte 5 miljard kwam er niet.",
    "Beleggers mikten op 5 miljard.", "In doorsnee was 5 miljard geraamd.", "Dat was beter dan verwacht.",
    "Verwacht werd 5 miljard.", "De rekenmeesters hielden het op 5 miljard.", "De raming van analisten is 5 miljard.",
    "Dat is boven de consensus."])
def test_expected(text: str) -> None:
    assert "expected" in classes(text)


@pytest.mark.parametrize(("text", "what"), [
    ("De omzet overtrof de raming.", "verdict"), ("Dat klopte alle ramingen.", "verdict"),
    ("De winst viel mee.", "verdict"),
    ("Een meevaller van formaat.", "verdict"), ("Dat is hoger dan voorspeld.", "verdict"),
    ("Dat is in lijn met de raming.", "verdict"),
    ("De omzet bleef achter bij de raming.", "verdict"), ("De winst viel tegen.", "verdict"),
    ("Tegenvallende cijfers.", "verdict"),
    ("Dat is minder dan gehoopt.", "verdict"), ("De cijfers stelden teleur.", "verdict"),
    ("Zelf rekent de groep op meer.", "own"), ("De eigen prognose was 5 miljard.", "own"),
    ("Het koersdoel gaat naar 90 euro.", "outside"), ("De ebitda steeg.", "outside"),
    ("Met subsidie van de staat.", "outside"), ("Een jaar eerder was dat 5 miljard.", "base"),
    ("Een kwartaal terug nog 5 miljard.", "base"), ("Vergeleken met vorig jaar.", "base"),
    ("De tak is goed voor een derde van de omzet.", "partof"), ("Dat komt neer op een tiende.", "partof"),
    ("Het tekende voor de helft.", "partof"), ("Diensten namen de helft voor hun rekening.", "partof"),
    ("De groep leed een nettoverlies.", "loss"), ("Opnieuw rode cijfers.", "loss"), ("Een verlieslatende tak.", "loss"),
    ("De winst.", "profit"), ("Bij gelijke wisselkoersen.", "constant"), ("Naar verluidt zijn het er 500.", "rumour"),
    ("De twee samen.", "joint"), ("Exclusief eenmalige posten.", "adjusted"),
    ("Dat scheelt in besparingen.", "savings"),
])
def test_a_cue_of_its_class(text: str, what: str) -> None:
    assert what in classes(text)


@pytest.mark.parametrize(("text", "what"), [
    ("De omzet was 5 miljard.", "guidance"), ("De omzet was 5 miljard.", "expected"), ("De koers steeg.", "outside"),
    ("Het bedrijf ziet de omzet stijgen.", "guidance"), ("Het bestuur van de club vergaderde.", "guidance"),
    ("De winst kwam op 5 miljard.", "loss"), ("Het verlies kwam op 5 miljard.", "profit"),
])
def test_a_class_stays_sharp(text: str, what: str) -> None:
    assert what not in classes(text)


# --- metrics: verbs and idioms

@pytest.mark.parametrize(("text", "metric"), [
    ("De keten zette 5 miljard om.", "revenue"), ("Er werd 5 miljard omgezet.", "revenue"),
    ("Het bracht 5 miljard in het laatje.", "revenue"), ("Zij haalde 5 miljard binnen.", "revenue"),
    ("De kanalen verdienden 5 miljard aan reclame.", "revenue"),
    ("Onder de streep bleef 5 miljard over.", "net_income"), ("Philips verdiende 5 miljard.", "net_income"),
    ("De groep leed 5 miljard verlies.", "net_income"), ("Winst na belastingen: 5 miljard.", "net_income"),
    ("De winst voor rente en belastingen was 5 miljard.", "operating_income"),
    ("Het bedrijfsresultaat was 5 miljard.", "operating_income"), ("De brutowinstmarge is 5 procent.", "gross_margin"),
    ("De operationele marge is 5 procent.", "operating_margin"), ("Zij verdiende 5 dollar per aandeel.", "eps"),
    ("Meta steekt 5 miljard in fabrieken.", "capex"), ("Intel trekt er 5 miljard voor uit.", "capex"),
    ("Er wordt 5 miljard geïnvesteerd.", "capex"), ("Het heeft 5 miljard in kas.", "cash"),
    ("De vrije kasstroom was 5 miljard.", "free_cash_flow"), ("De schuldenlast is 5 miljard.", "debt"),
    ("Het orderboek telt 5 miljard.", "backlog"), ("Aan openstaande bestellingen ligt er 5 miljard.", "backlog"),
    ("Nabeurs ging het 5 procent omlaag.", "share_price"), ("Het sloot 5 procent hoger.", "share_price"),
    ("Het werd 5 procent lager gezet.", "share_price"), ("Een koersval van 5 procent.", "share_price"),
    ("De beurswaarde is 5 miljard.", "market_cap"), ("Het is 5 miljard waard op de beurs.", "market_cap"),
    ("Het keert 5 euro uit.", "dividend"), ("Het koopt voor 5 miljard eigen aandelen in.", "share_buyback"),
    ("Er werken 500 mensen, allen in dienst.", "headcount"), ("Met 500 voltijdbanen.", "headcount"),
    ("De vertrekpremies kosten 5 miljoen.", "severance_costs"), ("Er kwamen 500 abonnees bij.", "users"),
    ("Dagelijkse gebruikers: 500.", "users"), ("Er gingen 500 toestellen over de toonbank.", "units_sold"),
    ("De maker verscheepte er 500.", "units_sold"), ("Het leverde 500 wagens af.", "units_sold"),
    ("Met 5 procent van de wereldmarkt.", "market_share"), ("De rechter legde een boete op.", "fine"),
    ("Het trof een schikking.", "fine"), ("De naheffing is 5 miljoen.", "tax"), ("Het schreef 5 miljoen af.", "charge"),
    ("Eenmalige lasten van 5 miljoen.", "charge"), ("Het zette 5 miljoen opzij.", "charge"),
    ("Geannualiseerd is dat 5 miljard.", "run_rate"), ("De kosten voor onderzoek en ontwikkeling.",
                                                        "research_and_development"),
])
def test_verbs_and_idioms_of_a_metric(text: str, metric: str) -> None:
    assert metric in metrics(text)


@pytest.mark.parametrize("text", [
    "Het bedrijf schrapt 500 banen.", "Er werden 500 banen geschrapt.", "Zij ontslaat 500 mensen.",
    "500 man op straat gezet.",
    "De keten zet 500 mensen aan de deur.", "De keten stuurt 500 mensen de laan uit.", "Er sneuvelen 500 banen.",
    "Er vloeien 500 mensen af.", "Er verdwijnen 500 functies.", "500 mensen verliezen hun baan.",
    "500 krachten moeten weg.",
    "De groep snoeit 500 banen.", "De groep dunt zijn staf met 500 uit.", "Een ontslagronde treft 500 mensen.",
    "Er vallen 500 ontslagen.", "De groep neemt afscheid van 500 mensen.", "500 mensen zijn boventallig.",
    "Er worden 500 functies opgeheven.", "De sanering raakt 500 mensen.", "De groep bouwt 500 banen af.",
    "500 mensen krijgen hun congé.", "De groep dankt 500 mensen af.", "Collectief ontslag voor 500 mensen.",
    "De groep laat 500 mensen gaan.", "500 jobs op de helling."])
def test_layoffs(text: str) -> None:
    assert "job_cuts" in metrics(text)


@pytest.mark.parametrize(("text", "metric"), [
    ("De chipmaker nam een belang in een rivaal.", "revenue"), ("Zij kocht een belang in de keten.", "share_buyback"),
    ("De winkel laat de prijzen omhoog gaan.", "job_cuts"), ("Zij zette de concurrent buiten spel.", "job_cuts"),
    ("De afvloeiing kost tijd.", "severance_costs"), ("De zaak levert machines uit Azië.", "units_sold")])
def test_words_of_another_matter_are_no_phrase(text: str, metric: str) -> None:
    assert (metric, "phrase") not in [(m, how) for m, how, _ in mentioned(text)]


# --- compounds: the head stands last; a word of change behind it makes it a change

@pytest.mark.parametrize(("word", "metric", "growth"), [
    ("kwartaalomzet", "revenue", False), ("jaarwinst", "net_income", False), ("recordomzet", "revenue", False),
    ("advertentieopbrengsten", "revenue", False), ("clouddienstenomzet", "", False),
    ("groepswinst", "net_income", False),
    ("omzettoename", "revenue", True), ("omzetdaling", "revenue", True), ("winstexplosie", "net_income", True),
    ("kwartaalomzetgroei", "revenue", True), ("miljardenboete", "fine", False), ("kartelboetes", "fine", False),
    ("koerswinst", "share_price", False), ("beurskoers", "share_price", False), ("kwartaaldividend", "dividend", False),
])
def test_compounds(word: str, metric: str, growth: bool) -> None:
    found = [(m, g) for m, _, g in mentioned(f"De {word} is bekend.")]
    assert ((metric, growth) in found) if metric else not found


@pytest.mark.parametrize("word", load().languages["nl"]["metrics"]["compounds"]["block"])
def test_a_blocked_compound_is_no_compound(word: str) -> None:
    assert all(how != "compound" for _, how, _ in mentioned(f"De {word} is bekend."))


@pytest.mark.parametrize("word", ["aanwinst", "tijdwinst", "foutmarge", "winstwaarschuwing", "gezichtsverlies",
                                  "wisselkoers",
                                  "staatsschuld", "verleden", "koersdoel", "bestuursleden"])
def test_words_that_only_end_like_a_metric(word: str) -> None:
    assert not metrics(f"Een {word} is bekend.")


# --- the files themselves

@pytest.mark.parametrize(("layer", "table"), [("cues", "phrases"), ("metrics", "phrases"), ("metrics", "hints")])
def test_no_phrase_twice_in_a_class(layer: str, table: str) -> None:
    for what, phrases in load().languages["nl"][layer][table].items():
        counts = Counter(spelling for phrase in phrases for spelling in spellings(phrase))
        assert not [spelling for spelling, times in counts.items() if times > 1], what


@pytest.mark.parametrize(("layer", "table"), [("cues", "phrases"), ("metrics", "phrases"), ("metrics", "hints")])
def test_every_phrase_is_folded_and_has_a_head(layer: str, table: str) -> None:
    for what, phrases in load().languages["nl"][layer][table].items():
        for phrase in phrases:
            assert phrase == phrase.lower().strip(), (what, phrase)
            assert not phrase.startswith("..."), (what, phrase)


def test_rise_and_fall_share_no_word() -> None:
    cues = load().languages["nl"]["cues"]["phrases"]
    rise, fall = ({spelling for phrase in cues[what] for spelling in spellings(phrase)} for what in ("rise", "fall"))
    assert not rise & fall


def test_metrics_of_the_data_are_of_the_ontology() -> None:
    words = load().languages["nl"]["metrics"]
    assert {*words["phrases"], *words["hints"]} <= set(load().metrics)
