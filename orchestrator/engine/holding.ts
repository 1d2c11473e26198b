/**
 * holding: a write transaction that holds back the loads of a pipeline which starts by itself is told once it has been open for
 * too long, and once it is over. It is nobody's failure, so nobody is alerted.
 */
import { describe, SparkwrightError } from '../model/errors.ts';
import type { SourceKind } from '../model/source.ts';
import { heldWords, holderMend } from './holder-words.ts';
import type { Step } from './loop.ts';
import type { Holder, Sources, World } from './ports.ts';

export interface Holding {
  sources: Pick<Sources, 'holder'>;
  /** Seconds for which a transaction may be open without a word. */
  patience: number;
}

/** How often each source is asked, at most, in milliseconds. */
const EVERY = 60_000;

interface Seen {
  xid: string;
  /** Milliseconds of the steady clock. */
  since: number;
  told: boolean;
}

export function holding({ sources, patience }: Holding): Step {
  const asked = new Map<string, number>();
  const seen = new Map<string, Seen>();

  const look = (
    { log }: World,
    source: string,
    kind: SourceKind,
    holder: Holder | null,
    now: number,
  ) => {
    const before = seen.get(source);
    if (before?.told && before.xid !== holder?.xid) {
      const seconds = Math.round((now - before.since) / 1000);
      log.warn(`${source}: the transaction that was open for so long is over, after ${seconds} s`);
    }
    if (holder === null) {
      seen.delete(source);
      return;
    }
    const { xid, age } = holder;
    const known =
      before?.xid === xid ? before : { xid, since: now - (age ?? 0) * 1000, told: false };
    seen.set(source, known);
    if (known.told || now - known.since < patience * 1000) return;
    known.told = true;
    log.warn(`${source}: ${heldWords(holder, kind)}. ${holderMend(holder)}`);
  };

  return async (world) => {
    const now = world.clock.steady().getTime();
    const due = scheduledSources(world).filter(
      ([name]) => now - (asked.get(name) ?? -Infinity) >= EVERY,
    );
    const answers = Promise.all(
      due.map(async ([name, kind]) => {
        asked.set(name, now);
        const connection = world.connections[name];
        if (!connection) return;
        try {
          look(world, name, kind, await sources.holder(connection), now);
        } catch (error) {
          // A source that is away is told by the run that needs it.
          if (!(error instanceof SparkwrightError))
            world.log.error(`holding: ${describe(error)}`, { error });
        }
      }),
    );
    // A source that hangs answers in its own time: the runs of others don't wait for it.
    await Promise.race([answers, new Promise((resolve) => setImmediate(resolve))]);
  };
}

/** Sources that are loaded without anybody asking. */
function scheduledSources({ pipelines }: World): [string, SourceKind][] {
  const found = new Map<string, SourceKind>();
  for (const { schedule, on, stages, sources } of pipelines.values())
    if (schedule !== null || on.length > 0)
      for (const name of stages.flatMap((stage) => stage.sources)) {
        const kind = sources[name]?.kind;
        if (kind) found.set(name, kind);
      }
  return [...found];
}
