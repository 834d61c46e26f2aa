"""What a part of a document is for, by its heading: aims, tasks, or who carries the plan out."""

from __future__ import annotations

import re

from ansinh.domain.vietnamese import search_key

from .items import Item

_BACKGROUND = re.compile(
    r"(?:muc dich|yeu cau|muc tieu|quan diem|boi canh|thuc trang|su can thiet|nguyen tac|pham vi|doi tuong|hieu luc|giai thich|can cu|"
    r"tam nhin|(?:ve )?tinh hinh|nhung ket qua|(?:ve )?ket qua noi bat|nhung ton tai|danh gia (?:tinh hinh|ket qua|chung)|ket qua dat|han che|ton tai|dinh huong|chi tieu|khai niem|co so|dac diem|"
    r"mot so chi tieu|cac chi tieu|dieu kien|thoi gian thuc hien|nguon kinh phi|nguon luc thuc hien|nguon von|quy mo)\b"
)
_CARRYING_OUT = re.compile(
    r"\b(?:to chuc (?:trien khai )?thuc hien|to chuc trien khai|trach nhiem|phan cong|giao nhiem vu|dieu khoan thi hanh|to chuc thi hanh|"
    r"che do (?:thong tin )?bao cao|thong tin bao cao|kinh phi|co che phoi hop|to chuc chi dao|trien khai thuc hien|nhiem vu cua cac|che do bao cao|theo doi)\b"
)
_WORK = re.compile(r"\b(?:nhiem vu|giai phap|noi dung|bien phap|hoat dong|chuong trinh|de an|cong viec)\b")


def is_background(item: Item, words: str) -> bool:
    """Whether the item is the heading of a part that assigns nothing: aims, views, scope, force."""
    return item.kind is not None and len(words) <= 160 and _BACKGROUND.match(search_key(words)) is not None


def carries_out(words: str) -> bool:
    """Whether a heading opens the part on who carries the plan out ("Tổ chức thực hiện")."""
    return len(words) <= 160 and _CARRYING_OUT.search(search_key(words)) is not None


def is_work(words: str) -> bool:
    """Whether a heading opens a part on tasks and measures."""
    return len(words) <= 200 and _WORK.search(search_key(words)) is not None
