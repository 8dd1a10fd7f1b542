"""Who holds a role: questions that ask it, and sentences that tell it beside a name.

"Who is the owner of the Solveig?" is answered in passing ("The owner, Norrland Shipping, said that it would pay"), in
a sentence that need not name the Solveig again. What tells it from one that names the ship alone is the role's word in
apposition to a name, or a verb that says the same ("owned by Norrland Shipping").
"""

# ruff: noqa: E501 - a word in all languages stands on a line, whatever its length.

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from rag.answer.asked.countries import countries_of_role, is_of_area, is_of_state
from rag.answer.asked.role_words import QUALIFIERS, ROLES
from rag.model import Span
from rag.text.attribution import BODIES
from rag.text.late_pattern import LatePattern
from rag.text.terms import is_function_word

#: Who leads something is called by any of these roles' nouns, and asked by any of their verbs.
_LEADING = tuple(
    role for role in ROLES if re.search("heads|chief executive|chair|direktor|generalsekretär", f"{role[0]} {role[1]}")
)
#: Verbs whose object holds the role of an owner.
_BELONGS = (
    r"belong(?:s|ed)? to|gehör(?:t|te|ten|en)|appart(?:ient|enait|iennent) [àa]|pertenec(?:e|ía|en) a|pertence a"
    r"|appart(?:iene|eneva|engono) a|behoort(?: toe)? aan|należy do|належ(?:ить|ав|ала|ать)|принадлеж(?:ит|ал|ала|ат)"
)
_ASKS_OWNER = LatePattern(
    r"^\W*(?:whom? (?:does|do|did)\s[^?]*\s(?P<en>belong) to|to whom (?:does|do|did)\s[^?]*\s(?P<to>belong)"
    r"|(?:wem|à qui|a qui[eé]n(?:es)?|a chi|a quem|aan wie|кому)\s+(?P<verb>gehör\w+|appart\w+|pertenec\w+|pertence\w*"
    r"|behoort|належ\w+|принадлеж\w+))",
    re.IGNORECASE,
)

_WORDS_OF_ROLES = r"(?:" + "|".join(f"(?:{nouns})" for nouns, _, _ in ROLES) + ")"
_TITLE_WORD = LatePattern(rf"(?:{_WORDS_OF_ROLES}|general|prime|vice|deputy|chief|state|foreign|lord)", re.IGNORECASE)
_WHO_IS = (
    r"(?:who(?:[’']s| is| was| are| were| became| has been)|what(?: is|[’']s| was) the names? of|wer (?:ist|war|wird|wurde)|wie (?:hei(?:ß|ss)t|hie(?:ß|ss))"
    r"|qui (?:est|était|sont)|comment s[’']appel(?:le|ait)|quel est le nom d[eu]|qui[eé]n(?:es)? (?:es|era|fue|son)|c[oó]mo se llama(?:ba)?"
    r"|chi (?:è|era|sono|fu)|come si chiama(?:va)?|wie (?:is|was|zijn|waren)|hoe heet(?:te)?|quem (?:é|era|foi)"
    r"|хто(?: є| був| була| такий| така)?|як звати|кто(?: такой| такая| был| была| является)?|как зовут|kto (?:jest|był|była))"
)
_ARTICLE = r"(?:the|an?|its|their|his|her|our|de[rnms]?|die|das|eine?|ihre?|seine?|le|la|les|l[’']|une?|son|sa|leur|el|los|las|su|un[oa]?|il|lo|i|gli|het|een|o|a)"
_OF = r"(?:of|for|at|in|on|to|behind|who|that|when|during|now|today|de|du|des|d[’']|d[oa]s?|del|della|dell[’']|dei|di|von|vom|der|die|das|im|am|beim|zu|van|en|у|в|на|з|с|по|от|від)"
_HEAD = LatePattern(
    rf"^\W*(?P<asks>{_WHO_IS})\s+(?:{_ARTICLE}\s+|l[’']|(?P<whose>[^\s?]+(?:\s+[^\s?]+){{0,3}}?[’']s?\s+))?"
    rf"(?P<gap>(?:[^\s?,]+\s+){{0,4}}?)(?:[^\s?,-]{{1,40}}-){{0,3}}(?P<noun>{_WORDS_OF_ROLES})(?![\w’'-])(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ANY_NOUN = LatePattern(
    r"^\W*who(?:[’']s| is| was)\s+(?:the|[^\s?]+(?:\s+[^\s?]+){0,2}?[’']s?)\s+(?:(?!to\s)[^\s?,]+\s+){0,3}?(?P<noun>[a-z]{4,})"
    r"(?=\s+(?:of|for|at|in)\s|\s*\?*\s*$)",
    re.IGNORECASE,
)
_BARE = LatePattern(rf"^\W*(?:(?:the|der|die|le|la|el|il|de)\s+)?(?P<noun>{_WORDS_OF_ROLES})\s+{_OF}\s", re.IGNORECASE)
_ASKS = r"(?:who|which \w+|wer|wem|qui|à qui|qui[eé]n(?:es)?|a quién|di chi|chi|a chi|wie|van wie|quem|хто|кому|кто)"
#: No roles: nearly every name could stand beside them.
_VAGUE = frozenset(
    [
        "person",
        "people",
        "woman",
        "women",
        "someone",
        "name",
        "first",
        "last",
        "second",
        "third",
        "best",
        "most",
        "only",
        "same",
        "other",
    ]
)
#: What stands before a place or a day.
_WHERE = frozenset(
    [
        "in",
        "at",
        "on",
        "from",
        "near",
        "by",
        "since",
        "until",
        "à",
        "en",
        "dans",
        "am",
        "bei",
        "aus",
        "a",
        "da",
        "op",
        "te",
        "у",
        "в",
        "на",
    ]
)
#: In shorter words a slip makes another word.
_MIN_MISSPELT_LETTERS = 5
#: So much of a sentence is looked at.
_MAX_SENTENCE_CHARS = 600
_FORMER = r"(?:former|previous|late|then|ex|old|ehemalige\w*|frühere\w*|ancien(?:ne)?|ex|antigu[oa]|anterior|колишн\w+|бывш\w+)"

_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Lady|Capt|Mme|M|Herr|Frau|Sr|Sra|Don|Doña)\.?\s+)?"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґ][\w’'&-]*"
_INITIALS = r"(?:[^\W\d_a-zß-öø-ÿа-яёіїєґ]\.\s?){0,3}"
# From within a word no name is read: a line of capitals is else read to its end from each of them.
_NAME = rf"(?<!\w){_TITLE}[«„“\"]?(?P<name>{_INITIALS}{_CAPITAL}(?:\s+(?:(?:de|da|di|del|della|von|van|der|den|al|el|bin|la|le|du|dos|of|and|&)\s+){{0,2}}{_INITIALS}{_CAPITAL}){{0,5}})"
_KNOWN_AS = r"(?:(?:the|an?|der|die|das|le|la|l[’']|el|il|lo|de|het|компанія|компания|фірма|фирма)\s*(?:[a-zß-öø-ÿа-яёіїєґ][\w’'-]*\s+){0,2})?"
_APPOINTED = (
    r"(?:named|names|appointed|appoints|elected|elects|chose|chosen|made(?!\s+(?:in|of|by|from|up|at|with|for|out)\b)|installed|picked|promoted|nominated|ernannte?n?|bestellte?n?|wählte?n?|gewählt|berief|berufen"
    r"|nommée?|élue?|désignée?|nombr(?:ó|ad[oa])|eligió|elegid[oa]|designad[oa]|nominat[oa]|elett[oa]|benoemd\w*|gekozen|призначи(?:в|ла|ли)|призначен\w+|обра(?:в|ла|ли|но)|назначи(?:л|ла|ли))"
)
_IS = r"(?:is|was|are|were|became|becomes|remains|has been|ist|war|wurde|bleibt|est|était|es|era|fue|è|fu|wordt|werd|є|був|була|стал[аи]?|став|стала|—|–)"


@dataclass(frozen=True, slots=True)
class Role:
    """The role that a question asks a holder of: patterns of its nouns, verbs and participles with "by".

    ``asked``: the words, in lower case, by which the question asks for it ("name", "managing", "director").
    ``qualified``: of which of the kinds of qualifiers the question has one.
    """

    nouns: str
    verbs: str = r"(?!)"
    by: str = r"(?!)"
    former: bool = False
    asked: frozenset[str] = frozenset()
    qualified: frozenset[int] = frozenset()

    def is_said_by(self, word: str) -> bool:
        """Whether a word is one for the role."""
        is_one = re.fullmatch(rf"{self.nouns}|{self.verbs}", word, re.IGNORECASE) is not None
        return is_one or word.lower() in self.asked


@lru_cache(maxsize=256)
def role_asked(question: str) -> Role | None:
    """The role whose holder a question asks for; None where it asks for something else.

    Args:
        question: in English, German, French, Spanish, Italian, Dutch, Ukrainian or Russian.
    """
    role = _bare_role(question)
    return replace(role, qualified=_qualifiers(question)) if role else None


def _qualifiers(text: str) -> frozenset[int]:
    """The kinds of qualifiers of a role that a text has."""
    return frozenset(kind for kind, pattern in enumerate(_qualifier_patterns()) if pattern.search(text))


@lru_cache(maxsize=1)
def _qualifier_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in QUALIFIERS)


def _bare_role(question: str) -> Role | None:
    former = re.search(rf"(?<!\w){_FORMER}(?!\w)", question, re.IGNORECASE) is not None
    if (match := _HEAD.match(question)) and _is_head(match.group("gap"), match.group("rest")):
        return _role(match.group("noun"), former, f"{match.group('asks')} {match.group('noun')}")
    if match := _BARE.match(question):
        return _role(match.group("noun"), former, match.group("noun"))
    if match := _ASKS_OWNER.match(question):
        return _made(ROLES[0], former, " ".join(filter(None, match.groups())))
    for role in ROLES:
        if match := re.match(rf"^\W*{_ASKS}\s+(?P<verb>{role[1]})(?!\w)", question, re.IGNORECASE):
            return _made(role, former, match.group("verb"))
    if (match := _ANY_NOUN.match(question)) and (noun := match.group("noun").lower()) not in _VAGUE:
        if meant := _misspelt(noun):
            meant_role = _role(meant, former, noun)
            return replace(meant_role, asked=meant_role.asked | {noun})
        return Role(rf"{re.escape(noun)}s?", former=former)
    return None


def _misspelt(noun: str) -> str | None:
    """The role's noun that one slip of a finger makes this one ("captian"); None where there is none."""
    if len(noun) < _MIN_MISSPELT_LETTERS:
        return None
    near = (known for known in _plain_nouns() if known[0] == noun[0] and OSA.distance(known, noun, score_cutoff=1) == 1)
    return next(near, None)


@lru_cache(maxsize=1)
def _plain_nouns() -> tuple[str, ...]:
    """Each role's nouns without their endings: "captain", "skipper", "kapitän"."""
    plain = (
        (role[0], re.sub(r"\(\?:[^)]*\)\??|.\?", "", noun))
        for role in ROLES
        for noun in re.split(r"\|(?![^(]*\))", role[0])
    )
    return tuple(
        noun
        for nouns, noun in plain
        if len(noun) >= _MIN_MISSPELT_LETTERS and re.fullmatch(nouns, noun, re.IGNORECASE)  # not the stem of some
    )


def _role(noun: str, former: bool, asked: str) -> Role:
    for role in ROLES:
        if re.fullmatch(role[0], noun, re.IGNORECASE):
            return _made(role, former, asked)
    raise AssertionError(f"{noun!r} was found by the pattern of all roles and by none of its own")


def _made(role: tuple[str, str, str], former: bool, asked: str) -> Role:
    """One of the roles, as a question asks for it; who "heads" a thing may be called its director as well."""
    nouns, verbs, by = role
    if verbs.startswith("leads"):
        nouns, verbs, by = ("|".join(parts) for parts in zip(*_LEADING, strict=True))
    return Role(nouns, verbs, by, former, frozenset(re.findall(r"\w+", asked.lower())))


def _is_head(gap: str, rest: str) -> bool:
    """Whether the noun is what is asked for: nothing is done to it, and it belongs to no other noun."""
    words = gap.split()
    if any(re.fullmatch(_ARTICLE, word, re.IGNORECASE) or word.endswith(("ing", "ed")) for word in words):
        return False
    return re.match(rf"\s*(?:[?.!,]|$)|\s+(?:{_OF}(?!\w)|[^\W\d_a-zß-öø-ÿ])|\s+[^\W\d_a-z]", rest) is not None


def names_holder(role: Role, sentence: str, question: str, language: str | None) -> float:
    """How clearly a sentence tells who holds a role: 1 it does, 0.5 a former one, 0 it does not.

    Args:
        role: that is asked for.
        sentence: of an article.
        question: whose own names do not count.
        language: of the article.
    """
    return max((clearness for _, clearness in _holders(role, sentence, question, language)), default=0.0)


def holder_told(role: Role, sentence: str, question: str, language: str | None) -> Span | None:
    """Where a sentence names the one who holds a role; None where it tells nobody, or several.

    Args:
        role: that is asked for.
        sentence: of an article.
        question: whose own names do not count.
        language: of the article.
    """
    holders = [span for span, clearness in _holders(role, sentence, question, language) if clearness == 1.0]
    longest = max(holders, key=lambda span: span.end - span.start, default=None)
    if longest is None or any(one.start < longest.start or one.end > longest.end for one in holders):
        return None
    return longest


def _holders(role: Role, sentence: str, question: str, language: str | None) -> Iterator[tuple[Span, float]]:
    """The names that a sentence tells as the role's holders, and how clearly each."""
    asked = {word.lower() for word in re.findall(r"\w+", question)}
    sentence = sentence[:_MAX_SENTENCE_CHARS]
    for match in _told(role, sentence):
        names = {word for word in re.findall(r"\w+", match.group("name")) if not is_function_word(word, language)}
        lowered = {name.lower() for name in names}
        new = lowered - asked
        if not new or (new != lowered and new <= BODIES):  # "the LEGO Group" does not head Lego
            continue
        if _is_place(match, sentence) or _is_title(names):
            continue
        before = sentence[max(0, match.start() - 12) : match.end()]
        noun = _noun(role, sentence, match)
        beside = _beside(sentence, noun)
        if _qualifiers(beside) != role.qualified or _of_another_country(role, sentence, noun, question):
            continue
        if noun and is_of_area(beside) and _of_no_area(role, noun.of(sentence), sentence, question):
            continue
        other = _others(match.groupdict().get("thing") or "", asked)
        past = not role.former and re.search(rf"(?<!\w){_FORMER}[\s-]", before, re.IGNORECASE)
        if not other:
            yield Span(*match.span("name")), 0.5 if past else 1.0


def _of_another_country(role: Role, sentence: str, noun: Span | None, question: str) -> bool:
    """Whether an office is another country's than the question's: "the Russian president", of Ukraine's."""
    if noun is None or not is_of_state(noun.of(sentence)):
        return False
    told = countries_of_role(sentence, noun.start, noun.end)
    if not told:
        return False
    asked = _countries_asked(role, question)
    if asked:
        return not told & asked
    # "Who is the head of NATO?": the Russian president is no head of it, though any head may be called president.
    return _is_of_something(role, question) and not _asked_by_the_same_noun(role, noun.of(sentence))


def _of_no_area(role: Role, noun: str, sentence: str, question: str) -> bool:
    """Whether a question asks who heads something that a sentence does not name: no regional president does that."""
    if is_of_area(question) or _asked_by_the_same_noun(role, noun) or not _is_of_something(role, question):
        return False
    return not any(name in sentence for name in re.findall(rf"(?<=[\s-]){_CAPITAL}", question))


def _is_of_something(role: Role, question: str) -> bool:
    """Whether a question says by a name, or in German by a noun, what the role is of."""
    capitals = re.findall(rf"(?<=[\s-]){_CAPITAL}", question)
    return any(not role.is_said_by(part) for word in capitals for part in word.split("-"))


def _asked_by_the_same_noun(role: Role, noun: str) -> bool:
    """Whether a question asks for a role by the noun of a sentence, or by another word for the same."""
    same = [nouns for nouns, _, _ in ROLES if re.fullmatch(nouns, noun, re.IGNORECASE)]
    return any(re.fullmatch(nouns, word, re.IGNORECASE) for nouns in same for word in role.asked)


@lru_cache(maxsize=256)
def _countries_asked(role: Role, question: str) -> frozenset[int]:
    """The countries whose office a question asks for."""
    found = re.search(rf"(?<!\w)(?:{role.nouns}|{role.verbs})(?![\w’'-])", question, re.IGNORECASE)
    if found is None:
        return frozenset()
    verb = re.fullmatch(role.verbs, found.group(), re.IGNORECASE) is not None
    return countries_of_role(question, found.start(), found.end(), verb=verb)


def _noun(role: Role, sentence: str, match: re.Match[str]) -> Span | None:
    """Where the role's noun of a match stands; None where a verb tells the role."""
    noun = re.search(rf"(?<!\w)(?:{role.nouns})(?![\w’'-])", match.group(), re.IGNORECASE)
    return Span(match.start() + noun.start(), match.start() + noun.end()) if noun else None


def _beside(sentence: str, noun: Span | None) -> str:
    """A role's noun with what stands right before it ("deputy", "acting"), and two words behind it."""
    if noun is None:
        return ""
    before = " ".join(sentence[: noun.start].replace("-", " ").split()[-2:])
    return f"{before} {noun.of(sentence)} {' '.join(sentence[noun.end :].split()[:2])}"


def _others(thing: str, asked: set[str]) -> bool:
    """Whether what a role is of has a name, and none that the question says."""
    names = [name.lower() for name in re.findall(rf"(?<!\w){_CAPITAL}", thing)]
    return bool(names) and not any(name.removesuffix("'s").removesuffix("’s") in asked for name in names)


def _is_title(names: set[str]) -> bool:
    """Whether words with capitals are an office and nobody's name: "the Governor-General, becoming prime minister"."""
    return all(_TITLE_WORD.fullmatch(name) for name in names)


def _is_place(match: re.Match[str], sentence: str) -> bool:
    """Whether the name says where or when: "On Friday, the owner of the ship"."""
    before = [*sentence[: match.start("name")].split()[-1:], match.group("name").split()[0]]
    return match.start() == match.start("name") and any(word.lower() in _WHERE for word in before)


def _told(role: Role, sentence: str) -> Iterator[re.Match[str]]:
    for pattern in _patterns(role.nouns, role.verbs, role.by):
        yield from pattern.finditer(sentence)


@lru_cache(maxsize=256)
def _patterns(nouns: str, verbs: str, by: str) -> tuple[re.Pattern[str], ...]:
    noun = rf"(?<!\w)(?i:{nouns})(?![\w’'-])"
    # "founded in 1974 by the teacher Olga Brandt"
    between = re.sub(r" (by|von|par|por|da|door)(?!\w)", r"(?:\\s+[^\\s,.;]+){0,3}?\\s+\1", by)
    # In Ukrainian and Russian a genitive follows, without a preposition.
    of = rf"(?P<thing>(?:\s+(?:(?i:{_OF})(?!\w)|[«а-яёіїєґА-ЯІЇЄҐ][^\s,.;:()]*)(?:\s+[^\s,.;:()]+){{0,6}}?)?)"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # "The owner, Norrland Shipping", "the mayor of Harrow Bay, Ingrid Halvane", "the owner (Norrland)"
            rf"{noun}{of}\s*[,(:–—]\s*{_KNOWN_AS}{_NAME}",
            # "owner Norrland Shipping", "Captain Bråten"
            rf"{noun}\s+{_NAME}",
            # "Norrland Shipping, the owner of the Solveig", "Ada Quill, who is the town's mayor", "Quill (the editor)"
            rf"{_NAME}[»”\"]?\s*[,(–—]\s*(?:[\w’'-]+\s+){{0,5}}?{noun}{of}(?=\s*[,.;:)]|$)",
            # "Norrland Shipping is the owner", "the owner of the Solveig is Norrland Shipping"
            rf"{_NAME}[»”\"]?\s+(?i:{_IS})\s+(?:[\w’'-]+\s+){{0,4}}?{noun}",
            rf"{noun}{of}\s+(?i:{_IS})\s+{_KNOWN_AS}{_NAME}",
            # "Norrland Shipping owns the Solveig", "owned by Norrland Shipping"
            rf"{_NAME}[»”\"]?,?\s+(?:(?:who|which|that|also|still|now|has|qui|que|che|die|der)\s+){{0,2}}(?i:{verbs})(?!\w)",
            rf"(?<!\w)(?i:{_BELONGS})\s+{_KNOWN_AS}{_NAME}" if "owner" in nouns else r"(?!)(?P<name>)",
            rf"(?<!\w)(?i:{between})\s+{_KNOWN_AS}{_NAME}",
            # "named its deputy, Sanna Reuter, as acting head", "elected Jan Holm mayor", "wählte Jan Holm zum Direktor"
            rf"(?<!\w)(?i:{_APPOINTED})\s+(?:[^\s.;:()]+\s+){{0,5}}?{_NAME}[»”\"]?,?\s+(?:(?:as|to be|to|zur?m?|comme|como|als|come)\s+)?(?:[\w’'-]+\s+){{0,3}}?{noun}",
            # "handed over his son Duncan as a hostage", "Jan Holm stepped in as director"
            rf"{_NAME}[»”\"]?,?\s+(?:as|als|comme|como|come|як|как)\s+(?:[\w’'-]+\s+){{0,3}}?{noun}",
            rf"{_NAME}[»”\"]?,?\s+(?:[\w’'-]+\s+){{0,3}}?(?i:{_APPOINTED}|takes over|took over|serves|served|acts|acted|stepped in)\s+(?:(?:as|to be|to|zur?m?|comme|como|als|come)\s+)?(?:[\w’'-]+\s+){{0,3}}?{noun}",
        )
    )
