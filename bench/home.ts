import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { down, up } from '../local/cluster.ts';
import { clusterConfig, PORTS, type ClusterConfig, type PortName } from '../local/config.ts';

/** Away from a user's ports and the tests', and below those that the kernel gives to outgoing connections. */
const SHIFT = 12_000;

const moved = Object.fromEntries(
  (Object.keys(PORTS) as PortName[]).map((name) => [
    PORTS[name].variable,
    String(PORTS[name].preset + SHIFT),
  ]),
);

/** Has an embedded cluster in a folder of its own, empty at first, for the length of some work. */
export async function withFreshCluster<T>(
  report: (line: string) => void,
  work: (config: ClusterConfig) => Promise<T>,
): Promise<T> {
  const config = clusterConfig({ ...moved, SPARKWRIGHT_HOME: '.sparkwright/bench' });
  const empty = async () => {
    await down(config);
    for (const folder of ['data', 'logs', 'secrets'])
      await rm(join(config.home, folder), { recursive: true, force: true });
  };
  await empty();
  try {
    await up(config, report);
    return await work(config);
  } finally {
    await empty();
  }
}
