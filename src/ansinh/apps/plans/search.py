"""Search over everything an officer may read: promises, the words of signed documents, organisations.

Accents and tone styles do not matter: both sides are compared by their search keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.access import visible_plans
from ansinh.apps.plans.models import Plan
from ansinh.apps.plans.queries import PromiseRow, promise_rows, source_url
from ansinh.domain.vietnamese import find_words, search_key, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page

#: Hits shown of each sort.
_HITS = 20


@dataclass(frozen=True, slots=True)
class PassageHit:
    document: str
    code: str
    url: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    words: str
    promises: tuple[PromiseRow, ...] = ()
    passages: tuple[PassageHit, ...] = ()
    organisations: tuple[Organisation, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.promises or self.passages or self.organisations)


def search_page(actor: Actor, words: str, day: date) -> SearchPage:
    """Everything that holds the words, with or without accents, whichever tone style."""
    words = squeeze(words)
    key = search_key(words)
    if not key:
        return SearchPage(title="Tìm kiếm", note="Gõ mã (II.2.a.3), tên chỉ tiêu, nhiệm vụ hoặc cơ quan.", words=words)
    plans = list(visible_plans(actor).select_related("document"))
    promises = _found_promises(plans, words, key, day)
    passages = tuple(hit for plan in plans for hit in passage_hits(plan, key))[:_HITS]
    organisations = tuple(Organisation.objects.in_force_on(day).filter(search_key__contains=key)[:_HITS])
    count = len(promises) + len(passages) + len(organisations)
    return SearchPage(
        title=f"{count} kết quả cho «{words}»" if count else f"Không tìm thấy «{words}»",
        crumbs=(Crumb("Tìm kiếm"),),
        words=words,
        promises=promises,
        passages=passages,
        organisations=organisations,
    )


def _found_promises(plans: Sequence[Plan], words: str, key: str, day: date) -> tuple[PromiseRow, ...]:
    """A code found exactly comes first, then names, then texts."""
    rows = [row for plan in plans for row in promise_rows(plan, day)]
    found = [row for row in rows if key in search_key(f"{row.code} {row.name} {row.text}")]
    wanted = words.casefold()
    found.sort(key=lambda r: (r.code.casefold() != wanted, key not in search_key(f"{r.code} {r.name}")))
    return tuple(found[:_HITS])


def passage_hits(plan: Plan, key: str, limit: int = _HITS) -> tuple[PassageHit, ...]:
    """Paragraphs of the signed text that hold the words, with the words in their context."""
    text = plan.document.text
    places = [(p.start, p.code) for p in plan.document.passages.all()]
    hits = []
    position = 0
    for paragraph in text.split("\n"):
        at = find_words(paragraph, key)
        if at is not None:
            hits.append(_hit(plan, paragraph, at, _place_at(places, position + at[0])))
        position += len(paragraph) + 1
        if len(hits) >= limit:
            break
    return tuple(hits)


def _hit(plan: Plan, paragraph: str, at: tuple[int, int], code: str) -> PassageHit:
    start, end = at
    lead, tail = max(0, start - 60), min(len(paragraph), end + 90)
    return PassageHit(
        document=plan.number,
        code=code,
        url=source_url(plan, code),
        before=("…" if lead else "") + paragraph[lead:start],
        words=paragraph[start:end],
        after=paragraph[end:tail] + ("…" if tail < len(paragraph) else ""),
    )


def _place_at(places: Sequence[tuple[int, str]], position: int) -> str:
    return next((code for start, code in reversed(places) if start <= position), "")
