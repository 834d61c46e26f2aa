"""What the plan hands out: its own text as a Word file by Decree 30/2020, and the table of assignments."""

from __future__ import annotations

from ansinh.apps.documents.queries import header_and_outline_of, paper_of
from ansinh.apps.plans.models import Plan
from ansinh.papers.official import from_paper, render_docx


def plan_paper(plan: Plan) -> bytes:
    """The signed text laid out again. The same plan gives the same bytes."""
    document = plan.document
    paper = from_paper(paper_of(document), header_and_outline_of(document), issuer=plan.issuer.name)
    return render_docx(paper, made_at=plan.published_at)
