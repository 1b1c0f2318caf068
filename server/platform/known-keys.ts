/** The keys of what is there, for validators: what else a definition may refer to. */
export function keysOf(documents: readonly { key: string }[]): Set<string> {
  return new Set(documents.map(({ key }) => key));
}
