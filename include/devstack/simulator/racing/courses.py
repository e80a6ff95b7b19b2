"""The courses at which races are run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Country = Literal["gb", "ire", "fr"]
COUNTRIES: tuple[Country, ...] = get_args(Country)
_SUFFIXES: dict[Country, str] = {"gb": "", "ire": " (IRE)", "fr": " (FR)"}

# One course a line: id, what is run there (F flat, J jumps, A all-weather) and its name.
_GB = """2 FJ Ascot|3 FJ Ayr|4 J Bangor-on-Dee|5 F Bath|6 F Beverley|7 F Brighton|8 FJ Carlisle|9 J Cartmel
10 FJ Catterick|11 J Cheltenham|12 FJ Chepstow|13 F Chester|14 J Exeter|15 FJ Doncaster|17 F Epsom Downs
18 J Fakenham|19 J Fontwell|20 F Goodwood|21 F Hamilton|23 FJ Haydock|24 J Hereford|25 J Hexham
26 J Huntingdon|27 J Kelso|28 J Kempton|30 FJ Leicester|31 FJ Lingfield|33 J Ludlow|34 J Market Rasen
35 FJ Musselburgh|36 FJ Newbury|37 J Newcastle|38 F Newmarket|39 J Newton Abbot|40 F Nottingham|41 J Perth
43 J Plumpton|44 F Pontefract|45 F Redcar|46 FJ Ripon|47 FJ Sandown|49 F Salisbury|51 J Sedgefield
53 J Stratford|54 J Taunton|55 F Thirsk|57 J Uttoxeter|58 J Warwick|60 J Wetherby|61 J Wincanton
63 F Windsor|64 J Worcester|65 F Yarmouth|67 F York|393 A Lingfield (AW)|394 A Southwell (AW)
513 A Wolverhampton (AW)|1079 A Kempton (AW)|1083 A Chelmsford (AW)|1353 A Newcastle (AW)"""
_IRE = """175 FJ Ballinrobe|176 F Bellewstown|177 J Clonmel|178 F Cork|179 F Curragh|180 J Down Royal
181 J Downpatrick|182 FJ Fairyhouse|183 FJ Galway|184 FJ Gowran Park|185 J Kilbeggan|186 FJ Killarney
187 F Laytown|188 F Leopardstown|189 FJ Limerick|190 FJ Listowel|191 F Naas|192 FJ Navan
193 FJ Punchestown|194 F Roscommon|195 F Sligo|196 J Thurles|197 FJ Tipperary|198 FJ Tramore
199 J Wexford|1138 A Dundalk (AW)"""
_FR = """201 FJ Auteuil|202 F Chantilly|203 FJ Deauville|204 FJ Cagnes-Sur-Mer|205 FJ Clairefontaine
206 FJ Compiegne|207 FJ Dieppe|208 F Fontainebleau|209 FJ Lyon Parilly|210 F Longchamp
211 FJ Marseille Borely|212 FJ Pau|213 F Saint-Cloud|214 FJ Toulouse|215 F Vichy
216 FJ Nantes|217 FJ Angers|218 FJ Bordeaux-Le-Bouscat
219 A Lyon-La Soie (AW)|220 FJ Strasbourg"""


@dataclass(frozen=True, slots=True)
class Course:
    """A course. An all-weather track is a course of its own beside the turf course of the same place."""

    id: int
    name: str
    country: Country
    flat: bool
    jumps: bool
    all_weather: bool

    @property
    def label(self) -> str:
        """The name as both sources show it: `Naas (IRE)`, and no suffix in Great Britain."""
        return self.name + _SUFFIXES[self.country]

    @property
    def place(self) -> str:
        """The name without `(AW)`: two meetings of one day are never at one place."""
        return self.name.removesuffix(" (AW)")

    @property
    def slug(self) -> str:
        return slug(self.name)


def slug(text: str) -> str:
    """Return a name as addresses carry it: `Kempton (AW)` is `kempton-aw`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def _read(country: Country, text: str) -> tuple[Course, ...]:
    rows = (row.split(" ", 2) for row in text.replace("\n", "|").split("|"))
    return tuple(
        Course(int(number), name, country, "F" in codes, "J" in codes, "A" in codes)
        for number, codes, name in rows
    )


COURSES: dict[Country, tuple[Course, ...]] = {
    "gb": _read("gb", _GB),
    "ire": _read("ire", _IRE),
    "fr": _read("fr", _FR),
}
