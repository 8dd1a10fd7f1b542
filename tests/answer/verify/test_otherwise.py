"""What says with the words of a claim something else: nearby, until then, believed, on condition, second."""

from __future__ import annotations

import pytest

from rag.answer.verify.check import verify


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        # Where.
        ("The plane crashed in Lenn.", "The plane crashed 30 km north of Lenn."),
        ("A bomb exploded at the Lenn embassy.", "A bomb exploded near the Lenn embassy."),
        ("The train to Lenn was delayed.", "The train from Lenn was delayed by a rockfall."),
        ("Das Flugzeug stürzte in Lenn ab.", "Das Flugzeug stürzte nördlich von Lenn ab."),
        ("L'avion s'est écrasé à Lenn.", "L'avion s'est écrasé au nord de Lenn."),
        # When, and whether still.
        ("The road will be closed from Monday.", "The road will be closed until Monday."),
        ("Berg has led the union since 2009.", "Berg led the union until 2009."),
        ("Osten has a shipyard.", "Osten had a shipyard until 1987."),
        ("The river is used for transport.", "The river was once used for transport."),
        ("Smoking is allowed in the cafes of Lenn.", "Smoking was allowed in the cafes of Lenn until Sunday."),
        ("Kesten still brews beer in Lenn.", "Kesten no longer brews beer in Lenn."),
        ("Der Laden verkauft Brot.", "Der Laden verkauft nicht mehr Brot."),
        ("The museum has been closed until March.", "The museum has been closed since March."),
        # Why.
        ("The match was played because of the rain.", "The match was played despite the rain."),
        ("Das Spiel wurde wegen des Regens angepfiffen.", "Das Spiel wurde trotz des Regens angepfiffen."),
        # How much, and which of them.
        ("The tower is the tallest in Maradia.", "The tower is the second-tallest in Maradia."),
        ("The tower is the tallest in Maradia.", "The tower is one of the tallest in Maradia."),
        ("Hale was the first to climb the peak.", "Hale was the second to climb the peak."),
        ("Wages rose faster than prices.", "Prices rose faster than wages."),
        ("Exactly 12 people died in the storm.", "At least 12 people died in the storm."),
        ("He was sentenced to six months.", "He was sentenced to six years."),
        ("The mine produces 400 tonnes a day.", "The mine produces 400 tonnes a week."),
        ("All the hostages were freed.", "Seven of the eleven hostages were freed."),
        # Part of it.
        ("The board of Nordal called for the sale.", "A member of the board of Nordal called for the sale."),
        ("The Sarn bridge collapsed on Sunday.", "Part of the Sarn bridge collapsed on Sunday."),
        ("The factory was destroyed by fire.", "The factory's canteen was destroyed by fire."),
        ("General Tekle was detained at the border.", "A driver for General Tekle was detained at the border."),
        ("Velora Motors filed for bankruptcy.", "A supplier of Velora Motors filed for bankruptcy on Wednesday."),
        ("The Supreme Court called the law void.", "One judge of the Supreme Court called the law void."),
        # Who says it, and whether they know.
        ("Frey took bribes from a builder.", "Prosecutors believe that Frey took bribes from a builder."),
        ("The factory poisoned the river.", "Residents accuse the factory of having poisoned the river."),
        ("The army said rebels had destroyed the church.", "Villagers said rebels had destroyed the church."),
        ("The prime minister said the talks had failed.", "The prime minister's spokesman said the talks had failed."),
        # Who to whom.
        ("The union sued the mine.", "The mine sued the union on Friday."),
        ("Kesten a racheté Nordal.", "Kesten a été racheté par Nordal."),
        # What was only asked for, allowed or conditional.
        ("The mayor resigned.", "The mayor was asked to resign."),
        ("Holm paid the fine.", "Holm was ordered to pay the fine."),
        ("The king pardoned the rebels.", "The king considered pardoning the rebels."),
        ("The dam will overflow.", "The dam will overflow this week if the rain continues."),
        ("The bank will fail.", "The bank will fail unless the state steps in."),
        ("Vint was convicted of fraud.", "Vint was charged with fraud."),
        ("Five people were killed in the crash.", "Five people were injured in the crash."),
        ("Fünf Menschen wurden getötet.", "Fünf Menschen wurden bei dem Unfall verletzt."),
    ],
)
def test_something_else_is_said(claim: str, source: str) -> None:
    verdict = verify(claim, [source])
    assert not verdict.verified
    assert not verdict.nearest  # it is contradicted: no model is asked for a second opinion


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The plane crashed near Lenn.", "The plane crashed near Lenn on Monday."),
        ("The plane crashed north of Lenn.", "The plane crashed 30 km north of Lenn."),
        ("The bridge opened in 1990.", "The bridge was not opened until 1990."),
        ("The rebellions took place in 1621.", "The rebellions took place in 1621, between two wars."),
        ("The match was played in the rain.", "The match was played in the rain despite protests."),
        ("The tower is the second-tallest in Maradia.", "The tower is the second-tallest in Maradia."),
        ("Prices rose faster than wages.", "Prices rose faster than wages, the office said."),
        ("At least 12 people died in the storm.", "At least 12 people died in the storm."),
        ("Seven hostages were freed.", "Seven hostages were freed on Monday."),
        ("A suspect confessed on Monday.", "One of the suspects confessed on Monday."),
        ("Two people died in the fire.", "Two people died in the fire, the fire service said."),
        ("Prosecutors believe that Frey took bribes.", "Prosecutors believe that Frey took bribes from a builder."),
        ("Villagers said the church was destroyed.", "Villagers said the church was destroyed by rebels."),
        ("The mine sued the union.", "The union was sued by the mine on Friday."),
        ("The ministry said the talks had failed.", "A spokesman for the ministry said the talks had failed."),
        (
            "The regional council voted by 19 to 16 to buy a second ferry.",
            "The regional council voted on Friday by 19 to 16 to buy a second ferry, ending a long argument.",
        ),
        (
            "The complexity is taken to be the worst case.",
            "The complexity is taken to be the worst case, unless said otherwise.",
        ),
        ("Residents of Lenn were evacuated.", "Residents of Lenn were evacuated on Monday."),
        ("Lenn was flooded.", "The city of Lenn was flooded on Monday."),
        ("Garland threatened to quit.", "Senator Garland threatened to quit, and said she would do so if it rains."),
        ("The school no longer takes boarders.", "The school no longer takes boarders, it said."),
        ("No more than 12 people died.", "No more than 12 people died in the storm."),
        ("He was sentenced to six years.", "He was sentenced to six years, after a trial of six months."),
        ("Vint was convicted of fraud.", "Vint, who was charged with fraud in May, was convicted of it."),
        ("Lund had been married to Holm.", "Lund was married to Holm until 2010."),
        ("He lives in Saro.", "He was married until 2010 and lives in Saro."),
    ],
)
def test_the_same_is_said(claim: str, source: str) -> None:
    assert verify(claim, [source]).verified
