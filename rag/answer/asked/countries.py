"""Countries by their names and adjectives: whose "Russian president" is, and of which country a question asks.

English, German, French, Spanish and Ukrainian, for countries that are often in the news. What is not here says nothing.
"""

# ruff: noqa: E501 - a country stands on a line, whatever its length.

from __future__ import annotations

import re
from functools import lru_cache

#: A country a line: beginnings of its names, and behind the bar those of its adjectives. An adjective's beginning has
#: to be of nothing else ("pol" is of "political"), and a word may go on by four letters ("russischen").
_COUNTRIES = """
russia russland russie rusia росія росії россия | russian russisch russe russes ruso rusa російськ российск
ukraine ucrania україн | ukrainian ukrainisch ukrainien ucranian українськ
germany deutschland allemagne alemania німеччин | german deutsche allemand aleman німецьк
france frankreich francia франці | french französisch français frances французьк
britain england uk großbritannien grande-bretagne gran-bretaña kingdom британі | british britisch britannique británic britanic британськ
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
usa america amerika états-unis estados-unidos states америк сша | american us-amerikanisch amerikanisch américain american estadounidens американськ
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
syria syrien syrie siria сирі | syrian syrisch syrien siri сирійськ
australia australien australie австралі | australian australisch australien австралійськ
"""
_GOES_ON = 4
#: Shorter ones in Latin letters are whole words: "inde" is no "indeed".
_WHOLE = 4


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = (line.partition("|") for line in _COUNTRIES.strip().splitlines())
    return tuple((tuple(names.split()), tuple(adjectives.split())) for names, _, adjectives in rows)


def countries_named(text: str) -> frozenset[int]:
    """The countries that a text names, by name or adjective, as numbers of this table's lines."""
    return frozenset().union(*(named for named, _ in map(_of_word, _words(text))))


def countries_of_adjectives(text: str) -> frozenset[int]:
    """The countries whose adjectives a text has."""
    return frozenset().union(*(told for _, told in map(_of_word, _words(text))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text.lower())


@lru_cache(maxsize=4096)  # the words beside a role come again, and those of a question for each sentence
def _of_word(word: str) -> tuple[frozenset[int], frozenset[int]]:
    """The countries that a word names in any way, and those that it is an adjective of."""
    by_name, by_adjective = (
        frozenset(number for number, row in enumerate(_table()) if any(_begins(word, one) for one in row[column]))
        for column in (0, 1)
    )
    return by_name | by_adjective, by_adjective


def _begins(word: str, beginning: str) -> bool:
    if word == beginning:
        return True
    goes_on = word.startswith(beginning) and len(word) <= len(beginning) + _GOES_ON
    return goes_on and (len(beginning) > _WHOLE or beginning[0] > "\u0400")
