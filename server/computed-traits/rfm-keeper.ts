import type { Clock } from '../profiles/core.js';
import type { ComputedTraitsService } from './computed-traits.service.js';
import { cutPointsOf, movedBy, numbersOf, rfmNumbers } from './cut-points.js';
import { buildSet, type RfmSettings } from './ready-sets.js';
import type { ReadySetDocument, ReadySetsStore } from './ready-sets.store.js';
import type { SampledPeople } from './sampled-people.js';

interface Dependencies {
  store: ReadySetsStore;
  computed: Pick<ComputedTraitsService, 'putAll' | 'names'>;
  people: SampledPeople;
  clock: Clock;
}

/** Exact for workspaces of so many people; beyond, the fifths of so many, which are right to a fraction of a percent. */
const peopleAsked = 100_000;
const budgetMs = 300_000;
const dayMs = 86_400_000;
/** Whoever dies over a look leaves it due again after so long. */
const againMs = 3_600_000;
/** New cut points ask everybody again: not for fewer than one in a hundred. */
const worthIt = 0.01;

/** Keeps the cut points of RFM scores at the fifths of the people there are: a look a day, published only when it changes enough. */
export class RfmKeeper {
  constructor(private readonly deps: Dependencies) {}

  /** Looks at one set that is due. False: none was. */
  async lookAtOne(isStopped: () => boolean = () => false): Promise<boolean> {
    const { store, clock } = this.deps;
    const now = clock.now();
    const due = await store.takeDue(new Date(now), new Date(now + againMs));
    if (due === null) return false;
    await this.look(due, isStopped);
    return true;
  }

  private async look({ _id, workspace, settings, names, cutPoints: before }: ReadySetDocument, isStopped: () => boolean): Promise<void> {
    const { store, computed, people, clock } = this.deps;
    const rfm = settings as RfmSettings;
    const made = buildSet({ set: 'rfm', settings: rfm }, before);
    const there = await computed.names(workspace);
    // Somebody deleted a part of it: nobody makes it again but by installing the set.
    if ([...made.traits.keys()].some((name) => !there.has(name))) return await store.leave(_id);
    const sampled = await people.sample(workspace, rfmNumbers(rfm), { budgetMs, most: peopleAsked, isStopped });
    // Half a look is none: it is due again soon.
    if (isStopped()) return;
    const numbers = sampled.map(({ values }) => numbersOf(values));
    const cutPoints = cutPointsOf(numbers);
    const moved = cutPoints ? (before ? movedBy(numbers, before, cutPoints) : 1) : 0;
    const publish = cutPoints !== undefined && moved >= worthIt;
    // Killed after this: the next look finds that nothing moves any more.
    if (publish) await computed.putAll(workspace, buildSet({ set: 'rfm', settings: rfm }, cutPoints, names).traits, 'system:rfm');
    const at = new Date(clock.now());
    await store.noteLook(_id, {
      ...(publish && { cutPoints, cutPointsAt: at, cutPointsOf: sampled.length }),
      cutPointsDueAt: new Date(at.getTime() + dayMs),
      lastLook: { at, moved, published: publish },
    });
  }
}
