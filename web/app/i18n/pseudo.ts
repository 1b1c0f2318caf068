const accents: { [letter: string]: string } = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', n: 'ñ', c: 'ç' };

/** A text 40 % longer and accented, its placeholders and markup untouched: what stays plain on a page is a sentence that nobody translated. */
export function pseudo(text: string): string {
  const accented = text.replace(/(\{\{[^}]*\}\}|<[^>]*>|\$t\([^)]*\))|([a-zA-Z])/g, (whole, kept: string | undefined, letter: string | undefined) =>
    kept !== undefined ? kept : (accents[letter ?? ''] ?? whole),
  );
  return `${accented}${'·'.repeat(Math.ceil(text.length * 0.4))}`;
}

export function pseudoResource(resource: unknown): unknown {
  if (typeof resource === 'string') return pseudo(resource);
  if (typeof resource !== 'object' || resource === null) return resource;
  return Object.fromEntries(Object.entries(resource).map(([key, value]) => [key, pseudoResource(value)]));
}
