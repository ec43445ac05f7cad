"""PostgreSQL refuses a commit that changed an official record without its history row."""

from django.db import migrations

from accounts.guards import leaves_trace


class Migration(migrations.Migration):
    dependencies = [("school", "0003_history_knows_its_transaction"), ("accounts", "0004_change_leaves_its_trace")]
    operations = [
        leaves_trace(
            "school_bellschedule",
            "school_calendarday",
            "school_classenrollment",
            "school_coursesection",
            "school_gradingperiod",
            "school_guardianlink",
            "school_holidaybreak",
            "school_homeroom",
            "school_room",
            "school_schoolclass",
            "school_schoolyear",
            "school_sectionclass",
            "school_sectionenrollment",
            "school_staffmember",
            "school_student",
            "school_subject",
            "school_teachingload",
            "school_timeslot",
            "school_timetable",
            "school_timetableentry",
        ),
    ]
