/** `npm run simulate`: many histories, or one of them told in full. */
import { Command } from 'commander';
import { live } from './history.ts';
import { inParallel } from './parallel.ts';

const command = new Command('simulate')
  .description(
    'Lives histories of the real engine on a simulated cluster, and checks what must never happen',
  )
  .option('--histories <n>', 'how many', Number, 100_000)
  .option('--seed <n>', 'the first seed', Number, 1)
  .option('--json', 'the result as one line of JSON')
  .parse();
const { histories, seed, json } = command.opts<{
  histories: number;
  seed: number;
  json?: boolean;
}>();

if (histories === 1) {
  const { diary, violations } = await live(String(seed));
  console.log(diary.join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
} else {
  const began = performance.now();
  const found = await inParallel(seed, histories, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done.toLocaleString('en')} histories`);
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
      `${found.histories.toLocaleString('en')} histories, ${runs.toLocaleString('en')} runs, ` +
        `${attempts.toLocaleString('en')} attempts, ${simulatedHours.toFixed(0)} simulated hours in ${seconds.toFixed(0)} s`,
    );
    for (const { seed, violations } of broken)
      console.log(
        `seed ${seed}: ${violations.join('; ')}\n  replay: npm run simulate -- --seed ${seed} --histories 1`,
      );
    console.log(broken.length === 0 ? 'every invariant held' : `${broken.length} went wrong`);
  }
  process.exitCode = broken.length === 0 ? 0 : 1;
}
