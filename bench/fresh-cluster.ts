import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { down, up } from '../local/cluster.ts';
import { clusterConfig, PORTS, type ClusterConfig, type PortName } from '../local/config.ts';

/** Avoids a user's ports, the tests' ports, and the kernel's range for outgoing connections. */
const SHIFT = 12_000;

const ports = Object.fromEntries(
  (Object.keys(PORTS) as PortName[]).map((name) => [
    PORTS[name].variable,
    String(PORTS[name].preset + SHIFT),
  ]),
);

/** Starts an empty embedded cluster in a folder of its own, does the work, and removes the cluster. */
export async function withFreshCluster<T>(
  report: (line: string) => void,
  work: (config: ClusterConfig) => Promise<T>,
): Promise<T> {
  const config = clusterConfig({ ...ports, SPARKWRIGHT_HOME: '.sparkwright/bench' });
  const remove = async () => {
    await down(config);
    for (const folder of ['data', 'logs', 'secrets'])
      await rm(join(config.home, folder), { recursive: true, force: true });
  };
  await remove();
  try {
    await up(config, report);
    return await work(config);
  } finally {
    await remove();
  }
}
