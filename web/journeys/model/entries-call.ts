/** Brings people into a journey that is started over the API. */
export interface EntriesCall {
  /** `type:value` each, such as `userId:42`. */
  people: string[];
  /** Read by the journey as the trigger's properties. */
  payload: { [key: string]: unknown };
}

/** The same as a line for a POSIX shell. */
export function entriesCurl(origin: string, journey: string, body: EntriesCall): string {
  return [
    `curl ${shell(`${origin}/api/journeys/${encodeURIComponent(journey)}/entries`)} \\`,
    "  --header 'authorization: Bearer API_KEY' \\",
    "  --header 'content-type: application/json' \\",
    `  --data ${shell(JSON.stringify(body, null, 2))}`,
  ].join('\n');
}

/** Quoted for a POSIX shell. */
export function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
