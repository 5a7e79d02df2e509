"""Units: founding a town from its pack, and loading the national division list."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Unit
from lianxin.kernel.who import Who
from lianxin.language import provinces
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because
from lianxin.language.words import UnitDecl

SLUG = "23456789abcdefghjkmnpqrstuvwxyz"
"""Characters of a site's short address: none that look alike on a printed QR sheet."""


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the statistical division list: a village or community with everything above it. A plain list of
    codes and names leaves the rest empty; the length of the code then says what it is."""

    code: str
    name: str
    street_code: str = ""
    street: str = ""
    area_code: str = ""
    area: str = ""
    city_code: str = ""
    city: str = ""


LONGEST_NAME = 80
LEVELS = (("province", 2), ("city", 4), ("district", 6), ("town", 9), ("community", 12))
ABOVE = ("province", "city", "district")
"""Kinds that stand above a town: shared by many, so a town's pack may name them but not own them."""


@transaction.atomic
def import_divisions(
    who: Who,
    lines: Iterable[Division],
    now: datetime,
    batch: int = 2000,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, int]:
    """Load or refresh divisions by code. Importing again makes no copies. Returns how many are new a level; `told` is
    called with how many of how many have been written. Errors: Refused, naming the code.

    Codes: GB/T 2260 to the district, GB/T 10114 to the street (9 digits), statistical to the community (12 digits).
    """
    wanted = _wanted(lines)
    known = {unit.code: unit for unit in Unit.objects.exclude(code="").only("code", "name", "key", "chain", "town")}
    fresh: list[Unit] = []
    renamed: list[Unit] = []
    made: dict[str, int] = {}
    free = _fresh_ids(sum(code not in known for codes in wanted.values() for code in codes))
    for kind, width in LEVELS:
        before = len(fresh)
        for code, name in wanted[kind].items():
            unit = known.get(code)
            if unit is None:
                above = known.get(_above(code, width))
                unit = Unit(pk=next(free), kind=kind, tree="territory", code=code, parent=above)
                unit.name = name or _known_as(code)
                _stand(unit)
                known[code] = unit
                fresh.append(unit)
            elif not unit.key and (called := name or _known_as(unit.name)) != unit.name:
                unit.name = called
                renamed.append(unit)
        made[kind] = len(fresh) - before
    _copy(fresh, batch, told)
    Unit.objects.bulk_update(renamed, ["name"], batch_size=500)
    bump("units")
    record(who, "unit.import", "record", now, data={"made": made, "renamed": len(renamed)})
    return made


VARYING = ("id", "kind", "tree", "name", "code", "parent_id", "town_id", "chain")
"""What differs from division to division; everything else is as in an empty unit."""


def _copy(units: list[Unit], batch: int, told: Callable[[int, int], None]) -> None:
    """Write new units with COPY, several times faster than INSERT: a province has some thirty thousand."""
    blank = Unit()
    rest = [field for field in Unit._meta.local_concrete_fields if field.attname not in VARYING]
    fixed = [field.get_db_prep_save(getattr(blank, field.attname), connection) for field in rest]
    columns = ", ".join([*VARYING, *(str(field.column) for field in rest)])
    with connection.cursor() as cursor, cursor.copy(f"COPY kernel_unit ({columns}) FROM STDIN") as copy:
        for done, unit in enumerate(units, 1):
            copy.write_row([*(getattr(unit, name) for name in VARYING), *fixed])
            if done % batch == 0 or done == len(units):
                told(done, len(units))


def _fresh_ids(count: int) -> Iterator[int]:
    """Ids taken from the table's own sequence beforehand, so that chains are known before anything is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('kernel_unit', 'id')) FROM generate_series(1, %s)", [count]
        )
        return iter([row[0] for row in cursor.fetchall()])


def _wanted(lines: Iterable[Division]) -> dict[str, dict[str, str]]:
    wanted: dict[str, dict[str, str]] = {kind: {} for kind, _ in LEVELS}
    for line in lines:
        misfit = faulty(line)
        if misfit is not None:
            raise Refused(misfit, field=line.code)
        names = {line.street_code: line.street, line.area_code: line.area, line.city_code: line.city}
        names[line.code] = line.name
        for kind, width in LEVELS:
            if width <= len(line.code):
                code = line.code[:width]
                named = names.get(code, "")
                if named or code not in wanted[kind]:
                    wanted[kind][code] = named
    return wanted


def faulty(line: Division) -> Reason | None:
    """What is wrong with a line of the division list; None when nothing is."""
    if not (line.code.isascii() and line.code.isdigit() and len(line.code) in [width for _, width in LEVELS]):
        zh, en = "区划代码“{code}”应是 2、4、6、9 或 12 位数字", "code “{code}” should have 2, 4, 6, 9 or 12 digits"
        return because("code", zh, en, code=line.code[:40])
    if not line.name.strip() or len(line.name) > LONGEST_NAME:
        zh, en = "{code} 的名称是空的或太长", "{code} has no name, or one that is too long"
        return because("name", zh, en, code=line.code)
    for above in (line.street_code, line.area_code, line.city_code):
        if above and not line.code.startswith(above):
            zh, en = "{code} 不在上级 {above} 之下", "{code} does not lie below {above}"
            return because("above", zh, en, code=line.code, above=above[:40])
    return None


def _known_as(code: str) -> str:
    """What a division is called that no list has named: by the national codes down to the district, or its code."""
    return provinces.name(code) or code


def _above(code: str, width: int) -> str:
    widths = [wide for _, wide in LEVELS]
    index = widths.index(width)
    return code[: widths[index - 1]] if index else ""


def _stand(unit: Unit) -> None:
    """Work out chain and town from parent and place (both must have theirs)."""
    chain = {unit.pk, *(unit.parent.chain if unit.parent else ()), *(unit.place.chain if unit.place else ())}
    unit.chain = sorted(chain)
    above = unit.parent or unit.place
    unit.town_id = unit.pk if unit.kind == "town" else (unit.town_id or (above.town_id if above else None))


@transaction.atomic
def found_town(who: Who, pack: Pack, now: datetime, town: Unit | None = None) -> Unit:
    """Found a town: its own unit (found by division code, or made with what stands above it) and the units of its
    pack. Doing it again adds what the pack has new and refreshes names. Errors: Refused."""
    said = pack.said
    if town is None:
        town = Unit.objects.filter(code=said.division).first() if said.division else None
    above = _territory_above(said.division)
    if town is None:
        town = Unit(kind="town", tree="territory", name=said.name.zh, en=said.name.en, code=said.division)
        town.parent = above
        town.save()
        _stand(town)
    town.name, town.en, town.pack_key, town.key = said.name.zh, said.name.en, pack.key, "town"
    town.lat, town.lon = said.lat, said.lon
    town.save()
    made, known, new = {"town": town}, _known(town, said.units), list[Unit]()
    ids = _numbers(len(said.units))
    for key, declared in _in_order(said.units):
        unit = known.get(key) or Unit(pk=next(ids))
        made[key] = _found(town, key, declared, made, pack, unit)
        if unit is made[key] and unit._state.adding:
            new.append(unit)
    Unit.objects.bulk_create(new)
    bump("units")
    record(
        who, "town.found", "record", now, town_id=town.pk, unit_id=town.pk, data={"key": pack.key, "units": len(made)}
    )
    return town


def _territory_above(code: str) -> Unit | None:
    above = None
    for kind, width in LEVELS[:3]:
        part = code[:width]
        if len(part) < width:
            break
        unit = Unit.objects.filter(code=part).first()
        if unit is None:
            unit = Unit(kind=kind, tree="territory", name=_known_as(part), code=part, parent=above)
            unit.save()
            _stand(unit)
            unit.save()
        elif unit.name == part != _known_as(part):
            unit.name = _known_as(part)
            unit.save(update_fields=["name"])
        above = unit
    return above


def _in_order(units: Mapping[str, UnitDecl]) -> Iterator[tuple[str, UnitDecl]]:
    """Parents and places before those who stand below them."""
    done: set[str] = set()

    def visit(key: str) -> Iterator[tuple[str, UnitDecl]]:
        if key in done:
            return
        done.add(key)
        for above in (units[key].parent, units[key].place):
            if above is not None and above in units:
                yield from visit(above)
        yield key, units[key]

    for key in units:
        yield from visit(key)


def _known(town: Unit, units: Mapping[str, UnitDecl]) -> dict[str, Unit]:
    """The units that are there already, by key: the town's own, and those the division list has brought."""
    coded = {declared.division: key for key, declared in units.items() if declared.division}
    found = {coded[unit.code]: unit for unit in Unit.objects.filter(code__in=list(coded))}
    return found | {unit.key: unit for unit in Unit.objects.filter(town=town).exclude(key="")}


def _numbers(many: int) -> Iterator[int]:
    """Numbers of units to be, so that all can be written at once: a chain holds the unit's own number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('kernel_unit', 'id')) FROM generate_series(1, %s)", [many]
        )
        return iter([row[0] for row in cursor.fetchall()])


def _found(town: Unit, key: str, declared: UnitDecl, made: dict[str, Unit], pack: Pack, unit: Unit) -> Unit:
    """The unit as declared. One that is new is not written yet."""
    if declared.kind == "town":
        town.key, town.aliases = key, declared.aliases
        town.save(update_fields=["key", "aliases"])
        return town
    if declared.kind in ABOVE:
        above = Unit.objects.get(code=declared.division)
        above.name, above.en = declared.name, declared.en
        above.lat, above.lon = declared.lat, declared.lon
        above.save(update_fields=["name", "en", "lat", "lon"])
        return above
    kind = pack.said.unit_kinds[declared.kind]
    unit.kind, unit.tree, unit.key, unit.town = declared.kind, kind.tree, key, town
    unit.name, unit.en, unit.code = declared.name, declared.en, declared.division
    unit.parent = made.get(declared.parent) if declared.parent else (town if kind.tree == "territory" else None)
    unit.place = (
        made.get(declared.place) if declared.place else (None if kind.tree == "territory" else unit.parent or town)
    )
    unit.aliases, unit.lat, unit.lon = declared.aliases, declared.lat, declared.lon
    unit.address, unit.phone, unit.hours = declared.address, declared.phone, declared.hours
    unit.about = {
        "about": declared.about.model_dump() if declared.about else None,
        "zones": [zone.model_dump() for zone in declared.zones],
        "numbers": declared.numbers,
    }
    if unit.slug is None and kind.tree == "site":
        unit.slug = "".join(secrets.choice(SLUG) for _ in range(7))
    _stand(unit)
    if not unit._state.adding:
        unit.save()
    return unit
