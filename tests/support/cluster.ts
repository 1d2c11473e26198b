/** The tests' cluster, whose own folder and ports keep a user's cluster untouched. */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { clusterConfig, PORTS, type ClusterConfig, type PortName } from '../../local/config.ts';
import { down, up } from '../../local/cluster.ts';
import { removeData } from '../../local/services/postgres-data.ts';

/** Offset from a user's ports; the result stays below the kernel's ephemeral ports. */
const SHIFT = 11_000;

const moved = Object.fromEntries(
  (Object.keys(PORTS) as PortName[]).map((name) => [
    PORTS[name].variable,
    String(PORTS[name].preset + SHIFT),
  ]),
);

export const config: ClusterConfig = clusterConfig({
  ...moved,
  SPARKWRIGHT_HOME: '.sparkwright/test',
  SPARKWRIGHT_CACHE: process.env.SPARKWRIGHT_CACHE,
});

let started: Promise<void> | undefined;

/** Starts the cluster before a suite. The first suite of a process gets it empty, and the others share it. */
export function useCluster(): void {
  before("start the tests' cluster", async function () {
    // The first start of a checkout also creates the class archives.
    this.timeout(600_000);
    started ??= fresh();
    await started;
  });
}

async function fresh(): Promise<void> {
  await down(config);
  removeData(config);
  for (const folder of ['logs', 'secrets'])
    await rm(join(config.home, folder), { recursive: true, force: true });
  await up(config, (line) => {
    console.log(`    ${line}`);
  });
}

after("stop the tests' cluster", async function () {
  this.timeout(60_000);
  if (started) await down(config);
});
