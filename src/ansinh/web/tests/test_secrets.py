from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ansinh.web.secrets import local_secret


def test_processes_that_start_together_get_one_secret(tmp_path: Path) -> None:
    for attempt in range(30):
        folder = tmp_path / str(attempt)
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _, at=folder: local_secret(at, "KEY"), range(8)))
        assert len(found) == 1
        assert len(found.pop()) > 40


def test_secret_stays_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    secret = local_secret(tmp_path, "KEY")
    assert local_secret(tmp_path, "KEY") == secret
    assert (tmp_path / "secrets" / "KEY").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["KEY"]
