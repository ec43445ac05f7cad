"""What questions of a page do, prepared ones too."""

from django.db import connection


def first_word(sql: str) -> str:
    """SELECT, WITH, INSERT…; of a prepared statement what it was prepared to do."""
    word, name = sql.replace("(", " ").split()[:2]
    if word != "EXECUTE":
        return word
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name = %s", [name])
        [(said,)] = cursor.fetchall()
    return first_word(said.split(" AS ", 1)[1])
