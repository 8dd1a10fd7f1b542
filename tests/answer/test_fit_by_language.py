"""Which sentences hold what is asked for, with the units, dates and names of each language of the rules."""

from __future__ import annotations

import pytest

from rag.answer.asked.kinds import asked_for, fit


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("Combien coûte le pont ?", "Le pont coûte 46 millions d'euros.", "fr"),
        ("Quanto costa il ponte?", "Il ponte costa 46 milioni di euro.", "it"),
        ("Quanto costa il ponte?", "Costa 3 mila dollari.", "it"),
        ("Quanto custa a ponte?", "A ponte custa 46 milhões de reais.", "pt"),
        ("Quanto custa a ponte?", "A ponte custa três euros.", "pt"),
        ("Wat kost de brug?", "De brug kost 46 miljoen dollar.", "nl"),
        ("Wat kost de brug?", "De brug kost 20 pond.", "nl"),
        ("Ile kosztuje most?", "Most kosztuje 46 mln dolarów.", "pl"),
        ("Ile kosztuje most?", "Bilet kosztuje 12 złotych.", "pl"),
        ("Скільки коштує квиток?", "Квиток коштує 12 злотих.", "uk"),
        ("Скільки коштує міст?", "Міст коштує 4 млн. доларів.", "uk"),
        ("Сколько стоит билет?", "Билет стоит 12 крон.", "ru"),
        ("Сколько стоит билет?", "Билет стоит 30 гривен.", "ru"),
        ("Was kostet die Brücke?", "Sie kostet 46 Mio. Franken.", "de"),
        ("¿Cuánto cuesta el puente?", "Cuesta 46 millones de dólares.", "es"),
        ("Quale percentuale degli elettori ha votato?", "Ha votato il 63 per cento.", "it"),
        ("Que percentagem dos eleitores votou?", "Votaram 63 por cento.", "pt"),
        ("Welk percentage van de kiezers stemde?", "63 procent stemde.", "nl"),
        ("Ile procent wyborców głosowało?", "Głosowało 63 procent.", "pl"),
        ("Скільки відсотків проголосували?", "Проголосували 63 відсотки.", "uk"),
        ("Сколько процентов проголосовало?", "Голосовали 63 процента.", "ru"),
        ("Quanti giorni è durato lo sciopero?", "È durato 12 giorni.", "it"),
        ("Quantos dias durou a greve?", "A greve durou 12 dias.", "pt"),
        ("Hoe lang duurde de staking?", "De staking duurde 12 dagen.", "nl"),
        ("Jak długo trwał strajk?", "Strajk trwał 12 dni.", "pl"),
        ("Як довго тривав страйк?", "Страйк тривав 12 днів.", "uk"),
        ("Как долго длилась забастовка?", "Она длилась 12 дней.", "ru"),
        ("Как долго длилась забастовка?", "Она длилась три года.", "ru"),
        ("Quanti chilometri è lunga la strada?", "È lunga 12 chilometri.", "it"),
        ("Quantos quilómetros tem a estrada?", "Tem 12 quilómetros.", "pt"),
        ("Ile kilometrów ma droga?", "Droga ma 12 kilometrów.", "pl"),
        ("Скільки кілометрів має дорога?", "Вона має 12 кілометрів.", "uk"),
        ("Сколько километров до острова?", "До острова 12 километров.", "ru"),
        ("¿Cuántos kilómetros mide el puente?", "Mide 12 kilómetros.", "es"),
        ("Quando è stato aperto il ponte?", "È stato aperto il 3 maggio.", "it"),
        ("Quando foi aberta a ponte?", "Foi aberta em março.", "pt"),
        ("Wanneer werd de brug geopend?", "De brug werd op 3 mei geopend.", "nl"),
        ("Wanneer werd de brug geopend?", "De brug werd op maandag geopend.", "nl"),
        ("Kiedy otwarto most?", "Most otwarto 3 lipca.", "pl"),
        ("Kiedy otwarto most?", "Most otwarto we wtorek.", "pl"),
        ("Когда открыли мост?", "Мост открыли 3 июля.", "ru"),
        ("Когда открыли мост?", "Мост открыли в пятницу.", "ru"),
        ("Коли відкрили міст?", "Міст відкрили у вівторок.", "uk"),
        ("Коли відкрили міст?", "Міст відкрили десять років тому.", "uk"),
        ("When did it open?", "It opened three years ago.", "en"),
        ("Wann wurde sie eröffnet?", "Vor zehn Jahren wurde sie eröffnet.", "de"),
        ("Quand a-t-il ouvert ?", "Il a ouvert mardi.", "fr"),
        ("Quand a-t-il ouvert ?", "Il y a dix ans.", "fr"),
        ("Um wie viel Uhr fährt die Fähre?", "Sie fährt um 14 Uhr.", "de"),
        ("Jak się nazywa nowy prom?", "Prom nazywa się Wilk.", "pl"),
        ("Come si chiama il nuovo traghetto?", "Il traghetto si chiama Lupo.", "it"),
        ("Hoe heet de nieuwe veerboot?", "De boot heet Zeewolf.", "nl"),
        ("Как называется новый паром?", "Паром получил название Волк.", "ru"),
        ("Como se chama o novo barco?", "O barco chama-se Lobo.", "pt"),
        ("Kto wygrał?", "Wybory wygrała Łucja Żak.", "pl"),
    ],
)
def test_a_sentence_holds_it_with_the_units_and_dates_of_its_language(
    question: str, sentence: str, language: str
) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert fit(asked, sentence, question, language) == 1.0


@pytest.mark.parametrize(
    ("question", "sentence", "language", "expected"),
    [
        ("Kto wygrał?", "Wygrała łódź świetna.", "pl", 0.0),  # small letters with a mark are no capitals
        ("Как долго это длилось?", "Закон действует с 2024 года.", "ru", 0.5),  # a year is no length of time
        ("What did it cost?", "The bridge is 46 metres long.", "en", 0.5),
        ("Ile kosztuje most?", "Most ma 46 metrów.", "pl", 0.5),
        ("Wann wurde sie eröffnet?", "Sie wurde feierlich eröffnet.", "de", 0.0),
    ],
)
def test_a_sentence_without_it(question: str, sentence: str, language: str, expected: float) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert fit(asked, sentence, question, language) == expected
