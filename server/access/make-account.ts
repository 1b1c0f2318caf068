import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { readConfig } from '../platform/config.js';
import { createMongoClient } from '../platform/mongo-client.js';
import { createSignInLink, createUser, createWorkspace, createWriteKey } from './setup.js';
import { WorkspacesStore } from './workspaces.store.js';

const usage = 'node server/dist/access/make-account.js --email ADDRESS [--name NAME] [--workspace ID] [--company NAME] [--sender ADDRESS] [--timezone ZONE]';

/**
 * Command line: makes a workspace if it is missing, or gives the one that is there another timezone, and an account in it, or gives the account a new
 * password. Prints what to sign in with.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      workspace: { type: 'string', default: 'main' },
      company: { type: 'string', default: 'My company' },
      sender: { type: 'string' },
      timezone: { type: 'string' },
    },
  });
  if (!values.email) throw new Error(`--email is missing. Usage: ${usage}`);
  const { email, workspace, company } = values;
  const config = readConfig(process.env);
  const client = await createMongoClient(config.mongodbUri).connect();
  try {
    const db = client.db(config.database);
    const now = new Date();
    const isNew = (await db.collection<{ _id: string }>('workspaces').findOne({ _id: workspace })) === null;
    await createWorkspace(db, { id: workspace, name: company, timezone: values.timezone, sender: { name: company, address: values.sender ?? email }, now });
    const password = randomBytes(12).toString('base64url');
    const isMoved = values.timezone !== undefined && (await new WorkspacesStore(db).setTimezone(workspace, values.timezone));
    const user = await createUser(db, { workspace, email, name: values.name ?? email, password, now });
    const link = await createSignInLink(db, { workspace, userId: user.userId, now });
    const lines = [`Account   ${email}`, `Password  ${password}`, `Sign in   ${config.publicUrl}/sign-in/${encodeURIComponent(link)} (once, within an hour)`];
    if (isMoved) lines.push(`Timezone  ${values.timezone}: everybody's conditions are asked again in the background`);
    if (isNew) lines.push(`Write key ${(await createWriteKey(db, { workspace, name: 'Website', source: 'website', createdBy: 'make-account', now })).key}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await client.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
