/** `npm run simulate`: checks many histories, or prints one in full. */
import { Command } from 'commander';
import { simulate } from './history.ts';
import { numberWord } from '../../orchestrator/model/number-word.ts';
import { inParallel } from './parallel.ts';

const command = new Command('simulate')
  .description(
    'Simulates histories of the real engine on a faulty cluster, and checks its invariants',
  )
  .option('--histories <n>', 'number of histories', Number, 100_000)
  .option('--seed <n>', 'first seed', Number, 1)
  .option('--json', 'print the result as one line of JSON')
  .parse();
const { histories, seed, json } = command.opts<{
  histories: number;
  seed: number;
  json?: boolean;
}>();

if (histories === 1) {
  const { diary, violations } = await simulate(String(seed));
  console.log(diary.join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
} else {
  const began = performance.now();
  const found = await inParallel(seed, histories, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${numberWord(done)} histories`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  const { runs, attempts, simulatedHours, broken } = found;
  const seconds = (performance.now() - began) / 1000;
  if (json)
    console.log(
      JSON.stringify({
        ...found,
        seconds,
        broken: broken.map(({ seed, violations }) => ({ seed, violations })),
      }),
    );
  else {
    console.log(
      `${numberWord(found.histories)} histories, ${numberWord(runs)} runs, ` +
        `${numberWord(attempts)} attempts, ${simulatedHours.toFixed(0)} simulated hours in ${seconds.toFixed(0)} s`,
    );
    for (const { seed, violations } of broken)
      console.log(
        `seed ${seed}: ${violations.join('; ')}\n  replay: npm run simulate -- --seed ${seed} --histories 1`,
      );
    console.log(broken.length === 0 ? 'every invariant held' : `${broken.length} failed`);
  }
  process.exitCode = broken.length === 0 ? 0 : 1;
}
