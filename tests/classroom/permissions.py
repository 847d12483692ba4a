"""Who may open what: one line for every address of the product and every method it takes. One without fails the tests.

Actors: nobody signed in; a student of this session and one of another; a teacher of other courses; the course's
owner and co-teacher; an admin. A *live* address is asked about a running lecture, an *ended* one about one with a
report.
"""

from dataclasses import dataclass

ANONYMOUS, STUDENT, OTHER_STUDENT = "anonymous", "student", "other student"
OTHER_TEACHER, CO_TEACHER, TEACHER, ADMIN = "other teacher", "co-teacher", "teacher", "admin"

ACTORS = frozenset({ANONYMOUS, STUDENT, OTHER_STUDENT, OTHER_TEACHER, CO_TEACHER, TEACHER, ADMIN})
EVERYBODY = ACTORS
ACCOUNTS = frozenset({OTHER_TEACHER, CO_TEACHER, TEACHER, ADMIN})
TEACHERS = frozenset({OTHER_TEACHER, CO_TEACHER, TEACHER})
ITS_TEACHERS = frozenset({CO_TEACHER, TEACHER})
ITS_READERS = ITS_TEACHERS | {ADMIN}
ITS_STUDENT = frozenset({STUDENT})
ADMINS = frozenset({ADMIN})
ITS_MANAGERS = frozenset({TEACHER, ADMIN})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Address:
    """Who may use an address.

    Attributes:
        who: the actors who get something other than a refusal.
        method: of the request.
        ended: whether it is asked about a lecture that has ended.
        arguments: for parameters whose value depends on the address; others come from the cast.
    """

    who: frozenset[str]
    method: str = "get"
    ended: bool = False
    arguments: tuple[str, ...] = ()


# A link's secret stands for the right itself: whoever has it may come in, with or without an account.
MATRIX = {
    "landing": Address(EVERYBODY),
    "sign_in": Address(EVERYBODY),
    "sign_in_code": Address(NOBODY),  # nobody of the cast has typed a password just now
    "sign_out": Address(EVERYBODY, "post"),
    "set_language": Address(EVERYBODY, "post"),
    "setup": Address(NOBODY),  # this installation has accounts
    "password_change": Address(ACCOUNTS),
    "password_forgotten": Address(EVERYBODY),
    "password_sent": Address(EVERYBODY),
    "second_step": Address(ACCOUNTS),
    "second_step_change": Address(ACCOUNTS, "post"),
    "password_set": Address(EVERYBODY, arguments=("person_code", "password_token")),
    "organisation": Address(ADMINS),
    "people": Address(ADMINS),
    "person_invite": Address(ADMINS),
    "person": Address(ADMINS, arguments=("person",)),
    "person_link": Address(ADMINS, "post", arguments=("person",)),
    "person_second_step": Address(ADMINS, "post", arguments=("person",)),
    "person_role": Address(ADMINS, "post", arguments=("person",)),
    "person_activate": Address(ADMINS, "post", arguments=("person",)),
    "person_deactivate": Address(ADMINS, arguments=("person",)),
    "person_hand_over": Address(ADMINS, "post", arguments=("person",)),
    "join_by_code": Address(EVERYBODY),
    "join": Address(EVERYBODY, arguments=("join_token",)),
    "enrolment_join": Address(EVERYBODY, arguments=("enrolment_secret",)),
    "enrolment_withdraw": Address(EVERYBODY, "post", arguments=("enrolment_secret",)),
    "guardian": Address(EVERYBODY, arguments=("guardian_secret",)),
    "guardian_take_back": Address(EVERYBODY, "post", arguments=("guardian_secret",)),
    "participate": Address(ITS_STUDENT),
    "allow_camera": Address(ITS_STUDENT, "post"),
    "leave": Address(ITS_STUDENT, "post"),
    "withdraw": Address(ITS_STUDENT, "post"),
    "my_data": Address(EVERYBODY, arguments=("data_secret",)),
    "my_data_download": Address(EVERYBODY, arguments=("data_secret",)),
    "my_data_table": Address(EVERYBODY, arguments=("data_secret",)),
    "my_data_erase": Address(EVERYBODY, "post", arguments=("data_secret",)),
    "receipt": Address(EVERYBODY, arguments=("receipt",)),
    "privacy_notice": Address(EVERYBODY),
    "course_list": Address(ACCOUNTS),
    "course_create": Address(TEACHERS),
    "course_detail": Address(ITS_READERS),
    "course_edit": Address(ITS_READERS),
    "course_minimum": Address(ADMINS),
    "course_duplicate": Address(ITS_TEACHERS),
    "course_transfer": Address(ITS_MANAGERS),
    "course_archive": Address(ITS_MANAGERS, "post"),
    "lecture_list": Address(ITS_READERS),
    "roster": Address(ITS_READERS),
    "student_add": Address(ITS_TEACHERS, "post"),
    "student_link": Address(ITS_TEACHERS, "post", arguments=("pk", "enrollment")),
    "student_remove": Address(ITS_READERS, arguments=("pk", "enrollment")),
    "roster_links": Address(ITS_TEACHERS, "post"),
    "roster_import": Address(ITS_READERS),
    "roster_import_confirm": Address(ITS_READERS, "post"),
    "plan_create": Address(ITS_TEACHERS),
    "plan_edit": Address(ITS_TEACHERS, arguments=("planned",)),
    "plan_start": Address(ITS_TEACHERS, "post", arguments=("planned",)),
    "plan_delete": Address(ITS_TEACHERS, "post", arguments=("planned",)),
    "plan_copy": Address(ITS_TEACHERS, ended=True),
    "session_archive": Address(ITS_READERS, "post", ended=True),
    "class_session_start": Address(ITS_TEACHERS, "post"),
    "live": Address(ITS_TEACHERS),
    "session_people": Address(ITS_TEACHERS),
    "shown_timelines": Address(ITS_TEACHERS),
    "live_timeline": Address(ITS_TEACHERS),
    "session_pause": Address(ITS_TEACHERS, "post"),
    "session_resume": Address(ITS_TEACHERS, "post"),
    "session_end": Address(ITS_TEACHERS, "post"),
    "session_marker": Address(ITS_TEACHERS, "post"),
    "marker_change": Address(ITS_TEACHERS, arguments=("live", "marker")),
    "marker_remove": Address(ITS_TEACHERS, "post", arguments=("live", "marker")),
    "session_lower_hands": Address(ITS_TEACHERS, "post"),
    "session_door": Address(ITS_TEACHERS, "post"),
    "session_new_link": Address(ITS_TEACHERS, "post"),
    "session_qr": Address(ITS_TEACHERS),
    "report_list": Address(ACCOUNTS),
    "report": Address(ITS_READERS, ended=True),
    "report_export": Address(ITS_READERS, ended=True),
    "report_exported": Address(ITS_READERS, "post", ended=True),
    "report_overview": Address(ADMINS),
    "report_compare": Address(ACCOUNTS),
    "course_report": Address(ITS_READERS),
    "course_report_exported": Address(ITS_READERS, "post"),
    "next_time": Address(ITS_TEACHERS, "post", ended=True),
    "topic_notes": Address(ITS_TEACHERS),
    "healthz": Address(EVERYBODY),
    "readyz": Address(EVERYBODY),
    "metrics": Address(EVERYBODY),  # on this machine; elsewhere by token: live/test_health_views.py
}

# Django's administration pages, of which a person's rows are for looking at.
SHOWN = ("accounts_user", "courses_course", "courses_student", "privacy_auditentry")
CHANGED, HIDDEN = "privacy_organisation", "auth_group"
MATRIX |= {
    "admin:index": Address(ADMINS),
    "admin:login": Address(ADMINS),  # who may not come in is sent to the product's own door
    "admin:logout": Address(EVERYBODY, "post"),
    "admin:password_change": Address(ADMINS),
    "admin:password_change_done": Address(ADMINS),
    "admin:autocomplete": Address(NOBODY),  # no page of ours has such a field
    "admin:jsi18n": Address(ADMINS),
    "admin:view_on_site": Address(NOBODY, arguments=("password_token", "password_token")),
    "admin:app_list": Address(ADMINS, arguments=("app_label",)),
}
for model in (*SHOWN, CHANGED, HIDDEN):
    viewers = NOBODY if model == HIDDEN else ADMINS
    MATRIX |= {
        f"admin:{model}_changelist": Address(viewers),
        f"admin:{model}_add": Address(ADMINS if model == CHANGED else NOBODY),
        f"admin:{model}_change": Address(viewers, arguments=(model,)),
        f"admin:{model}_history": Address(viewers, arguments=(model,)),
        f"admin:{model}_delete": Address(NOBODY, arguments=(model,)),
    }

# Django gives these no names: they lead to `change`, or nowhere, and ask for the same permission as the pages above.
WITHOUT_NAME = {
    "admin/(?P<url>.*)$",
    *(f"admin/{model.replace('_', '/')}/<path:object_id>/" for model in (*SHOWN, CHANGED, HIDDEN)),
}

# Pages of MATRIX that are shown to whoever asks with GET and do something for whoever asks with POST.
CHANGES = {
    "sign_in": Address(EVERYBODY, "post"),
    "password_change": Address(ACCOUNTS, "post"),
    "password_forgotten": Address(NOBODY, "post"),  # this installation sends no mail
    "password_set": Address(EVERYBODY, "post", arguments=("person_code", "password_token")),
    "second_step": Address(ACCOUNTS, "post"),
    "organisation": Address(ADMINS, "post"),
    "person_invite": Address(ADMINS, "post"),
    "person_deactivate": Address(ADMINS, "post", arguments=("person",)),
    "join_by_code": Address(EVERYBODY, "post"),
    "join": Address(EVERYBODY, "post", arguments=("join_token",)),
    "enrolment_join": Address(EVERYBODY, "post", arguments=("enrolment_secret",)),
    "guardian": Address(EVERYBODY, "post", arguments=("guardian_secret",)),
    "course_create": Address(TEACHERS, "post"),
    "course_edit": Address(ITS_READERS, "post"),
    "course_minimum": Address(ADMINS, "post"),
    "course_duplicate": Address(ITS_TEACHERS, "post"),
    "course_transfer": Address(ITS_MANAGERS, "post"),
    "student_remove": Address(ITS_READERS, "post", arguments=("pk", "enrollment")),
    "roster_import": Address(ITS_READERS, "post"),
    "plan_create": Address(ITS_TEACHERS, "post"),
    "plan_edit": Address(ITS_TEACHERS, "post", arguments=("planned",)),
    "marker_change": Address(ITS_TEACHERS, "post", arguments=("live", "marker")),
    "plan_copy": Address(ITS_TEACHERS, "post", ended=True),
    "admin:login": Address(ADMINS, "post"),
    "admin:password_change": Address(ADMINS, "post"),
    **{f"admin:{model}_changelist": Address(ADMINS, "post") for model in (*SHOWN, CHANGED)},
    "admin:privacy_organisation_add": Address(ADMINS, "post"),
    "admin:privacy_organisation_change": Address(ADMINS, "post", arguments=("privacy_organisation",)),
}

# What a look at a page leaves in the audit log, once a day for each login; one at nobody and no figure leaves nothing.
# A new page has to stand in one of the two, or the tests fail.
NOTED = {
    "people": "accounts.view",
    "person": "account.view",
    "person_deactivate": "account.view",
    "my_data": "own_data.view",
    "my_data_download": "own_data.export",
    "my_data_table": "own_data.export",
    "roster": "roster.view",
    "student_remove": "roster.view",
    "session_people": "people.view",
    "shown_timelines": "timeline.shown",
    "live": "live.view",
    "live_timeline": "live.view",
    "report": "report.view",
    "report_export": "report.export",
    "report_overview": "report.overview",
    "report_compare": "report.compare",
    "course_report": "report.course",
    **{
        f"admin:{model}_{page}": "administration.view"
        for model in SHOWN
        for page in ("changelist", "change", "history")
    },
}
# What one's own seat, account or installation is, forms, lists of courses and lectures without figures, words alone.
UNNOTED = {
    *("landing", "sign_in", "sign_in_code", "setup", "password_change", "password_forgotten", "password_sent"),
    *("password_set", "second_step", "organisation", "person_invite", "join_by_code", "join", "enrolment_join"),
    *("guardian", "participate", "receipt", "privacy_notice", "healthz", "readyz", "metrics"),
    *("course_list", "course_create", "course_detail", "course_edit", "course_minimum", "course_duplicate"),
    *("course_transfer", "lecture_list", "roster_import", "plan_create", "plan_edit", "plan_copy", "marker_change"),
    *("session_qr", "report_list", "topic_notes"),
    *(name for name, page in MATRIX.items() if name[:6] == "admin:" and page.method == "get" and name not in NOTED),
}

# The sockets by their paths: who stays connected.
SOCKETS = {
    "ws/participate/<uuid:session_id>/": ITS_STUDENT,
    "ws/sessions/<uuid:session_id>/dashboard/": ITS_TEACHERS,
}

# What a student may say, and why it is refused: with a camera, without a consent to one, and in a pause.
WITH_CAMERA, WITHOUT_CAMERA, IN_A_PAUSE = "with camera", "without camera", "in a pause"
MESSAGES = {
    "frame": {WITH_CAMERA: None, WITHOUT_CAMERA: "not_agreed", IN_A_PAUSE: "paused"},
    "signal": {WITH_CAMERA: None, WITHOUT_CAMERA: None, IN_A_PAUSE: None},
    "hand": {WITH_CAMERA: None, WITHOUT_CAMERA: None, IN_A_PAUSE: None},
    "wrong": {WITH_CAMERA: None, WITHOUT_CAMERA: None, IN_A_PAUSE: None},
}
