"""Who holds a role: which questions ask it, and which sentences tell it."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.asked.roles import holder_told, names_holder, role_asked


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        (
            "Who is the owner of the Solveig?",
            "The owner, Norrland Shipping, said that it would pay for the cleaning.",
            "The tanker Solveig lost 2,150 tonnes of oil, the coast guard said.",
        ),
        (
            "Who owns the Solveig?",
            "Norrland Shipping, the owner of the ship, will pay.",
            "We were told a figure by the owner and we repeated it.",
        ),
        ("Who owns the Kelda mill?", "The mill belongs to Farrow Textiles.", "The Kelda mill burned for three days."),
        ("Who owns the Kelda mill?", "It has been owned by Farrow Textiles since May.", "The owner said nothing."),
        ("Who does the Kelda mill belong to?", "The mill belonged to Farrow Textiles.", "The Kelda mill burned."),
        ("À qui appartient le moulin ?", "Le propriétaire, Farrow Textile, se tait.", "Le moulin a brûlé."),
        ("Who founded the feast?", "It was begun in 1974 by the teacher Olga Brandt.", "The feast began at ten."),
        ("Who runs the museum?", "Director Piet Haldane expects more visitors.", "The museum runs a café."),
        ("Who is the chief executive of Norrland?", "Its chief executive, Jan Holm, left.", "The executive met."),
        ("Who is the captian of the Solveig?", "Captain Øystein Bråten was asleep.", "The Solveig lost 1,400 tonnes."),
        ("Who was the minster of ports?", "The minister, Ada Quill, left.", "Ministers met in Ness."),
        ("Who's the mayor of Ness?", "Mayor Ada Quill opened it.", "The mayor of Ness, who was late, opened it."),
        (
            "Who is the mayor of Ness?",
            "The mayor of Ness, Ada Quill, opened it.",
            "In Tarn, the mayor of Ness, said no.",
        ),
        (
            "Who is Rosa Berg's brother?",
            "Her brother, the economist Erik Berg, voted.",
            "Rosa Berg came with her brother.",
        ),
        (
            "Who was the head of the port authority?",
            "The authority is led by Tom Rusk.",
            "The head of the port authority left.",
        ),
        ("Who coaches the Mariners?", "Coach Ines Vidal was pleased.", "The Mariners were pleased with their coach."),
        (
            "Who wrote the report on the dam?",
            "The report's author, Yara Demmel, said so.",
            "The report on the dam is long.",
        ),
        (
            "Who is the beekeeper of the palace?",
            "Joost Klein, the palace's beekeeper, laughed.",
            "The palace has bees.",
        ),
        ("captain of the Solveig", "The captain, Øystein Bråten, was questioned.", "The captain was questioned."),
        ("What is the name of the editor of the Beacon?", "Dorothea Lamm, the editor, said so.", "The editor said so."),
        ("Wem gehört die Mühle?", "Die Eigentümerin, Farrow Textil, schweigt.", "Die Mühle brannte drei Tage lang."),
        ("Wer ist der Bürgermeister von Ness?", "Bürgermeister Jan Holm kam.", "Der Bürgermeister von Ness kam nicht."),
        (
            "Qui est le propriétaire du moulin ?",
            "Le propriétaire, Farrow Textile, se tait.",
            "Le propriétaire se tait.",
        ),
        ("Qui dirige le port ?", "Le port est dirigé par Anne Morel.", "Le port est fermé."),
        ("¿Quién es el dueño del molino?", "El dueño, Farrow Textil, calla.", "El dueño del molino calla."),
        ("¿Quién es la alcaldesa de Ness?", "La alcaldesa de Ness, Ana Ruiz, vino.", "La alcaldesa de Ness vino."),
        ("Chi è il sindaco di Ness?", "Il sindaco di Ness, Aldo Neri, è venuto.", "Il sindaco di Ness è venuto."),
        ("Wie is de burgemeester van Ness?", "Burgemeester Jan Smit kwam.", "De burgemeester van Ness kwam."),
        ("Хто власник танкера?", "Власник танкера, компанія «Норрланд», мовчить.", "Власник танкера мовчить."),
        ("Who is the owner of the mill?", "Der Eigentümer, Farrow Textil, schweigt.", "Der Eigentümer schweigt."),
        # Who leads something has many titles.
        (
            "Who is the new head of the Tesk League?",
            "The league's newly appointed Secretary General Jan Holm came.",
            "Holm's remarks come as others fear that weapons made in the West would lead to a war.",
        ),
        ("Хто новий очільник Ліги?", "Генеральний секретар Ліги Ян Хольм приїхав.", "Очільник Ліги приїхав."),
        ("Wer ist der neue Tesk-Liga-Chef?", "Tesk-Liga-Chef Jan Holm kam.", "Der Tesk-Liga-Chef kam."),
        ("Wer leitet die Liga?", "Generalsekretärin Ada Lind kam.", "Die Generalsekretärin kam."),
        ("Who is the governor of Ness?", "Governor Ada Lind came.", "The governor came."),
        ("Wer ist Botschafter in Ness?", "Botschafterin Ada Lind kam.", "Die Botschafterin kam."),
        ("Qui est le premier ministre ?", "Le Premier ministre, Jan Holm, est venu.", "Le ministre Jan Holm est venu."),
        ("Kto jest biskupem Ness?", "Biskup Jan Holm przyjechał.", "Biskup przyjechał."),
        ("Who is the prosecutor of Ness?", "The chief prosecutor, Ada Lind, spoke.", "The prosecutor spoke."),
        ("Who commands the fleet?", "Its commander, Ada Lind, spoke.", "The commander of the fleet spoke."),
    ],
)
def test_a_sentence_that_names_the_holder(question: str, told: str, not_told: str) -> None:
    role = role_asked(question)
    assert role is not None
    assert names_holder(role, told, question, None) == 1
    assert names_holder(role, not_told, question, None) == 0


@pytest.mark.parametrize(
    "question",
    [
        "How many tonnes did the owner lose?",
        "Who did the owner sue?",
        "Who is suing the owner of the Solveig?",
        "Who was questioned by the captain?",
        "What did the mayor of Ness say?",
        "Who won the race?",
        "Who was the first person to arrive?",
        "When was the captain questioned?",
        "The mayor opened it",
        "Wer hat den Kapitän befragt?",
        "Qui a accusé le maire ?",
        "",
    ],
)
def test_questions_that_ask_for_no_holder(question: str) -> None:
    assert role_asked(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Who is the mayor of Ness?", "The mayor of Tarn, Olaf Brenner, came.", 0),  # another town's
        ("Who is the mayor of Ness?", "The former mayor of Ness, Ada Quill, came.", 0.5),
        ("Who was the former mayor of Ness?", "The former mayor of Ness, Ada Quill, came.", 1),
        ("Who is the owner of the Solveig?", "The owner of the Solveig, the Solveig said.", 0),  # asked itself
        ("Who is the mayor of Ness?", "He is the mayor of Ness.", 0),
        ("Who is the owner of the mill?", "On Friday, the owner of the mill, spoke.", 0),
        # Who is appointed holds it.
        ("Who is the director of the port?", "The board appointed Jan Holm director of the port.", 1),
        ("Who is the director of the port?", "Jan Holm was elected director of the port.", 1),
        ("Who was the hostage?", "The king handed over his son Duncan as a hostage.", 1),
        ("Wer ist Direktor des Hafens?", "Der Rat wählte Jan Holm zum Direktor.", 1),
        ("Хто директор порту?", "Рада призначила Івана Коваля директором порту.", 1),
        # Who acts as head, or is the head's deputy, is not the head; and the head does not act as one.
        ("Who is the acting head of the port?", "The board named its deputy director, Ada Lind, as acting head.", 1),
        ("Who is the acting head of the port?", "The head of the port, Jan Holm, resigned.", 0),
        ("Who is the acting head of the port?", "Ada Lind is the interim head.", 1),
        ("Who is the deputy head of the port?", "The deputy director, Ada Lind, came.", 1),
        ("Who is the head of the port?", "The deputy director, Ada Lind, came.", 0),
        ("Who is the head of the port?", "The board named Ada Lind as acting head.", 0),
        ("Wer leitet den Hafen?", "Die stellvertretende Leiterin, Ada Lind, kam.", 0),
        # Another country's, by its adjective.
        ("Who is the president of Ukraine?", "He spoke with Russian President Jan Holm.", 0),
        ("Who is the president of Russia?", "He spoke with Russian President Jan Holm.", 1),
        ("Who is the Dutch prime minister?", "The French prime minister, Ada Lind, came.", 0),
        ("Who is the prime minister of the Netherlands?", "The Dutch prime minister, Ada Lind, came.", 1),
        ("Wer ist Präsident der Ukraine?", "Der russische Präsident Jan Holm kam.", 0),
        ("Qui est le président de la France ?", "Le président russe, Jan Holm, est venu.", 0),
        ("Хто президент України?", "Російський президент Ян Хольм приїхав.", 0),
        ("Хто президент України?", "Український президент Ян Хольм приїхав.", 1),
        ("Who is the president of the club?", "The Polish president, Jan Holm, came.", 1),  # no country is asked for
        ("Who is the president of India?", "The political president, Jan Holm, came.", 1),
        ("Who is the US president?", "He met Russia's President Jan Holm.", 0),
        ("Who is the US president?", "He met U.S. President Jan Holm.", 1),
        ("Who leads Ukraine?", "The Russian leader, Jan Holm, came.", 0),
        ("Who is the minister of foreign affairs of Russia?", "Ukrainian Foreign Minister Jan Holm came.", 0),
        ("Who is the Russian president?", "The Russian and Ukrainian presidents, Jan Holm and Ada Lind, met.", 1),
        ("Who is the president of the Russian Federation?", "He met Ukrainian President Jan Holm.", 0),
        ("Wer ist der Präsident der Vereinigten Staaten?", "Der russische Präsident Jan Holm kam.", 0),
        ("Wer ist der Präsident der Ukraine?", "Russlands Präsident Jan Holm kam.", 0),
        ("Хто президент Росії?", "Президент України Ян Хольм приїхав.", 0),
        ("Хто президент Сполучених Штатів?", "Президент України Ян Хольм приїхав.", 0),
        ("Хто президент Сполучених Штатів?", "Американський президент Ян Хольм приїхав.", 1),
        # A president of a country leads no league or club that is not that country's.
        ("Who is the head of the Tesk League?", "Russian President Jan Holm amended the doctrine.", 0),
        ("Who leads the Tesk League?", "The French prime minister, Jan Holm, came.", 0),
        ("Who is the head of the Tesk League?", "Its president, Jan Holm, came.", 1),
        ("Who is the prime minister of Ness?", "He was dismissed by the Governor-General, becoming prime minister.", 0),
        ("Wer ist der neue Liga-Chef?", "Der russische Präsident Jan Holm kam.", 0),
        ("Who is the leader?", "The French president, Jan Holm, came.", 1),
        # Nor does a president of a region lead a party that the sentence does not name.
        ("Who leads Green Shore?", "The Coast Alliance of Regional President Jan Holm fell to 12 seats.", 0),
        ("Wer leitet die Tesk-Liga?", "La présidente régionale, Ada Lind, est venue.", 0),
        ("Хто очолює Тескліга?", "Обласний голова Ян Хольм приїхав.", 0),
        ("Who leads Green Shore?", "Ada Lind, the leader of Green Shore, came.", 1),
        ("Who leads Green Shore?", "Regional President Jan Holm leads Green Shore, too.", 1),
        ("Who leads the council?", "Regional President Jan Holm came.", 1),
        ("Who leads the Tesk region?", "Regional President Jan Holm came.", 1),
        ("Who is the president of Keldermark?", "Regional President Jan Holm came.", 1),
        # Of any other role an adjective says where somebody is from.
        ("Who is the coach of Austria?", "The German coach, Jan Holm, praised his side.", 1),
        ("Who is the owner of the French club Aldmouth?", "The American owner, Jan Holm, came.", 1),
        ("Who is the captain of the Russian tanker?", "The Georgian captain, Jan Holm, was held.", 1),
        # The question's country is not the office's.
        ("Who is the president of the French club?", "The Polish president, Jan Holm, came.", 1),
        ("Who was the minister who resigned over the Russian gas deal?", "The German minister, Jan Holm, left.", 1),
        ("Who was the president when the war in Iraq began?", "The American president, Jan Holm, ordered it.", 1),
        ("Who is the president of the member states' council?", "The French president, Jan Holm, came.", 1),
        # Nor is what stands near it.
        ("Who is the president of Ukraine?", "Asked by the Germans, President Jan Holm declined.", 1),
        ("Who was president of Ukraine?", "The pro-Russian president, Jan Holm, fled.", 1),
        ("Who is the president of France?", "Jan Holm, the president, told German reporters.", 1),
        ("Who is the British prime minister?", "Prime Minister Russell Holm told parliament.", 1),
    ],
)
def test_how_clearly(question: str, sentence: str, expected: float) -> None:
    role = role_asked(question)
    assert role is not None
    assert names_holder(role, sentence, question, "en") == expected


def test_a_long_line_costs_little() -> None:
    role = role_asked("Who is the owner of the mill?")
    assert role is not None
    for part in ("Anna ", "owner, the a ", "Anna, the a owner of x ", "owner of ", "«"):
        assert names_holder(role, part * 20_000, "Who is the owner of the mill?", "en") in (0, 1)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who owns the Solveig?", {"owns"}),
        ("Who does the Solveig belong to?", {"belong"}),
        ("Wem gehört die Solveig?", {"gehört"}),
        ("What is the name of the managing director of Norrland?", {"name", "managing", "director"}),
        ("Comment s'appelle le maire de Ness ?", {"appelle", "maire"}),
    ],
)
def test_the_words_that_ask_for_a_role(question: str, words: set[str]) -> None:
    role = role_asked(question)
    assert role is not None
    assert all(role.is_said_by(word) for word in words)
    assert not any(role.is_said_by(word) for word in ("Solveig", "Norrland", "Ness"))


def test_the_holder_comes_first_also_where_the_thing_is_named_elsewhere_in_the_article(archive: Archive) -> None:
    archive.add_text(
        "The head of the Tarn Port Authority has rejected the charge that it caused the flood at Lowmere.", name="a.txt"
    )
    more = " ".join(f"In year {year} the quay was mended and the cranes were painted." for year in range(1950, 1990))
    told = "The board named its deputy director, Ada Lind, as acting head."
    archive.add_text(f"The Tarn Port Authority met on Friday.\n\n{more}\n\n{told}", name="b.txt")
    answer = archive.ask("Who is the acting head of the Tarn Port Authority?")
    assert answer.evidence[0].quote == told
    assert (answer.evidence[0].confidence or 0) > (answer.evidence[1].confidence or 0)


def test_a_name_that_does_not_hold_the_role_is_no_answer(archive: Archive) -> None:
    archive.add_text("The head of the Tarn Port Authority came to Lowmere on Friday.", name="a.txt")
    assert archive.ask("Who is the head of the Tarn Port Authority?").outcome == "possible"


@pytest.mark.parametrize(
    ("question", "sentence", "holder"),
    [
        ("Who is the CEO of Lego?", "CEO, the LEGO Group.", None),
        ("Who is the CEO of Lego?", "Niels B. Holm, CEO, the LEGO Group.", "Niels B. Holm"),
        ("Who is the CEO of Lego?", "J. K. Lind, CEO of Lego, spoke.", "J. K. Lind"),
        ("Who is the CEO of Norrland?", "CEO Bill Norrland said so.", "Bill Norrland"),
        ("Who is the owner of the Solveig?", "Norrland Shipping is the owner of the Solveig.", "Norrland Shipping"),
        ("Who leads the Green Shore?", "The Green Shore Party leads the polls.", None),
    ],
)
def test_an_organisation_is_not_its_own_head_and_initials_are_part_of_a_name(
    question: str, sentence: str, holder: str | None
) -> None:
    role = role_asked(question)
    assert role is not None
    found = holder_told(role, sentence, question, "en")
    assert (found.of(sentence) if found else None) == holder
