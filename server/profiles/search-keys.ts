/** At most so many traits of a workspace can be searched by: each is one entry of an index for everybody who has it. */
export const searchableLimit = 20;
/** Until a workspace chooses its own. */
export const searchableByDefault: readonly string[] = ['city', 'company', 'country', 'language', 'plan'];
