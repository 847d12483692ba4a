from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's administration pages, with our way of signing in."""

    default_site = "classroom.accounts.administration.Administration"
