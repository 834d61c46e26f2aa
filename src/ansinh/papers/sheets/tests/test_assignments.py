from ansinh.domain.readings import DocumentHeader, PlanReading, Quote, TaskReading, Timeframe, TimeframeKind
from ansinh.papers.sheets import Group, assignments_of, assignments_sheet


def task(code, heading, leads=("Sở Y tế",), supporters=(), raw="Thường xuyên"):
    return TaskReading(
        code=code,
        heading=heading,
        text=f"Việc {code}",
        lead_agencies=leads,
        supporting_agencies=supporters,
        timeframe=Timeframe(raw, TimeframeKind.RECURRING if raw else TimeframeKind.NONE),
        product=None,
        quote=Quote(f"lời {code}", 0, 5),
        confidence=1.0,
    )


READING = PlanReading(
    DocumentHeader(),
    tasks=(
        task("III.1.a", "1. Nhận thức", leads=("Sở Y tế", "Sở Nội vụ"), supporters=("Các sở",)),
        task("III.1.b", "1. Nhận thức", leads=(), raw=None),
        task("III.2.a", "2. Năng lực"),
    ),
)


def test_tasks_stand_under_their_headings_and_are_numbered_through():
    sheet = assignments_sheet(assignments_of(READING), titles=("Phân công",), source="Kế hoạch 65")
    assert [column.title for column in sheet.columns] == [
        "TT",
        "Nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời gian",
        "Sản phẩm",
        "Trích văn bản",
    ]
    assert [line.title if isinstance(line, Group) else line[0] for line in sheet.lines] == [
        "1. Nhận thức",
        1,
        2,
        "2. Năng lực",
        3,
    ]


def test_agencies_are_listed_and_every_line_quotes_its_sentence():
    sheet = assignments_sheet(assignments_of(READING), titles=(), source=None)
    assert sheet.lines[1] == (
        1,
        "Việc III.1.a",
        "Sở Y tế; Sở Nội vụ",
        "Các sở",
        "Thường xuyên",
        None,
        "III.1.a: lời III.1.a",
    )


def test_what_the_plan_does_not_say_is_missing_and_not_invented():
    sheet = assignments_sheet(assignments_of(READING), titles=(), source=None, missing="chưa nêu")
    assert sheet.lines[2][2:6] == (None, None, None, None)
    assert sheet.missing == "chưa nêu"


def test_tasks_without_headings_stand_in_one_table():
    plain = PlanReading(DocumentHeader(), tasks=(task("1", None), task("2", None)))
    sheet = assignments_sheet(assignments_of(plain), titles=(), source=None)
    assert [line[0] for line in sheet.lines] == [1, 2]
