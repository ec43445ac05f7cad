"""What the diary says of absences: in words, not in the teacher's codes."""

ABSENCES = {
    "н": "пропуск, причина не указана",
    "б": "пропуск по болезни",
    "ну": "пропуск по уважительной причине",
    "оп": "опоздание",
}
