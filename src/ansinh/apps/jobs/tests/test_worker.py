"""What a worker does with one job, in this process and by a clock that the test turns."""

from __future__ import annotations

import doctest
import functools
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction

from ansinh.apps.jobs.actions import enqueue, request_cancel
from ansinh.apps.jobs.models import Job, JobState
from ansinh.apps.jobs.worker import MOST_ATTEMPTS, Run, Worker, claim, run_jobs_once
from ansinh.kit.access import Denied, NotThere, system_actor
from ansinh.kit.actions import ActionRefused, Problem
from ansinh.kit.clock import now
from ansinh.kit.jobs import DirectContext, JobContext, JobFunction, JobResult, JobStopped, forget_job_kind, job
from ansinh.papers.paper import PaperRefused

KIND = "tests.any"
LEASE = timedelta(seconds=30)
Arguments = dict[str, Any]
Register = Callable[[JobFunction], None]


@pytest.fixture
def work(db: None) -> Iterator[Register]:
    """Registers the function that the test's jobs run."""

    def register(function: JobFunction) -> None:
        job(KIND, unit="trang")(function)

    yield register
    forget_job_kind(KIND)


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


def queue(**arguments: Any) -> Job:
    return enqueue(actor=system_actor("Kiểm thử"), kind=KIND, title="Việc thử", arguments=arguments)


def finished(job: Job) -> Job:
    run_jobs_once()
    job.refresh_from_db()
    return job


def claimed_by(worker: Worker) -> Run:
    job = claim(worker.name, worker.clock(), worker.lease)
    assert job is not None
    return Run(job, worker)


def test_job_that_ends_well_says_what_the_function_said(work: Register) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        context.progress(13, 13)
        return JobResult(message=f"Đã đọc {arguments['name']}.", url="/ban-doc/7/")

    work(function)
    job = finished(queue(name="65/KH-UBND"))
    assert (job.state, job.message, job.result_url) == (JobState.DONE, "Đã đọc 65/KH-UBND.", "/ban-doc/7/")
    assert (job.done, job.total, job.unit, job.attempts) == (13, 13, "trang", 1)
    assert job.finished_at is not None
    assert (job.worker, job.lease_until) == ("", None)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (ActionRefused("Thiếu ngày.", Problem("Thiếu tên.", "name")), "Thiếu ngày.\nThiếu tên."),
        (
            PaperRefused("encrypted", "Tệp có mật khẩu. Bỏ mật khẩu rồi đưa lại."),
            "Tệp có mật khẩu. Bỏ mật khẩu rồi đưa lại.",
        ),
        (Denied("Anh/chị chưa được giao quyền này."), "Anh/chị chưa được giao quyền này."),
        (NotThere("Không có văn bản này."), "Không có văn bản này."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refused_job_ends_with_the_words_of_the_refusal(work: Register, refusal: Exception, message: str) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        raise refusal

    work(function)
    job = finished(queue())
    assert (job.state, job.message) == (JobState.FAILED, message)


def test_fault_of_the_system_gives_the_officer_a_code_and_the_log_the_rest(
    work: Register, caplog: pytest.LogCaptureFixture
) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        return JobResult(message=str(1 / arguments["zero"]))

    work(function)
    job = finished(queue(zero=0))
    assert job.state == JobState.FAILED
    assert "Lỗi của hệ thống" in job.message
    assert "ZeroDivision" not in job.message
    code = job.message.split("Mã lỗi: ")[1].split(".")[0]
    record = next(r for r in caplog.records if code in r.getMessage())
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_failed_job_is_not_tried_again_by_itself(work: Register) -> None:
    calls = []

    def function(context: JobContext, arguments: Arguments) -> JobResult:
        calls.append(context.job_id)
        raise ActionRefused("Không được.")

    work(function)
    job = queue()
    assert run_jobs_once() == 1
    assert run_jobs_once() == 0
    assert calls == [job.pk]


def test_one_bad_job_does_not_stop_the_others(work: Register) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        return JobResult(message=arguments["good"])

    work(function)
    bad, good = queue(), queue(good="được")
    assert run_jobs_once() == 2
    assert [Job.objects.get(pk=j.pk).state for j in (bad, good)] == [JobState.FAILED, JobState.DONE]


def test_job_that_lost_the_database_is_taken_over_a_few_times_and_then_given_up(work: Register) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        raise OperationalError("server closed the connection")

    work(function)
    job = queue()
    worker = Worker(clock=Clock())
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(OperationalError):
            worker.run_next()
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.RUNNING, attempt)
        assert not worker.run_next()
        worker.clock.turn(seconds=31)  # type: ignore[attr-defined]
    assert not worker.run_next()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "bị ngắt giữa chừng" in job.message


def test_job_of_a_kind_that_is_gone_says_so(db: None) -> None:
    job = Job.objects.create(kind="tests.gone", title="Việc cũ", created_at=now())
    assert "không còn loại việc này" in finished(job).message


# Progress ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_bar_never_goes_back_within_a_stage(work: Register, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr("ansinh.apps.jobs.worker._WRITE_EVERY", 0)
    chance = random.Random(seed)
    shown: list[tuple[int, int]] = []

    def function(context: JobContext, arguments: Arguments) -> JobResult:
        for _ in range(30):
            context.progress(chance.randint(0, 25), chance.choice([20, 20, 20, 10]))
            shown.append(Job.objects.values_list("done", "total").get(pk=context.job_id))
        return JobResult()

    work(function)
    assert finished(queue()).state == JobState.DONE
    assert len(shown) == 30
    for (done, total), (next_done, next_total) in itertools.pairwise(shown):
        assert next_done <= next_total
        assert next_total != total or next_done >= done


def test_progress_is_written_rarely_and_never_lost_at_the_end(
    work: Register, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        for number in range(1, 10_001):
            context.progress(number, 10_000)
        return JobResult()

    work(function)
    job = queue()
    with django_assert_max_num_queries(40):
        run_jobs_once()
    job.refresh_from_db()
    assert (job.done, job.total) == (10_000, 10_000)


def test_checkpoint_is_handed_to_the_next_attempt_and_goes_down_with_its_transaction(work: Register) -> None:
    saved: list[dict[str, Any]] = []
    worker = Worker(clock=Clock())

    def function(context: JobContext, arguments: Arguments) -> JobResult:
        saved.append(dict(context.saved))
        with transaction.atomic():
            context.checkpoint({"next": 5})
        with transaction.atomic():
            context.checkpoint({"next": 99})
            transaction.set_rollback(True)
        if len(saved) == 1:
            raise OperationalError("gone")
        return JobResult()

    work(function)
    queue()
    with pytest.raises(OperationalError):
        worker.run_next()
    worker.clock.turn(seconds=31)  # type: ignore[attr-defined]
    assert worker.run_next()
    assert saved == [{}, {"next": 5}]


# Leases, by a clock that the test turns ------------------------------------------------------------------------


def test_lapsed_lease_is_taken_over_and_the_slow_worker_can_write_no_more(work: Register) -> None:
    clock = Clock()
    work(lambda context, arguments: JobResult())
    job = queue()
    slow = claimed_by(Worker("slow", LEASE, clock))
    slow.checkpoint({"next": 3})
    clock.turn(seconds=31)
    quick = claimed_by(Worker("quick", LEASE, clock))
    assert dict(quick.saved) == {"next": 3}
    for write in (lambda: slow.progress(9, 9), lambda: slow.checkpoint({"next": 9})):
        with pytest.raises(JobStopped):
            write()
    slow.finish(JobResult("xong của bộ chạy cũ"))
    slow.fail("hỏng")
    slow.stopped()
    job.refresh_from_db()
    assert (job.state, job.worker, job.attempts, job.checkpoint) == (JobState.RUNNING, "quick", 2, {"next": 3})
    quick.finish(JobResult("xong"))
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "xong")


def test_lease_that_is_renewed_is_not_taken_over(work: Register) -> None:
    clock = Clock()
    work(lambda context, arguments: JobResult())
    queue()
    run = claimed_by(Worker("first", LEASE, clock))
    other = Worker("second", LEASE, clock)
    for renew in (lambda: run.progress(1, 9), lambda: run.checkpoint({}), run.beat):
        clock.turn(seconds=25)
        renew()
        assert claim(other.name, clock(), LEASE) is None
    clock.turn(seconds=31)
    assert claim(other.name, clock(), LEASE) is not None


def test_effects_of_a_worker_that_lost_its_lease_are_rolled_back_with_its_checkpoint(work: Register) -> None:
    clock = Clock()
    work(lambda context, arguments: JobResult())
    queue()
    slow = claimed_by(Worker("slow", LEASE, clock))
    clock.turn(seconds=31)
    claimed_by(Worker("quick", LEASE, clock))

    def chunk() -> None:
        with transaction.atomic():
            queue(effect="của bộ chạy cũ")
            slow.checkpoint({"next": 9})

    with pytest.raises(JobStopped):
        chunk()
    assert not Job.objects.filter(arguments__effect="của bộ chạy cũ").exists()


def test_waiting_jobs_run_in_the_order_in_which_they_were_asked_for_lapsed_ones_first(work: Register) -> None:
    clock = Clock()
    work(lambda context, arguments: JobResult())
    jobs = [queue(number=number) for number in range(3)]
    claimed_by(Worker("dead", LEASE, clock))
    clock.turn(seconds=31)
    worker = Worker("alive", LEASE, clock)
    assert [claimed_by(worker).job_id for _ in range(3)] == [job.pk for job in jobs]


def test_same_job_is_not_claimed_twice_from_the_same_sight_of_it(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    queue()
    assert claim("a", now(), LEASE) is not None
    assert claim("b", now(), LEASE) is None


# Stopping ------------------------------------------------------------------------------------------------------


def test_running_job_that_is_called_off_stops_at_its_next_unit(work: Register) -> None:
    reached = []

    def function(context: JobContext, arguments: Arguments) -> JobResult:
        for number in range(1, 5):
            reached.append(number)
            if number == 2:
                request_cancel(actor=system_actor("Kiểm thử"), job=Job.objects.get(pk=context.job_id))
            context.progress(number, 4) if number < 2 else context.progress(4, 4)
        return JobResult("không tới đây")

    work(function)
    job = finished(queue())
    assert reached == [1, 2]
    assert job.state == JobState.CANCELLED
    assert "Đã dừng theo yêu cầu" in job.message


def test_waiting_job_that_is_called_off_never_runs(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    job = queue()
    request_cancel(actor=system_actor("Kiểm thử"), job=job)
    assert finished(job).state == JobState.CANCELLED
    assert job.attempts == 0


def test_job_called_off_while_its_worker_was_dying_is_not_taken_over(work: Register) -> None:
    clock = Clock()
    work(lambda context, arguments: JobResult())
    job = queue()
    claimed_by(Worker("dead", LEASE, clock))
    request_cancel(actor=system_actor("Kiểm thử"), job=job)
    clock.turn(seconds=31)
    assert claim("alive", clock(), LEASE) is None
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_finished_job_cannot_be_called_off_and_says_when_it_ended(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    job = finished(queue())
    with pytest.raises(ActionRefused, match=r"đã kết thúc lúc .*: xong"):
        request_cancel(actor=system_actor("Kiểm thử"), job=job)


def test_worker_that_is_told_to_stop_gives_the_job_back_without_counting_the_attempt(work: Register) -> None:
    worker = Worker()

    def function(context: JobContext, arguments: Arguments) -> JobResult:
        worker.stop.set()
        assert context.should_stop()
        context.checkpoint({"next": 2})
        context.progress(1, 2)
        return JobResult("không tới đây")

    work(function)
    job = queue()
    worker.run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.checkpoint, job.done) == (JobState.QUEUED, 0, {"next": 2}, 1)


def test_stop_passes_through_handlers_that_catch_every_fault(work: Register) -> None:
    def function(context: JobContext, arguments: Arguments) -> JobResult:
        request_cancel(actor=system_actor("Kiểm thử"), job=Job.objects.get(pk=context.job_id))
        try:
            context.progress(1, 1)
        except Exception:  # as a library on the way might
            return JobResult("không tới đây")
        return JobResult("cũng không")

    work(function)
    assert finished(queue()).state == JobState.CANCELLED


# Asking for work -----------------------------------------------------------------------------------------------


def test_same_unfinished_work_is_not_queued_again(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    ask = functools.partial(enqueue, actor=system_actor("Kiểm thử"), kind=KIND, title="Đọc", once=True)
    first = ask(arguments={"document": 7, "pages": 2})
    assert ask(arguments={"pages": 2, "document": 7}) == first
    other = ask(arguments={"document": 8})
    assert other != first
    run_jobs_once()
    assert ask(arguments={"document": 7, "pages": 2}) not in (first, other)


def test_work_that_is_not_once_is_queued_each_time(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    assert queue(a=1) != queue(a=1)


def test_kind_that_no_room_registers_cannot_be_queued(db: None) -> None:
    with pytest.raises(ValueError, match=r"tests\.unknown"):
        enqueue(actor=system_actor("Kiểm thử"), kind="tests.unknown", title="Việc", arguments={})


def test_kind_is_declared_once(work: Register) -> None:
    work(lambda context, arguments: JobResult())
    with pytest.raises(ValueError, match="declared twice"):
        work(lambda context, arguments: JobResult())


def test_function_runs_without_a_queue_too(work: Register) -> None:
    context = DirectContext(saved={"next": 4})
    context.progress(1, 2)
    context.checkpoint({"next": 5})
    assert (context.reports, context.saved, context.should_stop()) == ([(1, 2)], {"next": 5}, False)


def test_example_of_the_page_about_jobs_is_true() -> None:
    page = Path(__file__).parents[5] / "docs" / "algorithms" / "jobs.md"
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8") == (0, 7)
