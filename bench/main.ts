/**
 * Runs one benchmark and prints its figures, as text or as JSON; without a name it lists them all.
 *
 * Run: npm run bench -- NAME [--json]
 */
import { parseArgs } from 'node:util';
import { command, progress } from '../local/commands/command.ts';
import { numberWord } from '../orchestrator/terminal/words.ts';
import type { Bench, Result } from './bench.ts';
import { coldStart } from './cold-start.ts';
import { incremental } from './incremental.ts';
import { ingest } from './ingest.ts';
import { maintenance } from './maintenance.ts';
import { overhead } from './overhead.ts';
import { peers } from './peers.ts';
import { plan } from './plan.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { tpch } from './tpch.ts';

const BENCHES: Bench[] = [
  coldStart,
  incremental,
  ingest,
  maintenance,
  overhead,
  peers,
  plan,
  run,
  scale,
  tpch,
];
const USAGE = 2;

await command(async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined) {
    console.log('npm run bench -- NAME [--json]\n');
    for (const bench of BENCHES) console.log(`  ${bench.name.padEnd(14)} ${bench.about}`);
    return 0;
  }
  const bench = BENCHES.find((one) => one.name === name);
  if (bench === undefined) {
    const known = BENCHES.map((one) => one.name).join(', ');
    console.error(`there is no benchmark "${name}": choose one of ${known}`);
    return USAGE;
  }
  const result = await bench.run(progress());
  if (values.json) console.log(JSON.stringify({ name, ...result }));
  else print(result);
  return 0;
});

function print({ figures, ratios }: Result): void {
  for (const [name, { value, unit }] of Object.entries(figures)) {
    console.log(`${name.padEnd(14)} ${numberWord(value)} ${unit}`);
  }
  for (const [name, value] of Object.entries(ratios)) console.log(`${name.padEnd(14)} ${value}`);
}
