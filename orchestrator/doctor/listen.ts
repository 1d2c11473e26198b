import { createServer } from 'node:net';
import axios from 'axios';
import { fail, ok, type Check } from '../model/check.ts';

/** The port that Sparkwright listens on is free, or it is Sparkwright that has it. */
export function listenCheck({ host, port }: { host: string; port: number }): Check {
  return {
    name: 'listen',
    run: async () => {
      const taken = await bound(host, port);
      if (taken === null) return ok(`${host}:${port} is free`);
      if (taken === 'EADDRINUSE' && (await isOurs(host, port)))
        return ok(`${host}:${port}, where Sparkwright listens`);
      return fail(
        `${host}:${port} can't be had: ${taken === 'EADDRINUSE' ? 'another program has it' : taken}`,
        'End that program, or set listen and callback_url to another port.',
      );
    },
  };
}

/** Null where the port could be had; it is given back at once. */
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

/** A wake-up carries no truth, and does no harm. */
async function isOurs(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const options = { timeout: 3_000, proxy: false as const, validateStatus: () => true };
  const answer = await axios.post(`http://${name}:${port}/wake`, {}, options).catch(() => null);
  return answer?.status === 204;
}
