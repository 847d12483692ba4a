from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "classroom.operations"
    label = "operations"
