import { createServer } from 'node:net';
import axios from 'axios';
import { fail, ok, type Check } from '../model/check.ts';

/** Checks that Sparkwright's port is free, or that Sparkwright has it. */
export function listenCheck({ host, port }: { host: string; port: number }): Check {
  return {
    name: 'listen',
    run: async () => {
      const taken = await bound(host, port);
      if (taken === null) return ok(`${host}:${port} is free`);
      if (taken === 'EADDRINUSE' && (await isOurs(host, port)))
        return ok(`${host}:${port}, where Sparkwright listens`);
      return fail(
        `${host}:${port} is not available: ${taken === 'EADDRINUSE' ? 'another program has it' : taken}`,
        'End that program, or set listen and callback_url to another port.',
      );
    },
  };
}

/** Binds the port for a moment; null if that worked, else the error's code. */
function bound(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      resolve((error as { code?: string }).code ?? error.message);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}

/** Tells by a wake-up, which does no harm, whether Sparkwright answers. */
async function isOurs(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const options = { timeout: 3_000, proxy: false as const, validateStatus: () => true };
  const answer = await axios.post(`http://${name}:${port}/wake`, {}, options).catch(() => null);
  return answer?.status === 204;
}
