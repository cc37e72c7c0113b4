"""Papers of the tests: Liu Fang's certificate, the day at building 6, and her pass."""

import datetime as dt

from tongzhuo.papers.shapes import Awaited, Certificate, DaySheet, Gathering, Issuer, Pass, Proof, ServiceLine

ADDRESS = "https://table.example/check/7K3MQ-9XW2C/"
CERTIFICATE = Certificate(
    number="7K3MQ-9XW2C",
    address=ADDRESS,
    volunteer="刘䶮",
    volunteer_number="HX-20931",
    issuer=Issuer("暖阶社", head="周敏慧", handler="赵宁", phone="010 5555 0162"),
    first_day=dt.date(2026, 1, 1),
    last_day=dt.date(2026, 11, 23),
    issued_on=dt.date(2026, 11, 23),
    lines=(
        ServiceLine(
            "陪老人就医、买药", 36 * 60, Proof.SCANNED, dt.date(2026, 1, 6), dt.date(2026, 11, 21), times=14,
            activity="就医陪伴", place="柳荫里6号楼", in_charge="孙伟",
        ),
        ServiceLine("冬衣和热午饭 💐", 210, Proof.SCANNED, dt.date(2026, 11, 7), place="社区活动室"),
        ServiceLine("楼道值守", 90, Proof.ROSTER, dt.date(2026, 10, 12)),
        ServiceLine("新人带教", 270, Proof.LATER, dt.date(2026, 4, 18)),
    ),
)  # fmt: skip
GATHERING = Gathering("陪郭爷爷去社区医院", "11月24日 周二 9:00–11:30", "6号楼2单元门口", "孙伟", "010 5555 0137")
NAMES = ("刘芳", "孙伟", "王䶮", "欧阳明月", "Anna Müller", "买买提·艾力")
SHEET = DaySheet(
    gathering=GATHERING,
    organiser="暖阶社",
    address="https://table.example/in/408215/",
    digits="408215",
    awaited=tuple(Awaited(name, f"HX-2093{place}", "推轮椅" if place == 0 else "") for place, name in enumerate(NAMES)),
    printed_on=dt.date(2026, 11, 23),
)
PASS = Pass(GATHERING, "刘芳", "HX-20931", "https://table.example/pass/5H1P7-7RBKQ/", "408215")
