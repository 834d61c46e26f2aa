"""A reading as JSON, exactly in the shape of `plan-reading/1` (``plan-reading.schema.json`` beside this file)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ansinh.domain.readings import (
    DocumentHeader,
    DueRule,
    GoalReading,
    LegalBasis,
    ObligationReading,
    PlanReading,
    Quote,
    ReadingProblem,
    Signer,
    TargetReading,
    TaskReading,
    Timeframe,
)


def reading_to_json(reading: PlanReading) -> str:
    """The reading as an indented JSON text, Vietnamese letters as they are."""
    return json.dumps(reading_to_data(reading), ensure_ascii=False, indent=2)


def reading_to_data(reading: PlanReading) -> dict[str, Any]:
    """The reading as plain lists, dictionaries, numbers and strings."""
    return {
        "schema": "plan-reading/1",
        "document": _document(reading.document),
        "targets": [_target(target) for target in reading.targets],
        "goals": [_goal(goal) for goal in reading.goals],
        "tasks": [_task(task) for task in reading.tasks],
        "obligations": [_obligation(obligation) for obligation in reading.obligations],
        "recipients": list(reading.recipients),
        "problems": [_problem(problem) for problem in reading.problems],
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _quote(value: Quote | None) -> Mapping[str, Any] | None:
    return None if value is None else {"text": value.text, "start": value.start, "end": value.end}


def _document(header: DocumentHeader) -> dict[str, Any]:
    return {
        "number": header.number,
        "kind": header.kind,
        "issuer": header.issuer,
        "place": header.place,
        "issued_on": _day(header.issued_on),
        "title": header.title,
        "signer": _signer(header.signer),
        "legal_bases": [_basis(basis) for basis in header.legal_bases],
    }


def _signer(signer: Signer | None) -> dict[str, Any] | None:
    if signer is None:
        return None
    return {"name": signer.name, "position": signer.position, "authority": signer.authority}


def _basis(basis: LegalBasis) -> dict[str, Any]:
    return {"number": basis.number, "issued_on": _day(basis.issued_on), "quote": _quote(basis.quote)}


def _target(target: TargetReading) -> dict[str, Any]:
    return {
        "section": target.section,
        "name": target.name,
        "operator": target.operator.value,
        "value": target.value,
        "low": target.low,
        "high": target.high,
        "denominator": target.denominator,
        "unit": target.unit,
        "due_year": target.due_year,
        "population": target.population,
        "quote": _quote(target.quote),
        "confidence": target.confidence,
    }


def _goal(goal: GoalReading) -> dict[str, Any]:
    return {"section": goal.section, "text": goal.text, "due_year": goal.due_year, "quote": _quote(goal.quote)}


def _task(task: TaskReading) -> dict[str, Any]:
    return {
        "code": task.code,
        "heading": task.heading,
        "text": task.text,
        "lead_agencies": list(task.lead_agencies),
        "supporting_agencies": list(task.supporting_agencies),
        "timeframe": _timeframe(task.timeframe),
        "product": task.product,
        "quote": _quote(task.quote),
        "confidence": task.confidence,
    }


def _timeframe(frame: Timeframe) -> dict[str, Any]:
    return {
        "raw": frame.raw,
        "kind": frame.kind.value,
        "start_year": frame.start_year,
        "end_year": frame.end_year,
        "due_on": _day(frame.due_on),
    }


def _obligation(obligation: ObligationReading) -> dict[str, Any]:
    return {
        "code": obligation.code,
        "kind": obligation.kind.value,
        "who": list(obligation.who),
        "what": obligation.what,
        "to": obligation.to,
        "via": obligation.via,
        "due": _due(obligation.due),
        "frequency": obligation.frequency.value if obligation.frequency is not None else None,
        "quote": _quote(obligation.quote),
    }


def _due(due: DueRule | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"raw": due.raw, "day": due.day, "month": due.month, "year": due.year, "before": due.before}


def _problem(problem: ReadingProblem) -> dict[str, Any]:
    return {"message": problem.message, "quote": _quote(problem.quote)}
