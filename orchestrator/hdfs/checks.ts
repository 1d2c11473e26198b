/** The doctor's checks of HDFS. */
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import { z } from 'zod';
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { unlessMissing } from './remote-exception.ts';
import { Hdfs, type HdfsAddress } from './webhdfs.ts';

const FOLDERS = [
  '/jobs',
  '/sparkwright/attempts',
  '/sparkwright/sessions',
  '/sparkwright/secrets',
  '/spark-logs',
  '/data',
];

export function hdfsChecks(address: HdfsAddress): Check[] {
  const hdfs = new Hdfs(address);
  return [
    { name: 'HDFS', run: () => Promise.all(address.urls.map(nameNode)) },
    { name: 'HDFS writable', run: () => probe(hdfs, address.user) },
    { name: 'HDFS folders', run: () => folders(hdfs) },
    { name: 'release', run: () => release(hdfs) },
  ];
}

/** Attributes of the bean FSNamesystemState. */
const bean = z.object({
  FSState: z.string(),
  CapacityTotal: z.number(),
  CapacityRemaining: z.number(),
  NumLiveDataNodes: z.number(),
  NumDeadDataNodes: z.number(),
});
const jmx = z.object({ beans: z.array(z.unknown()).min(1) });

async function nameNode(url: string): Promise<Finding> {
  const { host } = new URL(url);
  const query = 'Hadoop:service=NameNode,name=FSNamesystemState';
  const answer = await axios
    .get<unknown>(`${url}/jmx`, {
      params: { qry: query },
      timeout: 8_000,
      proxy: false,
      validateStatus: () => true,
    })
    .catch((error: unknown) => (error as { code?: string }).code ?? String(error));
  if (typeof answer === 'string')
    return fail(
      `HDFS at ${host} is unreachable: ${answer}`,
      'Start the NameNode, or fix hdfs.urls.',
    );
  const state = bean.safeParse(jmx.safeParse(answer.data).data?.beans[0]);
  if (!state.success)
    return warn(`${host} does not serve its state at /jmx`, 'Let this machine read /jmx there.');
  return judge(host, state.data);
}

const FULL = 0.1;
const GIB = 1024 ** 3;

function judge(host: string, state: z.infer<typeof bean>): Finding {
  const { FSState, CapacityTotal, CapacityRemaining, NumLiveDataNodes, NumDeadDataNodes } = state;
  const nodes = `${NumLiveDataNodes} live ${NumLiveDataNodes === 1 ? 'DataNode' : 'DataNodes'}`;
  const space = `${Math.floor(CapacityRemaining / GIB)} GiB free`;
  if (FSState !== 'Operational')
    return fail(
      `${host} is in safe mode, ${nodes}`,
      'Wait until its DataNodes have reported; if it stays so: hdfs dfsadmin -safemode leave',
    );
  if (NumLiveDataNodes === 0) return fail(`${host} has no live DataNode`, 'Start the DataNodes.');
  if (CapacityRemaining < FULL * CapacityTotal)
    return warn(`${host}, ${nodes}, only ${space}`, 'Free some: sparkwright retention');
  if (NumDeadDataNodes > 0)
    return warn(`${host}, ${nodes}, ${NumDeadDataNodes} dead, ${space}`, 'Start the dead ones.');
  return ok(`${host}, ${nodes}, ${space}`);
}

async function probe(hdfs: Hdfs, user: string): Promise<Finding> {
  const path = `/sparkwright/probe-${randomUUID()}`;
  await hdfs.create(path, 'probe\n');
  const text = await hdfs.read(path);
  await hdfs.remove(path);
  return text === 'probe\n'
    ? ok(`${user} writes, reads and removes a file under /sparkwright`)
    : fail(
        'a file reads back with another text than was written',
        'See the logs of the DataNodes.',
      );
}

async function folders(hdfs: Hdfs): Promise<Finding> {
  const there = await Promise.all(FOLDERS.map((folder) => hdfs.exists(folder)));
  const missing = FOLDERS.filter((_, index) => !there[index]);
  if (missing.length === 0) return ok(FOLDERS.join(', '));
  const owner = 'owned by the user that drivers run as';
  const hint = `Make them, ${owner}: hdfs dfs -mkdir -p ${missing.join(' ')}`;
  // Applications fail at their start without the folder of event logs; the others are created at the first write.
  const message = `missing: ${missing.join(', ')}`;
  return missing.includes('/spark-logs') ? fail(message, hint) : warn(message, hint);
}

async function release(hdfs: Hdfs): Promise<Finding> {
  const hint = 'Put the jobs there: sparkwright deploy';
  const current = await unlessMissing(hdfs.read('/jobs/current'));
  if (current === null) return warn('no release is on HDFS yet', hint);
  const name = current.trim();
  if (!(await hdfs.exists(`/jobs/${name}/sparkwright/bootstrap.py`)))
    return fail(`the current release ${name.slice(0, 12)} is not whole on HDFS`, hint);
  return ok(`${name.slice(0, 12)} is current, with its bootstrap`);
}
