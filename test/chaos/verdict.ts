import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { Client, Connection } from '@temporalio/client';

import { until, type World, workspace } from './world.js';

export interface Kill {
  part: string;
  /** ms UTC. */
  at: number;
  /** When the part answered again; open while it is down. */
  backAt?: number;
}

export interface Expectation {
  /** messageIds that were answered with 200. */
  accepted: string[];
  /** userId → how many counted events. */
  counted: Map<string, number>;
  /** Addresses that must get one mail. */
  mails: string[];
}

export interface Verdict {
  problems: string[];
  sent: number;
  unknown: number;
  /** Deliveries that were being handed over while something was killed: the most that may be unknown. */
  inHandOver: number;
}

/** Waits until nothing is left to do anywhere: no pending event, no effect, no active run. */
export async function settle(world: World, runs: number, timeoutMs: number, log: (line: string) => void = () => undefined): Promise<void> {
  const { db } = world;
  let said = 0;
  await until(
    `${runs} ended runs and nothing pending`,
    async () => {
      const [pending, effects, ended] = await Promise.all([
        db.collection(collections.events).countDocuments({ workspace, pending: { $exists: true } }),
        db.collection(collections.profiles).countDocuments({ workspace, effectsDueAt: { $exists: true } }),
        db.collection(collections.runs).countDocuments({ workspace, state: 'ended' }),
      ]);
      if (performance.now() - said > 5_000) {
        said = performance.now();
        log(`  ${pending} events pending, ${effects} people with effects, ${ended} of ${runs} runs ended`);
      }
      return pending === 0 && effects === 0 && ended >= runs;
    },
    timeoutMs,
  );
}

export async function judge(world: World, expected: Expectation, kills: Kill[]): Promise<Verdict> {
  const problems: string[] = [];
  const events = await world.db
    .collection<EventDocument>(collections.events)
    .find({ workspace }, { readConcern: { level: 'majority' } })
    .toArray();
  const profiles = await world.db.collection<ProfileDocument>(collections.profiles).find({ workspace }).toArray();
  const deliveries = await world.db.collection<DeliveryDocument>(collections.deliveries).find({ workspace }).toArray();
  const runs = await world.db.collection<RunDocument>(collections.runs).find({ workspace }).toArray();

  const stored = new Map(events.map((event) => [event.messageId, event]));
  for (const messageId of expected.accepted) {
    const event = stored.get(messageId);
    if (!event) problems.push(`event ${messageId} was answered with 200 and is gone`);
    else if (event.pending !== undefined) problems.push(`event ${messageId} was never folded`);
    else if (event.refused) problems.push(`event ${messageId} was refused: ${event.refused.code}`);
  }
  problems.push(...countProblems(profiles, expected));
  const interrupted = deliveries.filter((delivery) => wasInHandOver(delivery, kills));
  problems.push(...deliveryProblems(world, deliveries, expected, new Set(interrupted.map((delivery) => delivery.key))));
  for (const run of runs)
    if (run.state !== 'ended' || run.run.ended?.reason !== 'completed') problems.push(`run ${run.runId} is ${run.state} (${run.run.ended?.reason})`);
  for (const profile of profiles)
    for (const run of Object.values(profile.runs)) if (!run.ended) problems.push(`profile ${profile.profileId} still has the active run ${run.runId}`);
  const open = await openWorkflows(world);
  if (open > 0) problems.push(`${open} workflows are still open in Temporal`);
  const count = (state: string): number => deliveries.filter((delivery) => delivery.state === state).length;
  return { problems, sent: count('sent'), unknown: count('unknown'), inHandOver: interrupted.length };
}

/** Once: neither lost nor folded twice. The aggregate counts what was folded, so a repeated fold shows. */
function countProblems(profiles: ProfileDocument[], expected: Expectation): string[] {
  const problems: string[] = [];
  const byUser = new Map<string, ProfileDocument[]>();
  for (const profile of profiles) {
    for (const identity of profile.identities) if (identity.type === 'userId') byUser.set(identity.value, [...(byUser.get(identity.value) ?? []), profile]);
  }
  for (const [userId, count] of expected.counted) {
    const [profile, ...others] = byUser.get(userId) ?? [];
    if (!profile || others.length > 0) problems.push(`${userId} has ${1 + others.length - (profile ? 0 : 1)} profiles`);
    const folded = Object.values(profile?.aggregates ?? {}).reduce((sum, aggregate) => sum + aggregate.count, 0);
    if (profile && folded !== count) problems.push(`${userId} sent ${count} counted events, the profile says ${folded}`);
    if (profile && profile.applied.length > 50) problems.push(`${userId} keeps ${profile.applied.length} applied ids`);
  }
  return problems;
}

function deliveryProblems(world: World, deliveries: DeliveryDocument[], expected: Expectation, interrupted: Set<string>): string[] {
  const problems: string[] = [];
  const received = new Map<string, number>();
  for (const message of world.sink.messages) for (const to of message.to) received.set(to, (received.get(to) ?? 0) + 1);
  const byAddress = new Map<string, DeliveryDocument[]>();
  for (const delivery of deliveries) byAddress.set(delivery.to ?? '?', [...(byAddress.get(delivery.to ?? '?') ?? []), delivery]);
  for (const address of expected.mails) {
    const [delivery, ...others] = byAddress.get(address) ?? [];
    const mails = received.get(address) ?? 0;
    if (!delivery || others.length > 0) problems.push(`${address} has ${delivery ? 1 + others.length : 0} deliveries and ${mails} mails`);
    else if (delivery.state === 'sent' && mails !== 1) problems.push(`${address}: sent, and the sink accepted ${mails}`);
    else if (delivery.state === 'unknown' && mails > 1) problems.push(`${address}: unknown, and the sink accepted ${mails}`);
    else if (delivery.state === 'unknown' && !interrupted.has(delivery.key))
      problems.push(`${address}: unknown (${delivery.reason}), though nothing was killed during its hand-over`);
    else if (delivery.state !== 'sent' && delivery.state !== 'unknown') problems.push(`${address}: ${delivery.state} (${delivery.reason})`);
  }
  for (const address of received.keys()) if (!expected.mails.includes(address)) problems.push(`${address} got a mail that nobody expected`);
  return problems;
}

/** From the moment the hand-over began until its outcome was written, was something down? */
function wasInHandOver(delivery: DeliveryDocument, kills: Kill[]): boolean {
  return delivery.history.some((entry, index) => {
    if (entry.state !== 'handing-over') return false;
    const from = entry.at.getTime();
    const to = delivery.history[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY;
    return kills.some((kill) => kill.at <= to && (kill.backAt ?? Number.POSITIVE_INFINITY) >= from);
  });
}

async function openWorkflows(world: World): Promise<number> {
  const connection = await Connection.connect({ address: world.stack.temporalAddress });
  try {
    const client = new Client({ connection, namespace: world.stack.temporalNamespace });
    let open = 0;
    // Visibility lags a little, and the last workflow ends after its run was recorded.
    for (let attempt = 0; attempt < 40; attempt += 1) {
      open = (await client.workflow.count("ExecutionStatus = 'Running'")).count;
      if (open === 0) return 0;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return open;
  } finally {
    await connection.close();
  }
}
