/** A process that simulates histories. It sends its progress, and finally a summary. */
import { seedsFrom, simulateMany } from './many.ts';

const [, , first = '1', count = '1'] = process.argv;
const summary = await simulateMany(seedsFrom(Number(first), Number(count)), {
  stopAt: 3,
  onProgress: (done) => {
    if (done % 50 === 0) process.send?.(done);
  },
});
process.send?.(summary, () => {
  process.disconnect();
});
