/** One process of histories: tells how far it is, and at the end what it found. */
import { liveMany, seedsFrom } from './many.ts';

const [, , first = '1', count = '1'] = process.argv;
const summary = await liveMany(seedsFrom(Number(first), Number(count)), {
  stopAt: 3,
  onProgress: (done) => {
    if (done % 50 === 0) process.send?.(done);
  },
});
process.send?.(summary, () => {
  process.disconnect();
});
