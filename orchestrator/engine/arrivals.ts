/** Files that arrive on HDFS start runs, one each. The store remembers seen files, so that a restart forgets none. */
import { compareLooks, type SeenFile } from '../model/arrival.ts';
import type { Pipeline, Trigger } from '../model/pipeline.ts';
import { runId } from '../model/run.ts';
import { visible } from '../model/visible.ts';
import { runParams } from '../plan/params.ts';
import { fileSlot } from '../plan/slot-names.ts';
import type { World } from '../ports/ports.ts';
import { forEachInOrder } from './for-each.ts';
import { orGiveUp } from './store-refusals.ts';

/** Runs of a pipeline that may be queued. Further files wait among the seen ones. */
const MAX_QUEUED = 100;

/** How long a deleted file is remembered, in milliseconds: if it comes back unchanged, it starts nothing. */
const REMEMBERED_MS = 30 * 86_400_000;

/** The seen files of one pipeline and pattern, cached in this process. */
interface Memory {
  looks: number;
  since: Date;
  files: Map<string, SeenFile>;
}

type PathTrigger = Trigger & { kind: 'path' };

/** Looks for new files, unless the trigger's interval has not passed yet. */
export type ArrivalCheck = (
  world: World,
  pipeline: Pipeline,
  trigger: PathTrigger,
  since: Date,
) => Promise<void>;

export function checkingArrivals(): ArrivalCheck {
  const lastLook = new Map<string, number>();
  const memories = new Map<string, Memory>();
  return async (world, pipeline, { path: pattern, every }, since) => {
    const key = `${pipeline.name} ${pattern}`;
    const now = world.clock.steady().getTime();
    if (now - (lastLook.get(key) ?? -Infinity) < every * 1000) return;
    // The store keeps names in their visible form, so compare in that form.
    const present = (await world.arrivals.matching(pattern)).map((file) => ({
      ...file,
      path: visible(file.path),
    }));
    const before = await recall(world, pipeline, pattern, memories.get(key));
    lastLook.set(key, now);
    // At the first look, and after a pause of the pipeline, older files start nothing.
    const from = before?.since.getTime() === since.getTime() ? null : since;
    const files = before?.files ?? new Map<string, SeenFile>();
    const { changed, whole } = compareLooks(files, present, from, world.clock.now());
    const memory: Memory = { looks: before?.looks ?? 0, since, files };
    // A write whose answer gets lost leaves the cache in doubt: the next look then reads the store.
    memories.delete(key);
    if (changed.length > 0 || from !== null)
      await remember(world, pipeline.name, pattern, memory, changed);
    await startRuns(world, pipeline, pattern, memory, whole);
    memories.set(key, memory);
  };
}

/** The cached files, or those of the store if another orchestrator has looked since. */
async function recall(
  { store }: World,
  { name, on }: Pipeline,
  pattern: string,
  cached: Memory | undefined,
): Promise<Memory | null> {
  if (cached?.looks === (await store.seenFiles.looks(name, pattern))) return cached;
  await store.seenFiles.forget(
    name,
    on.flatMap((trigger) => (trigger.kind === 'path' ? trigger.path : [])),
  );
  const seen = await store.seenFiles.read(name, pattern);
  return seen && { ...seen, files: new Map(seen.files.map((file) => [file.path, file])) };
}

async function remember(
  { store, clock }: World,
  name: string,
  pattern: string,
  memory: Memory,
  changed: readonly SeenFile[],
): Promise<void> {
  const before = new Date(clock.now().getTime() - REMEMBERED_MS);
  memory.looks = await store.seenFiles.keep(name, pattern, memory.since, changed, before);
  for (const file of changed) memory.files.set(file.path, file);
  for (const { path, gone } of memory.files.values())
    if (gone !== null && gone < before) memory.files.delete(path);
}

/** Oldest file first. A run of the same slot exists already if the last look ended before it was remembered. */
async function startRuns(
  world: World,
  pipeline: Pipeline,
  pattern: string,
  memory: Memory,
  whole: readonly SeenFile[],
): Promise<void> {
  if (whole.length === 0) return;
  const { store } = world;
  const { queued = 0 } = (await store.runs.active()).get(pipeline.name) ?? {};
  const next = whole
    .toSorted((a, b) => a.modified.getTime() - b.modified.getTime() || (a.path < b.path ? -1 : 1))
    .slice(0, Math.max(0, MAX_QUEUED - queued));
  const taken: SeenFile[] = [];
  try {
    await forEachInOrder(next, async (file) => {
      await orGiveUp(
        world,
        `start ${pipeline.name} for ${file.path}`,
        () => startRun(world, pipeline, file),
        () => Promise.resolve(),
      );
      taken.push({ ...file, taken: true });
    });
  } finally {
    if (taken.length > 0) await remember(world, pipeline.name, pattern, memory, taken);
  }
}

async function startRun(
  { store, clock, random }: World,
  pipeline: Pipeline,
  { path, modified, length, replaced }: SeenFile,
): Promise<void> {
  await store.runs.insert({
    id: runId(pipeline.name, clock.now(), random()),
    pipeline: pipeline.name,
    slot: fileSlot(path, modified, replaced ? length : null),
    slotStart: modified,
    slotEnd: modified,
    reason: `${path} appeared`,
    params: runParams(pipeline, {}),
    priority: pipeline.priority,
    state: 'queued',
    notBefore: null,
  });
}
