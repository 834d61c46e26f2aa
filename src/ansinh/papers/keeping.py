"""A paper's shape as plain JSON-able data and back, so that it can be kept without the file being read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ansinh.papers.paper import Block, BlockKind, Cell, Note, Paper, PaperProblem

Data = dict[str, Any]


def shape_of(paper: Paper) -> Data:
    """Everything of a paper but its text: blocks, notes, problems."""
    return {
        "blocks": [asdict(block) for block in paper.blocks],
        "notes": [asdict(note) for note in paper.notes],
        "problems": [asdict(problem) for problem in paper.problems],
    }


def paper_from(
    text: str,
    source_format: str,
    pages: int | None,
    *,
    blocks: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, Any]],
    problems: Sequence[Mapping[str, Any]],
) -> Paper:
    """The paper that `shape_of` took apart."""
    return Paper(
        text=text,
        blocks=tuple(_block(block) for block in blocks),
        source_format=source_format,
        pages=pages,
        problems=tuple(PaperProblem(**problem) for problem in problems),
        notes=tuple(Note(**note) for note in notes),
    )


def _block(data: Mapping[str, Any]) -> Block:
    cells = tuple(Cell(**{**cell, "breaks": tuple(cell["breaks"])}) for cell in data["cells"])
    return Block(**{**data, "kind": BlockKind(data["kind"]), "cells": cells})
