/** demo: everything once, on a fresh machine: cluster, orders, two runs, and a check of the results. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import pc from '../../orchestrator/terminal/colors.ts';
import { numberWord } from '../../orchestrator/terminal/words.ts';
import { backfill } from '../../retailapp/backfill.ts';
import { connectionFrom } from '../../retailapp/environment.ts';
import { down, status, up } from '../cluster.ts';
import { clusterConfig, type ClusterConfig } from '../config.ts';
import { unreadRows } from '../demo/gold.ts';
import { runRetail } from '../demo/run.ts';
import { heading, showGold, showReads, showWayOn } from '../demo/show.ts';
import { setUp } from '../setup/set-up.ts';
import { command, INTERRUPTED, progress } from './command.ts';

const FIRST_ORDERS = 20_000;
const MORE_ORDERS = 2_000;

await command(async () => {
  const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
  const config = clusterConfig();
  await setUp(config, progress());
  const wasUp = (await status(config)).every(({ state }) => state === 'up');
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      stop.abort();
    });
  const stays = values.stay || wasUp;
  try {
    return (await demo(config, stop.signal, stays)) ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error('interrupted');
    return INTERRUPTED;
  } finally {
    if (!wasUp && (!stays || stop.signal.aborted)) await down(config, progress());
  }
});

/** @returns whether the gold tables and the rows read are right */
async function demo(config: ClusterConfig, signal: AbortSignal, stays: boolean): Promise<boolean> {
  heading('1. The cluster: PostgreSQL, HDFS, Spark');
  await up(config, progress(), signal);

  heading(`2. ${numberWord(FIRST_ORDERS)} orders of the past month, and a first run`);
  const first = await loadAndRun(config, FIRST_ORDERS, signal);

  heading(`3. ${numberWord(MORE_ORDERS)} more orders, and a run that reads just these`);
  const second = await loadAndRun(config, MORE_ORDERS, signal);

  heading('4. What came out');
  const goldIsRight = await showGold(config);
  console.log('');
  const readsAreRight = showReads([first, second]);
  if (!readsAreRight) console.log(pc.red('a run did not read exactly the new rows'));
  showWayOn(config, stays);
  return goldIsRight && readsAreRight;
}

async function loadAndRun(config: ClusterConfig, orders: number, signal: AbortSignal) {
  const connection = await connectionFrom({
    SPARKWRIGHT_HOME: config.home,
    SPARKWRIGHT_POSTGRES_PORT: String(config.ports.postgres),
  });
  await backfill({ connection, orders, seed: randomInt(1_000_000), signal });
  const unread = await unreadRows(config);
  return { ...(await runRetail(config, signal)), unread };
}
