"""Against the vectors of RFC 4226 and RFC 6238."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.one_time_codes import PERIOD, accepted_period, app_address, code_of, period_at, secret_as_text

SECRET = b"12345678901234567890"

COUNTERS = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
#: RFC 6238, appendix B, SHA-1, last six of eight digits.
TIMES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("counter", "code"), list(enumerate(COUNTERS)))
def test_codes_are_those_of_rfc_4226(counter: int, code: str) -> None:
    assert code_of(SECRET, counter) == code


@pytest.mark.parametrize(("moment", "code"), list(TIMES.items()))
def test_codes_are_those_of_rfc_6238(moment: int, code: str) -> None:
    assert code_of(SECRET, period_at(moment)) == code
    assert accepted_period(SECRET, code, moment, last_used=0) == period_at(moment)


def test_code_typed_with_a_gap_is_accepted() -> None:
    assert accepted_period(SECRET, " 287 082 ", 59, last_used=0) == 1


def test_code_counts_once_and_so_do_those_before_it() -> None:
    moment = 3000
    period = period_at(moment)
    assert accepted_period(SECRET, code_of(SECRET, period), moment, last_used=period) is None
    assert accepted_period(SECRET, code_of(SECRET, period - 1), moment, last_used=period) is None
    assert accepted_period(SECRET, code_of(SECRET, period + 1), moment, last_used=period) == period + 1


def test_clock_may_be_one_period_off_but_not_two() -> None:
    for apart, accepted in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = code_of(SECRET, 100 + apart)
        assert (accepted_period(SECRET, code, 100 * PERIOD, last_used=0) is not None) is accepted


@given(st.text(max_size=20), st.integers(0, 2**33))
def test_only_the_code_of_a_period_near_now_is_accepted(typed: str, moment: int) -> None:
    period = accepted_period(SECRET, typed, moment, last_used=0)
    assert period is None or code_of(SECRET, period) == "".join(typed.split())


def test_address_for_the_app_names_the_account_and_the_issuer() -> None:
    address = app_address(SECRET, "chuyen.vien@tinh.example", "An Sinh")
    assert address == (
        "otpauth://totp/An%20Sinh:chuyen.vien%40tinh.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=An%20Sinh"
    )
    assert secret_as_text(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
