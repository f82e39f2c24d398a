#!/usr/bin/env python3
"""Runs the verification tests and prints a table of what they measure.

usage: postprocess/verification_numbers.py [build/tests/vitriflow-tests]
                                           [--suites 'StartUp.*' ...]

Every number comes from the running tests (tests/verification/measured.h);
nothing is typed. The questions are those at the head of the test files. Errors
that were measured at two resolutions stand with the order of convergence
between them, and are those of the finer one. Exit status 1 if a test fails.
Run from the top of the tree.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SUITES = [
    "StartUp.*",
    "LinearResponse.*",
    "RelaxationModes.*",
    "KelvinModes.*",
    "Thresholds.*",
    "FrozenGrowth.*",
    "Couette.*",
    "Box.*",
    "Channel.*",
    "Manufactured.*",
    "Balances.*",
    "Remap.*",
    "Command.Interrupt*",
    "Command.Same*",
]

# What GoogleTest itself says about a test.
OWN_KEYS = {
    "name",
    "status",
    "result",
    "timestamp",
    "time",
    "classname",
    "failures",
    "file",
    "line",
    "type_param",
    "value_param",
}


def questions():
    """The question at the head of a test's file, by the test's suite."""
    found = {}
    for path in pathlib.Path("tests").rglob("*_test.cc"):
        text = path.read_text(encoding="utf-8")
        head = re.match(r"// Question: ((?:.*\n)(?://.*\n)*)", text)
        if head and "measured.h" in text:
            words = " ".join(head[1].replace("//", " ").split())
            question = words[0].upper() + words[1 : words.rfind("?") + 1]
            for suite in re.findall(r"^ *TEST(?:_F)?\((\w+),", text, re.M):
                found[suite] = question
    return found


def run_tests(executable, suites):
    """Suites and tests as GoogleTest reports them in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        subprocess.run(
            [
                executable,
                "--gtest_filter=" + ":".join(suites),
                f"--gtest_output=json:{report}",
            ],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        if not report.is_file():
            sys.exit(f"{executable} wrote no report")
        return json.loads(report.read_text(encoding="utf-8"))["testsuites"]


def rows_of(test):
    """Quantity, value and order of a test; no order where none is measured."""
    values = {
        key: float(value)
        for key, value in test.items()
        if key not in OWN_KEYS
    }
    rows = []
    for name, value in values.items():
        base, _, last = name.rpartition(", ")
        if last == "order" and f"{base}, error" in values:
            continue
        order = values.get(f"{base}, order") if last == "error" else None
        rows.append((name, value, order))
    return rows


def print_table(question, tests):
    """A question and the table of its tests, without those that have no
    numbers."""
    print(f"\n{question}\n")
    print("| test | quantity | value | order |")
    print("|---|---|---|---|")
    for suite, test in tests:
        name = f"`{suite}.{test['name']}`"
        for quantity, value, order in rows_of(test):
            order = "" if order is None else f"{order:.2f}"
            print(f"| {name} | {quantity} | {value:.4g} | {order} |")
            name = ""


def main():
    """Run the tests and print a table for every question."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "executable", nargs="?", default="build/tests/vitriflow-tests"
    )
    parser.add_argument("--suites", nargs="+", default=SUITES)
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.executable).is_file():
        sys.exit(f"{arguments.executable} is missing: run ./test.sh first")
    suites = run_tests(arguments.executable, arguments.suites)
    asked = questions()
    rank = {pattern.split(".")[0]: i for i, pattern in enumerate(SUITES)}
    suites.sort(key=lambda suite: rank.get(suite["name"], len(rank)))
    by_question = {}
    for suite in suites:
        tests = by_question.setdefault(asked.get(suite["name"], ""), [])
        tests += [(suite["name"], test) for test in suite["testsuite"]]
    for question, tests in by_question.items():
        print_table(question, tests)
    failed = [
        f"{suite['name']}.{test['name']}"
        for suite in suites
        for test in suite["testsuite"]
        if "failures" in test
    ]
    if failed:
        sys.exit("failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
