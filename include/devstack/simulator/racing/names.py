"""Names of races, horses and people."""

from __future__ import annotations

from include.devstack.simulator.racing.courses import Country


def _list(text: str) -> tuple[str, ...]:
    """Return the names of a text in which bars and line breaks part them."""
    return tuple(text.replace("\n", "|").split("|"))


SPONSORS: dict[Country, tuple[str, ...]] = {
    "gb": _list(
        """Betway|Unibet|Coral|bet365|William Hill|Sky Bet|Racing TV|Best Odds, Every Day|Jenningsbet
British Stallion Studs EBF|John Smith's|Get £40 Bonus"""
    ),
    "ire": _list(
        """Irish Stallion Farms EBF|Tote|Bar One Racing|J.J. Burke Peugeot|BoyleSports|Connacht Hotel
Kilkenny Tourism|Ladbrokes, Supporting Irish Racing|Foran Equine"""
    ),
    "fr": _list(
        """Prix Lypharita|Prix de Saint-Cyr|Prix du Jockey Club|Prix la Sega|Prix de Picardie|Prix d'Iena
Prix Kerautem|Prix de Diane|Prix Plantagenet|Prix de l'Elevage"""
    ),
}
FIRST_WORDS = _list(
    """Dark|Roman|Lady|Zulu|Port|Night|Silver|Golden|Royal|Spirit Of|Colonel|Wild|Storm|River|Never|Celtic
Desert|Master|Miss|Secret|Bold|Sweet|Northern|Agent|Captain|Crystal|Ocean|Prince|Queen's|Lucky
Mister|Arctic|Galloping|O'Hara's|Saint|Velvet|Happy|Iron|Copper|Grand|Vallee|Belle"""
)
LAST_WORDS = _list(
    """Missile|Melody|Zander|Winston|Whitehead|Song|Dancer|Fire|Light|Legend|Moon|Harbour|Rose|Knight|Dream
Shadow|Arrow|Sky|Warrior|Bay|Echo|Star|Garden|D'Or|Blaze|Castle|Charm|Duchess|Eagle|Falcon|Gift|Hope
Jewel|Kingdom|Lake|Mountain|Oak|Pearl|Quest|Raider"""
)
SIRES = _list(
    """Showcasing (GB)|Dubawi (IRE)|Kodiac (GB)|Exceed And Excel (AUS)|Sir Percy (GB)|Lope De Vega (IRE)
New Approach (IRE)|Kingman (GB)|No Nay Never (USA)|Kendargent (FR)|Milan (GB)|Flemensfirth (USA)
Saint Des Saints (FR)|Yeats (IRE)|Walk In The Park (IRE)|Siyouni (FR)|Wootton Bassett (GB)
Holy Roman Emperor (IRE)"""
)
DAMSIRES = _list(
    """Oasis Dream|Galileo|Pivotal|Royal Applause|Dansili|Sadler's Wells|Green Desert|Halling|Presenting
Old Vic|Linamix|King's Best|Night Shift|Damsire Unregistered"""
)
FORENAMES: dict[Country, tuple[str, ...]] = {
    "gb": _list("David|Tom|James|George|Charles|Adam|Harry|Jason|Luke|Hollie|Bryony|Sean"),
    "ire": _list("Shane|Rachael|Paul|Colin|Davy|Billy|Ronan|Declan|Jack|Danny|Gerard"),
    "fr": _list("Pierre-Charles|Maxime|Cristian|Mickael|Christophe|Olivier|Stephane|Theo|Tony"),
}
SURNAMES: dict[Country, tuple[str, ...]] = {
    "gb": _list("Probert|Marquand|Doyle|Wood|Bishop|Kirby|Bentley|Watson|Morris|Haggas|Fahey"),
    "ire": _list("O'Brien|Keane|Fitzgerald|Blackmore|Townend|Russell|Lee|Whelan|McDonogh|Mullins"),
    "fr": _list("Boudot|Guyon|Demuro|Barzalona|Soumillon|Peslier|Pasquier|Bachelot|de Royer"),
}
OWNERS = _list(
    """Mrs J A {0}|{0} Racing|The {0} Partnership|{0}, Smith & Partners|Mr & Mrs R {0}|{0} Syndicate
Sir Robert {0}|Team {0}"""
)
