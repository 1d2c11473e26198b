/** admit: a ready stage is admitted once its pool and the cluster have room; until then the reason why it waits is saved. */
import { StoreRefused } from '../../model/errors.ts';
import type { StageTurn } from '../../model/run.ts';
import type { World } from '../../ports/ports.ts';
import { demandOf, sessionOf } from '../admission/demand.ts';
import { PoolSlots } from '../admission/pool-slots.ts';
import { tooLarge, waitsBehindMany, waitsFor } from '../admission/reasons.ts';
import { openRoom, type Room } from '../admission/room.ts';
import { forEachConcurrently } from '../for-each.ts';
import { failStage, orGiveUp } from '../store-refusals.ts';

/** Ready stages that one pass considers, of each pool and of no pool. */
const CONSIDERED = 1_000;
/** Waiting stages of each queue that get a reason of their own; the others share one. */
const EXPLAINED = 50;

export async function admit(world: World): Promise<void> {
  const { store, cluster, clock } = world;
  const ready = await store.stages.ready(clock.steady(), CONSIDERED);
  if (ready.length === 0) return;
  const [state, open, promised, pools] = await Promise.all([
    cluster.state(),
    store.attempts.open(),
    store.stages.admitted(),
    ready.some(({ pool }) => pool !== null) ? store.stages.pools() : new Map<string, number>(),
  ]);
  const room = await openRoom(world, state, open, promised);
  const slots = new PoolSlots(world.pools, pools);
  const admitted: StageTurn[] = [];
  const hopeless: Explained[] = [];
  const queues = new Queues();
  for (const stage of ready) {
    const waits = slots.reasonToWait(stage);
    if (waits !== null) {
      queues.add(stage, stage.pool, () => waits);
      continue;
    }
    // Nothing fits any more, and the reason is the shared one: the stage's demand need not be read.
    if (queues.ahead >= EXPLAINED && room.isUsedUp()) {
      queues.add(stage, null, () => '');
      continue;
    }
    const demand = await demandOf(world, stage, stage.name);
    if (!demand) continue;
    const session = await sessionOf(world, stage);
    const fit = room.roomFor(demand, session);
    if (fit === 'never-fits') {
      hopeless.push({ ...stage, reason: tooLarge(demand) });
      continue;
    }
    if (fit === 'fits') admitted.push(stage);
    else queues.add(stage, null, (ahead) => waitsFor(demand, state.workers, ahead));
    // A waiting stage reserves too: later stages must not take its room forever.
    slots.reserve(stage);
    room.reserve(demand, session);
  }
  await forEachConcurrently(
    [
      () => admitAll(world, admitted),
      () => explainAll(world, queues.changed),
      () => giveBack(world, room, queues.first),
      ...hopeless.map((stage) => () => failStage(world, stage.run, stage.name, stage.reason)),
    ],
    async (act) => {
      await act();
    },
  );
}

/** Closes an idle session whose cores a stage waits for. */
async function giveBack(
  { store, clock }: World,
  room: Room,
  first: StageTurn | null,
): Promise<void> {
  const { idleSession: idle } = room;
  if (!first || !idle) return;
  const reason = `${first.run}/${first.name} waits for its cores`;
  await store.sessions.closing(idle.id, reason, clock.steady());
}

type Explained = StageTurn & { reason: string };

/** Queues of waiting stages: one for each pool, and one for room on the cluster. */
class Queues {
  /** Stages whose reason has changed. */
  readonly changed: Explained[] = [];
  readonly #lengths = new Map<string | null, number>();

  /** The first stage that waits for room on the cluster. */
  first: StageTurn | null = null;

  /** Stages that wait for room on the cluster. */
  get ahead(): number {
    return this.#lengths.get(null) ?? 0;
  }

  /** @param pool - null if it waits for room on the cluster */
  add(stage: StageTurn, pool: string | null, reasonFor: (ahead: number) => string): void {
    const ahead = this.#lengths.get(pool) ?? 0;
    if (pool === null) this.first ??= stage;
    this.#lengths.set(pool, ahead + 1);
    const reason = ahead < EXPLAINED ? reasonFor(ahead) : waitsBehindMany(pool, EXPLAINED);
    if (reason !== stage.reason) this.changed.push({ ...stage, reason });
  }
}

async function admitAll(world: World, stages: readonly StageTurn[]): Promise<void> {
  const { store } = world;
  await allOrEach(
    stages,
    (some) => store.stages.admit(some),
    ({ run, name }, admitOne) =>
      orGiveUp(world, `admit ${run}/${name}`, admitOne, (reason) =>
        failStage(world, run, name, reason),
      ),
  );
}

/** If the store refuses a reason, the stage waits on without it. */
async function explainAll(world: World, stages: readonly Explained[]): Promise<void> {
  const { store } = world;
  await allOrEach(
    stages,
    (some) => store.stages.explain(some),
    ({ run, name }, explainOne) =>
      orGiveUp(world, `explain ${run}/${name}`, explainOne, () => Promise.resolve(false)),
  );
}

/** Writes all items in one statement. If the store refuses it, one by one, so that one bad item does not stop the others. */
async function allOrEach<T>(
  items: readonly T[],
  write: (some: readonly T[]) => Promise<void>,
  writeAlone: (item: T, write: () => Promise<void>) => Promise<unknown>,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await write(items);
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    await forEachConcurrently(items, async (item) => {
      await writeAlone(item, () => write([item]));
    });
  }
}
