/** Names of the computed traits that a condition asks for, at any depth. Reads any JSON: what is no condition refers to nothing. */
export function computedIn(value: unknown): Set<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { fact, params } = value as { fact?: unknown; params?: { name?: unknown } };
  if ((fact === 'computed' || fact === 'score') && typeof params?.name === 'string') found.add(params.name);
  // A value that is another fact, in a clause or in what a rule sets.
  const { computed } = value as { computed?: unknown };
  if (typeof computed === 'string' && Object.keys(value).length === 1) found.add(computed);
  for (const inner of Object.values(value)) collect(inner, found);
}
