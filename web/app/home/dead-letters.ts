/** Where events that could not be applied are listed. */
export const deadLettersPath = '/dead-letters';
