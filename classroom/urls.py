"""Every address of the product."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import path

from classroom.accounts import views as accounts
from classroom.courses import views as courses
from classroom.live import views as live
from classroom.privacy import views as privacy
from classroom.reports import comparison_views as comparisons
from classroom.reports import views as reports
from classroom.sessions import student_views as students
from classroom.sessions import teacher_views as teachers
from classroom.timelines import views as timelines

urlpatterns = [
    path("", accounts.landing, name="landing"),
    path("sign-in/", accounts.SignInView.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("organisation/", accounts.organisation_edit, name="organisation"),
    # Students: no account, so these carry secrets of their own.
    path("join/", students.join_by_code, name="join_by_code"),
    path("join/<str:token>/", students.join, name="join"),
    path("r/<str:token>/", students.enrolment_join, name="enrolment_join"),
    path("participate/<uuid:session_id>/", students.participate, name="participate"),
    path("participate/<uuid:session_id>/camera/", students.allow_camera, name="allow_camera"),
    path("participate/<uuid:session_id>/leave/", students.leave, name="leave"),
    path("participate/<uuid:session_id>/withdraw/", students.withdraw, name="withdraw"),
    path("my-data/<str:token>/", timelines.my_data, name="my_data"),
    path("my-data/<str:token>/download/", timelines.my_data_download, name="my_data_download"),
    path("my-data/<str:token>/erase/", timelines.my_data_erase, name="my_data_erase"),
    path("receipt/<str:code>/", privacy.receipt, name="receipt"),
    path("privacy/", privacy.privacy_notice, name="privacy_notice"),
    # Teachers and admins.
    path("courses/", teachers.course_list, name="course_list"),
    path("courses/new/", courses.course_create, name="course_create"),
    path("courses/<int:pk>/", teachers.course_detail, name="course_detail"),
    path("courses/<int:pk>/edit/", courses.course_edit, name="course_edit"),
    path("courses/<int:pk>/minimum/", courses.course_minimum, name="course_minimum"),
    path("courses/<int:pk>/students/", teachers.student_add, name="student_add"),
    path("courses/<int:pk>/start/", teachers.class_session_start, name="class_session_start"),
    path("sessions/<uuid:session_id>/live/", live.live, name="live"),
    path("sessions/<uuid:session_id>/people/", teachers.session_people, name="session_people"),
    path("sessions/<uuid:session_id>/timeline/", live.live_timeline, name="live_timeline"),
    path("sessions/<uuid:session_id>/pause/", live.session_pause, name="session_pause"),
    path("sessions/<uuid:session_id>/resume/", live.session_resume, name="session_resume"),
    path("sessions/<uuid:session_id>/end/", live.session_end, name="session_end"),
    path("sessions/<uuid:session_id>/door/", live.session_door, name="session_door"),
    path("sessions/<uuid:session_id>/markers/", live.session_marker, name="session_marker"),
    path("sessions/<uuid:session_id>/qr.svg", live.session_qr, name="session_qr"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/overview/", comparisons.overview, name="report_overview"),
    path("reports/compare/", comparisons.compare, name="report_compare"),
    path("reports/courses/<int:pk>/", comparisons.course_report, name="course_report"),
    path("reports/<uuid:session_id>/", reports.report, name="report"),
    path("reports/<uuid:session_id>/notes/", reports.next_time, name="next_time"),
    path("reports/<uuid:session_id>/export.<slug:file_format>", reports.report_export, name="report_export"),
    path("sessions/<uuid:session_id>/notes/", reports.topic_notes, name="topic_notes"),
    path("admin/", admin.site.urls),
    # For the machines that watch this one.
    path("healthz", live.healthz, name="healthz"),
    path("readyz", live.readyz, name="readyz"),
]
