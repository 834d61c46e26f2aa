"""Reminders and their digests, the calendar's secret address, letters, checks with what follows from them, praise."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Promise
from ansinh.domain.reminders import Family, Wanted

_USER = settings.AUTH_USER_MODEL


# Reminders -------------------------------------------------------------------------------------------------------


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads their due dates. Only a digest is kept."""

    user = models.OneToOneField(_USER, on_delete=models.CASCADE, related_name="calendar_feed")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("tạo lúc")

    def __str__(self) -> str:
        return f"Lịch của {self.user}"


class ReminderSettings(models.Model):
    """What a person wants to be reminded of. Without a row everything is as its defaults say."""

    class Hour(models.IntegerChoices):
        MORNING = 7, "Sáng, từ 7 giờ"
        AFTERNOON = 13, "Chiều, từ 13 giờ"

    user = models.OneToOneField(_USER, on_delete=models.CASCADE, related_name="reminder_settings")
    by_mail = models.BooleanField("gửi thư điện tử", default=True)
    week_before = models.BooleanField("trước hạn 7 ngày", default=True)
    day_before = models.BooleanField("trước hạn 1 ngày", default=True)
    on_day = models.BooleanField("đúng ngày đến hạn", default=True)
    after = models.BooleanField("khi đã quá hạn", default=True)
    news = models.BooleanField("khi có việc bị trả lại hoặc có người chờ", default=True)
    hour = models.PositiveSmallIntegerField("giờ nhắc", choices=Hour.choices, default=Hour.MORNING)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Cách nhắc của {self.user}"

    @property
    def wanted(self) -> Wanted:
        chosen = {
            Family.WEEK_BEFORE: self.week_before,
            Family.DAY_BEFORE: self.day_before,
            Family.ON_DAY: self.on_day,
            Family.AFTER: self.after,
            Family.NEWS: self.news,
        }
        return frozenset(family for family, is_wanted in chosen.items() if is_wanted)


class MailState(models.TextChoices):
    NOT_WANTED = "not_wanted", "không gửi thư"
    WAITING = "waiting", "chờ gửi thư"
    SENDING = "sending", "đang gửi thư"
    SENT = "sent", "đã gửi thư"
    EMPTY = "empty", "không gửi thư: mọi việc đã làm xong"
    REFUSED = "refused", "máy chủ thư không nhận"
    UNSURE = "unsure", "gửi thư bị ngắt giữa chừng, không gửi lại"


class Digest(models.Model):
    """Everything a person is reminded of on a day: one line in the product, and at most one letter."""

    user = models.ForeignKey(_USER, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField("ngày")
    made_at = models.DateTimeField("lập lúc")
    seen_at = models.DateTimeField("đã xem lúc", null=True, blank=True)
    mail_state = models.CharField("thư", max_length=12, choices=MailState.choices)
    mailed_at = models.DateTimeField("gửi thư lúc", null=True, blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"Nhắc việc {self.user}, {self.day:%d/%m/%Y}"


class Reminder(models.Model):
    """A person was reminded of an occasion at a stage. The constraint is what makes it once, whoever is killed when."""

    user = models.ForeignKey(_USER, on_delete=models.CASCADE, related_name="reminders")
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=200)  # WorkItem.key, and its due date if there is one
    stage = models.CharField(max_length=16)
    title = models.CharField("việc", max_length=500)
    url = models.CharField(max_length=300)
    code = models.CharField("mã", max_length=60, default="", blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    said = models.CharField("vì sao nhắc", max_length=120)

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "id"]
        constraints = [models.UniqueConstraint(fields=["user", "occasion", "stage"], name="reminded_once")]

    def __str__(self) -> str:
        return self.title


# Letters ---------------------------------------------------------------------------------------------------------


class FollowUpLevel(models.IntegerChoices):
    FIRST = 1, "Đôn đốc lần 1"
    SECOND = 2, "Đôn đốc lần 2"
    LEADER = 3, "Báo cáo lãnh đạo UBND tỉnh"


class FollowUp(models.Model):
    """A letter that follows up (công văn đôn đốc). Its items are as they stood when it was made."""

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="follow_ups_issued")
    level = models.PositiveSmallIntegerField("mức", choices=FollowUpLevel.choices, default=FollowUpLevel.FIRST)
    #: The day as of which the items are late, and the day by which an answer is asked for.
    as_of = models.DateField("tính đến ngày")
    answer_by = models.DateField("đề nghị thực hiện trước hoặc vào ngày")
    made_at = models.DateTimeField("lập lúc")
    made_by = models.ForeignKey(_USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200, default="")
    number = models.CharField("số, ký hiệu", max_length=60, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number="", issued_on__isnull=True) | (~Q(number="") & Q(issued_on__isnull=False)),
                name="issued_with_number_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"Công văn {self.number}" if self.number else f"Dự thảo công văn đôn đốc {self.pk}"


class FollowUpItem(models.Model):
    """One thing that an organisation is asked for in a letter."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="items")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="follow_up_items")
    occasion = models.CharField(max_length=200)  # OverdueItem.key
    title = models.CharField("việc", max_length=500)
    url = models.CharField(max_length=300)
    code = models.CharField("mã", max_length=60, default="", blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    #: The letter is not issued yet: nothing is asked for in two drafts.
    is_draft = models.BooleanField(default=True)

    class Meta:
        ordering = ["follow_up", "organisation__sort_key", F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "organisation", "occasion"], name="asked_once_in_a_letter"),
            models.UniqueConstraint(
                fields=["organisation", "occasion"], condition=Q(is_draft=True), name="in_one_draft_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title


# Checks ----------------------------------------------------------------------------------------------------------


class CheckKind(models.TextChoices):
    CHECK = "check", "Kiểm tra"
    SUPERVISION = "supervision", "Giám sát"


class CheckState(models.TextChoices):
    PLANNED = "planned", "Trong chương trình"
    HELD = "held", "Đã tiến hành"
    CANCELLED = "cancelled", "Không tiến hành"


class ComplianceCheck(models.Model):
    """A check (kiểm tra) or a supervision (giám sát) of a year's programme: who looks at whom, when, at what."""

    kind = models.CharField("loại", max_length=12, choices=CheckKind.choices, default=CheckKind.CHECK)
    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("nội dung", max_length=300)
    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="checks_led", verbose_name="cơ quan kiểm tra, giám sát"
    )
    checked = models.ManyToManyField(Organisation, related_name="checks", verbose_name="đơn vị được kiểm tra")
    promises = models.ManyToManyField(Promise, blank=True, related_name="checks", verbose_name="phạm vi")
    scope = models.TextField("phạm vi, yêu cầu", default="", blank=True)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    legal_basis = models.CharField("căn cứ", max_length=300, default="", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=CheckState.choices, default=CheckState.PLANNED)
    held_on = models.DateField("kết thúc ngày", null=True, blank=True)
    conclusion = models.TextField("kết luận", default="", blank=True)
    reason = models.TextField("lý do không tiến hành", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="check_dates_in_order"),
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False) | (~Q(state="held") & Q(held_on__isnull=True)),
                name="held_check_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CheckFinding(models.Model):
    """What a check found (kết quả, tồn tại)."""

    check_held = models.ForeignKey(ComplianceCheck, on_delete=models.CASCADE, related_name="findings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="findings")
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    text = models.TextField("nội dung")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["check_held", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class RecommendationState(models.TextChoices):
    OPEN = "open", "Chờ thực hiện"
    ANSWERED = "answered", "Đã trả lời, chờ chấp nhận"
    RETURNED = "returned", "Trả lại"
    ACCEPTED = "accepted", "Đã chấp nhận"


class RecommendationQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        return self.exclude(state=RecommendationState.ACCEPTED)


class CheckRecommendation(models.Model):
    """What a check asks of an organisation, followed until the checking agency accepts the answer."""

    check_held = models.ForeignKey(ComplianceCheck, on_delete=models.CASCADE, related_name="recommendations")
    finding = models.ForeignKey(
        CheckFinding, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recommendations")
    text = models.TextField("kiến nghị")
    due_on = models.DateField("hạn")
    state = models.CharField(max_length=10, choices=RecommendationState.choices, default=RecommendationState.OPEN)
    answer = models.TextField("kết quả thực hiện", default="", blank=True)
    evidence = models.TextField("minh chứng", default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_by_name = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    reason = models.TextField("lý do trả lại", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["check_held", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & ~Q(evidence="")), name="answer_has_evidence"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


# Praise ----------------------------------------------------------------------------------------------------------


class CommendationKind(models.TextChoices):
    PRACTICE = "practice", "Cách làm hay"
    AWARD = "award", "Khen thưởng"


class CommendationState(models.TextChoices):
    PROPOSED = "proposed", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"


class Commendation(models.Model):
    """A good practice, or people who were commended: who, what, and what made it work. Shown when approved."""

    kind = models.CharField("loại", max_length=10, choices=CommendationKind.choices, default=CommendationKind.PRACTICE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="commendations")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="commendations")
    title = models.CharField("tên gọi", max_length=200)
    who = models.CharField("tập thể, cá nhân", max_length=300)
    what = models.TextField("đã làm gì, kết quả ra sao")
    how = models.TextField("nhờ đâu làm được")
    evidence = models.CharField("minh chứng", max_length=500)
    decision = models.CharField("quyết định khen thưởng", max_length=200, default="", blank=True)
    state = models.CharField(max_length=10, choices=CommendationState.choices, default=CommendationState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(_USER, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_by_name = models.CharField(max_length=200, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    reason = models.TextField("lý do trả lại", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_at__isnull=False), name="approved_praise_has_a_moment"
            )
        ]

    def __str__(self) -> str:
        return self.title
