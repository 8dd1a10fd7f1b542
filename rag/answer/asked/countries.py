"""Whose president or minister somebody is: countries by their names and adjectives, beside the role's noun.

"The Russian president" is Russia's, "Austria's German coach" is not Germany's, and the president "of the French club"
need not be French: only an office of state is told by the adjective before it, and only what belongs to the noun tells.

English, German, French, Spanish and Ukrainian, for countries that are often in the news. What is not here says nothing.
"""

# ruff: noqa: E501 - a country stands on a line, whatever its length.

from __future__ import annotations

import re
from functools import lru_cache

#: A country a line: beginnings of its names, and behind the bar those of its adjectives. An adjective's beginning has
#: to be of nothing else ("pol" is of "political"), and in Cyrillic a word may go on by four letters.
_COUNTRIES = """
russia russland russie rusia росія росії россия | russian russisch russe russes ruso rusa російськ российск
ukraine ucrania україн | ukrainian ukrainisch ukrainien ucranian українськ
germany deutschland allemagne alemania німеччин | german deutsche allemand aleman німецьк
france frankreich francia франці | french französisch français frances французьк
britain england angleterre inglaterra großbritannien grande-bretagne gran-bretaña bretagne bretaña британі англі | british english uk britisch englisch britannique anglais británic britanic inglés ingles inglesa британськ англійськ
netherlands holland niederlande pays-bas países-bajos нідерланд | dutch niederländisch néerlandais neerlandes holländisch нідерландськ
belgium belgien belgique bélgica belgica бельгі | belgian belgisch belge belga бельгійськ
spain spanien espagne españa espana іспані | spanish spanisch espagnol español espanol іспанськ
portugal португалі | portuguese portugiesisch portugais portugues португальськ
italy italien italie italia італі | italian italienisch italienne італійськ
austria österreich autriche австрі | austrian österreichisch autrichien austriac австрійськ
switzerland schweiz suisse suiza швейцарі | swiss schweizer suisse suizo suiza швейцарськ
poland polen pologne polonia польщ | polish polnisch polonais polaco polaca польськ
czech tschechien tchéquie chequia чехі | czech tschechisch tchèque checo checa чеськ
slovakia slowakei slovaquie eslovaquia словаччин | slovak slowakisch slovaque eslovac словацьк
hungary ungarn hongrie hungría hungria угорщин | hungarian ungarisch hongrois húngar hungar угорськ
romania rumänien roumanie rumania румуні | romanian rumänisch roumain rumano rumana румунськ
bulgaria bulgarien bulgarie болгарі | bulgarian bulgarisch bulgare búlgar болгарськ
greece griechenland grèce grecia греці | greek griechisch grec grecque griego griega грецьк
turkey türkei turquie turquía turquia türkiye туреччин | turkish türkisch turc turque turco turca турецьк
denmark dänemark danemark dinamarca данія данії данію | danish dänisch danois danés danes данськ
norway norwegen norvège noruega норвегі | norwegian norwegisch norvégien noruego noruega норвезьк
sweden schweden suède suecia швеці | swedish schwedisch suédois sueco sueca шведськ
finland finnland finlande finlandia фінлянді | finnish finnisch finlandais finlandes фінськ
ireland irland irlande irlanda ірланді | irish irisch irlandais irlandes ірландськ
scotland schottland écosse escocia шотланді | scottish schottisch écossais escoces шотландськ
wales gales уельс | welsh walisisch gallois galés валлійськ
serbia serbien serbie сербі | serbian serbisch serbe serbio serbia сербськ
croatia kroatien croatie croacia хорваті | croatian kroatisch croate croata хорватськ
belarus weißrussland biélorussie bielorrusia білорус | belarusian belarussisch biélorusse bielorrus білоруськ
lithuania litauen lituanie lituania литв | lithuanian litauisch lituanien lituano lituana литовськ
latvia lettland lettonie letonia латві | latvian lettisch letton leton латвійськ
estonia estland estonie естоні | estonian estnisch estonien естонськ
georgia georgien géorgie грузі | georgian georgisch géorgien грузинськ
moldova moldau moldavie moldavia молдов | moldovan moldauisch moldave moldavo молдовськ
usa america amerika америк сша | american usa us-amerikanisch amerikanisch américain american estadounidens американськ
canada kanada канад | canadian kanadisch canadien canadiens канадськ
mexico mexiko mexique méxico мексик | mexican mexikanisch mexicain mexicano mexicana мексиканськ
brazil brasilien brésil brasil бразилі | brazilian brasilianisch brésilien brasileñ бразильськ
argentina argentinien argentine аргентин | argentine argentinian argentinisch argentin аргентинськ
china chine кита | chinese chinesisch chinois chino china китайськ
japan japon japón япон | japanese japanisch japonais japones японськ
india indien inde інді | indian indisch indien indio індійськ
pakistan пакистан | pakistani pakistanisch pakistanais пакистанськ
iran iran іран | iranian iranisch iranien iraní irani іранськ
iraq irak ірак | iraqi irakisch irakien iraquí іракськ
israel israël ізраїл | israeli israelisch israélien israelí ізраїльськ
egypt ägypten égypte egipto єгип | egyptian ägyptisch égyptien egipci єгипетськ
syria syrien syrie siria сирі | syrian syrisch syrien sirio siria сирійськ
australia australien australie австралі | australian australisch australien австралійськ
"""
_GOES_ON = 4
#: Shorter ones in Latin letters are whole words: "inde" is no "indeed".
_WHOLE = 4
#: How a name in Latin letters may end ("Russlands"), and an adjective: "Russell" is no "Russe".
_NAME_ENDS = re.compile(r"s?")
_ADJECTIVE_ENDS = re.compile(r"(?:e[mnrs]?|s|a|as|os?|ne|nes)?")

#: Nouns of offices of state. What any other role's adjective says is where somebody is from.
_OF_STATE = re.compile(
    r"(?:vize|vice-?)?(?:presiden\w*|président\w*|präsident\w*|президент\w*|minist\w+|міністр\w*|министр\w*|premiers?"
    r"|прем.єр\w*|премьер\w*|(?:bundes)?kanzler\w*|chancellors?|chancelier\w*|canciller\w*|канцлер\w*|leaders?|líder\w*"
    r"|kings?|queens?|könig\w*|roi|reine|rey|reina|корол\w+)(?:-\w+)?",
    re.IGNORECASE,
)
#: What makes an office a region's, in the languages of the roles.
_OF_AREA = re.compile(
    r"(?<!\w)(?:regional\w*|régiona\w+|régions?|regions?|regionen?|región|provincia\w*|provincias?|province\w*"
    r"|provinz\w*|county|counties|district|federal\w*|municipal\w*|comunal[ei]?|landes-?|bezirks-?|wojewódzk\w+|powiatow\w+"
    r"|обласн\w+|районн\w+|регіон\w*|областн\w+|регион\w*)(?!\w)",
    re.IGNORECASE,
)
#: What may stand between a country's adjective and the noun, and of a minister two words more ("foreign").
_BETWEEN = re.compile(
    r"prime|vice|deputy|acting|interim|current|new|then|next|late|former|ex|first|last|outgoing|elected|federal"
    r"|premiere?|nouve\w+|neue\w*|ehemalige\w*|frühere\w*|amtierende\w*|stellvertretende\w*|колишн\w+|нов\w+",
    re.IGNORECASE,
)
_AND = frozenset(("and", "und", "et", "y", "та", "і", "й"))
_OF = r"(?:of|von|de|du|des|del|der|des|van|della|di)"
_PART = r"(?:the|l[ae]s?|el|los|der|die|das|vereinigten|united|great|republic|république|república|republik|kingdom of|royaume)"
#: Behind the noun: "of the United States", "of foreign affairs of Ukraine", "of the Russian Federation".
_BELONGS_TO = re.compile(
    rf"\s+{_OF}\s+(?:(?:{_PART}|{_OF})\s+)*(?:(?:[a-zß-ÿ-]+\s+){{1,3}}?{_OF}\s+(?:{_PART}\s+)*)?"
    r"(?P<word>[\w-]+)(?P<state>\s+(?:federation|republic|föderation|republik)(?!\w))?(?!['’]s|[\w-])",
    re.IGNORECASE,
)
_OF_OR_PART = re.compile(rf"{_OF}|{_PART}|a|an|eine?r?|une?|in|by|to|at|with|for", re.IGNORECASE)
_OBJECT = re.compile(rf"\s+(?:{_PART}\s+)*(?P<word>[\w-]+)(?!['’]s|[\w-])", re.IGNORECASE)
#: In Ukrainian and Russian the country follows as it is.
_GENITIVE = re.compile(r"\s+(?:(?:Республіки|Республики)\s+)?(?P<word>[А-ЯІЇЄҐ][\w-]+|USA|UK)")
_STATES = re.compile(
    r"(?<![\w.])U\.?S\.?(?:A\.?)?(?!\w)|(?i:(?<!\w)(?:united states|vereinigte[nr]? staaten|états[- ]unis|estados unidos"
    r"|сполучен\w+ штат\w+|соедин[её]нн\w+ штат\w+)(?: of america| von amerika| de américa| америк\w+)?(?!\w))"
)
_KINGDOM = re.compile(
    r"(?<![\w.])U\.?K\.?(?!\w)|(?i:(?<!\w)(?:united kingdom|vereinigte[ns] königreichs?|royaume[- ]uni|reino unido"
    r"|великої британії|великобритании|великобританії)(?!\w))"
)
_WORDS_BEFORE = re.compile(r"[\w-]+(?:['’]s)?")
_PUNCTUATION = re.compile(r"[^\w\s'’-]")
_WORDS_LOOKED_AT = 6


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = (line.partition("|") for line in _COUNTRIES.strip().splitlines())
    return tuple((tuple(names.split()), tuple(adjectives.split())) for names, _, adjectives in rows)


def is_of_state(noun: str) -> bool:
    """Whether a role's noun is of an office that a country has: "president", "prime minister", "Kanzlerin"."""
    return _OF_STATE.fullmatch(noun.split()[-1]) is not None if noun.strip() else False


def is_of_area(words: str) -> bool:
    """Whether words that stand beside a role's noun make it a region's or a county's: "the regional president"."""
    return _OF_AREA.search(words) is not None


def countries_of_role(text: str, start: int, end: int, *, verb: bool = False) -> frozenset[int]:
    """The countries that a role is of, by what stands beside its noun, as numbers of this table's lines.

    Args:
        text: a question or a sentence.
        start: where the noun begins.
        end: where it ends.
        verb: it is a verb, whose object the country is ("Who leads Ukraine?").
    """
    before, behind = _in_one_word(text[:start]), _in_one_word(text[end:])
    minister = text[start:end].lower().startswith(("minist", "міністр", "министр"))
    return _before(before, minister=minister) | _behind(behind, verb=verb)


def _in_one_word(text: str) -> str:
    """A text with "US" and "United States" as a word that is no pronoun, and ends no sentence as "U.S." seems to."""
    return _KINGDOM.sub("UK", _STATES.sub("USA", text))


def _before(text: str, *, minister: bool) -> frozenset[int]:
    """The countries of "the Russian", "Ukraine's new" and "Russlands", up to the noun."""
    found: frozenset[int] = frozenset()
    others = 0
    words = _WORDS_BEFORE.findall(_PUNCTUATION.split(text)[-1])[-_WORDS_LOOKED_AT:]
    for word in reversed(words):
        bare = re.sub(r"['’]s$", "", word)
        names, adjectives = _of_word(bare.lower())
        if own := adjectives | (names if word != bare or bare.endswith("s") else frozenset()):
            found |= own
        elif found:
            if word not in _AND:
                break
        elif not _BETWEEN.fullmatch(word):
            others += 1
            if not minister or others > 2 or _OF_OR_PART.fullmatch(word):
                break
    return found


def _behind(text: str, *, verb: bool) -> frozenset[int]:
    """The countries of "russe", "of the Netherlands" and "України", behind the noun."""
    text = _PUNCTUATION.split(text)[0]
    if verb:
        match = _OBJECT.match(text)
        return _of_word(match["word"].lower())[0] if match else frozenset()
    if match := _BELONGS_TO.match(text):
        return _of_word(match["word"].lower())[1 if match["state"] else 0]
    if match := _GENITIVE.match(text):
        return _of_word(match["word"].lower())[0]
    word = (text.split() or [""])[0]
    names, adjectives = _of_word(word.lower())
    return adjectives if word.islower() else names if word.endswith("s") else frozenset()  # "Präsident Frankreichs"


@lru_cache(maxsize=4096)  # the words beside a role come again, and those of a question for each sentence
def _of_word(word: str) -> tuple[frozenset[int], frozenset[int]]:
    """The countries that a word names, and those that it is an adjective of."""
    by_name, by_adjective = (
        frozenset(number for number, row in enumerate(_table()) if any(_begins(word, one, ends) for one in row[column]))
        for column, ends in ((0, _NAME_ENDS), (1, _ADJECTIVE_ENDS))
    )
    return by_name, by_adjective


def _begins(word: str, beginning: str, ends: re.Pattern[str]) -> bool:
    if word == beginning:
        return True
    if not word.startswith(beginning) or len(word) > len(beginning) + _GOES_ON:
        return False
    cyrillic = beginning[0] > "\u0400"
    return cyrillic or (len(beginning) > _WHOLE and ends.fullmatch(word, len(beginning)) is not None)
