"""`manage.py prove_erasure RECEIPT`: nothing about the person of a receipt is left."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis.exceptions import RedisError

from classroom.connections import redis_client
from classroom.privacy.models import ErasureRequest
from classroom.privacy.proof import Finding, Proof, prove_erasure


class Command(BaseCommand):
    help = "Searches every table and every key of Redis for the person of a receipt; ends with 1 if something is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", help="the code that was shown after the erasure")

    def handle(self, *_arguments: Any, receipt: str, **_options: Any) -> None:
        request = ErasureRequest.objects.filter(receipt=receipt).first()
        if request is None:
            raise CommandError("There is no such receipt. Receipts are kept for RECEIPT_DAYS days.")
        try:
            proof = prove_erasure(redis_client(), request)
        except (RedisError, OSError) as error:
            raise CommandError("Redis is out of reach, so nothing can be proved. Start it and try again.") from error
        for finding in proof.findings:
            self.stdout.write(_line(finding))
        if not proof.holds:
            raise CommandError(_what_fails(proof))
        self.stdout.write(
            f"Nothing else is left: {proof.subjects} identifiers, searched for in {proof.columns} columns of the "
            f"database and {proof.keys} keys of Redis."
        )


def _line(finding: Finding) -> str:
    return f"{finding.place}: {finding.count}, {finding.reason or 'must not be there'}"


def _what_fails(proof: Proof) -> str:
    if proof.unfinished:
        waiting = f"{proof.unfinished} of {proof.subjects} parts"
        return f"The erasure is not complete: {waiting} wait for Redis or the ledger."
    return "The erasure left something behind; the lines above say where."
