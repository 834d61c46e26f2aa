"""Reads of the register: what it holds, matching printed names, members of groups on a day, and the pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Min, Q, QuerySet, Value, When

from ansinh.apps.orgs.access import LEARN_NAMES, may_edit_register
from ansinh.apps.orgs.models import (
    AdministrativeUnit,
    FieldOfWork,
    GroupMembership,
    KnownName,
    Organisation,
    OrganisationGroup,
    OrganisationKind,
    UnitLevel,
    UnitMembership,
)
from ansinh.domain.agency_matching import Match, Register, RegisterEntry, build_register, match_names
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.holder_suggestions import Field, HolderSuggester
from ansinh.domain.vietnamese import search_key
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging, Panel

#: The day that the shipped register describes; later changes are in it only when somebody recorded them.
SHIPPED_STATE_OF = date(2024, 3, 20)
_MODULE = "co-quan"
_ALL = Crumb("Cơ quan", "/co-quan/")


# What the register holds --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterKeys:
    """What a register is known by, so that a load adds only what is missing."""

    units: frozenset[tuple[str, str, date]]
    organisations: frozenset[str]
    groups: frozenset[str]
    members: frozenset[tuple[str, str]]  # codes of group and organisation
    known_names: frozenset[tuple[str, str, str]]  # search key, code of organisation or "", code of group or ""
    fields: frozenset[tuple[str, str]]  # code of organisation and field of work


def register_keys() -> RegisterKeys:
    """Six queries."""
    return RegisterKeys(
        units=frozenset(AdministrativeUnit.objects.values_list("code", "level", "valid_from")),
        organisations=frozenset(Organisation.objects.values_list("code", flat=True)),
        groups=frozenset(OrganisationGroup.objects.values_list("code", flat=True)),
        members=frozenset(GroupMembership.objects.values_list("group__code", "organisation__code")),
        known_names=frozenset(
            (key, organisation or "", group or "")
            for key, organisation, group in KnownName.objects.values_list(
                "search_key", "organisation__code", "group__code"
            )
        ),
        fields=frozenset(FieldOfWork.objects.values_list("organisation__code", "name")),
    )


# Matching -----------------------------------------------------------------------------------------------------------


def register_on(day: date) -> Register:
    """Organisations in force on ``day`` and all groups, ready for matching. Three queries."""
    names_of_organisation: dict[int, list[str]] = defaultdict(list)
    names_of_group: dict[int, list[str]] = defaultdict(list)
    for text, organisation_id, group_id in KnownName.objects.order_by("pk").values_list(
        "text", "organisation_id", "group_id"
    ):
        if organisation_id is not None:
            names_of_organisation[organisation_id].append(text)
        if group_id is not None:
            names_of_group[group_id].append(text)
    bodies = list(Organisation.objects.in_force_on(day).select_related("unit").order_by("pk"))
    entries = [
        RegisterEntry(
            code=body.code,
            name=body.name,
            short_name=body.short_name,
            organisation_id=body.pk,
            known=(*names_of_organisation[body.pk], *_name_of_place(body)),
        )
        for body in bodies
    ]
    entries += [
        RegisterEntry(
            code=group.code, name=group.name, short_name=group.name, group_id=group.pk,
            known=tuple(names_of_group[group.pk]),
        )
        for group in OrganisationGroup.objects.order_by("pk")
    ]  # fmt: skip
    return build_register(entries, _province_name(bodies))


def _name_of_place(body: Organisation) -> tuple[str, ...]:
    """ "huyện Sơn Hà" stands for its committee."""
    is_committee = body.kind in (OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE)
    return (body.unit.name,) if is_committee and body.unit else ()


def _province_name(bodies: Iterable[Organisation]) -> str:
    """The bare name that bodies carry at their end: "Quảng Ngãi"."""
    for body in bodies:
        if body.kind == OrganisationKind.PROVINCIAL_COMMITTEE and body.unit:
            return body.unit.name.removeprefix(body.unit.kind).strip()
    return ""


def match_agencies(raws: Iterable[str], day: date) -> dict[str, Match]:
    """Proposals for each distinct printed name against the register of ``day``. Three queries however many names."""
    wanted = tuple(dict.fromkeys(raws))
    return match_names(wanted, register_on(day)) if wanted else {}


def register_names(day: date) -> tuple[str, ...]:
    """One name for everything in force on ``day``, groups first: what an officer may choose from. Two queries.

    It is the short name, or the full one where two bodies share the short one.
    """
    groups = OrganisationGroup.objects.order_by("name").values_list("name", flat=True)
    bodies = list(in_order(Organisation.objects.in_force_on(day)).values_list("short_name", "name"))
    times = Counter(short_name for short_name, _ in bodies)
    return (*groups, *(short_name if times[short_name] == 1 else name for short_name, name in bodies))


def suggester_on(day: date) -> HolderSuggester:
    """Proposes holders by the fields of work in force on ``day``. One query."""
    fields = FieldOfWork.objects.in_force_on(day).select_related("organisation").order_by("pk")
    return HolderSuggester(
        Field(field.organisation_id, field.organisation.short_name, field.name, tuple(field.keywords))
        for field in fields
        if field.organisation.valid_to is None or field.organisation.valid_to > day
    )


# Groups -------------------------------------------------------------------------------------------------------------


def group_members(group_ids: Iterable[int], day: date) -> dict[int, tuple[Organisation, ...]]:
    """Members on ``day`` of each group, in the order of the register. A member that has ended is none. One query."""
    memberships = (
        GroupMembership.objects.in_force_on(day)
        .filter(group_id__in=list(group_ids), organisation__in=Organisation.objects.in_force_on(day))
        .select_related("organisation")
        .order_by(_kind_order("organisation__kind"), "organisation__sort_key")
    )
    members: dict[int, list[Organisation]] = defaultdict(list)
    for membership in memberships:
        members[membership.group_id].append(membership.organisation)
    return {group_id: tuple(rows) for group_id, rows in members.items()}


def in_order(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """As officials list them: the provincial committee, departments, …, districts, communes; then by name."""
    return organisations.order_by(_kind_order("kind"), "sort_key", "pk")


def _kind_order(column: str) -> Case:
    return Case(
        *(When(**{column: kind}, then=Value(place)) for place, kind in enumerate(OrganisationKind.values)),
        default=Value(len(OrganisationKind.values)),
        output_field=IntegerField(),
    )


# Pages --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty means all."""

    day: date
    kind: str = ""
    group: str = ""  # code
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    organisations: tuple[Organisation, ...]
    groups: tuple[tuple[OrganisationGroup, int], ...]  # with the number of members on the day
    pager: Pager
    day: date
    begins: date | None  # the first day of the register, when it has nothing to show
    is_filtered: bool
    may_edit: bool


def organisations_page(actor: Actor, wanted: OrganisationFilter, paging: Paging) -> OrganisationsPage:
    found = _narrowed(wanted)
    count = found.count()
    pager = Pager.over(count, paging, unit="cơ quan")
    return OrganisationsPage(
        title=f"{write_number(count)} cơ quan, tổ chức tại ngày {write_date(wanted.day)}",
        crumbs=(Crumb("Cơ quan"),),
        module=_MODULE,
        note=_state_note(wanted.day),
        organisations=tuple(in_order(found)[pager.slice]),
        groups=_groups_with_counts(wanted.day),
        pager=pager,
        day=wanted.day,
        begins=None if count else _first_day(),
        is_filtered=bool(wanted.kind or wanted.group or wanted.text),
        may_edit=may_edit_register(actor),
    )


def begins_a_word(word: str) -> Q:
    """ "ha" finds "Sơn Hà", not "nhân dân": the word stands at the beginning of a word of ``search_key``."""
    return Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")


def _narrowed(wanted: OrganisationFilter) -> QuerySet[Organisation]:
    found: QuerySet[Organisation] = Organisation.objects.in_force_on(wanted.day)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.group:
        members = GroupMembership.objects.in_force_on(wanted.day).filter(group__code=wanted.group)
        found = found.filter(pk__in=members.values("organisation_id"))
    for word in search_key(wanted.text).split():
        known = KnownName.objects.filter(begins_a_word(word)).values("organisation_id")
        found = found.filter(begins_a_word(word) | Q(pk__in=known))
    return found


def _groups_with_counts(day: date) -> tuple[tuple[OrganisationGroup, int], ...]:
    memberships = GroupMembership.objects.in_force_on(day).filter(
        organisation__in=Organisation.objects.in_force_on(day)
    )
    counts = Counter(memberships.values_list("group_id", flat=True))
    return tuple((group, counts[group.pk]) for group in OrganisationGroup.objects.order_by("pk"))


def _first_day() -> date | None:
    """Before this day the register vouches for nothing."""
    first: date | None = Organisation.objects.aggregate(first=Min("valid_from"))["first"]
    return first


def _state_note(day: date) -> str:
    if day <= SHIPPED_STATE_OF:
        return ""
    return (
        f"Danh mục nạp sẵn theo hiện trạng ngày {write_date(SHIPPED_STATE_OF)}. "
        "Thay đổi sau ngày đó chỉ có khi đã được ghi vào hệ thống."
    )


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(Page):
    organisation: Organisation
    is_closed: bool
    children: tuple[Organisation, ...]
    child_count: int
    memberships: tuple[GroupMembership, ...]
    known_names: tuple[KnownName, ...]
    may_edit: bool
    may_learn: bool
    panels: tuple[Panel, ...]


#: (actor, organisation, day) → what a room above shows on the page of an organisation.
PanelSource = Callable[[Actor, Organisation, date], Sequence[Panel]]
_panel_sources: list[PanelSource] = []


def add_panel_source(source: PanelSource) -> None:
    """Called by a room above in its ``ready``."""
    if source not in _panel_sources:
        _panel_sources.append(source)


#: Children shown on the page of a body; the rest is a link to the list.
_CHILDREN_SHOWN = 30


def organisation_page(actor: Actor, organisation: Organisation, day: date) -> OrganisationPage:
    children = tuple(in_order(Organisation.objects.in_force_on(day).filter(parent=organisation)))
    return OrganisationPage(
        title=organisation.name,
        crumbs=(_ALL, Crumb(organisation.short_name)),
        module=_MODULE,
        organisation=organisation,
        is_closed=not organisation.exists_on(day),
        children=children[:_CHILDREN_SHOWN],
        child_count=len(children),
        memberships=tuple(
            organisation.group_memberships.select_related("group").order_by("valid_to", "group__name", "valid_from")
        ),
        known_names=tuple(organisation.known_names.order_by("text")),
        may_edit=may_edit_register(actor),
        may_learn=actor.can(LEARN_NAMES),
        panels=tuple(panel for source in _panel_sources for panel in source(actor, organisation, day)),
    )


def work_page(title: str, about: Organisation | OrganisationGroup | None, note: str) -> Page:
    """A form about an organisation, a group or the register."""
    crumbs: tuple[Crumb, ...] = (_ALL,)
    if isinstance(about, Organisation):
        crumbs += (Crumb(about.short_name, f"/co-quan/{about.code}/"),)
    elif about is not None:
        crumbs += (Crumb(about.name, f"/co-quan/nhom/{about.code}/"),)
    return Page(title=title, crumbs=(*crumbs, Crumb(title)), module=_MODULE, note=note)


@dataclass(frozen=True, kw_only=True)
class GroupPage(Page):
    group: OrganisationGroup
    members: tuple[GroupMembership, ...]
    past: tuple[GroupMembership, ...]  # ended, or of a body that has ended, before the day
    known_names: tuple[KnownName, ...]
    day: date
    begins: date | None
    may_edit: bool


def group_page(actor: Actor, group: OrganisationGroup, day: date) -> GroupPage:
    rows = list(
        group.memberships.filter(valid_from__lte=day)
        .select_related("organisation")
        .order_by(_kind_order("organisation__kind"), "organisation__sort_key", "valid_from")
    )
    members = tuple(row for row in rows if row.exists_on(day) and row.organisation.exists_on(day))
    return GroupPage(
        title=f"{group.name}: {write_number(len(members))} cơ quan tại ngày {write_date(day)}",
        crumbs=(_ALL, Crumb(group.name)),
        module=_MODULE,
        note=_state_note(day),
        group=group,
        members=members,
        past=tuple(row for row in rows if row not in members),
        known_names=tuple(group.known_names.order_by("text")),
        day=day,
        begins=None if members else _first_day(),
        may_edit=may_edit_register(actor),
    )


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A unit under the province with the units under it. ``counts`` are by kind: (("Xã", 11), ("Thị trấn", 1))."""

    unit: AdministrativeUnit
    committee: Organisation | None
    communes: tuple[AdministrativeUnit, ...]
    counts: tuple[tuple[str, int], ...]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class UnitsPage(Page):
    province: AdministrativeUnit | None
    districts: tuple[DistrictRow, ...]
    totals: tuple[tuple[str, int], ...]
    found_count: int
    day: date
    begins: date | None
    text: str


def units_page(day: date, text: str) -> UnitsPage:
    """The tree on a day: province, units under it, units under those. With ``text`` only what it finds. Three queries."""
    units = {unit.pk: unit for unit in AdministrativeUnit.objects.in_force_on(day)}
    children: dict[int, list[AdministrativeUnit]] = defaultdict(list)
    for unit_id, parent_id in UnitMembership.objects.in_force_on(day).values_list("unit_id", "parent_id"):
        if unit_id in units and parent_id in units:
            children[parent_id].append(units[unit_id])
    committees = {
        body.unit_id: body
        for body in Organisation.objects.in_force_on(day).filter(kind=OrganisationKind.DISTRICT_COMMITTEE)
    }
    province = next((unit for unit in units.values() if unit.level == UnitLevel.PROVINCE), None)
    districts = sorted(children[province.pk], key=lambda unit: unit.code) if province else []
    rows = [_district_row(unit, committees.get(unit.pk), children[unit.pk], text) for unit in districts]
    shown = tuple(row for row in rows if row.communes or not text or _is_found(row.unit, text))
    communes = [commune for row in rows for commune in children[row.unit.pk]]
    return UnitsPage(
        title=(
            f"{len(districts)} đơn vị cấp huyện, {write_number(len(communes))} đơn vị cấp xã tại ngày {write_date(day)}"
        ),
        crumbs=(Crumb("Địa bàn"),),
        module="dia-ban",
        note=_state_note(day),
        province=province,
        districts=shown,
        totals=_counts(communes),
        found_count=sum(len(row.communes) + _is_found(row.unit, text) for row in shown) if text else 0,
        day=day,
        begins=None if units else _first_day(),
        text=text,
    )


def _district_row(
    unit: AdministrativeUnit, committee: Organisation | None, communes: list[AdministrativeUnit], text: str
) -> DistrictRow:
    found = [commune for commune in communes if not text or _is_found(commune, text)]
    return DistrictRow(
        unit=unit,
        committee=committee,
        communes=tuple(sorted(found, key=lambda commune: commune.sort_key)),
        counts=_counts(communes),
        is_open=bool(text and found),
    )


def _is_found(unit: AdministrativeUnit, text: str) -> bool:
    return text in unit.code or all(f" {word}" in f" {unit.search_key}" for word in search_key(text).split())


def _counts(units: Iterable[AdministrativeUnit]) -> tuple[tuple[str, int], ...]:
    counts = Counter(unit.kind for unit in units)
    return tuple((kind, counts[kind]) for kind in ("Xã", "Phường", "Thị trấn", "Đặc khu") if counts[kind])
