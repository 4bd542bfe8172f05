"""The command for corpora that are too large for one process: extract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli.app import app, json_option
from kg.terminal import Problems, counted, progress, write, write_json


@app.command()
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE... OUT")
@click.option("--engine", type=click.Choice(["processes", "dask"]), default="processes", show_default=True,
              help="Processes of this machine, or a Dask cluster (needs the extra `cluster`).")
@click.option("--scheduler", metavar="ADDRESS", help="Address of a Dask scheduler, such as tcp://10.0.0.1:8786.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N",
              help="Processes or local workers; one a core if not given.")
@click.option("--files", type=click.IntRange(min=1), default=500, show_default=True, metavar="N",
              help="Files of one shard; a .jsonl file is one by itself.")
@json_option
def extract(paths: Sequence[str], engine: str, scheduler: str | None, jobs: int | None, files: int, as_json: bool
            ) -> int:
    """Read articles into shards on many cores or machines.

    SOURCE is a file or folder of articles, OUT the folder for the shards, which are gzipped N-Quads. Safe to interrupt
    and to repeat: a shard is written whole, and what is done is not done again. The shards load into any RDF store;
    `kg import` takes them, too.
    """
    from kg.engines import run
    from kg.shards import plan, report_of, write_manifest, write_shared

    if len(paths) < 2:
        raise click.UsageError("name one or more sources and, last, the folder for the shards")
    out = Path(paths[-1])
    shards = plan(paths[:-1], files)
    write_manifest(out, shards)
    with progress(len(shards), "shards") as bar:
        seen = 0

        def done(count: int) -> None:
            nonlocal seen
            while seen < count:
                seen += 1
                bar.step("")

        run(shards, out, engine=engine, jobs=jobs, scheduler=scheduler, done=done)
    reports = [report_of(out, shard) for shard in shards]
    write_shared(out, reports)
    problems = Problems()
    for report in reports:
        for problem in report["problems"]:
            problems.add(problem)
    counts = {name: sum(report["counts"][name] for report in reports) for name in ("articles", "facts", "unread")}
    if as_json:
        write_json({"shards": len(shards), **counts, "problems": problems.lines})
    else:
        write(f"{counted(counts['articles'], 'article')}, {counted(counts['facts'], 'fact')}, "
              f"{counted(counts['unread'], 'number')} unread in {counted(len(shards), 'shard')}: {out}")
    return problems.status(counts["articles"])
