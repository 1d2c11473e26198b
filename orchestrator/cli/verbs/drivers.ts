/** drivers: lists the cluster's drivers and applications with their attempts. */
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import { sightings, type Kind, type Sighting } from '../../engine/steps/reconcile.ts';
import type { ClusterState } from '../../ports/ports.ts';
import type { Context } from '../context.ts';
import { table } from '../../terminal/table.ts';
import { numberWord } from '../../terminal/words.ts';

const COLOURS: Readonly<Record<Kind, (text: string) => string>> = {
  ours: pc.green,
  orphan: pc.red,
  stranger: pc.yellow,
};

export function drivers(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      '\nours: of an open attempt or session. orphan: of an ended one; the orchestrator ends it.\nstranger: of nothing that Sparkwright knows; it is left alone.',
    )
    .action(async () => {
      const { world } = await context.open({ cluster: true });
      const state = await world.cluster.state();
      const seen = (await sightings(world, state)).map((sighting) => detailed(sighting, state));
      const numbers = ['cores', 'MiB'].map((right) => ({ right }));
      context.print({ drivers: seen }, () =>
        table(
          ['id', 'what', 'kind', 'state', 'worker', ...numbers, 'of'],
          seen.map(row),
          'Nothing runs on the cluster.',
        ),
      );
    });
}

interface Seen extends Sighting {
  state: string;
  worker: string | null;
  cores: number;
  /** MiB; null for an application, whose executors are on several workers. */
  memory: number | null;
}

function detailed(sighting: Sighting, state: ClusterState): Seen {
  const { id, what } = sighting;
  if (what === 'application') {
    const cores = state.applications.get(id)?.cores ?? 0;
    const words = cores > 0 ? 'RUNNING' : 'WAITING';
    return { ...sighting, state: words, worker: null, cores, memory: null };
  }
  const driver = state.drivers.get(id);
  return {
    ...sighting,
    state: driver?.state ?? 'unknown',
    worker: driver?.worker ?? null,
    cores: driver?.cores ?? 0,
    memory: driver?.memory ?? 0,
  };
}

function row({ id, what, kind, attempt, session, state, worker, cores, memory }: Seen): string[] {
  return [
    id,
    what,
    COLOURS[kind](kind),
    state,
    worker ?? '-',
    String(cores),
    memory === null ? '-' : numberWord(memory),
    attempt ?? session ?? '-',
  ];
}
