"""Processes that append at the same time leave one unbroken chain, on either database."""

from __future__ import annotations

import pytest

from ansinh.apps.audit.tests.installation import Installation, finished

ACTS = "ansinh.apps.audit.tests.acts"


def verified(installation: Installation) -> str:
    return finished(installation.manage("verify_audit"))


@pytest.mark.slow
def test_many_processes_leave_one_unbroken_chain(installation: Installation) -> None:
    processes = [installation.start(ACTS, "60") for _ in range(4)]
    for process in processes:
        finished(process)
    assert "Nhật ký nguyên vẹn: 240 mục liền mạch; 240 dấu niêm" in verified(installation)


@pytest.mark.slow
def test_writer_waits_for_another_that_then_rolls_back_and_takes_its_number(installation: Installation) -> None:
    first = installation.start(ACTS, "1", "--hold", "1.5", "--roll-back")
    assert first.stdout is not None
    assert first.stdout.readline() == "appended\n"  # and holds its turn
    second = installation.start(ACTS, "2")
    finished(second)
    finished(first)
    assert "Nhật ký nguyên vẹn: 2 mục liền mạch; 2 dấu niêm" in verified(installation)


@pytest.mark.slow
def test_writer_that_is_killed_in_mid_act_leaves_the_chain_whole(installation: Installation) -> None:
    killed = installation.start(ACTS, "1000", "--hold", "0.01")
    assert killed.stdout is not None
    for _ in range(5):
        killed.stdout.readline()
    killed.kill()
    killed.wait()
    finished(installation.start(ACTS, "3"))
    assert "Nhật ký nguyên vẹn:" in verified(installation)
