"""Which questions go on from the one before, and which stand alone: thirty of each in five languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answer.leaning import leans_on_turns

LEANING = {
    "en": """And what did the mayor say?
What about the second ferry?
Why?
When did he visit Kyiv?
How much did it cost?
Where were they born?
Who attacked him?
What did she say about the border?
How many of them were hurt?
Why was that?
Who said that?
How did this happen?
When was this decided?
Is that true?
What happened there?
How many people live there?
What happened next?
Who is her husband?
When did his father die?
What is their plan for the winter?
How big is its crew?
Which club did his brother play for?
What year did she leave the party?
Who paid for it?
Did they find the captain?
What did the police say about him?
Who made that decision?
What happened after that?
But who pays?
Who opposes these plans?""",
    "de": """Und was sagte der Bürgermeister?
Aber wer zahlt?
Warum?
Was sagte er dazu?
Wann wurde er geboren?
Was hat sie über die Grenze gesagt?
Wie viel hat es gekostet?
Wo wohnen sie jetzt?
Wer hat ihn angegriffen?
Wer hat das gesagt?
Warum ist das passiert?
Was bedeutet das?
Wie viele Menschen leben dort?
Was geschah dort?
Wer ist ihr Mann?
Wann starb sein Bruder?
Wie heißt seine Frau?
Was kostet dieser Umbau?
Wer hat diese Entscheidung getroffen?
Was hält die Opposition davon?
Wer ist dagegen?
Was geschah danach?
Hat sie das Schiff verkauft?
Wie viele Schiffe hat er verkauft?
Wem gehört es?
Wie groß ist ihre Mannschaft?
Wer half ihnen?
Was ist mit der zweiten Fähre?
Wann hat sie das beschlossen?
Wie lange war er im Amt?""",
    "fr": """Et le maire ?
Mais qui paie ?
Pourquoi ?
Quand est-il né ?
Où habite-t-elle ?
Qu'a-t-il dit sur la frontière ?
Combien cela coûte-t-il ?
Qui l'a tué ?
Qui lui a parlé ?
Combien en a-t-il vendu ?
Qui y habite ?
Que s'est-il passé là-bas ?
Qui est son frère ?
Quand sa mère est-elle morte ?
Quels sont leurs projets ?
Où sont-ils allés ?
Pourquoi ont-elles refusé ?
Qui a pris cette décision ?
Que pense le maire de ce projet ?
Combien de navires a-t-il achetés ?
Quel âge a-t-elle ?
Qui a dit ça ?
Comment est-ce que cela est arrivé ?
Quand l'ont-ils décidé ?
Qui les a vus ?
Dans quelle ville de la côte vit-elle ?
Avec qui est-il parti ?
Qui s'oppose à ces projets ?
Quelle est sa taille ?
Que s'est-il passé ensuite ?""",
    "es": """¿Y el alcalde?
Pero ¿quién paga?
¿Por qué?
¿Qué dijo ella sobre la frontera?
¿Cuándo murió su padre?
¿Quién es su hermano?
¿Cuáles son sus planes para el invierno?
¿Quién lo mató?
¿Quién la compró?
¿Por qué lo hizo?
¿Qué le pasó?
¿Quién dijo eso?
¿Cómo ocurrió esto?
¿Cuánta gente vive allí?
¿Qué pasó allí?
¿Quién tomó esa decisión?
¿Qué piensa el gobierno de ese plan?
¿Cuánto cuesta este proyecto?
¿Dónde nació él?
¿Qué hicieron ellos con el barco?
¿Qué pasó después?
¿Quién los detuvo?
¿Por qué las vendió?
¿En qué año murió su padre?
¿Cuántos años tiene ella?
¿Y cuándo?
¿Quién se opone a eso?
¿De qué tamaño es su tripulación?
¿Quién trabaja con él?
¿Cuándo se decidió esto?""",
    "uk": """А мер?
Але хто платить?
Чому?
Коли він приїхав до міста?
Що вона сказала про кордон?
Де вони народилися?
Хто його вбив?
Скільки це коштує?
Хто це сказав?
Коли це сталося?
Що там сталося?
Скільки людей там живе?
Хто її чоловік?
Коли помер його батько?
Які їхні плани на зиму?
Хто ухвалив це рішення?
Що думає уряд про цей план?
Хто проти цього?
Що він купив у місті?
Скільки їм заплатили?
Хто з ним працює?
Куди вона поїхала?
Чому вони відмовилися від угоди?
Хто йому допоміг?
Скільки йому років?
Що було потім?
І коли?
Хто їх бачив?
Звідки він родом?
Яка його посада?""",
}
ALONE = {
    "en": """Who owns the ferry that sank in May?
What did Putin say about his doctrine?
How much did the second ferry cost?
How long does it take to cross the bay by ferry?
How many people were there in the stadium on Sunday?
Is there a curfew in Osterfeld?
Which ship lost its cargo off the coast?
What did the mayor say about her plan for the harbour?
How much did the bridge cost when it was rebuilt?
What did the minister promise that he would do?
Who is the man who found the gold coin?
Which party said that taxes would rise?
What did the owner say that they would pay?
How many visitors came to the museum this year?
What happened in the harbour this morning?
Is it true that the bridge will be closed?
Was it the captain who gave the order?
What is the name of the dog that saved two children?
How many drivers lost their jobs at the depot?
What did the union do before it called the strike?
Did the council approve the pool that residents had asked for?
Who won the election for mayor of Tarn?
What do scientists say about the ash clouds?
Who is Lukasz Walesa?
What is the coast guard chief's name?
How many cases of measles have been counted since August?
What caused the blackout that hit the valley?
Which companies offered to buy the old mill?
When will those who were hurt get compensation?
Why did the crew leave the ship before it sank?""",
    "de": """Wem gehört die Fähre, die im Mai gesunken ist?
Was kostet das neue Rathaus?
Wie hoch war das im Juli beschlossene Budget?
Wer ist Grit Schäuffele?
Was sagte der Bürgermeister über seine Pläne?
Wie viele Tote gab es bei dem Brand?
Gibt es in Tarn eine Ausgangssperre?
Wie lange dauert es, bis die Brücke geöffnet wird?
Wann wird die Straße wieder frei sein?
Warum trat der Minister zurück, nachdem er gewählt worden war?
Welches Schiff verlor seine Ladung vor der Küste?
Wie viele Besucher kamen in diesem Jahr ins Museum?
Was geschah in dieser Woche im Hafen?
Wer hat das Museum von Hallow gebaut?
Wer ist der Mann, der die Münze gefunden hat?
Was sagte die Gewerkschaft, bevor sie den Streik ausrief?
Wer gewann das Rennen in Osterfeld?
Wie hieß das Schiff, das vor der Küste sank?
Warum schließt der Kiosk am Bahnhof?
Ist es wahr, dass die Brücke gesperrt wird?
Welche Partei war dafür, dass die Steuern steigen?
Wie viele Risse wurden in der Brücke gefunden?
Wer leitet das Straßenamt?
Was fordert die Partei von der Regierung?
Wie viel Prozent mehr Lohn bekommen die Busfahrer?
Wann beginnt die Reparatur der Brücke?
Was kritisiert der Verband an dem Gesetz?
Wer wurde zum Präsidenten gewählt?
Wie viele Menschen kamen zum Laternenfest?
Wo ist das Feuer ausgebrochen?""",
    "fr": """À qui appartient le ferry qui a coulé en mai ?
Combien de tonnes de pétrole le Solveig a-t-il perdu ?
Quand le ferry a-t-il coulé ?
Qu'est-ce que le maire a promis ?
Où se trouve la ville de Hallow ?
Combien y a-t-il de malades dans la vallée ?
Qui a gagné le match en finale ?
Que s'est-il passé en France en 2020 ?
Combien de temps faut-il pour traverser la baie ?
Qui est le capitaine du navire ?
Quel navire a perdu sa cargaison ?
Qu'a dit la ministre de son plan pour le port ?
Combien de visiteurs sont venus au musée cette année ?
Que s'est-il passé dans le port ce matin ?
Est-ce que le conseil a approuvé la piscine ?
Pourquoi le ministre est-il parti ?
Quel est le nom du chien qui a sauvé les enfants ?
Quelle est la population de la ville ?
Pourquoi les chauffeurs ont-ils fait grève ?
Est-il vrai que le pont sera fermé ?
Combien coûte le nouveau musée ?
Que dit le rapport sur la pollution de l'air ?
Qui dirige la banque centrale ?
Quand les élections auront-elles lieu ?
Quelle entreprise a acheté le vieux moulin ?
Combien de fissures ont été trouvées dans le pont ?
Que demande le syndicat à la direction ?
Qui est Tomáš Dvořák ?
Où la fête des lanternes a-t-elle eu lieu ?
Quelle part du budget va aux écoles ?""",
    "es": """¿De quién es el ferry que se hundió en mayo?
¿Cuántas grietas se encontraron en el puente Fennel?
¿Qué dijo la alcaldesa sobre su plan?
¿Por qué la policía cerró la calle?
¿Quién ganó las elecciones en la ciudad?
¿Cuánto cuesta el nuevo museo?
¿Qué barco perdió su carga?
¿Qué le pasó al alcalde de la ciudad?
¿Qué es lo que pide el sindicato?
¿Cuántos visitantes llegaron al museo este año?
¿Qué ocurrió en el puerto esta mañana?
¿Quién es el hombre que encontró la moneda?
¿Dónde está la ciudad de Hallow?
¿Cuándo empieza la reparación del puente?
¿Por qué los conductores hicieron huelga?
¿Cuántas personas murieron en el incendio?
¿Qué partido dijo que los impuestos subirán?
¿Qué dijo el ministro cuando él renunció?
¿Cuál es la población del valle?
¿Quién dirige el banco central?
¿Cómo se llama el capitán del petrolero?
¿Está abierto el puente?
¿Cuándo fue elegida la presidenta?
¿Qué empresa compró el viejo molino?
¿A qué hora sale el último ferry?
¿Hay toque de queda en la capital?
¿Cuánto más de lo previsto costó el museo?
¿Quién es Tomáš Dvořák?
¿Dónde se celebró la fiesta de los faroles?
¿Qué porcentaje del presupuesto va a las escuelas?""",
    "uk": """Кому належить пором, що затонув у травні?
Скільки людей прийшло на свято ліхтарів?
Що сказав Зеленський про свою поїздку?
Скільки коштує новий музей?
Хто виграв вибори мера Тарна?
Коли відкриють міст через річку?
Скільки відвідувачів прийшло до музею цього року?
Що сталося в порту цього тижня?
Хто очолює центральний банк?
Чому водії автобусів страйкували?
Як називається корабель, який втратив вантаж?
Хто знайшов золоту монету?
Скільки тонн нафти втратив танкер?
Що сказав міністр, коли він пішов у відставку?
Яка партія хоче підняти податки?
Коли почнеться ремонт дороги?
Де відбулося свято ліхтарів?
Скільки тріщин знайшли в мості?
Хто такий Томаш Дворжак?
Чи схвалила рада басейн?
Що вимагає профспілка від компанії?
Яка частина бюджету піде на школи?
Чому рада закрила школу, після того як її відремонтували?
Хто купив старий млин?
Скільки випадків кору нарахували в долині?
Коли народився Тарас Шевченко?
Що кажуть вчені про хмари попелу?
Хто капітан танкера?
О котрій годині відходить останній пором?
Скільки людей загинуло під час пожежі?""",
}


@pytest.mark.parametrize("language", LEANING)
def test_questions_that_lean_are_known(language: str) -> None:
    asked = LEANING[language].splitlines()
    assert len(asked) == 30
    assert [question for question in asked if not leans_on_turns(question)] == []


@pytest.mark.parametrize("language", ALONE)
def test_questions_that_stand_alone_are_left_alone(language: str) -> None:
    asked = ALONE[language].splitlines()
    assert len(asked) == 30
    assert [question for question in asked if leans_on_turns(question)] == []


def test_our_own_questions_stand_alone() -> None:
    lines = Path("corpus/qa.jsonl").read_text(encoding="utf-8").splitlines()
    assert [asked for line in lines if leans_on_turns(asked := json.loads(line)["question"])] == []
