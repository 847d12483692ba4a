"""Taking migrations of ours back, and applying them again."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Step = tuple[str, str]


def our_apps() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name.startswith("classroom.")}


def steps_with_number(number: str) -> list[Step]:
    """The migration with that number of each app of ours that has one."""
    known = MigrationLoader(None).disk_migrations
    return sorted(step for step in known if step[0] in our_apps() and step[1].startswith(f"{number}_"))


def applied_of_ours() -> set[Step]:
    return {step for step in MigrationLoader(connection).applied_migrations if step[0] in our_apps()}


def migrate(targets: list[Step]) -> None:
    MigrationExecutor(connection).migrate(targets)


def take_all_back_to(number: str) -> None:
    """App by app, as somebody at a terminal does it."""
    for step in steps_with_number(number):
        migrate([step])


def migrate_to_the_present() -> None:
    migrate(MigrationLoader(connection).graph.leaf_nodes())
