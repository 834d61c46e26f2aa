"""The verbs of the register: load the shipped one, and let an administrator keep it.

Nothing is deleted: a body or a membership ends on a day, by a legal basis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from ansinh.apps.orgs.access import EDIT_REGISTER, LEARN_NAMES, must_edit_register
from ansinh.apps.orgs.models import (
    AdministrativeUnit,
    Confidence,
    FieldOfWork,
    GroupMembership,
    KnownName,
    Organisation,
    OrganisationGroup,
    OrganisationKind,
    UnitLevel,
    UnitMembership,
)
from ansinh.apps.orgs.queries import RegisterKeys, register_keys
from ansinh.domain.figures import write_date
from ansinh.domain.vietnamese import search_key, sort_key, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.locking import reread, update_if_unchanged

_BATCH = 500
#: Words that stand in addresses where a code would stand.
_RESERVED_CODES = frozenset({"nhom", "them", "cach-viet", "thanh-vien"})


# The shipped register -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    name: str
    kind: str
    level: UnitLevel
    parent: str  # code of the unit it belongs to, empty for the province
    valid_from: date
    valid_to: date | None
    began_earlier: bool
    legal_basis: str
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    code: str
    name: str
    short_name: str
    kind: OrganisationKind
    parent: str  # code of the organisation above, may be empty
    unit: str  # code of the unit it is the committee of, may be empty
    valid_from: date
    valid_to: date | None
    began_earlier: bool
    legal_basis: str
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    code: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member from a day on; without one, from the day on which the organisation is in the register."""

    group: str
    organisation: str
    ground: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class KnownNameRow:
    text: str
    organisation: str
    group: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of work, from the day on which the organisation is in the register."""

    organisation: str
    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """A register to load; `imports.read_register` makes it from files. Parents stand before their children."""

    units: tuple[UnitRow, ...]
    organisations: tuple[OrganisationRow, ...]
    groups: tuple[GroupRow, ...]
    members: tuple[MemberRow, ...]
    known_names: tuple[KnownNameRow, ...]
    fields: tuple[FieldRow, ...]

    def without(self, keys: RegisterKeys) -> RegisterRows:
        """The rows that the register does not have. A pair that once was in it counts as had, though it has ended."""
        return RegisterRows(
            units=tuple(row for row in self.units if (row.code, row.level.value, row.valid_from) not in keys.units),
            organisations=tuple(row for row in self.organisations if row.code not in keys.organisations),
            groups=tuple(row for row in self.groups if row.code not in keys.groups),
            members=tuple(row for row in self.members if (row.group, row.organisation) not in keys.members),
            known_names=tuple(
                row
                for row in self.known_names
                if (search_key(row.text), row.organisation, row.group) not in keys.known_names
            ),
            fields=tuple(row for row in self.fields if (row.organisation, row.name) not in keys.fields),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.organisations or self.groups or self.members or self.known_names or self.fields)


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """How many rows were new."""

    units: int
    organisations: int
    groups: int
    members: int
    known_names: int


@action("orgs.load_register", "Nạp danh mục cơ quan, địa bàn", needs=EDIT_REGISTER)
def load_register(*, actor: Actor, rows: RegisterRows) -> Done[LoadedRows]:
    """Add what the register does not have yet. What is there stays as it is: an administrator may have changed it.

    One audit entry for the whole load.
    """
    must_edit_register(actor)
    new = rows.without(register_keys())
    _load_units(new.units)
    _load_organisations(new.organisations)
    OrganisationGroup.objects.bulk_create(
        [OrganisationGroup(code=row.code, name=row.name, note=row.note) for row in new.groups]
    )
    _load_members(new.members)
    _load_known_names(new.known_names)
    _load_fields(new.fields)
    loaded = LoadedRows(
        units=len(new.units),
        organisations=len(new.organisations),
        groups=len(new.groups),
        members=len(new.members),
        known_names=len(new.known_names),
    )
    return Done(
        loaded,
        ("orgs.Organisation", "", "Danh mục cơ quan, địa bàn"),
        f"Nạp danh mục: {loaded.units} đơn vị hành chính, {loaded.organisations} cơ quan, {loaded.groups} nhóm, "
        f"{loaded.members} thành viên nhóm, {loaded.known_names} cách viết tên.",
        after=asdict(loaded),
    )


def _load_units(rows: Sequence[UnitRow]) -> None:
    """Codes come again: a unit is one by its code and the day from which it is valid, a parent by that of its child."""
    new = [_new_unit(row) for row in rows]
    AdministrativeUnit.objects.bulk_create(new, batch_size=_BATCH)
    by_code: dict[str, list[AdministrativeUnit]] = defaultdict(list)
    for unit in AdministrativeUnit.objects.order_by("valid_from"):
        by_code[unit.code].append(unit)
    UnitMembership.objects.bulk_create(
        [
            UnitMembership(
                unit=unit,
                parent=_in_force(by_code[row.parent], row.valid_from),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                legal_basis=row.legal_basis,
            )
            for row, unit in zip(rows, new, strict=True)
            if row.parent
        ],
        batch_size=_BATCH,
    )


def _in_force(units: Sequence[AdministrativeUnit], day: date) -> AdministrativeUnit:
    """Of units of one code the one that exists on the day, otherwise the latest."""
    return next((unit for unit in units if unit.exists_on(day)), units[-1])


def _new_unit(row: UnitRow) -> AdministrativeUnit:
    return AdministrativeUnit(
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=row.level,
        search_key=search_key(row.name),
        sort_key=sort_key(_proper_name(row.name, row.kind)),
        **_dates_and_source(row),
    )


def _proper_name(name: str, kind: str) -> str:
    """ "Huyện Ba Tơ" sorts by "Ba Tơ"; the kind breaks ties."""
    return f"{name.removeprefix(kind).strip()} {kind}"


def _dates_and_source(row: UnitRow | OrganisationRow) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "began_earlier": row.began_earlier,
        "legal_basis": row.legal_basis,
        "confidence": row.confidence,
        "source": row.source,
    }


def _load_organisations(rows: Sequence[OrganisationRow]) -> None:
    """Level by level: a parent has its key before its children are made."""
    by_code = {organisation.code: organisation for organisation in Organisation.objects.all()}
    units = {unit.code: unit for unit in AdministrativeUnit.objects.order_by("valid_from")}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in by_code]
        if not ready:
            raise ValueError(f"organisations with unknown parents: {sorted(row.parent for row in waiting)}")
        new = [_new_organisation(row, by_code.get(row.parent), units.get(row.unit)) for row in ready]
        Organisation.objects.bulk_create(new, batch_size=_BATCH)
        by_code |= {organisation.code: organisation for organisation in new}
        waiting = [row for row in waiting if row.code not in by_code]


def _new_organisation(
    row: OrganisationRow, parent: Organisation | None, unit: AdministrativeUnit | None
) -> Organisation:
    return Organisation(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        parent=parent,
        unit=unit,
        **_dates_and_source(row),
        **_keys(row.name, row.short_name),
    )


def _keys(name: str, short_name: str) -> dict[str, str]:
    """Search finds both names; the order is that of the full name."""
    return {"search_key": search_key(f"{name} {short_name}")[:260], "sort_key": sort_key(name)[:500]}


def _load_members(rows: Sequence[MemberRow]) -> None:
    groups = {group.code: group for group in OrganisationGroup.objects.all()}
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                group=groups[row.group],
                organisation=organisations[row.organisation],
                valid_from=row.valid_from or organisations[row.organisation].valid_from,
                legal_basis=row.ground,
            )
            for row in rows
        ],
        batch_size=_BATCH,
    )


def _load_fields(rows: Sequence[FieldRow]) -> None:
    organisations = Organisation.objects.in_bulk({row.organisation for row in rows}, field_name="code")
    FieldOfWork.objects.bulk_create(
        FieldOfWork(
            organisation=organisations[row.organisation],
            name=row.name,
            keywords=list(row.keywords),
            valid_from=organisations[row.organisation].valid_from,
        )
        for row in rows
    )


def _load_known_names(rows: Sequence[KnownNameRow]) -> None:
    groups = {group.code: group for group in OrganisationGroup.objects.all()}
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    KnownName.objects.bulk_create(
        [
            KnownName(
                text=row.text,
                search_key=search_key(row.text),
                organisation=organisations.get(row.organisation),
                group=groups.get(row.group),
            )
            for row in rows
        ],
        batch_size=_BATCH,
    )


# Organisations ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrganisationValues:
    """What an administrator writes about a body. ``legal_basis`` is the paper that founded or named it."""

    name: str
    short_name: str
    kind: str
    parent: Organisation | None
    unit: AdministrativeUnit | None
    valid_from: date
    began_earlier: bool
    legal_basis: str
    confidence: str
    source: str


@action("orgs.add_organisation", "Thêm cơ quan", needs=EDIT_REGISTER)
def add_organisation(*, actor: Actor, values: OrganisationValues) -> Done[Organisation]:
    """A new body from a day on. Its code is made from its short name and never changes."""
    must_edit_register(actor)
    _refuse_same_name(values, except_pk=None)
    organisation = Organisation(code=_free_code(values.short_name), **_columns(values))
    organisation.save(force_insert=True)
    return Done(
        organisation,
        subject_of(organisation),
        f"Thêm cơ quan «{organisation.name}» từ ngày {write_date(organisation.valid_from)}.",
        after=_shown(values),
    )


@action("orgs.change_organisation", "Sửa thông tin cơ quan", needs=EDIT_REGISTER)
def change_organisation(
    *, actor: Actor, organisation: Organisation, version: int, values: OrganisationValues
) -> Done[Organisation]:
    """Correct what the register says of a body. A body that got a new name by a decision is closed, and another added."""
    must_edit_register(actor)
    _refuse_same_name(values, except_pk=organisation.pk)
    _refuse_loop(organisation, values.parent)
    if organisation.valid_to and organisation.valid_to <= values.valid_from:
        raise ActionRefused(
            Problem(
                f"Cơ quan này kết thúc từ ngày {write_date(organisation.valid_to)}; ngày bắt đầu phải trước ngày đó.",
                "valid_from",
            )
        )
    before = _shown(_values_of(organisation))
    _update(organisation, version, **_columns(values))
    after = _shown(values)
    changed = {key for key in after if before[key] != after[key]}
    return Done(
        organisation,
        subject_of(organisation),
        f"Sửa thông tin cơ quan «{organisation.name}».",
        before={key: before[key] for key in before if key in changed},
        after={key: after[key] for key in after if key in changed},
    )


@action("orgs.close_organisation", "Kết thúc cơ quan", needs=EDIT_REGISTER)
def close_organisation(
    *, actor: Actor, organisation: Organisation, version: int, valid_to: date, legal_basis: str
) -> Done[Organisation]:
    """The body no longer exists from ``valid_to`` on. Its history stays under its name; its memberships end with it."""
    must_edit_register(actor)
    if valid_to <= organisation.valid_from:
        raise ActionRefused(
            Problem(
                f"Cơ quan này có trong danh mục từ ngày {write_date(organisation.valid_from)}; "
                "ngày kết thúc phải sau ngày đó.",
                "valid_to",
            )
        )
    before = organisation.valid_to
    basis = squeeze(f"{organisation.legal_basis}; kết thúc: {legal_basis}".strip("; "))
    _update(organisation, version, valid_to=valid_to, legal_basis=basis[:300])
    ended = GroupMembership.objects.filter(organisation=organisation, valid_to=None, valid_from__lt=valid_to)
    count = ended.update(valid_to=valid_to)
    return Done(
        organisation,
        subject_of(organisation),
        f"Kết thúc cơ quan «{organisation.name}» từ ngày {write_date(valid_to)}, theo {legal_basis}.",
        before={"valid_to": before.isoformat() if before else None},
        after={"valid_to": valid_to.isoformat(), "legal_basis": legal_basis, "memberships_ended": count},
    )


def _update(organisation: Organisation, version: int, **changes: Any) -> None:
    if not update_if_unchanged(Organisation.objects.all(), organisation.pk, version, **changes):
        raise Conflict(
            f"Người khác vừa sửa cơ quan «{organisation}» sau khi anh/chị mở trang này. Chưa có gì được ghi. "
            "Xem lại thông tin mới ở trang của cơ quan rồi sửa lại nếu vẫn cần."
        )
    reread(organisation)


def _free_code(short_name: str) -> str:
    base = search_key(short_name).replace(" ", "-")[:50].strip("-") or "co-quan"
    taken = set(Organisation.objects.filter(code__startswith=base).values_list("code", flat=True)) | _RESERVED_CODES
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)


def _refuse_same_name(values: OrganisationValues, *, except_pk: int | None) -> None:
    same = (
        Organisation.objects.in_force_on(values.valid_from).filter(name=values.name).exclude(pk=except_pk or 0).first()
    )
    if same:
        raise ActionRefused(
            Problem(
                f"Danh mục đã có «{same.name}» đang tồn tại vào ngày {write_date(values.valid_from)} (mã {same.code}). "
                "Nếu là cơ quan khác thì ghi tên đầy đủ kèm địa phương; nếu đổi tên thì kết thúc cơ quan cũ trước.",
                "name",
            )
        )


def _refuse_loop(organisation: Organisation, parent: Organisation | None) -> None:
    above = parent
    while above is not None:
        if above.pk == organisation.pk:
            raise ActionRefused(
                Problem(f"«{parent}» đang trực thuộc chính cơ quan này; chọn cơ quan cấp trên khác.", "parent")
            )
        above = above.parent


def _columns(values: OrganisationValues) -> dict[str, Any]:
    columns = {name: getattr(values, name) for name in OrganisationValues.__dataclass_fields__}
    return {**columns, **_keys(values.name, values.short_name)}


def _values_of(organisation: Organisation) -> OrganisationValues:
    return OrganisationValues(**{n: getattr(organisation, n) for n in OrganisationValues.__dataclass_fields__})


def _shown(values: OrganisationValues) -> dict[str, Any]:
    """As the audit log keeps them."""
    return {
        "name": values.name,
        "short_name": values.short_name,
        "kind": values.kind,
        "parent": str(values.parent) if values.parent else None,
        "unit": str(values.unit) if values.unit else None,
        "valid_from": values.valid_from.isoformat(),
        "began_earlier": values.began_earlier,
        "legal_basis": values.legal_basis,
        "confidence": values.confidence,
        "source": values.source,
    }


# Known names --------------------------------------------------------------------------------------------------------


@action("orgs.add_known_name", "Ghi nhận cách viết tên", needs=LEARN_NAMES)
def add_known_name(
    *, actor: Actor, text: str, organisation: Organisation | None = None, group: OrganisationGroup | None = None
) -> Done[KnownName]:
    """One more way in which documents write a body or a group; the next reading then knows it.

    The same text may stand for two bodies; the matcher then shows both and chooses none.
    """
    text = squeeze(text)
    target = organisation or group
    if target is None or not search_key(text):
        raise ActionRefused(Problem("Cách viết tên phải có ít nhất một chữ hoặc số.", "text"))
    try:
        with transaction.atomic():
            known = KnownName.objects.create(
                text=text, search_key=search_key(text), organisation=organisation, group=group
            )
    except IntegrityError:
        raise ActionRefused(Problem(f"Cách viết «{text}» của «{target}» đã có trong danh mục.", "text")) from None
    return Done(known, subject_of(target), f"Ghi nhận cách viết «{text}» của «{target}».", after={"text": text})


@action("orgs.remove_known_name", "Bỏ cách viết tên", needs=EDIT_REGISTER)
def remove_known_name(*, actor: Actor, known_name: KnownName) -> Done[None]:
    """The text no longer stands for the body. Matches that were confirmed with it stay."""
    must_edit_register(actor)
    target = known_name.organisation or known_name.group
    assert target is not None  # a constraint of the table
    known_name.delete()
    return Done(
        None,
        subject_of(target),
        f"Bỏ cách viết «{known_name.text}» của «{target}».",
        before={"text": known_name.text},
    )


# Groups -------------------------------------------------------------------------------------------------------------


@action("orgs.put_in_group", "Thêm thành viên nhóm", needs=EDIT_REGISTER)
def put_in_group(
    *, actor: Actor, group: OrganisationGroup, organisation: Organisation, valid_from: date, legal_basis: str
) -> Done[GroupMembership]:
    """The organisation is a member from a day on; memberships of one organisation in a group never overlap."""
    must_edit_register(actor)
    _refuse_overlap(group, organisation, valid_from)
    membership = GroupMembership.objects.create(
        group=group, organisation=organisation, valid_from=valid_from, legal_basis=legal_basis
    )
    return Done(
        membership,
        subject_of(group),
        f"Đưa «{organisation}» vào nhóm «{group}» từ ngày {write_date(valid_from)}.",
        after={"organisation": str(organisation), "valid_from": valid_from.isoformat(), "legal_basis": legal_basis},
    )


def _refuse_overlap(group: OrganisationGroup, organisation: Organisation, valid_from: date) -> None:
    if not organisation.exists_on(valid_from):
        raise ActionRefused(
            Problem(f"«{organisation}» không tồn tại vào ngày {write_date(valid_from)}; xem lại ngày.", "valid_from")
        )
    for held in GroupMembership.objects.filter(group=group, organisation=organisation):
        if held.valid_to is None or held.valid_to > valid_from:
            until = f"đến trước ngày {write_date(held.valid_to)}" if held.valid_to else "và chưa kết thúc"
            raise ActionRefused(
                Problem(
                    f"«{organisation}» đã ở trong nhóm từ ngày {write_date(held.valid_from)} {until}; "
                    "kết thúc lần trước rồi thêm lại, hoặc chọn ngày sau đó.",
                    "valid_from",
                )
            )


@action("orgs.take_out_of_group", "Đưa ra khỏi nhóm", needs=EDIT_REGISTER)
def take_out_of_group(
    *, actor: Actor, membership: GroupMembership, valid_to: date, legal_basis: str
) -> Done[GroupMembership]:
    """The organisation is no longer a member from ``valid_to`` on."""
    must_edit_register(actor)
    if valid_to <= membership.valid_from:
        raise ActionRefused(
            Problem(
                f"Cơ quan này vào nhóm từ ngày {write_date(membership.valid_from)}; ngày ra nhóm phải sau ngày đó.",
                "valid_to",
            )
        )
    basis = squeeze(f"{membership.legal_basis}; ra nhóm: {legal_basis}".strip("; "))[:300]
    open_rows = GroupMembership.objects.filter(pk=membership.pk, valid_to=None)
    if not open_rows.update(valid_to=valid_to, legal_basis=basis):
        raise Conflict(f"Người khác vừa đưa «{membership.organisation}» ra khỏi nhóm. Tải lại trang để xem.")
    membership.refresh_from_db()
    return Done(
        membership,
        subject_of(membership.group),
        f"Đưa «{membership.organisation}» ra khỏi nhóm «{membership.group}» từ ngày {write_date(valid_to)}.",
        before={"valid_to": None},
        after={"organisation": str(membership.organisation), "valid_to": valid_to.isoformat(), "ground": legal_basis},
    )
