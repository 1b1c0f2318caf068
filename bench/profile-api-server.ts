import { createApp } from '@cairn/server/app.module.js';
import { readConfig } from '@cairn/server/platform/config.js';
import { MongoClient } from 'mongodb';

/** The server as it is, with one more route: a look at a profile by `_id`, and nothing else, over the very same HTTP stack. Run as a process of its own. */
const config = readConfig(process.env);
const app = await createApp(config);
const client = await new MongoClient(config.mongodbUri, { appName: 'bench' }).connect();
const profiles = client.db(config.database).collection<{ _id: string }>('profiles');
const projection = { profileId: 1, 'traits.name.value': 1, 'traits.city.value': 1, 'traits.plan.value': 1, computed: 1, memberships: 1 };

interface Route {
  get(
    path: string,
    handler: (request: { query: { id: string } }, reply: { header(name: string, value: string): { send(body: string): unknown } }) => unknown,
  ): void;
}
(app.getHttpAdapter().getInstance() as Route).get('/bench/bare', async ({ query }, reply) => {
  const profile = await profiles.findOne({ _id: query.id }, { projection });
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(profile));
});
await app.listen(config.port, config.host);
