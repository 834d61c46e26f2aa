"""Filters and tags that every template has: Vietnamese figures and dates, status marks, plan codes."""

from __future__ import annotations

from django import template

register = template.Library()
