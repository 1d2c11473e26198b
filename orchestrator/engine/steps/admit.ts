/** admit: a ready stage is admitted once its pool and the cluster have room; until then the reason why it waits is saved. */
import type { OpenAttempt } from '../../model/attempt.ts';
import { StoreRefused } from '../../model/errors.ts';
import type { Size } from '../../model/pipeline.ts';
import type { StageTurn } from '../../model/run.ts';
import type { ClusterState, Demand, World } from '../../ports/ports.ts';
import { Capacity } from '../admission/capacity.ts';
import { demandOf } from '../admission/demand.ts';
import { PoolSlots } from '../admission/pool-slots.ts';
import { tooLarge, waitsBehindMany, waitsFor } from '../admission/reasons.ts';
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
  const capacity = new Capacity(state.workers, await reservations(world, state, open, promised));
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
    if (queues.ahead >= EXPLAINED && capacity.isUsedUp()) {
      queues.add(stage, null, () => '');
      continue;
    }
    const demand = await demandOf(world, stage, stage.name);
    if (!demand) continue;
    const room = capacity.roomFor(demand);
    if (room === 'never-fits') {
      hopeless.push({ ...stage, reason: tooLarge(demand) });
      continue;
    }
    if (room === 'fits') admitted.push(stage);
    else queues.add(stage, null, (ahead) => waitsFor(demand, state.workers, ahead));
    // A waiting stage reserves too: later stages must not take its room forever.
    slots.reserve(stage);
    capacity.reserve(demand);
  }
  await forEachConcurrently(
    [
      () => admitAll(world, admitted),
      () => explainAll(world, queues.changed),
      ...hopeless.map((stage) => () => failStage(world, stage.run, stage.name, stage.reason)),
    ],
    async (act) => {
      await act();
    },
  );
}

type Explained = StageTurn & { reason: string };

/** Queues of waiting stages: one for each pool, and one for room on the cluster. */
class Queues {
  /** Stages whose reason has changed. */
  readonly changed: Explained[] = [];
  readonly #lengths = new Map<string | null, number>();

  /** Stages that wait for room on the cluster. */
  get ahead(): number {
    return this.#lengths.get(null) ?? 0;
  }

  /** @param pool - null if it waits for room on the cluster */
  add(stage: StageTurn, pool: string | null, reasonFor: (ahead: number) => string): void {
    const ahead = this.#lengths.get(pool) ?? 0;
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

/** Cores and memory that stages will take, but the workers' free figures don't show yet. */
export async function reservations(
  world: Pick<World, 'store'>,
  state: ClusterState,
  open: readonly OpenAttempt[],
  admitted: readonly StageTurn[],
): Promise<Size[]> {
  const reserved: Size[] = [];
  for (const attempt of open) {
    const demand = await demandOf(world, attempt, attempt.stage);
    if (demand) reserved.push(...unregistered(attempt, state, demand));
  }
  for (const stage of admitted) {
    const demand = await demandOf(world, stage, stage.name);
    if (demand) reserved.push(demand.driver, demand.executor);
  }
  return reserved;
}

function unregistered(attempt: OpenAttempt, state: ClusterState, demand: Demand): Size[] {
  if (attempt.state === 'killing') return [];
  const driver = state.drivers.get(attempt.driver ?? '')?.state;
  if (driver === undefined || driver === 'SUBMITTED' || driver === 'unknown')
    return [demand.driver, demand.executor];
  if (driver !== 'RUNNING') return [];
  const cores = state.applications.get(attempt.application ?? '')?.cores ?? 0;
  return cores > 0 ? [] : [demand.executor];
}
