/**
 * held-loads: a warning when an open write transaction has held back the loads of a scheduled pipeline for too long, and
 * another when it is over. No run has failed, so no webhook is called.
 */
import { describe, SparkwrightError } from '../../model/errors.ts';
import type { SourceKind } from '../../model/source.ts';
import type { Holder, SourceHolders, World } from '../../ports/ports.ts';
import { heldText, holderHint } from '../holder-text.ts';
import type { Step } from '../loop.ts';

export interface HeldLoadsOptions {
  sources: SourceHolders;
  /** Seconds that a transaction may be open before the warning. */
  patience: number;
}

/** The least time between two questions to one source. */
const EVERY_MS = 60_000;

interface Holding {
  xid: string;
  /** Milliseconds of the steady clock. */
  since: number;
  warned: boolean;
}

export function watchingHeldLoads({ sources, patience }: HeldLoadsOptions): Step {
  const askedAt = new Map<string, number>();
  const holdings = new Map<string, Holding>();

  const compare = (
    { log }: World,
    source: string,
    kind: SourceKind,
    holder: Holder | null,
    now: number,
  ) => {
    const before = holdings.get(source);
    if (before?.warned && before.xid !== holder?.xid) {
      const seconds = Math.round((now - before.since) / 1000);
      log.warn(`${source}: the transaction that was open for so long is over, after ${seconds} s`);
    }
    if (holder === null) {
      holdings.delete(source);
      return;
    }
    const { xid, age } = holder;
    const holding =
      before?.xid === xid ? before : { xid, since: now - (age ?? 0) * 1000, warned: false };
    holdings.set(source, holding);
    if (holding.warned || now - holding.since < patience * 1000) return;
    holding.warned = true;
    log.warn(`${source}: ${heldText(holder, kind)}. ${holderHint(holder)}`);
  };

  return async (world) => {
    const now = world.clock.steady().getTime();
    const due = scheduledSources(world).filter(
      ([name]) => now - (askedAt.get(name) ?? -Infinity) >= EVERY_MS,
    );
    const answers = Promise.all(
      due.map(async ([name, kind]) => {
        askedAt.set(name, now);
        const connection = world.connections[name];
        if (!connection) return;
        try {
          compare(world, name, kind, await sources.holder(connection), now);
        } catch (error) {
          // The run that needs an unreachable source reports it.
          if (!(error instanceof SparkwrightError))
            world.log.error(`held-loads: ${describe(error)}`, { error });
        }
      }),
    );
    // A source that hangs must not hold up the loop; its answer is compared when it comes.
    await Promise.race([answers, new Promise((resolve) => setImmediate(resolve))]);
  };
}

/** Sources of pipelines that have a schedule or a trigger. */
function scheduledSources({ pipelines }: World): [string, SourceKind][] {
  const kinds = new Map<string, SourceKind>();
  for (const { schedule, on, stages, sources } of pipelines.values())
    if (schedule !== null || on.length > 0)
      for (const name of stages.flatMap((stage) => stage.sources)) {
        const kind = sources[name]?.kind;
        if (kind) kinds.set(name, kind);
      }
  return [...kinds];
}
