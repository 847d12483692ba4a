from typing import Any

from django.core.management.base import BaseCommand

from classroom.operations.demo_courses import load_demo


class Command(BaseCommand):
    help = "Make the demo accounts and courses of the embedded trial."

    def handle(self, *args: Any, **options: Any) -> None:
        load_demo()
