"""Units of a company by a word for what they do or where: "the cloud division", "clouddivisie", "sales in China"."""

from __future__ import annotations

from kg.extract.mention import Mention
from kg.extract.names import known_name
from kg.extract.scene import Scene


def read_unit(scene: Scene, at: int) -> Mention | None:
    """A unit that the token starts: with a head or a word for money beside it, or alone where a clause begins."""
    found = scene.words.unit_name(scene.lower, at)
    if found is None:
        return None
    end, name, part, capital = found
    if capital and (scene.document.words[at] == scene.lower[at] or scene.capital(end)):
        return None  # "us", "U.S. Labor Department"
    after = end + 1 if scene.token(end) == "-" else end
    tags = scene.tags(after)
    how = "description"
    if not part and "heads" in tags:
        end = after + 1
    elif not part and "money" not in tags and not _money_before(scene, at):
        if not scene.token(after) or not _stands_alone(scene, at, after) or (
                end == at + 1 and not scene.words.own_unit(name)):
            return None
        how = "bare"
    entity, company, known = _entity(scene, at, end, name)
    if not entity or (how == "bare" and not known and (
            scene.words.has_units(company) and name not in scene.words.regions)):
        return None
    mention = Mention(at, end, entity, "unit", how, company, scene.standing(at))
    if how != "bare":
        scene.remember(mention)
    else:
        scene.note_unit(mention)
    return mention


def read_named_unit(scene: Scene, first: int, last: int, text: str) -> Mention | None:
    """ "its Device Solutions division": a unit that is called by its company's name and its own."""
    companies = scene.companies.salient()
    if not companies or "heads" not in scene.tags(last) or "nouns" in scene.tags(last):
        return None
    company = companies[0]
    name = text if text.startswith(company) else f"{company} {text}"
    entity = scene.words.entity(name)
    mention = Mention(first, last + 1, entity.name if entity else name, "unit", "description", company,
                      scene.standing(first))
    scene.remember(mention)
    return mention


def read_head(scene: Scene, at: int) -> Mention | None:
    """ "the unit", "de divisie": the unit that was named last."""
    unit = scene.last_unit
    if unit is None or scene.determiner(at) != at - 1 or scene.name_follows(at + 1) or (
            scene.capital(at + 1)):
        return None
    return unit._replace(first=at - 1, last=at + 1, how="noun", standing=scene.standing(at - 1))


def read_there(scene: Scene, at: int) -> Mention | None:
    """ "Revenue there rose", "Daar kwam 3,9 miljard binnen": the unit of this sentence or the one before."""
    unit = scene.sentence_unit or scene.last_unit
    if unit is None or scene.document.sentence_of[at] - scene.document.sentence_of[unit.first] > 1 or (
            scene.clause_start(at) and "expletive_after" in scene.tags(at + 1)):
        return None
    return unit._replace(first=at, last=at + 1, how="pronoun", standing="subject")


def read_whole(scene: Scene, at: int) -> Mention | None:
    """ "group sales", "total revenue": the company as against its units."""
    salient = scene.companies.salient()
    if not salient or not ("money" in scene.tags(at) or "money" in scene.tags(at + 1)):
        return None
    return Mention(at, at + 1, salient[0], "company", "noun", salient[0])


def _money_before(scene: Scene, at: int) -> bool:
    """ "revenue from advertising": a word for money, a preposition, perhaps an article, then the unit."""
    back = scene.before_article(at)
    return "links" in scene.tags(back) and "money" in scene.tags(back - 1)


def _stands_alone(scene: Scene, at: int, after: int) -> bool:
    """Whether a unit's word opens a clause, or follows "from", as what is talked about or what money comes from."""
    back = scene.before_article(at)
    before = scene.mentions[-1] if scene.mentions else None
    if "source_words" in scene.tags(back) or scene.token(back) in scene.words.possessives or (
            "copulas" in scene.tags(back)):
        return True
    if "means_words" in scene.tags(back):  # "YouTube verdiende 11 miljard aan advertenties"
        return before is not None and before.kind == "unit"
    if scene.lower[after] == "." and back == at - 2:  # "and then there is the cloud."
        return "oblique_words" not in scene.tags(back) or "links" in scene.tags(back)
    if scene.roles.is_head(scene.lower[after]) or not (
            scene.clause_start(at) or ("links" in scene.tags(back) and scene.clause_start(back))):
        return False
    return scene.lower[after][0].isalpha() or scene.lower[after] in {":", "?", "(", ","}


def _entity(scene: Scene, at: int, end: int, name: str) -> tuple[str, str, bool]:
    """(canonical name, company, whether the ontology has it) of a unit: of the company whose name stands next to it, or
    of the one in focus."""
    words, lower = scene.words, scene.lower
    before = scene.mentions[-1] if scene.mentions else None
    company = ""
    if before is not None and before.company and scene.document.sentence_of[before.first] == (
            scene.document.sentence_of[at]):
        beside = at - before.last <= 2 and all(
            token in words.possessives or token == "-" or token.isalpha() for token in lower[before.last:at])
        if before.kind == "unit" and words.entity(f"{before.entity} {name}"):
            return f"{before.entity} {name}", before.company, True  # "YouTube's ads"
        if before.kind == "company" and beside:
            company = before.company
    if not company and "from_words" in scene.tags(end):
        word = words.word(scene.token(end + 1))
        follower = known_name(scene.document, words, end + 1, word) if word else None
        if follower is not None and follower.kind == "company":
            company = follower.entity
    if not company:
        salient = scene.companies.salient()
        company = salient[0] if salient else ""
        if (company, name) not in words.unit_of and words.has_units(company):
            company = next((c for c in salient[1:2] if (c, name) in words.unit_of), company)
    entity = words.unit_of.get((company, name))
    if entity is None and company and words.own_unit(name):
        entity = f"{company} {name}"
        return entity, company, False
    return entity or "", company, entity is not None
