"""`python -m classroom.languages COMMAND`: extract, missing, fill, check, compile."""

import argparse
import json
import sys
from pathlib import Path

from classroom.languages.catalogs import compile_catalogs, read_catalog
from classroom.languages.names import TRANSLATED


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m classroom.languages", description="Translations: see docs/languages.md."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="bring the .po files to the sentences of the source")
    commands.add_parser("missing", help="print what has to be translated, as JSON")
    fill = commands.add_parser(
        "fill", help="write the translations of a JSON file, made from `missing`, into the .po files"
    )
    fill.add_argument("file", type=Path)
    commands.add_parser("check", help="say what is missing or wrong; the status is 1 if anything is")
    commands.add_parser("compile", help="make the .mo files that are missing or older than their .po files")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        compile_catalogs()
        return 0
    return _translate(options)


def _translate(options: argparse.Namespace) -> int:
    """The commands that read the source; these alone need Django."""
    from classroom.languages import translating
    from classroom.languages.extraction import extracted

    complaints: list[str] = []
    if options.command == "extract":
        translating.update_catalogs()
    elif options.command == "missing":
        json.dump(translating.missing(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif options.command == "fill":
        complaints = translating.fill(json.loads(options.file.read_text()))
    else:
        template = extracted()
        for language in TRANSLATED:
            complaints += [f"{language}: {fault}" for fault in translating.faults(template, read_catalog(language))]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
