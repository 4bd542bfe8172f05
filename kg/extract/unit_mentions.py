"""Units of a company by a word for what they do or where: "the cloud division", "clouddivisie", "sales in China"."""

from __future__ import annotations

from kg.extract.mention import Mention
from kg.extract.names import known_name
from kg.extract.scene import Scene

#: Tokens from a unit's word to the name behind it: "revenue at", "on the".
LINKED = 2
#: What may stand before the digits of a number.
SIGNS = frozenset({"$", "€", "£", "¥", "+", "-", "−", "us$", "nt$"})
#: What a unit's word that stands for it may be followed by, besides a word or a number.
BEHIND = frozenset({":", "?", "!", ".", "(", ",", "|", "$", "€", "£", "-", "–", "—"})


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
    if capital and "place_heads" not in tags and tuple(scene.lower[at:end]) in scene.words.place_adjectives:
        return None  # "Chinese cities"
    how = "description"
    if not part and "heads" in tags:
        end = after + 1
    elif not part and "money" not in tags and not _money_before(scene, at):
        if not scene.token(after) or not _stands_alone(scene, at, after) or (
                end == at + 1 and not scene.words.own_unit(name)):
            _hint(scene, at, end, name)
            return None
        how = "bare"
    entity, company, known = _entity(scene, at, end, name)
    if not entity or (how == "bare" and not known and (name in scene.words.fields or (
            scene.words.has_units(company) and name not in scene.words.regions))):
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
    if last == first + 1 and first == scene.sentence_first(first) and scene.lower[first] in scene.words.small:
        return None  # "Top line $69.63bn"
    company = companies[0]
    name = text if text.startswith(company) else f"{company} {text}"
    entity = scene.words.entity(name)
    mention = Mention(first, last + 1, entity.name if entity else name, "unit", "description", company,
                      scene.standing(first))
    scene.remember(mention)
    return mention


def read_head(scene: Scene, at: int) -> Mention | None:
    """ "the unit", "de divisie": the unit that was named last."""
    if scene.determiner(at) != at - 1 or scene.name_follows(at + 1) or scene.capital(at + 1):
        return None
    unit, hint = scene.last_unit, scene.hint
    if hint is not None and (unit is None or unit.first < hint.first) and (
            "demonstratives" in scene.tags(at - 1) or unit is None) and (
            scene.document.sentence_of[at] - scene.document.sentence_of[hint.first] <= 1):
        unit = hint
    if unit is None:
        return None
    unit = unit._replace(first=at - 1, last=at + 1, how="noun", standing=scene.standing(at - 1))
    scene.note_topic(unit)
    return unit


def read_there(scene: Scene, at: int) -> Mention | None:
    """ "Revenue there rose", "Daar kwam 3,9 miljard binnen": the unit of this sentence or the one before."""
    unit = scene.sentence_unit or scene.last_unit
    if unit is None or scene.document.sentence_of[at] - scene.document.sentence_of[unit.first] > 1 or (
            scene.clause_start(at) and "expletive_after" in scene.tags(at + 1)):
        return None
    return unit._replace(first=at, last=at + 1, how="pronoun", standing="subject")


def read_whole(scene: Scene, at: int) -> Mention | None:
    """ "group sales", "as a whole": the company as against its units."""
    salient = scene.companies.salient()
    company = scene.companies.main if scene.companies.ruling else next(iter(salient), None)
    if company is None:
        return None
    for phrase in scene.words.whole_phrases.get(scene.token(at), ()):
        if scene.matches(phrase, at):
            return Mention(at, at + len(phrase), company, "company", "whole", company)
    if "whole_words" not in scene.tags(at) or not {"money", "money_words"} & scene.tags(at + 1):
        return None
    return Mention(at, at + 1, company, "company", "whole", company)


def is_passing(scene: Scene, at: int, end: int) -> bool:
    """Whether a unit's description is only what the text speaks of, "Foo makes batteries": no article and no word for
    a division makes it the unit, nor a place where a unit's word stands for it."""
    return not (
        "heads" in scene.tags(end - 1) or "determiners" in scene.tags(at - 1)
        or scene.token(end - 1).endswith(scene.words.heads) or _money_before(scene, at)
        or scene.tags(end) & {"money", "heads"} or _stands_alone(scene, at, end))


def _hint(scene: Scene, at: int, end: int, name: str) -> None:
    """Keep in mind a unit that a word says in passing: "it is all about the cloud"."""
    entity, company, known = _entity(scene, at, end, name)
    if known:
        scene.hint = Mention(at, end, entity, "unit", "noun", company)


def _money_before(scene: Scene, at: int) -> bool:
    """ "revenue from advertising", "Revenue chips:": a word for money, perhaps a preposition and an article."""
    back = scene.before_article(at)
    return ("links" in scene.tags(back) and "money" in scene.tags(back - 1)) or "money" in scene.tags(at - 1)


def _stands_alone(scene: Scene, at: int, after: int) -> bool:
    """Whether a unit's word opens a clause, or follows "from", as what is talked about or what money comes from."""
    if "not_before" in scene.tags(after):
        return False  # "in U.S. dollars"
    back = scene.before_article(at)
    if "region_nouns" in scene.tags(back):
        back = scene.before_article(back)  # "in the home market North America"
    before = scene.mentions[-1] if scene.mentions else None
    if scene.tags(back) & {"source_words", "copulas", "openers"} or _numbered(scene, at, after) or (
            scene.token(back) in scene.words.possessives):
        return True
    if "means_words" in scene.tags(back) and not scene.clause_start(back):  # "YouTube had 11 miljard aan reclame"
        return before is not None and before.kind == "unit"
    if scene.lower[after] == "." and back == at - 2:  # "and then there is the cloud."
        return "oblique_words" not in scene.tags(back) or "links" in scene.tags(back)
    if scene.roles.is_head(scene.lower[after]) or not (
            scene.clause_start(at) or ("links" in scene.tags(back) and scene.clause_start(back))):
        return False
    return scene.lower[after][0].isalnum() or scene.lower[after] in BEHIND


def _numbered(scene: Scene, at: int, after: int) -> bool:
    """Whether a number follows at once, or the word heads a line of a table: "the cloud: 3.9 billion", "China | 5"."""
    document = scene.document
    gap = document.text[document.ends[at - 1] if at else 0:document.starts[at]]
    if scene.token(after) in {"|", ":"} and "\n" in gap:
        return True
    number = after + 1 if scene.token(after) in {":", ",", "(", "|"} else after
    number += scene.token(number) in SIGNS
    return scene.token(number)[:1].isdigit()


def _owner_behind(scene: Scene, end: int) -> Mention | None:
    """The name behind a unit's word, perhaps after a word for money: "the cloud of Foo", "ad revenue at Foo"."""
    link = end + 1 if "money" in scene.tags(end) else end
    if not scene.tags(link) & {"from_words", "links"}:
        return None
    name = link + 2 if "determiners" in scene.tags(link + 1) else link + 1
    word = scene.words.word(scene.token(name))
    return known_name(scene.document, scene.words, name, word) if word else None


def within(scene: Scene, mention: Mention) -> Mention:
    """A unit as the part of it that was just spoken of: YouTube in "ad revenue at YouTube" is its advertising."""
    before = scene.mentions[-1] if scene.mentions else None
    if mention.kind != "unit" or before is None or before.kind != "unit" or not (
            before.entity.startswith(f"{mention.entity} ") and mention.first - before.last <= LINKED):
        return mention
    return mention._replace(entity=before.entity)


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
    if not company and (follower := _owner_behind(scene, end)) is not None:
        if follower.kind == "unit" and words.entity(f"{follower.entity} {name}"):
            return f"{follower.entity} {name}", follower.company or "", True  # "ad revenue at YouTube"
        if follower.kind == "company":
            company = follower.entity
    if not company:
        salient = scene.companies.salient()
        company = salient[0] if salient else ""
        if (company, name) not in words.unit_of:
            # Of a company whose units are not known hardly one is meant where another in focus has such a unit.
            others = salient[1:2] if words.has_units(company) else [*salient[1:], scene.companies.main]
            company = next((c for c in others if c and (c, name) in words.unit_of), company)
    entity = words.unit_of.get((company, name))
    if entity is None and company and words.own_unit(name):
        entity = f"{company} {name}"
        return entity, company, False
    return entity or "", company, entity is not None
