/** The serving one of several masters, NameNodes, orchestrators or ZooKeepers. */
import { execa } from 'execa';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerOf, logsOf } from '../support/compose/system.ts';

/** Services of one kind, and whether one of them serves. */
export interface Kind {
  services: readonly string[];
  serves: (service: string) => Promise<boolean>;
}

const page = async (url: string): Promise<string> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return answer.text();
};

/** By the ports that docker-compose.ha.yml publishes. */
const at = (ports: Record<string, number>, path: string, state: RegExp): Kind => ({
  services: Object.keys(ports),
  serves: async (service) => state.test(await page(`http://127.0.0.1:${ports[service]}${path}`)),
});

export const MASTER = at(
  { 'spark-master': 8080, 'spark-master-2': 8083 },
  '/json/',
  /"status" : "ALIVE"/,
);

export const NAMENODE = at(
  { 'hadoop-namenode': 9870, 'hadoop-namenode-2': 9871 },
  '/jmx?qry=Hadoop:service=NameNode,name=NameNodeStatus',
  /"State" : "active"/,
);

export const ORCHESTRATOR: Kind = {
  services: ['orchestrator-1', 'orchestrator-2'],
  serves: async (service) => {
    const text = await logsOf(service);
    return text.lastIndexOf('leading now') >= text.lastIndexOf('another orchestrator leads');
  },
};

export const ZOOKEEPER: Kind = {
  services: ['zookeeper-1', 'zookeeper-2', 'zookeeper-3'],
  serves: async (service) => {
    const ask = 'exec 3<>/dev/tcp/127.0.0.1/2181; echo srvr >&3; cat <&3';
    const { stdout } = await execa('docker', [
      'exec',
      await containerOf(service),
      'bash',
      '-c',
      ask,
    ]);
    return stdout.includes('Mode: leader');
  },
};

/** Resolves with the serving one, once there is one other than `not`. */
export async function serving({ services, serves }: Kind, not?: string): Promise<string> {
  for (;;) {
    for (const service of services.filter((each) => each !== not))
      if (await serves(service).catch(() => false)) return service;
    await sleep(500);
  }
}
