from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from classroom.operations.demo_courses import load_demo


class Command(BaseCommand):
    help = "Make the demo accounts and courses of the embedded trial."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            load_demo()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
