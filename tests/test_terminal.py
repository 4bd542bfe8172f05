"""What goes to a terminal: a progress bar on one only, and nothing that steers it."""

import io
import sys

from kg import terminal


def test_a_progress_bar_is_drawn_on_a_terminal_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.progress(3, "few") as bar:
        bar.step("1")
    assert screen.getvalue() == ""
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress(20, "reading") as bar:
        for number in range(20):
            bar.step(f"{number} facts\x1b[31m")
    assert "reading" in screen.getvalue()


def test_what_is_said_cannot_steer_a_terminal(capsys):
    terminal.say("a\x1b]0;title\x07\nb")
    assert capsys.readouterr().err == "a\ufffd]0;title\ufffd b\n"


def test_things_are_counted():
    assert [terminal.counted(n, "fact") for n in (0, 1, 2310)] == ["0 facts", "1 fact", "2,310 facts"]


def test_problems_are_said_once(capsys):
    problems = terminal.Problems()
    assert problems.status() == 0
    for _ in range(2):
        problems.add("a.txt: empty")
    assert capsys.readouterr().err == "kg: a.txt: empty\n"
    assert (problems.status(1), problems.status(0)) == (1, 2)
