import { Agent, request } from 'node:http';

import { type BenchServer, startBenchMongo, startBenchServer } from './bench-server.js';
import { type Benchmark, median, percentile, report, seededRandom } from './harness.js';
import { type MadeUpPerson, madeUpPerson, seedProfiles } from './many-profiles.js';

const people = Number(process.env.CAIRN_BENCH_PROFILES ?? 1_000_000);
const rounds = 7;
/** Searches of each kind in a round, one after another, as somebody types. */
const searches = 100;
const aimMs = 200;

interface Kind {
  name: string;
  query(person: MadeUpPerson, random: () => number): { [name: string]: string };
  /** Is this one of those looked for? */
  isHit(item: { displayName: string; email: string | null; identities: { value: string }[] }, person: MadeUpPerson, query: string): boolean;
}

const beginning = (text: string, random: () => number): string => text.slice(0, 3 + Math.floor(random() * 6));

/** What is asked for, by kind; all over `GET /api/profiles`, 50 people an answer. */
const kinds: Kind[] = [
  { name: 'identity', query: ({ userId }) => ({ search: userId }), isHit: (item, { userId }) => item.identities.some(({ value }) => value === userId) },
  {
    name: 'anonymous',
    query: ({ anonymousId }) => ({ search: anonymousId }),
    isHit: (item, { anonymousId }) => item.identities.some(({ value }) => value === anonymousId),
  },
  {
    name: 'name',
    query: ({ name }, random) => ({ search: beginning(name.toLowerCase(), random) }),
    isHit: (item, _, query) =>
      item.displayName
        .toLowerCase()
        .split(' ')
        .some((_word, at, words) => words.slice(at).join(' ').startsWith(query)),
  },
  { name: 'email', query: ({ email }, random) => ({ search: beginning(email, random) }), isHit: (item, _, query) => item.email?.startsWith(query) === true },
  { name: 'trait', query: ({ city }) => ({ trait: `city=${city}` }), isHit: () => true },
];

async function searchOnce(server: BenchServer, agent: Agent, kind: Kind, person: MadeUpPerson, random: () => number): Promise<number> {
  const query = kind.query(person, random);
  const url = `${server.url}/api/profiles?${new URLSearchParams(query)}`;
  const startedAt = performance.now();
  const body = await get(url, agent, server.apiKey);
  const tookMs = performance.now() - startedAt;
  const { items } = JSON.parse(body) as { items: Parameters<Kind['isHit']>[0][] };
  if (!items.some((item) => kind.isHit(item, person, Object.values(query)[0] as string)))
    throw new Error(`${url} did not find ${JSON.stringify(person)}, but ${items.length}: ${body.slice(0, 600)}`);
  return tookMs;
}

async function get(url: string, agent: Agent, apiKey: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    request(url, { agent, headers: { authorization: `Bearer ${apiKey}` } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`The server answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    })
      .once('error', reject)
      .end();
  });
}

/** How long somebody waits for people found by an identity, the beginning of a name or an email, or a trait, among a million. */
export const search: Benchmark = {
  name: 'search',
  run: async () => {
    const mongo = await startBenchMongo();
    const database = `bench_${process.pid}_search`;
    const db = mongo.client.db(database);
    const agent = new Agent({ keepAlive: true });
    try {
      const startedAt = performance.now();
      await seedProfiles(db, people);
      console.log(`${people.toLocaleString('en')} profiles and their indexes in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
      const server = await startBenchServer(mongo, database);
      try {
        await measureKinds(server, agent);
      } finally {
        await server.stop();
      }
    } finally {
      agent.destroy();
      await db.dropDatabase();
      await mongo.stop();
    }
  },
};

async function measureKinds(server: BenchServer, agent: Agent): Promise<void> {
  const random = seededRandom(4711);
  const times = new Map(kinds.map((kind) => [kind.name, [] as number[][]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of kinds) {
      const took: number[] = [];
      for (let at = 0; at < searches; at += 1) {
        const person = madeUpPerson(Math.floor(random() * people));
        took.push(await searchOnce(server, agent, kind, person, random));
      }
      // The first round warms up.
      if (round > 0) times.get(kind.name)?.push(took);
    }
  }
  const figure = { unit: 'ms', better: 'lower', aim: aimMs } as const;
  for (const [name, taken] of times) {
    console.log(`${name}: ${taken.flat().length} searches, median ${median(taken.flat()).toFixed(1)} ms`);
    report(
      { ...figure, name: `search.${name}` },
      taken.map((took) => percentile(took, 0.95)),
      [],
    );
  }
  const all = Array.from({ length: rounds }, (_, round) =>
    percentile(
      [...times.values()].flatMap((taken) => taken[round] ?? []),
      0.95,
    ),
  );
  report({ ...figure, name: 'search' }, all, []);
}
