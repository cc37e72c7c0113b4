"""`./run test`: every test, on SQLite, on PostgreSQL and in a browser, and one summary at the end.

Runs inside the virtual environment. Arguments go to pytest.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tongzhuo.look.words import compile_catalogues
from tongzhuo.runner import postgres
from tongzhuo.runner.checker import checker, ensure_checker
from tongzhuo.runner.paths import BASE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SYSTEM_PACKAGES = ("chromium", "fonts-noto-cjk", "locales")
NODE_PACKAGES = ("nodejs", "npm")
NOTHING_SELECTED = 5
PREPARE = "from tongzhuo.regions.preparing import prepare; prepare()"


@dataclass
class Part:
    """One run of pytest: what it covers, where, and how it ended. `alone`: it keeps one core busy and asks for no plan
    of a city, so the planner may be compiled beside it."""

    name: str
    words: list[str]
    surroundings: dict[str, str] = field(default_factory=dict)
    alone: bool = False
    code: int = 0
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        return self.code in (0, NOTHING_SELECTED)

    def run(self, folder: Path, arguments: list[str]) -> None:
        print(f"\n━━ {self.name}", flush=True)
        report = folder / "report.xml"
        pytest = [sys.executable, "-m", "pytest", "-q", "--durations=8", f"--junitxml={report}"]
        started = time.monotonic()
        around = os.environ | {"TONGZHUO_VAR": str(folder), "TONGZHUO_LANGUAGE": "en"} | self.surroundings
        self.code = subprocess.run([*pytest, *self.words, *arguments], cwd=BASE, env=around, check=False).returncode
        self.seconds = time.monotonic() - started
        if report.exists():
            self._count(report)

    def _count(self, report: Path) -> None:
        for case in ElementTree.parse(report).iter("testcase"):
            outcome = next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")
            self.counts[outcome] += 1
            for skipped in case.iter("skipped"):
                self.left_out[skipped.get("message", "")] += 1


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database server is stopped
    started = time.monotonic()
    planner = _start_preparing_the_planner()
    missing = _install_system_packages()
    compile_catalogues()
    parts: list[Part] = []
    with postgres.running() as url:
        for part in _parts(url):
            if not part.alone:
                planner.wait()
            with tempfile.TemporaryDirectory(prefix="tongzhuo-tests-") as folder:
                part.run(Path(folder), arguments)
            parts.append(part)
    planner.wait()
    _summarise(parts, missing, time.monotonic() - started)
    return 0 if all(part.ok for part in parts) else 1


def _parts(postgres_url: str) -> list[Part]:
    two_cores = ["-n", "2", "--dist", "worksteal", "-m", "not browser"]
    sqlite = {"DATABASE_URL": ""}
    browser = _browser()
    walks = [Part("Browser", ["-m", "browser"], sqlite | {"CHROMIUM": browser}, alone=True)] if browser else []
    return [
        *walks,
        Part("SQLite, engine and house rules", two_cores, sqlite),
        Part(
            "PostgreSQL, whatever touches the database",
            [*two_cores, "--database-tests-only"],
            {"DATABASE_URL": postgres_url},
        ),
    ]


def _start_preparing_the_planner() -> "subprocess.Popen[bytes]":
    """Before the tests that run side by side, which would each compile for themselves."""
    print("Preparing the planner, once.", flush=True)
    return subprocess.Popen([sys.executable, "-c", PREPARE], cwd=BASE)


def _browser() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def _install_system_packages() -> list[str]:
    """Installs the browser, a foreign locale and Node where that is allowed. Returns what is still left out."""
    wanted = () if _browser() and postgres.can_make_locale() else SYSTEM_PACKAGES
    _apt_get(*wanted, *(() if shutil.which("npm") else NODE_PACKAGES))
    missing = []
    if not _browser():
        missing.append("ALL BROWSER TESTS: there is no Chromium. Install it, or name one in CHROMIUM.")
    if not postgres.can_make_locale():
        missing.append("PostgreSQL under another collation: localedef and its sources are not installed.")
    why = ensure_checker()
    if checker() is None:
        missing.append(f"Credentials read by an independent library: {why}.")
    return missing


def _apt_get(*packages: str) -> None:
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing what only the tests need: a browser, its fonts, Node.", flush=True)
    around = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *words], capture_output=True, check=False, env=around)


def _summarise(parts: list[Part], missing: list[str], seconds: float) -> None:
    print("\n━━ Summary")
    for part in parts:
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(part.counts.items())) or "nothing selected"
        print(f"{'ok    ' if part.ok else 'FAILED'}  {part.name}: {said} in {part.seconds:.0f} s")
    left_out = sum((part.left_out for part in parts), Counter[str]())
    for reason, count in left_out.most_common():
        print(f"LEFT OUT  {count} tests: {reason}")
    for reason in missing:
        print(f"LEFT OUT  {reason}")
    verdict = "Everything that ran is green" if all(part.ok for part in parts) else "SOMETHING FAILED"
    print(f"{verdict}, in {seconds // 60:.0f} min {seconds % 60:.0f} s.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
