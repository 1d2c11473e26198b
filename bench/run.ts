/**
 * Measures wall seconds of a retail run in each session mode: the first load of 300,000 orders, an increment of 10,000, and
 * nothing new. `plain` is `none` without the profile `short`. A first load is measured once, on an empty cluster; the others
 * are medians of five rounds in which the modes take turns. Each round of `warm` finds its session up.
 *
 * Run: npm run bench -- run
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runRetail } from '../local/demo/run.ts';
import type { ClusterConfig } from '../local/config.ts';
import { SESSION_MODES } from '../orchestrator/model/session-mode.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import { backfill } from '../retailapp/backfill.ts';
import { connectionFrom } from '../retailapp/environment.ts';
import { median, rounded, type Bench } from './bench.ts';
import { withFreshCluster } from './fresh-cluster.ts';
import { wallOf } from './run-cost.ts';

const FIRST = 300_000;
const MORE = 10_000;
const ROUNDS = 5;
const MODES = ['plain', ...SESSION_MODES] as const;

type Mode = (typeof MODES)[number];
type Seconds = Record<Mode, number[]>;

export const run: Bench = {
  name: 'run',
  about: `wall seconds of a run by session mode: ${numberWord(FIRST)} orders, ${numberWord(MORE)} more, nothing new`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), 'sparkwright-bench-run-'));
    const first = none();
    const more = none();
    const nothing = none();
    try {
      for (const mode of MODES)
        await withFreshCluster(report, async (config) => {
          const measure = (of: Mode, into: Seconds) => timed(config, folder, of, into);
          await load(config, FIRST, 1);
          await measure(mode, first);
          report(`first load, ${mode}: ${first[mode].join()} s`);
          if (mode !== MODES.at(-1)) return;
          for (let round = 1; round <= ROUNDS; round += 1) {
            for (const each of MODES) {
              await load(config, MORE, 10 * round + MODES.indexOf(each));
              await measure(each, more);
              await measure(each, nothing);
            }
            report(`round ${round} of ${ROUNDS}: ${words(more)}; nothing new: ${words(nothing)}`);
          }
        });
    } finally {
      await rm(folder, { recursive: true });
    }
    const parts = [
      ['first', first],
      ['more', more],
      ['nothing', nothing],
    ] as const;
    return {
      figures: Object.fromEntries(
        parts.flatMap(([name, seconds]) =>
          MODES.map((mode) => {
            const value = rounded(median(seconds[mode]), 1);
            return [`${name}, ${mode}`, { value, unit: 's' }];
          }),
        ),
      ),
      ratios: Object.fromEntries(
        parts.flatMap(([name, seconds]) =>
          SESSION_MODES.map((mode) => {
            const ratio = median(seconds[mode]) / median(seconds.plain);
            return [`${name}, ${mode}/plain`, rounded(ratio, 2)];
          }),
        ),
      ),
    };
  },
};

function none(): Seconds {
  return { plain: [], none: [], run: [], warm: [] };
}

function words(seconds: Seconds): string {
  return MODES.map((mode) => `${mode} ${seconds[mode].at(-1)?.toFixed(1) ?? '-'} s`).join(', ');
}

/** Runs the retail pipeline once in a mode, and adds its seconds. */
async function timed(
  config: ClusterConfig,
  folder: string,
  mode: Mode,
  into: Seconds,
): Promise<void> {
  const yaml = await readFile(join(config.root, 'pipelines/retail.yaml'), 'utf8');
  const session = mode === 'plain' ? 'none' : mode;
  const text = yaml
    .replace(/^schedule:\n( .*\n)+/m, '')
    .replace(/^spark:\n {2}profile: short\n/m, mode === 'plain' ? '' : '$&')
    .replace(/^pool:/m, `session: ${session}\npool:`);
  await writeFile(join(folder, 'retail.yaml'), text);
  const over = { SPARKWRIGHT_PIPELINES_DIR: folder };
  const { run } = await runRetail(config, new AbortController().signal, over);
  into[mode].push(await wallOf(config, run));
}

async function load(config: ClusterConfig, orders: number, seed: number): Promise<void> {
  const connection = await connectionFrom({
    SPARKWRIGHT_HOME: config.home,
    SPARKWRIGHT_POSTGRES_PORT: String(config.ports.postgres),
  });
  await backfill({ connection, orders, seed });
}
