import { createServer } from 'node:net';
import { PORTS, type ClusterConfig, type PortName } from '../config.ts';

/**
 * Checks that the ports of services are free.
 * @throws Error with the busy port, its user, and the variable that changes it
 */
export async function refuseBusyPorts(
  config: Pick<ClusterConfig, 'ports'>,
  wanted: PortName[],
): Promise<void> {
  for (const name of wanted) {
    const port = config.ports[name];
    if (await isFree(port)) continue;
    const { variable, wantedBy } = PORTS[name];
    throw new Error(
      `port ${port} is busy, and ${wantedBy} wants it: end the program that has it, or set ${variable} to another port`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`port ${port} can't be used: ${error.message}`, { cause: error }));
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
