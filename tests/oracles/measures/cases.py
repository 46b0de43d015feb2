"""Reads the cases of a folder of spec files: declarations and rows in, results out."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass, field

FENCE = re.compile(r"^```(\w+) *(.*)\n((?:.*\n)*?)```$", re.M)


@dataclass
class Block:
    """A fenced block: its language, the words behind it, and its text."""

    language: str
    words: list
    options: dict
    text: str

    def rows(self, delimiter=","):
        rows = list(csv.DictReader(io.StringIO(self.text), delimiter=delimiter))
        for row in rows:
            if None in row or None in row.values():
                raise ValueError(f"a row with more or fewer fields than its header: {row}")
        return rows


@dataclass
class Submission:
    """What was sent in: the rows of a file, or that there is nothing to report."""

    dataset: str
    period: str | None
    agency: str | None
    nothing: bool
    rows: list
    dialect: str | None
    text: str


@dataclass
class Case:
    """A case of a chapter, with the declarations that it shares with the others."""

    chapter: str
    title: str
    toml: list
    files: dict = field(default_factory=dict)
    submissions: list = field(default_factory=list)
    results: list = field(default_factory=list)
    rejects: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    problems: bool = False

    def declarations(self):
        """The declarations of all blocks as one table: lists are joined."""
        whole = {}
        for text in self.toml:
            for key, value in tomllib.loads(text).items():
                if isinstance(value, list):
                    whole.setdefault(key, []).extend(value)
                else:
                    whole[key] = value
        return whole


def blocks(text):
    for language, rest, body in FENCE.findall(text):
        words, options = [], {}
        for word in rest.split():
            key, equals, value = word.partition("=")
            if equals:
                options[key] = value
            else:
                words.append(word)
        yield Block(language, words, options, body)


def submission(block):
    dialect = block.options.get("dialect")
    delimiter = ";" if dialect == "semicolon" else ","
    nothing = block.language == "nothing"
    return Submission(
        block.words[0],
        block.options.get("period"),
        block.options.get("agency"),
        nothing,
        [] if nothing else block.rows(delimiter),
        dialect,
        block.text,
    )


def read(path):
    """The cases of a chapter. A block that is not understood is an error."""
    head, *sections = re.split(r"^## ", path.read_text(), flags=re.M)
    shared = [b.text for b in blocks(head) if b.language == "toml"]
    cases = []
    for section in sections:
        case = Case(path.stem, section.splitlines()[0], list(shared))
        for block in blocks(section):
            first = block.words[0] if block.words else None
            if block.language == "toml":
                case.toml.append(block.text)
            elif "file" in block.options:
                case.files[block.options["file"]] = block.text
            elif first == "results":
                case.results += block.rows()
            elif first == "rejects":
                case.rejects += block.rows()
            elif first == "outcome":
                case.outcomes += block.text.split()
            elif first == "problems":
                case.problems = True
            elif first in ("values", "determinations"):
                pass  # other chapters' business: expressions and judgement
            elif block.language in ("csv", "nothing"):
                case.submissions.append(submission(block))
            else:
                raise ValueError(f"{path}: a block `{block.language} {block.words}` in `{case.title}`")
        cases.append(case)
    return cases
