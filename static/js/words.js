// Numbers as people say them.

const RULES = new Intl.PluralRules("ru");

// plural(3, "изменение", "изменения", "изменений")
export function plural(n, one, few, many) {
  return { one, few }[RULES.select(n)] ?? many;
}

// «3 изменения»
export const changes = (n) => `${n} ${plural(n, "изменение", "изменения", "изменений")}`;
