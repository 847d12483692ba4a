"""Every address of the product."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from classroom.accounts import password_views as passwords
from classroom.accounts import people_views as people
from classroom.accounts import second_step_views as steps
from classroom.accounts import setup_views
from classroom.accounts import views as accounts
from classroom.courses import person_views as persons
from classroom.courses import roster_views as roster
from classroom.courses import views as courses
from classroom.live import health_views as health
from classroom.live import marker_views as markers
from classroom.live import views as live
from classroom.privacy import views as privacy
from classroom.reports import comparison_views as comparisons
from classroom.reports import views as reports
from classroom.sessions import course_views, planning_views
from classroom.sessions import guardian_views as guardians
from classroom.sessions import student_views as students
from classroom.sessions import teacher_views as teachers
from classroom.timelines import views as timelines

urlpatterns = [
    path("", accounts.landing, name="landing"),
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-in/code/", steps.sign_in_code, name="sign_in_code"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("i18n/setlang/", require_POST(set_language), name="set_language"),
    path("setup/", setup_views.setup, name="setup"),
    path("password/", passwords.PasswordChange.as_view(), name="password_change"),
    path("password/forgotten/", passwords.PasswordForgotten.as_view(), name="password_forgotten"),
    path("password/forgotten/sent/", passwords.password_sent, name="password_sent"),
    path("second-step/", steps.overview, name="second_step"),
    path("second-step/change/", steps.change, name="second_step_change"),
    path("set-password/<uidb64>/<token>/", passwords.PasswordSet.as_view(), name="password_set"),
    # Admins.
    path("organisation/", accounts.organisation_edit, name="organisation"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/", persons.person, name="person"),
    path("people/<int:pk>/link/", people.person_link, name="person_link"),
    path("people/<int:pk>/second-step/", steps.person_second_step, name="person_second_step"),
    path("people/<int:pk>/role/", persons.person_role, name="person_role"),
    path("people/<int:pk>/activate/", people.person_activate, name="person_activate"),
    path("people/<int:pk>/deactivate/", persons.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/hand-over/", persons.person_hand_over, name="person_hand_over"),
    # Students: no account, so these carry secrets of their own.
    path("join/", students.join_by_code, name="join_by_code"),
    path("join/<str:token>/", students.join, name="join"),
    path("r/<str:token>/", students.enrolment_join, name="enrolment_join"),
    path("r/<str:token>/withdraw/", students.enrolment_withdraw, name="enrolment_withdraw"),
    path("guardian/<str:token>/", guardians.guardian, name="guardian"),
    path("guardian/<str:token>/take-back/", guardians.guardian_take_back, name="guardian_take_back"),
    path("participate/<uuid:session_id>/", students.participate, name="participate"),
    path("participate/<uuid:session_id>/camera/", students.allow_camera, name="allow_camera"),
    path("participate/<uuid:session_id>/leave/", students.leave, name="leave"),
    path("participate/<uuid:session_id>/withdraw/", students.withdraw, name="withdraw"),
    path("my-data/<str:token>/", timelines.my_data, name="my_data"),
    path("my-data/<str:token>/download/", timelines.my_data_download, name="my_data_download"),
    path("my-data/<str:token>/table/", timelines.my_data_table, name="my_data_table"),
    path("my-data/<str:token>/erase/", timelines.my_data_erase, name="my_data_erase"),
    path("receipt/<str:code>/", privacy.receipt, name="receipt"),
    path("privacy/", privacy.privacy_notice, name="privacy_notice"),
    # Teachers and admins.
    path("courses/", course_views.course_list, name="course_list"),
    path("courses/new/", courses.course_create, name="course_create"),
    path("courses/<int:pk>/", course_views.course_detail, name="course_detail"),
    path("courses/<int:pk>/edit/", courses.course_edit, name="course_edit"),
    path("courses/<int:pk>/minimum/", courses.course_minimum, name="course_minimum"),
    path("courses/<int:pk>/duplicate/", courses.course_duplicate, name="course_duplicate"),
    path("courses/<int:pk>/transfer/", courses.course_transfer, name="course_transfer"),
    path("courses/<int:pk>/archive/", course_views.course_archive, name="course_archive"),
    path("courses/<int:pk>/students/", roster.roster, name="roster"),
    path("courses/<int:pk>/students/add/", roster.student_add, name="student_add"),
    path("courses/<int:pk>/students/links/", roster.roster_links, name="roster_links"),
    path("courses/<int:pk>/students/import/", roster.roster_import, name="roster_import"),
    path("courses/<int:pk>/students/import/confirm/", roster.roster_import_confirm, name="roster_import_confirm"),
    path("courses/<int:pk>/students/<int:enrollment_pk>/link/", roster.student_link, name="student_link"),
    path("courses/<int:pk>/students/<int:enrollment_pk>/remove/", roster.student_remove, name="student_remove"),
    path("courses/<int:pk>/lectures/", course_views.lecture_list, name="lecture_list"),
    path("courses/<int:pk>/start/", teachers.class_session_start, name="class_session_start"),
    path("courses/<int:pk>/plan/", planning_views.plan_create, name="plan_create"),
    path("sessions/<uuid:session_id>/plan/", planning_views.plan_edit, name="plan_edit"),
    path("sessions/<uuid:session_id>/plan/start/", planning_views.plan_start, name="plan_start"),
    path("sessions/<uuid:session_id>/plan/delete/", planning_views.plan_delete, name="plan_delete"),
    path("sessions/<uuid:session_id>/copy/", planning_views.plan_copy, name="plan_copy"),
    path("sessions/<uuid:session_id>/archive/", course_views.session_archive, name="session_archive"),
    path("sessions/<uuid:session_id>/live/", live.live, name="live"),
    path("sessions/<uuid:session_id>/people/", teachers.session_people, name="session_people"),
    path("sessions/<uuid:session_id>/shown-timelines/", timelines.shown_timelines, name="shown_timelines"),
    path("sessions/<uuid:session_id>/timeline/", live.live_timeline, name="live_timeline"),
    path("sessions/<uuid:session_id>/pause/", live.session_pause, name="session_pause"),
    path("sessions/<uuid:session_id>/resume/", live.session_resume, name="session_resume"),
    path("sessions/<uuid:session_id>/end/", live.session_end, name="session_end"),
    path("sessions/<uuid:session_id>/hands/lower/", live.session_lower_hands, name="session_lower_hands"),
    path("sessions/<uuid:session_id>/door/", live.session_door, name="session_door"),
    path("sessions/<uuid:session_id>/new-link/", live.session_new_link, name="session_new_link"),
    path("sessions/<uuid:session_id>/markers/", markers.session_marker, name="session_marker"),
    path("sessions/<uuid:session_id>/markers/<int:marker_id>/", markers.marker_change, name="marker_change"),
    path("sessions/<uuid:session_id>/markers/<int:marker_id>/remove/", markers.marker_remove, name="marker_remove"),
    path("sessions/<uuid:session_id>/qr.svg", live.session_qr, name="session_qr"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/overview/", comparisons.overview, name="report_overview"),
    path("reports/compare/", comparisons.compare, name="report_compare"),
    path("reports/courses/<int:pk>/", comparisons.course_report, name="course_report"),
    path("reports/courses/<int:pk>/exported/", comparisons.course_report_exported, name="course_report_exported"),
    path("reports/<uuid:session_id>/", reports.report, name="report"),
    path("reports/<uuid:session_id>/notes/", reports.next_time, name="next_time"),
    path("reports/<uuid:session_id>/export.<slug:file_format>", reports.report_export, name="report_export"),
    path("reports/<uuid:session_id>/exported/", reports.report_exported, name="report_exported"),
    path("sessions/<uuid:session_id>/notes/", reports.topic_notes, name="topic_notes"),
    path("admin/", admin.site.urls),
    # For the machines that watch this one.
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
