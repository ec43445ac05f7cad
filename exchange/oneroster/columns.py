"""Files, columns and words of the OneRoster CSV binding, versions 1.1 and 1.2 together."""

from exchange.tables import Columns

_EVERY = ("sourcedId", "status", "dateLastModified")

FILES = {
    "manifest": Columns(("propertyName", "value"), ("propertyName", "value")),
    "academicSessions": Columns(
        (*_EVERY, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
        ("sourcedId", "title", "type", "startDate", "endDate"),
    ),
    "orgs": Columns(
        (*_EVERY, "name", "type", "identifier", "parentSourcedId"), ("sourcedId", "name", "type")
    ),
    "courses": Columns(
        (
            *_EVERY,
            *("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId"),
            *("subjects", "subjectCodes"),
        ),
        ("sourcedId", "title"),
    ),
    "classes": Columns(
        (
            *_EVERY,
            *("title", "grades", "courseSourcedId", "classCode", "classType", "location"),
            *("schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods"),
        ),
        ("sourcedId", "title", "classType", "courseSourcedId"),
    ),
    "users": Columns(
        (
            *_EVERY,
            *("enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName"),
            *("familyName", "middleName", "identifier", "email", "sms", "phone"),
            *("agentSourcedIds", "grades", "password", "userMasterIdentifier"),
            *("preferredGivenName", "preferredMiddleName", "preferredFamilyName"),
            *("primaryOrgSourcedId", "pronouns"),
        ),
        ("sourcedId", "givenName", "familyName"),
    ),
    "roles": Columns(
        (
            *_EVERY,
            *("userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"),
            "userProfileSourcedId",
        ),
        ("sourcedId", "userSourcedId", "role"),
    ),
    "enrollments": Columns(
        (
            *_EVERY,
            *("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary"),
            *("beginDate", "endDate"),
        ),
        ("sourcedId", "classSourcedId", "userSourcedId", "role"),
    ),
    "demographics": Columns(
        (
            *_EVERY,
            *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian"),
            *("blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander", "white"),
            *("demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity"),
            *("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
            "publicSchoolResidenceStatus",
        ),
        ("sourcedId",),
    ),
}
KEEP_METADATA = ("academicSessions", "courses", "classes", "users")
REQUIRED_FILES = ("users",)
# A file outside this list is not loaded, and the person is told so unless it is empty of meaning
SILENTLY_SKIPPED = ("userprofiles",)

STUDENT, TEACHER, STAFF, GUARDIAN = "student", "teacher", "staff", "guardian"
ROLES = {
    "student": STUDENT,
    "teacher": TEACHER,
    "parent": GUARDIAN,
    "guardian": GUARDIAN,
    "relative": GUARDIAN,
    **dict.fromkeys(
        (
            *("administrator", "aide", "proctor", "counselor", "principal"),
            *("districtadministrator", "siteadministrator", "systemadministrator"),
        ),
        STAFF,
    ),
}
SESSION_TYPES = {name.lower(): name for name in ("schoolYear", "gradingPeriod", "term", "semester")}
NOT_USED = ("tobedeleted", "inactive")  # status of a row that is to go
CLASS_TYPES = ("homeroom", "scheduled")
YES, NO = ("true", "1", "истина", "да"), ("false", "0", "ложь", "нет")
EMPTY_COLUMN = {
    "givenName": "нет имени",
    "familyName": "нет фамилии",
    "title": "нет названия",
    "name": "нет названия",
    "role": "нет роли",
    "sourcedId": "нет идентификатора",
}
