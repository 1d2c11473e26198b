/** What a monitor reads, in Prometheus' text format, made anew from the store whenever it is asked for. */
import type { Gauge, Registry } from 'prom-client';
import { UnreachableError } from '../model/errors.ts';
import type { Measures, PipelineMeasures } from '../engine/ports.ts';

/** What there is to look at. */
export interface Measured {
  look: () => Promise<Measures>;
  leads: () => boolean;
  /** Parts that could not be reached, by their names. */
  unreachable: () => Iterable<string>;
}

export interface Page {
  type: string;
  text: string;
}

type Gauges = ReturnType<typeof gauges>;

/** Returns what makes the page. The package is loaded when somebody asks: most orchestrators are never asked. */
export function openMetrics(measured: Measured): () => Promise<Page> {
  let made: Promise<{ registry: Registry; all: Gauges }> | undefined;
  return async () => {
    const { registry, all } = await (made ??= open());
    await fill(all, measured);
    return { type: registry.contentType, text: await registry.metrics() };
  };
}

async function open() {
  const { collectDefaultMetrics, Gauge: Made, Registry: Registers } = await import('prom-client');
  const registry = new Registers();
  collectDefaultMetrics({ register: registry });
  const all = gauges(
    (name, help, labelNames = []) => new Made({ name, help, labelNames, registers: [registry] }),
  );
  return { registry, all };
}

function gauges(gauge: (name: string, help: string, labels?: string[]) => Gauge) {
  const of = ['pipeline'];
  return {
    leads: gauge('sparkwright_leads', '1 while this orchestrator leads'),
    unreachable: gauge('sparkwright_unreachable', '1 for a part that can not be reached', ['part']),
    runs: gauge('sparkwright_runs', 'Runs that the store keeps', ['pipeline', 'state']),
    stages: gauge('sparkwright_stages', 'Stages of runs that have not ended', ['state']),
    paused: gauge('sparkwright_pipeline_paused', '1 while a pipeline rests', of),
    nextSlot: gauge(
      'sparkwright_next_slot_timestamp_seconds',
      'The next slot of a pipeline’s schedule',
      of,
    ),
    lastSuccess: gauge(
      'sparkwright_last_success_timestamp_seconds',
      'When a pipeline’s newest successful run ended',
      of,
    ),
    lastSeconds: gauge('sparkwright_last_success_seconds', 'How long that run took', of),
    oldestQueued: gauge(
      'sparkwright_oldest_queued_timestamp_seconds',
      'Since when a pipeline’s oldest queued run waits',
      of,
    ),
  };
}

async function fill(all: Gauges, { look, leads, unreachable }: Measured): Promise<void> {
  for (const gauge of Object.values(all)) gauge.reset();
  all.leads.set(leads() ? 1 : 0);
  for (const part of unreachable()) all.unreachable.set({ part }, 1);
  try {
    const { runs, stages, pipelines } = await look();
    for (const { pipeline, state, count } of runs) all.runs.set({ pipeline, state }, count);
    for (const { state, count } of stages) all.stages.set({ state }, count);
    for (const each of pipelines) fillPipeline(all, each);
  } catch (error) {
    // A monitor that is told nothing at all takes the orchestrator to be down.
    if (!(error instanceof UnreachableError)) throw error;
    all.unreachable.set({ part: error.part }, 1);
  }
}

function fillPipeline(all: Gauges, { name, paused, ...times }: PipelineMeasures): void {
  const pipeline = { pipeline: name };
  all.paused.set(pipeline, paused ? 1 : 0);
  const { nextSlot, lastSuccess, oldestQueued, lastSeconds } = times;
  for (const [gauge, time] of [
    [all.nextSlot, nextSlot],
    [all.lastSuccess, lastSuccess],
    [all.oldestQueued, oldestQueued],
  ] as const)
    if (time) gauge.set(pipeline, time.getTime() / 1000);
  if (lastSeconds !== null) all.lastSeconds.set(pipeline, lastSeconds);
}
