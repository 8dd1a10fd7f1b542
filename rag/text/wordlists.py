"""The closed word lists that the verifier knows: what news writes in more than one way, and what turns a sentence round.

Each list is short on purpose. A word that is on none of them is compared by its stem.
"""

# ruff: noqa: E501 - a group of words stands on one line, whatever its length.

from __future__ import annotations

from functools import lru_cache

from rag.text.terms import terms


def listed(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


def numbered(words: str, start: int) -> dict[str, int]:
    """The words of a text with consecutive numbers; forms of one number stand together with strokes between."""
    return {form: number for number, forms in enumerate(words.split(), start=start) for form in forms.split("/")}


# Irregular English forms by base form: the stemmer does not know that "won" is "win".
_IRREGULAR = """win won winning|rise rose risen|fall fell fallen|say said says|tell told|hold held|begin began begun|take took taken
give gave given|get got gotten|go went gone|come came|leave left|lose lost|buy bought|sell sold|build built|write wrote written
speak spoke spoken|break broke broken|choose chose chosen|drive drove driven|fly flew flown|grow grew grown|know knew known|see saw seen
make made|meet met|pay paid|run ran|send sent|shoot shot|sink sank sunk|spend spent|stand stood|steal stole stolen|strike struck
teach taught|think thought|throw threw thrown|wear wore worn|lead led|keep kept|hear heard|find found|fight fought|feel felt|draw drew drawn
bring brought|become became|arise arose|awake awoke|bear bore born borne|catch caught|deal dealt|dig dug|do did done|drink drank drunk|eat ate eaten
fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|hang hung|hide hid hidden|lay laid|lend lent|mean meant
ride rode ridden|ring rang rung|seek sought|shake shook shaken|shrink shrank shrunk|sing sang sung|sit sat|sleep slept|swear swore sworn
swim swam swum|tear tore torn|understand understood|withdraw withdrew withdrawn|overthrow overthrew overthrown|undergo underwent undergone|seek sought|uphold upheld
beat beaten|cut|hit|shut|put|set|hurt|quit|cast|bind bound|feed fed|man men|woman women|child children|person people persons|foot feet|mouse mice|life lives|wife wives|half halves"""

# Words that news puts one for the other. Only such as hardly ever differ in meaning where names and numbers agree.
_SAME = """win winner victory victorious triumph|buy acquire acquisition purchase takeover|release launch|premiere debut|locate location site situate
direct director|found founder establish establishment|start begin commence|end finish conclude|percent percentage per-cent
ceo chief-executive|film movie|resign resignation|kilometre kilometer km|metre meter|kilogram kg kilo|mile mi|photo photograph picture
company firm|attorney lawyer|cop police|car automobile|flat apartment|title champion championship|defeat beat|large big|huge enormous|build construct construction
employ hire|employee worker|also too|approximately about roughly around|help assist aid|injure hurt wound|murder kill|die death dead|decide decision
show reveal|require need|get obtain receive|arrest detain|us usa united-states|uk britain|eu european-union|un united-nations
vote ballot|child kid|buy purchase|choose select|name appoint|song single|test trial|job post|doctor physician|road street|ship vessel|blaze fire|television tv telly"""

# Pairs of which one denies the other.
_OPPOSITE = """rise/fall increase/decrease increase/cut raise/cut rise/drop grow/shrink gain/lose climb/fall increase/fall increase/drop raise/lower up/down more/less
more/fewer above/below over/under higher/lower high/low accept/reject approve/reject accept/refuse agree/refuse agree/disagree approve/veto open/close open/shut
win/lose before/after earlier/later first/last start/end begin/end begin/finish buy/sell allow/ban permit/ban permit/forbid allow/forbid allow/prevent support/oppose
favour/oppose arrive/leave enter/leave join/leave arrive/depart guilty/innocent convict/acquit guilty/acquit confirm/deny admit/deny alive/dead survive/die live/die
success/failure succeed/fail pass/fail legal/illegal lawful/unlawful legally/illegally possible/impossible likely/unlikely able/unable public/private increase/reduce
raise/reduce expand/reduce expand/shrink strengthen/weaken improve/worsen better/worse best/worst most/least maximum/minimum north/south east/west northern/southern
eastern/western import/export borrow/lend appoint/dismiss arrest/free arrest/release detain/release include/exclude add/remove appear/disappear
cause/prevent attack/defend love/hate old/new young/old male/female man/woman men/women husband/wife mother/father son/daughter boy/girl brother/sister majority/minority
inside/outside indoor/outdoor with/without always/never true/false safe/dangerous strong/weak rich/poor early/late long/short hot/cold war/peace profit/loss
surplus/deficit double/halve victory/defeat positive/negative accelerate/slow deny/admit same/different similar/different slower/faster larger/smaller bigger/smaller former/current
steigen/fallen steigen/sinken zunehmen/abnehmen annehmen/ablehnen öffnen/schließen gewinnen/verlieren vor/nach mehr/weniger zustimmen/ablehnen
stieg/fiel stieg/sank gewann/verlor stiegen/fielen stiegen/sanken geöffnet/geschlossen offen/geschlossen
hausse/baisse augmenter/diminuer augmenté/diminué accepter/refuser accepté/refusé accepté/rejeté ouvrir/fermer ouvert/fermé gagner/perdre gagné/perdu avant/après plus/moins
більше/менше зросла/впала зріс/впав зросли/впали відкрито/закрито відкрили/закрили виграв/програв виграла/програла прийняв/відхилив прийняли/відхилили до/після"""

# Pairs of what may come of a thing, or be done to it: a source that has both tells of both, one after the other or of
# different people, and one of them alone is not the other.
_OUTCOMES = """pass/postpone approve/postpone adopt/postpone adopt/reject receive/seek get/seek win/nominate convict/charge charge/clear charge/acquit charge/suspect dismiss/suspend kill/injure
kill/missing die/missing die/injure accept/offer uphold/overturn uphold/review recover/deteriorate capture/besiege capture/attack surrender/besiege raise/confirm lower/confirm lift/impose
lift/introduce uphold/quash extend/lose sell/keep keep/lose buy/bid
angenommen/verschoben beschlossen/verschoben getötet/verletzt verurteilt/angeklagt verurteilt/freigesprochen tot/vermisst entlassen/beurlaubt wegen/trotz mindestens/höchstens gewann/nominiert
adopté/reporté tué/blessé tuées/blessées tués/blessés condamné/inculpé condamné/acquitté depuis/jusqu'en"""

_NEGATIONS = {
    "en": "not never no none nobody nothing neither nor without cannot hardly scarcely barely dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt aint non",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder noch kaum",
    "fr": "pas jamais aucun aucune sans ni rien personne nul nulle guère",
    "uk": "не ні немає без ніколи ніхто нічого жоден жодна жодного жодної ані нема",
    "es": "no nunca jamás ningún ninguna ninguno nadie nada sin ni tampoco",
    "it": "non mai nessun nessuno nessuna niente nulla senza né",
    "pt": "não nunca jamais nenhum nenhuma ninguém nada sem nem",
    "nl": "niet geen nooit niemand niets zonder noch",
    "pl": "nie nigdy nikt nic bez żaden żadna żadne ani",
    "ru": "не ни нет без никогда никто ничего никакой",
}
# Verbs that deny what follows them.
_DENIALS = {
    "en": "deny refuse reject decline fail prevent avoid rule-out lack false untrue incorrect hoax denial refusal unable forbid prohibit cancel abandon unlikely",
    "de": "leugnen bestreiten bestritt dementieren dementierte verweigern verweigerte ablehnen lehnte weigern weigerte ausschließen falsch",
    "fr": "nier nié démentir démenti refuser refusé rejeter rejeté faux",
    "uk": "заперечив заперечила заперечує спростував спростувала спростували відмовився відмовилася відмовилися відкинув",
}
# What is said of a statement to deny it: "reports that ... were false".
UNTRUE = listed("""false untrue hoax incorrect wrong fake baseless falsch unwahr faux fausse неправда""")
# Words that turn a negation into none: "not only", "no doubt".
NOT_REALLY = frozenset(
    {"only", "just", "merely", "nur", "bloß", "seulement", "лише", "тільки", "solo", "doubt", "matter", "longer than"}
)

_SPEECH = {
    "en": "say tell state announce claim add argue warn explain insist declare admit deny confirm comment reply stress suggest promise predict acknowledge testify tweet allege assert remark emphasise emphasize vow pledge",
    "de": "sagte sagen sagt erklärte erklärt erklären betonte betont teilte mitteilte warnte warnt kündigte ankündigte behauptete meinte meint äußerte bestätigte versprach forderte fordert berichtete schrieb",
    "fr": "dit déclaré déclare affirmé affirme expliqué explique annoncé annonce assuré assure ajouté ajoute promis averti estimé estime indiqué indique souligné confirmé",
    "uk": "сказав сказала сказали заявив заявила заявили повідомив повідомила повідомили зазначив зазначила наголосив наголосила пояснив пояснила додав додала підкреслив підкреслила каже кажуть попередив попередила пообіцяв пообіцяла",
}
#: What stands before the speaker: "according to X".
ACCORDING = {
    "en": ("according to", "in the words of"),
    "de": ("laut", "nach angaben von", "nach angaben des", "nach angaben der", "zufolge"),
    "fr": ("selon", "d'après"),
    "uk": ("за словами", "за даними", "на думку"),
}
PRONOUNS = listed("""he she they it er sie es il elle ils elles він вона вони воно él ella ellos lui lei ele ela""")
#: What stands before an English participle in the passive.
BE = listed("was were been being is are be get got")
# Words that say so little that a claim may add or drop them.
_LIGHT = {
    "en": "therefore thus hence moreover furthermore additionally nevertheless nonetheless consequently say said new make made take took use used begin began become became several many various include including year day time first one another other come go get give put like well still even already yet however although though place known name named report reported current currently since until during near within between among would may might must should per",
    "de": "daher deshalb somit folglich außerdem zudem ferner dennoch trotzdem sagte neu neue neuen machen gemacht jahr jahre uhr bereits etwa rund sowie jedoch mehrere wurde geworden lassen",
    "fr": "donc toutefois cependant néanmoins pourtant fait faire nouveau nouvelle nouveaux an ans année déjà environ ainsi aussi très bien tout tous toute toutes plusieurs",
    "uk": "тому отже проте однак рік року років вже лише також новий нова нові сказав заявив понад близько",
}
#: What makes a sentence say less than that something is so: a claim that drops such a word says more than its source.
HEDGES = {
    "en": "may might could if unless whether allegedly reportedly probably apparently presumably rumour rumours rumor rumors supposedly perhaps possibly plans planned hopes hoped considering falsely pretend imagine",
    "de": "könnte könnten vielleicht möglicherweise angeblich falls würde würden soll sollen geplant erwägt",
    "fr": "pourrait pourraient peut-être si serait seraient prétendument aurait auraient envisage",
    "uk": "може можуть можливо якщо нібито ймовірно планує планують чи",
}
#: Verbs that take the same meaning with subject and object exchanged.
SYMMETRIC = listed("meet marry border join resemble equal play face divorce date includ and with")
#: Verbs by which somebody "was awarded" what "was awarded to" somebody; as their stems.
GIVING = listed("award give given grant hand offer pay paid present assign allot")
#: What a name may say that it is a name of: "the Academy Awards ceremony", "the film Avatar".
CLASSES = listed(
    """ceremony ceremonies movie film series season show game tournament championship championships festival award awards
    album song book novel company website app"""
)
#: Acronyms of common nouns: capitals make no name of them.
COMMON_ACRONYMS = listed("tv ceo dvd")
TITLES = listed(
    """mr mrs ms dr prof professor president minister prime chancellor king queen prince princess sir lord lady pope
    saint st senator sen rep governor gov mayor judge justice general gen colonel captain sgt lt rev herr frau
    monsieur madame mme m пан пані the director chief executive chairman chairwoman spokesman spokeswoman
    secretary chef coach manager actor actress singer author writer ceo former ex präsident kanzler bürgermeister
    ministre président maire президент міністр мер bundeskanzler bundespräsident"""
)


@lru_cache(maxsize=8)
def irregular_forms() -> dict[str, str]:
    """English irregular forms, each with its base form."""
    groups = (group.split() for group in _IRREGULAR.replace("\n", "|").split("|"))
    return {form: group[0] for group in groups for form in group}


def stem(word: str, language: str) -> str:
    """The stem that words are compared by, before synonyms."""
    lowered = word.lower().replace("’", "'")
    if language == "en":
        lowered = irregular_forms().get(lowered, lowered)
    found = terms(lowered, language)
    return found[0] if len(found) == 1 else "".join(found) or lowered


@lru_cache(maxsize=16)
def synonyms(language: str) -> dict[str, str]:
    """Stems by the first of their group."""
    if language != "en":
        return {}
    groups: dict[str, str] = {}
    for group in _SAME.replace("\n", "|").split("|"):
        stems = [stem(word, "en") for word in group.split() if "-" not in word]
        head = next((groups[one] for one in stems if one in groups), stems[0])
        groups.update({one: groups.get(one, head) for one in stems})
    return groups


@lru_cache(maxsize=16)
def opposites(language: str) -> dict[str, frozenset[str]]:
    """For each stem, the stems that say the contrary."""
    found: dict[str, set[str]] = {}
    for pair in (*_OPPOSITE.split(), *_OUTCOMES.split()):
        one, other = (canonical(word, language) for word in pair.split("/"))
        if one != other:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {key: frozenset(value) for key, value in found.items()}


@lru_cache(maxsize=16)
def outcomes(language: str) -> frozenset[frozenset[str]]:
    """Those pairs of :func:`opposites` of which a source may tell both."""
    return frozenset(frozenset(canonical(word, language) for word in pair.split("/")) for pair in _OUTCOMES.split())


def canonical(word: str, language: str) -> str:
    """The form by which words are compared: the stem, or its synonyms' first."""
    one = stem(word, language)
    return synonyms(language).get(one, one)


def _listed(lists: dict[str, str], language: str, *, stems: bool) -> frozenset[str]:
    words = lists.get(language, "").split()
    return frozenset(canonical(word, language) if stems else word for word in words)


@lru_cache(maxsize=16)
def negations(language: str) -> frozenset[str]:
    """Words that negate, in lower case without apostrophes."""
    return _listed(_NEGATIONS, language, stems=False)


@lru_cache(maxsize=16)
def denials(language: str) -> frozenset[str]:
    """Forms of verbs that deny what follows them."""
    return _listed(_DENIALS, language, stems=True)


@lru_cache(maxsize=16)
def speech(language: str) -> frozenset[str]:
    """Forms of verbs of saying."""
    return _listed(_SPEECH, language, stems=True)


@lru_cache(maxsize=16)
def light(language: str) -> frozenset[str]:
    """Forms of words that say little."""
    return _listed(_LIGHT, language, stems=True)


@lru_cache(maxsize=16)
def hedges(language: str) -> frozenset[str]:
    """Words, in lower case, that make a statement less than one of fact."""
    return _listed(HEDGES, language, stems=False)
