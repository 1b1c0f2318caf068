import { randomBytes } from 'node:crypto';

import { createApiKey, createSignInLink, createUser, createWorkspace, createWriteKey } from '@cairn/server/access/setup.js';
import { MongoClient } from 'mongodb';

import type { DataDir } from './data-dir.js';
import type { Stack } from './stack.js';

/** Written to `demo.json`, for scripts and tests. */
export interface DemoAccess {
  url: string;
  email: string;
  password: string;
  writeKey: string;
  apiKey: string;
  mailUrl: string;
  temporalUiUrl: string;
}

export const demoWorkspace = 'demo';
const email = 'demo@example.com';

/** Makes the demo workspace, its account and its keys where they are missing, and a link that signs in once. */
export async function openDemo(stack: Stack, dataDir: DataDir, database: string): Promise<{ access: DemoAccess; signInUrl: string }> {
  const client = await new MongoClient(stack.mongodbUri, { writeConcern: { w: 'majority' } }).connect();
  try {
    const db = client.db(database);
    const now = new Date();
    await createWorkspace(db, {
      id: demoWorkspace,
      name: 'Demo shop',
      timezone: 'UTC',
      sender: { name: 'Demo shop', address: 'hello@example.com' },
      now,
    });
    const known = await dataDir.readJson<DemoAccess>('demo.json');
    const keysWork = known !== null && (await accepts(stack.url, known.apiKey));
    const password = known?.password ?? randomBytes(9).toString('base64url');
    const user = await createUser(db, { workspace: demoWorkspace, email, name: 'Demo marketer', password, locale: 'en', now });
    const access: DemoAccess = {
      url: stack.url,
      email,
      password,
      writeKey: keysWork
        ? known.writeKey
        : (await createWriteKey(db, { workspace: demoWorkspace, name: 'Demo shop', source: 'demo-shop', createdBy: 'embedded', now })).key,
      apiKey: keysWork ? known.apiKey : (await createApiKey(db, { workspace: demoWorkspace, name: 'Demo', createdBy: 'embedded', now })).key,
      mailUrl: stack.mailUrl,
      temporalUiUrl: stack.temporalUiUrl,
    };
    await dataDir.writeJson('demo.json', access);
    const token = await createSignInLink(db, { workspace: demoWorkspace, userId: user.userId, now });
    return { access, signInUrl: `${stack.url}/sign-in/${encodeURIComponent(token)}` };
  } finally {
    await client.close();
  }
}

async function accepts(url: string, apiKey: string): Promise<boolean> {
  const response = await fetch(`${url}/api/session`, { headers: { authorization: `Bearer ${apiKey}` } }).catch(() => null);
  return response?.ok === true;
}
