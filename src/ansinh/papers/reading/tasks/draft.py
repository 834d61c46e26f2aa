"""A task as it is found, before codes are made unique and the reading is put together."""

from __future__ import annotations

from dataclasses import dataclass

from ansinh.domain.readings import Timeframe


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """``start``/``end`` span the task's words in the paper, agencies and time frame with them."""

    code: str
    heading: str | None
    text: str
    leads: tuple[str, ...]
    supporters: tuple[str, ...]
    timeframe: Timeframe
    product: str | None
    start: int
    end: int
    confidence: float
    problem: str | None = None


#: What the officer is told where a task has nobody to lead it.
NO_LEAD = "Không thấy cơ quan chủ trì của nhiệm vụ {code}. Đối chiếu văn bản và chọn cơ quan tại bàn đọc."
