import { createHash } from 'node:crypto';

import { accessErrors } from '../access/access.errors.js';
import { isSignedIdentity, signingSecretOf } from '../access/identity-signature.js';
import type { KeyDocument } from '../access/keys.store.js';
import type { ReadTokens } from '../access/read-tokens.js';
import { identityIdOf } from '../identities/identity-id.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import type { Clock, DefinitionsSource } from './core.js';
import { unescapeJson } from './facts.js';
import { profileApiErrors } from './profile-api.errors.js';
import type { ProfileParts, ProfilePartsReader } from './profile-parts.js';
import { profileErrors } from './profiles.errors.js';
import type { PublicNames } from './public-names.js';

const parts = ['traits', 'computed', 'segments', 'tags'] as const;
type Part = (typeof parts)[number];
const namesInACall = 100;

export interface ProfileApiCall {
  token: string | undefined;
  /** Of the page that asks, if a browser says so. */
  origin: string | undefined;
  query: { [name: string]: string | undefined };
}

export interface ProfileApiAnswer {
  body: string;
  /** Strong: of the very body. */
  etag: string;
  /** Public tokens: which page may read the answer. Absent: none (API keys do not belong into pages). */
  allowOrigin: string | undefined;
}

/** What of a person is asked for, and may be seen; undefined: all of that part. */
type Wanted = { [part in Part]?: ReadonlySet<string> | 'all' };

/** One person's values for personalisation, chosen by name: quick, cacheable, and in browsers only what the catalogue marks public. */
export class ProfileApi {
  constructor(
    private readonly deps: {
      tokens: ReadTokens;
      reader: ProfilePartsReader;
      publicNames: PublicNames;
      definitions: DefinitionsSource;
      clock: Clock;
      secret: string;
    },
  ) {}

  /** @throws UserError for whatever the caller can mend. */
  async answer({ token, origin, query }: ProfileApiCall): Promise<ProfileApiAnswer> {
    const key = await this.holder(token);
    const { workspace } = key;
    const allowOrigin = allowedOrigin(key, origin);
    const { identity } = query;
    if (identity === undefined || identity === '') throw profileApiErrors.missingIdentity();
    if (key.kind === 'public') this.checkMayAsk(key, identity, query);
    const { identityRules } = await this.deps.definitions.current(workspace);
    const id = identityIdOf(workspace, identity, identityRules);
    if (id === null) throw profileErrors.badIdentity(identity);
    const wanted = await this.wanted(key, query);
    const profile = await this.deps.reader.byIdentity(workspace, id, fieldsOf(wanted));
    if (profile === null) throw profileErrors.unknownIdentity(identity);
    const body = JSON.stringify({ ...(key.kind === 'api' && { id: profile.profileId }), ...chosen(profile, wanted) });
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, allowOrigin };
  }

  private async holder(token: string | undefined): Promise<KeyDocument> {
    if (token === undefined || token === '') throw accessErrors.missingReadToken();
    const key = await this.deps.tokens.find(token);
    if (key === null) throw accessErrors.wrongReadToken();
    return key;
  }

  /** Never by an identity that others could guess: only what this browser alone knows, or what your own server vouched for. */
  private checkMayAsk(key: KeyDocument, identity: string, { signature, expires }: ProfileApiCall['query']): void {
    if (signature === undefined || signature === '') {
      if (key.signedOnly) throw profileApiErrors.notSigned();
      if (!isUnguessable(identity)) throw profileApiErrors.guessable();
      return;
    }
    const expiresAt = expires === undefined || expires === '' ? undefined : /^\d{1,15}$/.test(expires) ? Number(expires) : Number.NaN;
    const signingSecret = signingSecretOf(this.deps.secret, key.workspace, key.keyId);
    if (Number.isNaN(expiresAt) || !isSignedIdentity(signingSecret, signature, identity, expiresAt)) throw profileApiErrors.wrongSignature();
    if (expiresAt !== undefined && expiresAt * 1_000 <= this.deps.clock.now()) throw profileApiErrors.expired();
  }

  private async wanted(key: KeyDocument, query: ProfileApiCall['query']): Promise<Wanted> {
    const visible = key.kind === 'public' ? await this.deps.publicNames.of(key.workspace) : undefined;
    const wanted: Wanted = {};
    for (const part of includedIn(query)) {
      const asked = namesIn(part, query[part]);
      const shown = visible?.[part];
      if (shown === undefined) wanted[part] = asked ?? 'all';
      else wanted[part] = asked === undefined ? shown : new Set([...asked].filter((name) => shown.has(name)));
    }
    return wanted;
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** What SDKs make up for a browser: a UUID, or as long a random text. */
function isUnguessable(identity: string): boolean {
  const value = identity.startsWith('anonymousId:') ? identity.slice('anonymousId:'.length) : '';
  return uuid.test(value) || value.length >= 32;
}

function allowedOrigin(key: KeyDocument, origin: string | undefined): string | undefined {
  if (key.kind !== 'public') return undefined;
  if (key.origins === undefined || key.origins.length === 0) return '*';
  if (origin === undefined) return undefined;
  if (!key.origins.includes(origin)) throw accessErrors.originRefused(origin);
  return origin;
}

/** `include`, or every part; naming names of a part includes it, and those alone unless `include` says more. */
function includedIn(query: ProfileApiCall['query']): Part[] {
  const named = parts.filter((part) => query[part] !== undefined);
  if (query.include === undefined) return named.length > 0 ? named : [...parts];
  const included = listOf(query.include).map((name) => {
    const part = parts.find((known) => known === name);
    if (part === undefined) throw profileApiErrors.unknownPart(name);
    return part;
  });
  return parts.filter((part) => included.includes(part) || named.includes(part));
}

function namesIn(part: Part, text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const names = listOf(text);
  if (names.length > namesInACall) throw profileApiErrors.tooManyNames(part, namesInACall);
  return new Set(names);
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Only what is wanted is read. */
function fieldsOf({ traits, computed, segments, tags }: Wanted): { [path: string]: 1 } {
  const fields: { [path: string]: 1 } = {};
  const add = (map: string, names: ReadonlySet<string> | 'all' | undefined, suffix: string) => {
    if (names === 'all') fields[map] = 1;
    else for (const name of names ?? []) fields[`${map}.${escapeKey(name)}${suffix}`] = 1;
  };
  add('traits', traits, '.value');
  add('computed', computed, '.value');
  add('memberships', segments, '');
  add('tags', tags, '.on');
  return fields;
}

function chosen({ traits = {}, computed = {}, memberships = {}, tags = {} }: ProfileParts, wanted: Wanted): object {
  const values = (map: ProfileParts['traits'] | ProfileParts['computed']) =>
    Object.fromEntries(
      Object.entries(map ?? {})
        .flatMap(([key, { value }]) => (value === null || value === undefined ? [] : [[unescapeKey(key), unescapeJson(value)] as const]))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    ...(wanted.traits && { traits: values(traits) }),
    ...(wanted.computed && { computed: values(computed) }),
    ...(wanted.segments && { segments: Object.keys(memberships).sort() }),
    ...(wanted.tags && {
      tags: Object.entries(tags)
        .flatMap(([key, { on }]) => (on ? [key] : []))
        .sort(),
    }),
  };
}
