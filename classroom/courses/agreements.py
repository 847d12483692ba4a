"""The consents that hang on a place on the roster: the student's own, and a guardian's where a course wants one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from classroom.courses.models import Enrollment
from classroom.courses.selectors import course_consent_facts
from classroom.privacy.consent_texts import ConsentFacts, text_version
from classroom.privacy.models import Consent, GivenBy, Scope
from classroom.privacy.services import give_consent, record_audit

GUARDIAN = "guardian"


@transaction.atomic
def agree_for_course(*, enrollment: Enrollment, facts: ConsentFacts, scopes: list[str]) -> Consent:
    """Record the student's yes, in place of an earlier one."""
    place = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    enrollment.consent = place.consent = give_consent(subject=place.subject, facts=facts, scopes=scopes)
    place.save(update_fields=["consent"])
    return place.consent


@transaction.atomic
def agree_as_guardian(*, enrollment: Enrollment, agreed_version: str) -> Consent:
    """Record a guardian's yes to the course's present text. An earlier one is not deleted: a lecture may run under it.

    Raises:
        ValidationError: the text has changed since it was shown.
    """
    facts = course_consent_facts(enrollment.course)
    if agreed_version != text_version(facts):
        raise ValidationError(_("The text has changed in the meantime. Please read it again."))
    place = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    place.guardian_consent = give_consent(
        subject=place.subject, facts=facts, scopes=[str(Scope.CAMERA)], given_by=GivenBy.GUARDIAN
    )
    place.save(update_fields=["guardian_consent"])
    record_audit(actor=GUARDIAN, action="guardian.agree", target=f"enrollment:{place.subject}")
    return place.guardian_consent
