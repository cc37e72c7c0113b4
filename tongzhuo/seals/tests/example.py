"""A certificate as the tests seal it: Liu Fang's forty-four hours with Warm Doorstep."""

import datetime as dt
from zoneinfo import ZoneInfo

from tongzhuo.seals.badges import ProvenMinutes, Recorder, ServiceBadge, unsealed_badge

SITE = "https://table.example"
AT = dt.datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ADDRESS = f"{SITE}/check/7K3MQ-9XW2C/"
BADGE = ServiceBadge(
    address=ADDRESS,
    title="志愿服务记录证明 💐",
    content="陪老人就医、买药；冬衣和热午饭；新人带教",
    how_earned="到场服务，由暖阶社核实时长。",
    volunteer="刘䶮",
    number="HX-20931",
    recorder=Recorder(f"{SITE}/organisations/3F8T2-0ACQ7/", "暖阶社", "010 5555 0162"),
    first_day=dt.date(2026, 1, 1),
    last_day=dt.date(2026, 11, 23),
    zone=ZoneInfo("Asia/Shanghai"),
    proven=(ProvenMinutes("scanned", "扫码进出", 2370), ProvenMinutes("later", "补记，有签到纸", 275)),
    issued=AT,
)


def unsealed(code: str = "7K3MQ-9XW2C", **said) -> dict:
    return unsealed_badge(BADGE) | {"id": f"{SITE}/check/{code}/"} | said
