/** Pages have words of their own for it, in every language (`failure` in web/ui/locales), with these values. */
const page = <const Names extends readonly string[]>(...values: Names) => ({ shown: 'page', values }) as const;
/** Only a program that calls the API can cause it: who meets it on a page reads the English message. */
const program = { shown: 'program', values: [] } as const;
/** The server's own trouble: pages say that something failed there, whatever it was. */
const fault = { shown: 'fault', values: [] } as const;
/** Stays inside the worker, or is told as the reason why its work failed. */
const worker = { shown: 'worker', values: [] } as const;

/** Every code of an error, once. */
export const errorCodes = {
  // Requests
  'address-too-long': program,
  'broken-text': page(),
  'changed-meanwhile': page('key'),
  conflict: page(),
  forbidden: page(),
  'foreign-origin': page('origin'),
  'headers-too-large': program,
  'internal-error': fault,
  'invalid-address': program,
  'invalid-cursor': program,
  'invalid-request': page(),
  'key-taken': page('key'),
  'malformed-json': program,
  'not-found': page(),
  'store-unavailable': fault,
  'too-large': page(),
  'too-many-requests': page(),
  'too-slow': page(),
  'unsupported-media-type': program,
  // Access
  'not-signed-in': page(),
  'session-only': program,
  'sign-in-link-used': page(),
  'too-many-sign-ins': page('minutes'),
  'missing-token': program,
  'origin-refused': program,
  'unknown-api-key': page(),
  'unknown-public-token': page(),
  'unknown-workspace': fault,
  'wrong-api-key': program,
  'wrong-credentials': page(),
  'wrong-token': program,
  // Events; what refuses one is also the reason of a dead letter
  'batch-too-large': program,
  'event-name-too-long': page(),
  'event-too-large': page(),
  'fold-failed': page(),
  'fold-refused': page(),
  'group-id-too-long': program,
  'invalid-identity': program,
  'invalid-message-id': program,
  'invalid-timestamp': program,
  'key-too-long': page(),
  'malformed-gzip': program,
  'missing-batch': program,
  'missing-event-name': page(),
  'missing-group-id': program,
  'missing-previous-id': program,
  'missing-user-id': program,
  'missing-write-key': program,
  'no-identity': page(),
  'not-an-object': program,
  'number-out-of-range': page(),
  overloaded: fault,
  'profile-too-large': page(),
  'too-deep': page(),
  'too-many-accounts': page(),
  'too-many-events': program,
  'too-many-keys': page(),
  'too-many-traits': page(),
  'unknown-dead-letter': page(),
  'unknown-encoding': program,
  'unknown-type': program,
  'wrong-write-key': page(),
  // People, traits
  'identity-not-signed': program,
  'missing-identity': program,
  'signature-expired': program,
  'too-many-names': program,
  'unknown-part': program,
  'wrong-signature': program,
  'event-needed': program,
  'identity-rules-changed': page('by'),
  'invalid-identity-rules': page(),
  'merge-contended': fault,
  'merge-too-large': page(),
  'nothing-to-undo': page(),
  'same-profile': page(),
  'too-many-identities': page('limit'),
  'unknown-merge': page(),
  'not-for-this-kind': program,
  'too-many-searchable': page('limit'),
  'trait-not-searchable': page('trait'),
  'unknown-identity': page('identity'),
  'unknown-profile': page('profile'),
  'unknown-trait': page('trait'),
  'identity-of-another': page('identity'),
  // Tags, computed traits
  'computed-trait-in-use': page('trait', 'uses'),
  'invalid-computed-trait': page('trait'),
  'invalid-tag': page('tag'),
  'tag-added-and-removed': program,
  'tag-cycle': page('tag', 'loop'),
  'nobody-listed': page('tag'),
  'tag-follows-rule': page('tags'),
  'tag-in-use': page('tag', 'uses'),
  'tag-still-leaving': page('tag', 'people'),
  'too-many-computed-traits': page('limit'),
  'too-many-tags': page('limit'),
  'unknown-computed-trait': page('trait'),
  'unknown-tag': page('tags'),
  'unknown-tag-job': program,
  // Accounts
  'not-in-account': page('account'),
  'unknown-account': page('account'),
  // Duplicates
  'invalid-matching-settings': page(),
  'matching-out-of-memory': page(),
  'matching-run-ended': page(),
  'matching-runs-already': page(),
  'matching-settings-changed': page('by'),
  'matching-stage-failed': worker,
  'matching-thread-ended': worker,
  'pair-decided': page(),
  'pair-gone': page(),
  'temporal-unavailable': fault,
  'too-many-pairs': page('limit'),
  'too-many-profiles': page('limit'),
  'unknown-matching-run': page(),
  'unknown-pair': page(),
  // Segments
  'invalid-condition': page('segment'),
  'invalid-file': page('key'),
  'condition-breaks': page('condition', 'use'),
  'condition-in-use': page('condition', 'uses'),
  'invalid-shared-condition': page('condition'),
  'too-many-conditions': page('limit'),
  'unknown-shared-condition': page('condition'),
  'all-alike': page('names'),
  'too-few-people': page('people', 'needed'),
  'unknown-backfill': page(),
  'invalid-rule': page('rule'),
  'rule-cycle': page('rule', 'loop'),
  'rules-changed': page(),
  'tag-turned-by-rules': page('tag', 'rules'),
  'too-many-rules': page('limit'),
  'unknown-rule': page('rule'),
  'segment-cycle': page('segment', 'loop'),
  'segment-in-use': page('segment', 'uses'),
  'sensitive-trait': page('trait'),
  'unknown-segment': page('segment'),
  // Messages
  'invalid-template': page('template'),
  'template-failed': page(),
  'template-in-use': page('template', 'journeys'),
  'unknown-delivery': page(),
  'unknown-template': page('template'),
  // Journeys
  'draft-changed': page('journey'),
  'invalid-journey': page('journey'),
  'journey-archived': page('journey'),
  'not-published': page('journey'),
  'not-your-comment': page(),
  'unknown-comment': page(),
  'unknown-journey': page('journey'),
  'unknown-version': page(),
  'unknown-run': page(),
  // Demo shop
  'demo-beside-people': page(),
  'demo-job-running': page(),
  'demo-not-there': page(),
  // Catching up and sending
  'account-contended': worker,
  'call-not-seen': worker,
  'catch-up-contended': fault,
  'decision-contended': fault,
  'definitions-behind': fault,
  'delivery-contended': worker,
  'provider-busy': worker,
  'provider-saturated': worker,
  'sending-stopped': worker,
  'temporal-pause': worker,
  'version-not-loaded': worker,
  'workspace-missing': worker,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Why an event that was accepted could not be applied: the reason of a dead letter. They come without values. */
export type RefusalCode = 'fold-failed' | 'fold-refused' | 'profile-too-large' | 'too-many-accounts' | 'too-many-traits';

/** Names of the values that a code comes with. */
export type ErrorValueName<Code extends ErrorCode> = (typeof errorCodes)[Code]['values'][number];

/**
 * Codes of details that pages have words for (`detail` in web/ui/locales), with their values. Others are shown in English: the condition
 * language's, which the builder does not let happen; journeys' problems, which the canvas says in its own words; what LiquidJS and MJML say.
 */
export const detailCodes = {
  'empty-subject': [],
  'liquid-place': ['liquid'],
  'missing-value': ['path', 'fallback'],
  'mjml-unclosed': ['tag'],
  'no-unsubscribe-link': ['link'],
  'out-of-memory': [],
  'timed-out': [],
  'unknown-filter': ['name', 'known'],
  'unknown-tag': ['name', 'known'],
} as const satisfies { readonly [code: string]: readonly string[] };

/** What pages put into their words: names stay as they are, numbers and lists are written as the reader's language does. */
export type ErrorValue = string | number | readonly string[];
