"""Sealed text: only this installation reads it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from ansinh.kit.sealed import SealBroken, seal, unseal


def test_what_is_sealed_comes_back_and_does_not_show() -> None:
    sealed = seal("bí mật")
    assert "bí mật" not in sealed
    assert unseal(sealed) == "bí mật"
    assert seal("bí mật") != sealed


def test_another_key_does_not_open_it_but_a_kept_old_key_does() -> None:
    with override_settings(SECRET_KEY="cũ", SECRET_KEY_FALLBACKS=[]):
        sealed = seal("x")
    with override_settings(SECRET_KEY="mới", SECRET_KEY_FALLBACKS=[]), pytest.raises(SealBroken):
        unseal(sealed)
    with override_settings(SECRET_KEY="mới", SECRET_KEY_FALLBACKS=["cũ"]):
        assert unseal(sealed) == "x"


def test_changed_text_is_refused() -> None:
    with pytest.raises(SealBroken):
        unseal(seal("x")[:-4] + "AAAA")
