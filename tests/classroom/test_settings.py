import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from string import ascii_letters

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from classroom.environment import Environment, kept_secret
from classroom.masking import MaskSecrets

REPOSITORY = Path(__file__).parents[2]
CHECK = """
import django
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
"""
OVER_TLS = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT")


@pytest.mark.parametrize(("value", "flag"), [("1", True), ("yes", True), ("0", False), ("", False), (" on ", True)])
def test_flags_are_read(value: str, flag: bool) -> None:
    assert Environment({"DEBUG": value}).flag("DEBUG") is flag


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda env: env.flag("X"), "maybe"),
        (lambda env: env.whole("X", 5), "five"),
        (lambda env: env.whole("X", 5), "-1"),
        (lambda env: env.whole("X", 5, least=3, most=9), "10"),
        (lambda env: env.choice("X", "a", ("a", "b")), "c"),
    ],
)
def test_nonsense_stops_with_the_variables_name(read: object, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="X must be"):
        read(Environment({"X": value}))


@pytest.mark.parametrize("value", ["Almaty", "asia/almaty", "Asia", "+05:00", "../zone", "UTC 5"])
def test_a_time_zone_that_nobody_knows_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"TIME_ZONE must be .*, not '{re.escape(value)}'"):
        Environment({"TIME_ZONE": value}).time_zone("TIME_ZONE", "UTC")


@pytest.mark.parametrize(("value", "zone"), [("Asia/Almaty", "Asia/Almaty"), ("", "UTC"), (" UTC ", "UTC")])
def test_a_time_zone_is_read(value: str, zone: str) -> None:
    assert Environment({"TIME_ZONE": value}).time_zone("TIME_ZONE", "UTC") == zone


def test_no_start_with_an_unknown_time_zone() -> None:
    refused = started(DEPLOYMENT_REGION="kz", TIME_ZONE="Asia/Alma-Ata")
    assert "TIME_ZONE must be the name of a time zone, as in Asia/Almaty" in refused.stderr


def test_a_missing_text_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        Environment({}).text("SECRET_KEY")


def test_a_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "key")
    assert kept_secret(tmp_path / "key") == secret
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize(
    "name", ["join", "enrolment_join", "guardian", "my_data", "my_data_table", "my_data_erase", "receipt"]
)
def test_secrets_of_links_do_not_reach_the_log(name: str) -> None:
    path = reverse(name, args=["SECRET-of_a-link"])
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (path,), None)
    assert "mask_secrets" in settings.LOGGING["handlers"]["console"]["filters"]
    assert MaskSecrets().filter(record)
    assert "SECRET" not in record.getMessage()
    assert "Internal Server Error" in record.getMessage()


def test_the_token_of_a_password_link_does_not_reach_the_log() -> None:
    path = reverse("password_set", args=["MQ", "SECRET-token"])
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (path,), None)
    MaskSecrets().filter(record)
    assert "SECRET" not in record.getMessage()


def test_mail_is_sent_only_where_a_server_for_it_is_named() -> None:
    read = "from django.conf import settings as s; print(s.SENDS_MAIL, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS)"
    assert started(read, DEPLOYMENT_REGION="kz").stdout.split()[0] == "False"
    mail = {"EMAIL_URL": "smtp+starttls://user:word@mail.example", "EMAIL_FROM": "class@school.example"}
    assert started(read, DEPLOYMENT_REGION="kz", **mail).stdout.split() == ["True", "mail.example", "587", "True"]
    assert "EMAIL_FROM is not set" in started(read, DEPLOYMENT_REGION="kz", EMAIL_URL=mail["EMAIL_URL"]).stderr


def started(
    read: str = "from django.conf import settings; print(settings.SECURE_SSL_REDIRECT)", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Read the settings of a production start with these variables."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "classroom.settings",
        "DATABASE_URL": "postgresql://user:word@database/classroom",
        "REDIS_URL": "redis://redis:6379/0",
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": "school.example",
    }
    command = [sys.executable, "-c", read]
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment | variables, capture_output=True, text=True, check=False
    )


def test_a_production_start_without_a_region_is_refused_with_the_reason() -> None:
    refused = started()
    assert refused.returncode != 0
    assert "DEPLOYMENT_REGION is not set" in refused.stderr
    assert "AI Act" in refused.stderr


def test_a_production_start_with_a_region_redirects_to_https() -> None:
    assert started(DEPLOYMENT_REGION="kz").stdout.strip() == "True"


def test_a_deployment_passes_every_check_of_django() -> None:
    checked = started(CHECK, DEPLOYMENT_REGION="kz", SECRET_KEY=ascii_letters)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_two_checks_of_django_are_silenced_and_no_other() -> None:
    read = "from django.conf import settings; print(*settings.SILENCED_SYSTEM_CHECKS)"
    assert started(read, DEPLOYMENT_REGION="kz").stdout.split() == ["security.W005", "security.W021"]
    assert settings.SILENCED_SYSTEM_CHECKS == ["security.W005", "security.W021"]


def test_a_deployment_sends_cookies_over_tls_only_and_tells_browsers_to_come_back_that_way() -> None:
    read = f"from django.conf import settings as s; print(*[getattr(s, n) for n in {OVER_TLS}], s.SECURE_HSTS_SECONDS)"
    *flags, hsts_s = started(read, DEPLOYMENT_REGION="kz").stdout.split()
    assert flags == ["True"] * len(OVER_TLS)
    assert int(hsts_s) >= 365 * 24 * 3600


def test_every_answer_tells_the_browser_what_a_page_may_do(settings: object) -> None:
    settings.SECURE_HSTS_SECONDS = 1000
    headers = Client().get(reverse("healthz"), secure=True).headers
    assert headers["Strict-Transport-Security"] == "max-age=1000"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    forbidden = {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}
    assert {"default-src 'self'", *forbidden} <= set(policy.split("; "))
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_no_script_reads_the_cookies_and_no_other_site_sends_them() -> None:
    cookie = Client().get(reverse("sign_in")).cookies["csrftoken"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")


@pytest.mark.parametrize("region", ["Europe", "EU", "EL", "UK", "XX"])
def test_a_region_that_is_no_country_is_refused(region: str) -> None:
    assert "two-letter ISO country code" in started(DEPLOYMENT_REGION=region).stderr


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN must have at least 16 characters"),
        ({"METRICS_PORT": "9100"}, "METRICS_TOKEN must be set as well"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of line, json"),
        ({"CLASSROOM_PART": "kitchen"}, "CLASSROOM_PART must be one of"),
    ],
)
def test_numbers_are_not_opened_by_mistake(variables: dict[str, str], complaint: str) -> None:
    assert complaint in started(DEPLOYMENT_REGION="kz", **variables).stderr


def test_a_deployment_logs_json_unless_told_otherwise() -> None:
    read = "from django.conf import settings; print(settings.LOG_FORMAT)"
    assert started(read, DEPLOYMENT_REGION="kz").stdout.strip() == "json"
    assert started(read, DEPLOYMENT_REGION="kz", LOG_FORMAT="line").stdout.strip() == "line"
