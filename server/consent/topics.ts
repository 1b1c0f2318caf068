/**
 * Subscription topics that conditions may ask for. There are none yet: consent is kept by channel, and a topic in a condition would be ignored. It is
 * refused on save instead, so that nobody reads an answer about the channel as one about the topic.
 */
export const knownTopics: ReadonlySet<string> = new Set();
