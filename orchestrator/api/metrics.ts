/** Metrics in Prometheus' text format. Gauges are filled from the store at each request. */
import type { Gauge, Histogram, Registry } from 'prom-client';
import { UnreachableError } from '../model/errors.ts';
import type { Measures, PipelineMeasures } from '../ports/measures.ts';

export interface Measured {
  measure: () => Promise<Measures>;
  leads: () => boolean;
  /** Names of the parts that can't be reached. */
  unreachable: () => Iterable<string>;
}

export interface Page {
  type: string;
  text: string;
}

type Gauges = ReturnType<typeof gauges>;

export interface Metrics {
  page: () => Promise<Page>;
  /** Records the duration of a step of the engine. Does nothing before the first request for the page. */
  observeStep: (step: string, seconds: number) => void;
}

/** The package is loaded at the first request: most orchestrators have no monitor. */
export function openMetrics(measured: Measured): Metrics {
  let opening: Promise<Opened> | undefined;
  let opened: Opened | undefined;
  return {
    page: async () => {
      opened = await (opening ??= open());
      const { registry, all } = opened;
      await fill(all, measured);
      return { type: registry.contentType, text: await registry.metrics() };
    },
    observeStep: (step, seconds) => {
      opened?.steps.observe({ step }, seconds);
    },
  };
}

interface Opened {
  registry: Registry;
  all: Gauges;
  steps: Histogram;
}

async function open(): Promise<Opened> {
  const prometheus = await import('prom-client');
  const registry = new prometheus.Registry();
  const registers = [registry];
  prometheus.collectDefaultMetrics({ register: registry });
  const all = gauges(
    (name, help, labelNames = []) => new prometheus.Gauge({ name, help, labelNames, registers }),
  );
  const steps = new prometheus.Histogram({
    name: 'sparkwright_step_seconds',
    help: 'Duration of a step of the engine',
    labelNames: ['step'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  return { registry, all, steps };
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

async function fill(all: Gauges, { measure, leads, unreachable }: Measured): Promise<void> {
  for (const gauge of Object.values(all)) gauge.reset();
  all.leads.set(leads() ? 1 : 0);
  for (const part of unreachable()) all.unreachable.set({ part }, 1);
  try {
    const { runs, stages, pipelines } = await measure();
    for (const { pipeline, state, count } of runs) all.runs.set({ pipeline, state }, count);
    for (const { state, count } of stages) all.stages.set({ state }, count);
    for (const each of pipelines) fillPipeline(all, each);
  } catch (error) {
    // Without a page the monitor would take the orchestrator to be down.
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
