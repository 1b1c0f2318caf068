import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

import { type BenchServer, startBenchMongo, startBenchServer } from './bench-server.js';
import { type Benchmark, percentile, report, seededRandom } from './harness.js';
import { madeUpPerson, seedProfiles } from './many-profiles.js';

const people = 50_000;
/** Of each kind in a round. */
const requests = 3_000;
const rounds = 9;
/** Pages that ask at once. */
const connections = 8;

type Kind = 'ours' | 'bare';
interface Call {
  kind: Kind;
  url: string;
  headers: Record<string, string>;
  expects: string;
}

/** Milliseconds of each call by kind, the answers looked at. The kinds take turns, so that whatever else the machine does falls on both alike. */
async function timed(agent: Agent, calls: Call[]): Promise<Record<Kind, number[]>> {
  const took: Record<Kind, number[]> = { ours: [], bare: [] };
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
      const startedAt = performance.now();
      const body = await get(call.url, agent, call.headers);
      took[call.kind].push(performance.now() - startedAt);
      if (!body.includes(call.expects)) throw new Error(`${call.url} answered ${body.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  return took;
}

async function get(url: string, agent: Agent, headers: Record<string, string>): Promise<string> {
  return await new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => resolve(Buffer.concat(parts).toString()));
    })
      .once('error', reject)
      .end();
  });
}

function callOf(server: BenchServer, random: () => number, kind: Kind): Call {
  const person = madeUpPerson(Math.floor(random() * people));
  if (kind === 'bare') {
    return { kind, url: `${server.url}/bench/bare?${new URLSearchParams({ id: `bench:${person.profileId}` })}`, headers: {}, expects: person.city };
  }
  const query = new URLSearchParams({ identity: `userId:${person.userId}`, traits: 'name,city,plan', include: 'computed,segments' });
  return { kind, url: `${server.url}/v1/profile?${query}`, headers: { authorization: `Bearer ${server.apiKey}` }, expects: person.city };
}

/** p99 of a person's chosen traits, computed traits and segments by an identity, against a bare look by `_id` in the same process over the same HTTP stack. */
export const profileApi: Benchmark = {
  name: 'profile-api',
  run: async () => {
    const mongo = await startBenchMongo();
    const database = `bench_${process.pid}_profile_api`;
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    try {
      await seedProfiles(mongo.client.db(database), people);
      const server = await startBenchServer(mongo, database, fileURLToPath(new URL('./profile-api-server.js', import.meta.url)));
      const random = seededRandom(7);
      const round = async () =>
        await timed(
          agent,
          Array.from({ length: 2 * requests }, (_, at) => callOf(server, random, at % 2 === 0 ? 'ours' : 'bare')),
        );
      try {
        await round();
        const taken: Record<Kind, number[]>[] = [];
        for (let at = 0; at < rounds; at += 1) taken.push(await round());
        for (const [name, share, aim] of [
          ['profile-api.p50', 0.5, 2],
          ['profile-api', 0.99, 3],
        ] as const) {
          const at = (kind: Kind) => taken.map((times) => percentile(times[kind], share));
          report({ name, unit: 'ms', better: 'lower', aim }, at('ours'), at('bare'));
        }
      } finally {
        await server.stop();
      }
    } finally {
      agent.destroy();
      await mongo.client.db(database).dropDatabase();
      await mongo.stop();
    }
  },
};
