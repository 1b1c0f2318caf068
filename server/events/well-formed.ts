const surrogate = /\\u[dD][89a-fA-F]/;
/** Every escape of a JSON text, whole pairs first: an escaped backslash is an escape of its own, so what follows one is never taken for another. */
const escapes = /\\(?:(u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|(u[dD][89a-fA-F][\da-fA-F]{2})|.)/gs;

/**
 * JSON text whose every string can be stored. Half of a surrogate pair (what is left where an emoji was cut in two) has no UTF-8: the database keeps
 * U+FFFD in its place, and an id that is stored as another is never found again. So it becomes U+FFFD before anybody compares it.
 */
export function wellFormed(json: string): string {
  if (!surrogate.test(json)) return json;
  return json.replace(escapes, (found: string, _pair: string | undefined, half: string | undefined) => (half === undefined ? found : '\\ufffd'));
}
