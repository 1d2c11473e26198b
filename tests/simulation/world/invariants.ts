/** The invariants after each transition, and after the last one. */
import type { Transition } from '../../../orchestrator/ports/ports.ts';
import type { Pipeline } from '../../../orchestrator/model/pipeline.ts';
import type { SimCluster } from './cluster.ts';
import type { Universe } from './universe.ts';

/** Checks the invariants after each transition. */
export function watchInvariants(
  universe: Universe,
  cluster: SimCluster,
  pipelines: readonly Pipeline[],
  pools: Record<string, number>,
): void {
  const { tables } = universe;
  const limits = new Map(pipelines.map(({ name, concurrency }) => [name, concurrency]));
  tables.onTransition = (transition) => {
    universe.note(
      `${transition.run} ${transition.attempt ?? transition.stage ?? ''} ${transition.state}: ${transition.reason}`,
    );
    if (transition.stage === null) checkRun(transition);
    else if (transition.attempt === null) checkStage(transition);
  };

  function checkRun({ run: id, state }: Transition): void {
    const run = tables.runs.get(id);
    if (state === 'running') {
      const going = [...tables.runs.values()].filter(
        (each) => each.pipeline === run?.pipeline && ['running', 'killing'].includes(each.state),
      );
      if (going.length > (limits.get(run?.pipeline ?? '') ?? 1) && !going.some(wasRetried))
        universe.violate(`${going.length} runs of ${String(run?.pipeline)} at once`);
    }
    if (state !== 'killed') return;
    for (const driver of [...cluster.drivers.values(), ...cluster.shares]) {
      // A host may outlive the run that it was started for.
      const mine = driver.submission.run === id && driver.submission.program !== 'session';
      const claimed = cluster.files.claims.get(driver.attempt)?.driver === driver.id;
      // Drivers of a partitioned worker do not count: the master has given them up, and nothing can reach them.
      if (mine && driver.alive && claimed && !driver.worker?.cut && driver.state !== 'ERROR')
        universe.violate(`${id} counts as killed, but ${driver.id} runs on`);
    }
  }

  function wasRetried({ id }: { id: string }): boolean {
    return tables.history.some(
      (each) => each.run === id && each.stage === null && each.reason.includes('again'),
    );
  }

  function checkStage({ run, stage: name, state }: Transition): void {
    const stage = tables.stage(run, name ?? '');
    if (state === 'succeeded') {
      const good = [...tables.attempts.values()].some(
        (each) =>
          each.run === run &&
          each.stage === name &&
          cluster.files.results.get(each.id)?.status === 'succeeded',
      );
      if (!good)
        universe.violate(`${run} ${String(name)} counts as succeeded without such a result`);
    }
    if (state !== 'admitted' || !stage?.pool) return;
    const places = pools[stage.pool] ?? Infinity;
    const taken = [...tables.stages.values()]
      .flat()
      .filter((each) => each.pool === stage.pool && ['admitted', 'running'].includes(each.state))
      .reduce((sum, each) => sum + (each.places ?? places), 0);
    if (taken > places)
      universe.violate(`${taken} of ${places} places of the pool ${stage.pool} are taken`);
  }
}

/** Checks the invariants after all runs have ended. */
export function checkEnd(universe: Universe, cluster: SimCluster): void {
  const { tables } = universe;
  for (const run of tables.runs.values()) {
    const stages = tables.stages.get(run.id) ?? [];
    const open = stages.filter(({ state }) =>
      ['waiting', 'ready', 'admitted', 'running'].includes(state),
    );
    if (open.length > 0)
      universe.violate(
        `${run.id} is ${run.state}, but ${open.map(({ name }) => name).join()} has not ended`,
      );
    if (run.state === 'succeeded' && stages.some(({ state }) => state === 'failed'))
      universe.violate(`${run.id} counts as succeeded despite a failure`);
  }
  for (const attempt of tables.attempts.values())
    if (!attempt.committed) universe.violate(`${attempt.id} was never acted upon`);
  for (const { id, state } of tables.sessions.values())
    if (state !== 'closed') universe.violate(`${id} is ${state} at the end`);
  for (const driver of cluster.drivers.values())
    if (driver.alive) universe.violate(`${driver.id} of ${driver.attempt} still runs`);
}
