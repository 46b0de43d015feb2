"""Asks the program under test: makes a home, loads, computes, reads the results as CSV."""

import csv
import io
import pathlib
import subprocess


class Refused(Exception):
    """The program did not do what it was asked to do."""


class Program:
    """The binary, with the calculator that it is to use (left out: its own choice)."""

    def __init__(self, binary, calculator=None):
        self.binary = str(pathlib.Path(binary).resolve())
        self.calculator = ["--calculator", calculator] if calculator else []

    def run(self, *arguments, allowed=(0,)):
        done = subprocess.run([self.binary, "--as", "oracle", *arguments], capture_output=True, text=True)
        if done.returncode not in allowed:
            raise Refused(f"milepost {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def results(self, folder, toml, files, submissions, columns):
        """All results of a pack and what was sent in. `columns` are those of each dataset, in order."""
        pack, home = folder / "pack", folder / "home"
        pack.mkdir()
        (pack / "pack.toml").write_text("\n".join(toml))
        for path, text in files.items():
            (pack / path).parent.mkdir(parents=True, exist_ok=True)
            (pack / path).write_text(text)
        self.run("init", "--home", str(home), "--pack", str(pack))
        for number, sent in enumerate(submissions):
            self.load(folder / f"{number}.csv", home, sent, columns)
        self.run("compute", "--home", str(home), *self.calculator)
        text = self.run("results", "--home", str(home), "--format", "csv")
        return list(csv.DictReader(io.StringIO(text)))

    def load(self, path, home, sent, columns):
        options = ["--period", sent.period] if sent.period else []
        if sent.agency:
            options += ["--agency", sent.agency]
        if sent.nothing:
            self.run("load", "--home", str(home), sent.dataset, "--nothing-to-report", *options)
            return
        if sent.dialect:
            path.write_text(sent.text)
            options += ["--dialect", sent.dialect]
        else:
            with path.open("w", newline="") as out:
                writer = csv.DictWriter(out, columns[sent.dataset], lineterminator="\n")
                writer.writeheader()
                writer.writerows(sent.rows)
        self.run("load", "--home", str(home), sent.dataset, str(path), *options, allowed=(0, 1))
