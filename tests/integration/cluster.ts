/** The tests' own cluster: its own folder and ports, so that a user's cluster is never touched. */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { clusterConfig, PORTS, type ClusterConfig, type PortName } from '../../local/config.ts';
import { down, up } from '../../local/cluster.ts';

/** Away from a user's ports, and below those that the kernel gives to outgoing connections. */
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

/** Has the cluster up before the tests of a suite: empty at the first one, and shared by all of this process. */
export function useCluster(): void {
  before("start the tests' cluster", async function () {
    // The first start of a checkout also makes the class archives.
    this.timeout(600_000);
    started ??= fresh();
    await started;
  });
}

async function fresh(): Promise<void> {
  await down(config);
  for (const folder of ['data', 'logs', 'secrets'])
    await rm(join(config.home, folder), { recursive: true, force: true });
  await up(config, (line) => {
    console.log(`    ${line}`);
  });
}

after("stop the tests' cluster", async function () {
  this.timeout(60_000);
  if (started) await down(config);
});
