import { planText } from '../orchestrator/cli/text/plan.ts';
import type { Cluster } from '../orchestrator/ports/ports.ts';
import { parsePipeline } from '../orchestrator/plan/load.ts';
import { previewRun, type PreviewParts } from '../orchestrator/preview/run.ts';
import { SESSION_LIMITS } from '../tests/support/samples.ts';
import { memoryStore } from '../tests/support/memory-store/memory-store.ts';
import { Tables } from '../tests/support/memory-store/tables.ts';
import { median, rounded, type Bench } from './bench.ts';

const STAGES = [500, 1_000, 2_500, 5_000] as const;
const ROUNDS = 5;

/** `sparkwright plan` without the network: CPU time of the preview, and of its text, for a chain of stages. */
export const plan: Bench = {
  name: 'plan',
  about: `CPU milliseconds of \`sparkwright plan\` for chains of ${STAGES.join(', ')} stages`,
  async run(report) {
    const figures: Record<string, { value: number; unit: string }> = {};
    const computed: number[] = [];
    for (const count of STAGES) {
      report(`a chain of ${count} stages`);
      const chain = parsePipeline(chainOf(count), 'chain.yaml');
      const [previews, texts]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        const began = cpu();
        const preview = await previewRun(partsOf(), chain, {});
        const previewed = cpu();
        planText(preview, new Date());
        previews.push(previewed - began);
        texts.push(cpu() - previewed);
      }
      figures[`plan ${count}`] = { value: rounded(median(previews), 1), unit: 'ms' };
      figures[`text ${count}`] = { value: rounded(median(texts), 1), unit: 'ms' };
      computed.push(median(previews) / count);
    }
    const [smallest = NaN] = computed;
    // 1 means that the time grows in step with the stages.
    return {
      figures,
      ratios: { 'each of most/few': rounded((computed.at(-1) ?? NaN) / smallest, 2) },
    };
  },
};

function cpu(): number {
  return process.cpuUsage().user / 1000;
}

function chainOf(count: number): string {
  const stages = Array.from(
    { length: count },
    (_, i) => `  s${i}: { job: job.py, pool: lake, after: [${i === 0 ? '' : `s${i - 1}`}] }`,
  );
  return `pipeline: chain\nstages:\n${stages.join('\n')}\n`;
}

function partsOf(): PreviewParts {
  const now = () => new Date();
  const size = { cores: 3, coresFree: 1, memory: 8192, memoryFree: 512 };
  const workers = ['a', 'b'].map((id) => ({ id, alive: true, ...size }));
  const state = { workers, drivers: new Map(), applications: new Map() };
  return {
    jobsHash: () => Promise.resolve('f'.repeat(64)),
    sources: {} as PreviewParts['sources'],
    world: {
      store: memoryStore(new Tables(now), () => null),
      cluster: { state: () => Promise.resolve(state) } as unknown as Cluster,
      bookmarks: {} as PreviewParts['world']['bookmarks'],
      connections: {},
      pools: { lake: 2 },
      sessionLimits: SESSION_LIMITS,
      clock: { now, steady: now } as PreviewParts['world']['clock'],
    },
  };
}
