"""Dutch ways of wording a metric without its label, class by class; and look-alikes that are no phrase of it."""

from __future__ import annotations

import pytest

from kg.extract.metrics import read_metrics
from kg.extract.text import read_document


def mentioned(text: str) -> set[tuple[str, str]]:
    return {(m.metric, m.how) for m in read_metrics(read_document(text, "nl", None, frozenset()))}


WORDED = """
revenue | Het factureerde 5 miljard. | De kassa rinkelde voor 5 miljard. | Op de bovenste regel stond 5 miljard.
revenue | Het kreeg 5 miljard binnen. | Aan reclamegeld kwam 5 miljard. | Adverteerders betaalden 5 miljard.
revenue | Zij verdiende 5 miljard met advertenties. | De inkomstenbron was goed voor 5 miljard.
net_income | Helemaal onderaan stond 5 miljard. | Er restte 5 miljard. | Rode inkt: 5 miljard. | Er moest geld toe.
net_income | Netto boekte de groep 5 miljard. | Na aftrek van alle kosten was het 5 miljard. | De bottomline: 5 miljard.
operating_income | Operationeel verdiende de tak 5 miljard. | Uit de gewone bedrijfsvoering kwam 5 miljard.
operating_income | De divisiewinst was 5 miljard. | Vóór rente en belastingen was dat 5 miljard.
gross_profit | Na aftrek van de kostprijs restte 5 miljard. | Het brutoverlies was 5 miljard.
gross_margin | Van elke euro bleef bruto 52 cent over. | De brutomargeverwachting is 52 procent.
operating_margin | Het omzetrendement was 5 procent. | Van elke euro hield het operationeel 30 cent over.
eps | Omgerekend per aandeel is dat 5 dollar. | Per aandeel verdiende de groep 5 dollar.
capex | Zij tast voor 5 miljard in de buidel. | De investeringskraan gaat open: 5 miljard. | Capex: 5 miljard.
capex | Het maakt 5 miljard vrij. | Er vloeit 5 miljard naar datacenters. | In serverparken gaat 5 miljard zitten.
free_cash_flow | De vrij beschikbare kasstroom was 5 miljard. | Na investeringen bleef 5 miljard over.
operating_cash_flow | De bedrijfsactiviteiten brachten 5 miljard op. | De kasinstroom was 5 miljard.
operating_expenses | Alle kosten samen bedroegen 5 miljard. | Het kostenplaatje: 5 miljard. | Opex: 5 miljard.
research_and_development | Aan research gaat 5 miljoen op. | Het innovatiebudget is 5 miljoen.
cash | Het spaarvarken telt 5 miljard. | Het heeft 5 miljard achter de hand. | Een berg geld van 5 miljard.
debt | Het staat voor 5 miljard in het krijt. | De bankschuld is 5 miljard. | De obligatieverkoop bracht 5 miljard op.
backlog | Het heeft nog 5 miljard aan werk tegoed. | De werkvoorraad is 5 miljard. | Nog uit te voeren: 5 miljard.
backlog | Aan cloudorders staat 5 miljard open. | De uitstaande contracten zijn 5 miljard waard.
share_price | Voor de bel stond het 5 procent hoger. | De afstraffing was 5 procent. | Op de borden ging 5 procent af.
share_price | Beleggers dumpten het: min 5 procent. | Bij de opening van de beurs steeg het 5 procent.
market_cap | Er is 5 miljard weggeveegd. | Het beursgewicht is 5 miljard. | De kapitalisatie is 5 miljard.
dividend | De aandeelhouder krijgt 5 euro. | De winstuitkering is 5 euro. | Er wordt 5 euro uitbetaald.
share_buyback | Het stak 5 miljard in eigen papier. | De buyback van 5 miljard loopt. | Het haalt stukken van de beurs.
headcount | Er verdienen 500 mensen hun brood. | 500 mensen in loondienst. | De headcount is 500.
job_cuts | De jobafbouw treft 500 mensen. | Er gaan 500 banen verloren. | De C4 ligt klaar voor 500 man.
job_cuts | De bijl gaat in 500 banen: een kaalslag. | De afslankronde: 500 man.
severance_costs | De gouden handdruk kost 5 miljoen. | Aan vertrekpakketten gaat 5 miljoen op.
users | Er waren 500 aanmeldingen. | Dagelijks openden 500 mensen hem. | De 500 dagactieven.
units_sold | Er rolden 500 wagens van de band. | Er gingen 500 stuks de deur uit. | De 500 uitgeleverde exemplaren.
market_share | Een hap uit de reclamekoek: 5 procent. | Met 5 procent van de Europese markt. | Een plak van de taart.
fine | Het moet 5 miljoen dokken. | De minnelijke schikking kost 5 miljoen. | Het strafbedrag is 5 miljoen.
tax | De belastingnota is 5 miljoen. | Het droeg 5 miljoen af. | Er vloeit 5 miljoen naar de schatkist.
charge | Er werd 5 miljoen weggeschreven. | De minderwaarde is 5 miljoen. | De saneringskost bedroeg 5 miljoen.
run_rate | De runrate is 5 miljard. | Omgerekend op een heel jaar is dat 5 miljard. | De ARR: 5 miljard.
"""


@pytest.mark.parametrize(("metric", "text"), [
    (metric, text) for metric, *texts in (map(str.strip, line.split("|")) for line in WORDED.split("\n") if line)
    for text in texts])
def test_a_metric_worded_without_its_label(metric: str, text: str) -> None:
    assert metric in {m for m, how in mentioned(text) if how != "hint"}


@pytest.mark.parametrize(("metric", "text"), [
    ("revenue", "De minister liep tegen een muur op."), ("net_income", "De school bleef dicht."),
    ("capex", "De rekening volgt later."), ("capex", "Hij stak de weg over."),
    ("dividend", "Brussel deelt bonnen uit."),
    ("dividend", "De winst kwam per aandeel uit op 5 euro."), ("share_price", "Het model is in de handel."),
    ("units_sold", "De stroom viel weg."), ("tax", "Er zit 5 miljard in de schatkist van het concern."),
    ("job_cuts", "De kern moet uit 500 mensen bestaan."), ("headcount", "Zij werkte voor de derde keer met verlies."),
    ("charge", "De afspraak ging niet door."), ("users", "De mensen gingen naar huis."),
    ("fine", "Hij kocht een fiets."), ("market_share", "Van de voorraad was weinig over."),
    ("cash", "Hij had de beslissing in de hand."), ("debt", "Hij ging naar de bank."),
    ("backlog", "Het werk is klaar."), ("run_rate", "Elk jaar is er een feest."),
])
def test_words_that_only_look_like_it(metric: str, text: str) -> None:
    assert metric not in {m for m, how in mentioned(text) if how != "hint"}
