import { resolveNamed } from '@cairn/rules/compile/resolve-named.js';
import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import { contentHash, type VersionKind } from '@cairn/workflows/contracts/canonical.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import type { VersionDocument, WorkspaceDocument } from '../platform/collections.js';
import type { Definitions } from '../profiles/core.js';
import { indexOf } from '../profiles/definitions-index.js';
import { assemble, type Compiled, compileVersion } from '../profiles/definitions-source.js';
import { mayConcern } from '../profiles/fold-runs.js';

/** The name that simulated workspaces go by: it goes into ids, and nowhere else. */
export const simulatedWorkspaceName = 'simulation';

/** What people meet: the same compiled definitions that production folds by. One serves any number of people. */
export interface SimulatedWorkspace {
  definitions: Definitions;
  /** Keys; absent: every template exists. */
  templates?: ReadonlySet<string>;
  /** May an event of this name start, release, end or be counted by anything? */
  heeds(name: string): boolean;
}

export interface WorkspaceDescription {
  journeys: readonly { key: string; definition: JourneyDefinition; paused?: boolean }[];
  segments?: readonly { key: string; condition: Condition }[];
  /** Shared conditions that these refer to. */
  conditions?: NamedConditions;
  /** Tags beside those that the journeys turn. */
  tags?: readonly string[];
  templates?: readonly string[];
  caps?: WorkspaceDocument['caps'];
  /** IANA. Absent: UTC. */
  timezone?: string;
}

/** Everything as if it had just been published. The definitions must be valid. */
export function simulatedWorkspace(description: WorkspaceDescription): SimulatedWorkspace {
  const { journeys, segments = [], conditions = new Map(), caps = [], timezone, templates } = description;
  const compiled: Compiled = { journeys: new Map(), segments: new Map(), tags: new Map(), computed: new Map(), rules: new Map() };
  const publish = (kind: VersionKind, key: string, definition: object): string => {
    const version = versionOf(kind, key, resolveNamed(definition, conditions));
    compileVersion(compiled, version);
    return version.hash;
  };
  const turned = journeys.flatMap(({ definition }) => definition.steps.flatMap((step) => (step.type === 'tag' ? [step.tag] : [])));
  const definitions = assemble(
    { _id: simulatedWorkspaceName, epoch: 1, revision: 1, caps, ...(timezone !== undefined && { timezone }) },
    {
      journeys: journeys.map(({ key, definition, paused }) => ({ liveVersion: publish('journey', key, definition), state: paused ? 'paused' : 'live' })),
      segments: segments.map(({ key, condition }) => ({ liveVersion: publish('segment', key, { name: key, condition }), epoch: 1 })),
      tags: [...new Set([...turned, ...(description.tags ?? [])])].map((key) => ({ key, liveVersion: publish('tag', key, { name: key }), epoch: 1 })),
      computed: [],
      rules: [],
    },
    compiled,
  );
  return { definitions, heeds: heedingOf(definitions), ...(templates && { templates: new Set(templates) }) };
}

/** Most of what people do concerns no journey. Names come from people: only so many answers are kept. */
function heedingOf(definitions: Definitions): (name: string) => boolean {
  const index = indexOf(definitions);
  const known = new Map<string, boolean>();
  const isHeeded = (name: string): boolean =>
    index.counts(name) ||
    index.triggers(name).length > 0 ||
    index.exits(name).length > 0 ||
    definitions.journeys.some(({ journey }) => mayConcern(journey, name));
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = isHeeded(name);
      if (known.size >= 10_000) known.clear();
      known.set(name, answer);
    }
    return answer;
  };
}

function versionOf(kind: VersionKind, key: string, definition: object): VersionDocument {
  const hash = contentHash(kind, key, definition);
  const document = { _id: `${simulatedWorkspaceName}:${hash}`, workspace: simulatedWorkspaceName, number: 1, createdAt: new Date(0), createdBy: 'simulation' };
  return { ...document, hash, kind, key, definition };
}
