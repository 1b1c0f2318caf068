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
  for (const inner of Object.values(value)) collect(inner, found);
}
