/** Simulates histories in as many processes as the machine has cores. */
import { execa } from 'execa';
import { availableParallelism } from 'node:os';
import type { Summary } from './many.ts';

/** @param onProgress - gets the number of finished histories */
export async function inParallel(
  first: number,
  count: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<Summary> {
  const workers = Math.min(availableParallelism(), count);
  const share = Math.ceil(count / workers);
  const done = new Array<number>(workers).fill(0);
  const parts = await Promise.all(
    done.map(async (_, index) => {
      const begin = first + index * share;
      const size = Math.min(share, first + count - begin);
      const child = execa(
        'node',
        ['--import', 'tsx', 'tests/simulation/worker.ts', String(begin), String(size)],
        { ipc: true },
      );
      child.on('message', (message: number | Summary) => {
        if (typeof message !== 'number') return;
        done[index] = message;
        onProgress(done.reduce((sum, each) => sum + each, 0));
      });
      const result = await new Promise<Summary>((resolve, reject) => {
        child.on('message', (message: number | Summary) => {
          if (typeof message !== 'number') resolve(message);
        });
        child.catch(reject);
      });
      await child;
      return result;
    }),
  );
  return parts.reduce((sum, part) => ({
    histories: sum.histories + part.histories,
    runs: sum.runs + part.runs,
    attempts: sum.attempts + part.attempts,
    simulatedHours: sum.simulatedHours + part.simulatedHours,
    broken: [...sum.broken, ...part.broken],
  }));
}
