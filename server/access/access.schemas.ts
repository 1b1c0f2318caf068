import { z } from 'zod';

export const signInSchema = z.object({ email: z.string().trim().min(3).max(254), password: z.string().min(1).max(1_000) }).meta({ id: 'SignIn' });
export const signInLinkSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'SignInLink' });

export const sessionSchema = z
  .object({
    user: z.object({ email: z.string(), name: z.string(), locale: z.enum(['en', 'de', 'zh']) }),
    workspace: z.object({ id: z.string(), name: z.string(), timezone: z.string(), demo: z.boolean() }),
    links: z.object({ mailUrl: z.string().nullable(), temporalUiUrl: z.string().nullable(), temporalNamespace: z.string() }),
  })
  .meta({ id: 'Session' });
export type SessionAnswer = z.infer<typeof sessionSchema>;

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    /** What `createdBy` is called. */ createdByName: z.string(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export const newApiKeySchema = z.object({ name: z.string().trim().min(1).max(120) }).meta({ id: 'NewApiKey' });
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() }).meta({ id: 'CreatedApiKey' });

const originSchema = z
  .string()
  .max(300)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin such as https://shop.example.com, without a path');

export const publicTokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Readable: it stands in web pages anyway, and reads only what is marked public. */
    token: z.string(),
    /** Only for pages of these; empty: of any. */
    origins: z.array(z.string()),
    /** Answers only for identities that your own server signed. */
    signedOnly: z.boolean(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    /** What `createdBy` is called. */
    createdByName: z.string(),
    /** Null: never. Written at most once a minute. */
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PublicToken' });
export const newPublicTokenSchema = z
  .object({ name: z.string().trim().min(1).max(120), origins: z.array(originSchema).max(20).optional(), signedOnly: z.boolean().default(false) })
  .meta({ id: 'NewPublicToken' });
export const createdPublicTokenSchema = publicTokenSchema
  .extend({
    /** For your own server: signs identities that a browser may ask for. Never in a page. */
    signingSecret: z.string(),
  })
  .meta({ id: 'CreatedPublicToken' });
