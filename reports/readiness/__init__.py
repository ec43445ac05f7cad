"""How ready a school year is: rules, facts and how they are read, sections, the picture of its history (SCH-16)."""
