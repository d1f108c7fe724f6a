"""Figures, and how they are shown."""

import statistics
import tomllib
from dataclasses import dataclass, field


@dataclass
class Sample:
    """Values of one thing that was measured more than once."""

    values: list
    unit: str

    def __post_init__(self):
        self.values = list(self.values)

    @property
    def median(self):
        return statistics.median(self.values)

    def shown(self):
        text = f"{number(self.median)} {self.unit}"
        if 1 < len(self.values) <= 9:
            text += f" ({number(min(self.values))}–{number(max(self.values))}, n={len(self.values)})"
        elif len(self.values) > 9:
            text += f" (n={len(self.values)})"
        return text


def number(value):
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 or size == 0 else f"{value:.3f}"


def quantile(values, q):
    """The median, or the value below which the share `q` lies."""
    return statistics.median(values) if q == 0.5 else sorted(values)[int(len(values) * q)]


@dataclass
class Figure:
    """One line of the table.

    `peer` is what it is beside, or None with `missing` saying why; `goal` is the ratio to reach, or the value itself where
    `absolute` is set; `at_least` turns its sense round."""

    key: str
    what: str
    ours: Sample | None
    peer_name: str = ""
    peer: Sample | None = None
    goal: float | None = None
    at_least: bool = False
    absolute: bool = False
    missing: str = ""
    remark: str = ""

    @property
    def ratio(self):
        if self.ours is None or self.peer is None or not self.peer.median:
            return None
        return self.ours.median / self.peer.median

    @property
    def met(self):
        """Whether the goal is reached; None where there is no goal or no figure."""
        value = (self.ours.median if self.ours else None) if self.absolute else self.ratio
        if self.goal is None or value is None:
            return None
        return value >= self.goal if self.at_least else value <= self.goal

    def cells(self):
        ours = self.ours.shown() if self.ours else "–"
        if self.remark:
            ours += f"; {self.remark}"
        beside = f"{self.peer_name}: {self.peer.shown()}" if self.peer else self.missing or self.peer_name or "–"
        ratio = "–" if self.ratio is None else number(self.ratio)
        goal = ""
        if self.goal is not None:
            unit = f" {self.ours.unit}" if self.absolute and self.ours else ""
            word = {None: "not measured", True: "reached", False: "**missed**"}[self.met]
            goal = f"{'≥' if self.at_least else '≤'} {number(self.goal)}{unit}: {word}"
        return [self.what, ours, beside, ratio, goal]


@dataclass
class Table:
    title: str
    header: list
    rows: list


@dataclass
class Section:
    name: str
    title: str
    says: str
    figures: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    stamp: str = ""

    def attempt(self, what, action):
        """Does one part; what goes wrong is told and does not end the others."""
        from hearth_bench.processes import Failed

        try:
            return action()
        except (Failed, OSError, ValueError) as e:
            self.failures.append(f"{what}: {e}")
            return None

    def missed(self):
        return [figure for figure in self.figures if figure.met is False]

    def markdown(self, sentences):
        lines = [f"## {self.name}: {self.title}", "", self.stamp, "", self.says, ""]
        lines += rows(["what", "Hearth", "beside it", "ratio", "goal"], [figure.cells() for figure in self.figures])
        for table in self.tables:
            lines += ["", table.title, ""] + rows(table.header, table.rows)
        if self.failures:
            lines += ["", "Not measured:", ""] + [f"- {failure}" for failure in self.failures]
        if self.missed():
            lines += ["", "Goals missed:", ""]
            for figure in self.missed():
                why = sentences.get(figure.key, f"nobody has said why yet (`{figure.key}` in `bench/missed.toml`).")
                lines.append(f"- {figure.what}: {why}")
        return "\n".join(lines) + "\n"

    def text(self):
        """For a terminal."""
        lines = ["", f"{self.name}: {self.title}", ""]
        lines += aligned([["what", "Hearth", "beside it", "ratio", "goal"]] + [f.cells() for f in self.figures])
        for table in self.tables:
            lines += ["", table.title] + aligned([table.header] + table.rows)
        lines += [f"not measured: {failure}" for failure in self.failures]
        return "\n".join(lines) + "\n"


def rows(header, body):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in body]


def aligned(body):
    body = [[str(cell).replace("*", "").replace("`", "") for cell in row] for row in body]
    widths = [max(len(row[i]) for row in body) for i in range(len(body[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in body]


def sentences(file):
    """Why goals are missed, written by people."""
    if not file.exists():
        return {}
    with open(file, "rb") as source:
        return tomllib.load(source)


def write(file, sections, why, order):
    """Puts sections into the file of results; those that were not measured now stay as they are."""
    kept = {}
    if file.exists():
        for part in file.read_text().split("\n## ")[1:]:
            kept[part.partition(":")[0]] = "## " + part.strip() + "\n"
    for section in sections:
        kept[section.name] = section.markdown(why)
    head = (
        "# Results\n\n"
        "Written by `./hearth bench`; each section by the last complete run of its measurement. Only ratios say much: both sides\n"
        "were measured in one run, in turn, on one machine. A time is the median, with the range and the count behind it.\n"
        "Why a goal is missed is written in `bench/missed.toml`.\n"
    )
    file.write_text("\n".join([head] + [kept[name] for name in order if name in kept]))
