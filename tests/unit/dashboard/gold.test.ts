import assert from 'node:assert/strict';
import { openGold } from '../../../dashboard/gold.ts';
import { FileNotFound } from '../../../orchestrator/hdfs/remote-exception.ts';

const HEADER = 'branch,orders,delivered,avg_delivery_hours';
const BRANCHES = `${HEADER}\nBerlin,10,8,30.50\n"Halle, Saale",4,0,\n`;
const DAYS = `branch,day,orders,delivered,avg_delivery_hours
Berlin,2026-10-01,10,8,30.50
"Halle, Saale",2026-10-02,4,0,
`;

describe("the dashboard's gold data", () => {
  it('is empty before the first run, and unreachable while HDFS is away', async () => {
    assert.deepEqual(await openGold(lake({})).read(), { state: 'empty' });
    const away = { list: () => Promise.reject(new Error('no NameNode answers')), read: never };
    assert.deepEqual(await openGold(away).read(), {
      state: 'unreachable',
      reason: 'no NameNode answers',
    });
  });

  it('has branches with figures of the previous run, days, and the time of the files', async () => {
    const before = `${HEADER}\nBerlin,7,5,31.00\n`;
    const gold = await openGold(lake({ BRANCHES, DAYS, before })).read();
    assert.deepEqual(gold, {
      state: 'ready',
      made: '1970-01-01T00:00:01.000Z',
      branches: [
        {
          branch: 'Berlin',
          orders: 10,
          delivered: 8,
          hours: 30.5,
          before: { orders: 7, hours: 31 },
        },
        { branch: 'Halle, Saale', orders: 4, delivered: 0, hours: null, before: null },
      ],
      days: [
        { branch: 'Berlin', day: '2026-10-01', orders: 10, delivered: 8, hours: 30.5 },
        { branch: 'Halle, Saale', day: '2026-10-02', orders: 4, delivered: 0, hours: null },
      ],
    });
  });

  it('is read again only after a file has changed', async () => {
    const files = { BRANCHES, DAYS };
    const hdfs = lake(files);
    const gold = openGold(hdfs);
    await gold.read();
    const { reads } = hdfs;
    await gold.read();
    assert.equal(hdfs.reads, reads);
    files.BRANCHES = BRANCHES.replace('10,8', '11,8');
    files.DAYS = DAYS.replace('10,8', '11,8');
    hdfs.time = 2000;
    const read = await gold.read();
    assert.equal(read.state === 'ready' && read.branches[0]?.orders, 11);
  });

  it('waits for the second file if the first is from a newer run', async () => {
    const files = { BRANCHES: BRANCHES.replace('10,8', '12,8'), DAYS };
    const hdfs = lake(files);
    hdfs.onRead = (count) => {
      if (count === 3) files.DAYS = DAYS.replace('10,8', '12,8');
    };
    const read = await openGold(hdfs).read();
    assert.equal(read.state === 'ready' && read.days[0]?.orders, 12);
  });
});

interface Files {
  BRANCHES?: string;
  DAYS?: string;
  before?: string;
}

const NAMES: Record<string, keyof Files> = {
  'delivery_by_branch.csv': 'BRANCHES',
  'delivery_by_branch_day.csv': 'DAYS',
  'delivery_by_branch_before.csv': 'before',
};

function lake(files: Files) {
  const hdfs = {
    reads: 0,
    time: 1000,
    onRead: undefined as ((count: number) => void) | undefined,
    list: () => {
      const names = Object.keys(NAMES).filter((name) => content(name) !== undefined);
      if (names.length === 0) return Promise.reject(new FileNotFound('/data/gold'));
      return Promise.resolve(
        names.map((pathSuffix) => ({
          pathSuffix,
          owner: 'spark',
          permission: '644',
          modificationTime: hdfs.time,
          type: 'FILE' as const,
          length: 1,
        })),
      );
    },
    read: (path: string) => {
      const text = content(path.replace('/data/gold/', ''));
      hdfs.reads += 1;
      hdfs.onRead?.(hdfs.reads);
      return text === undefined ? Promise.reject(new FileNotFound(path)) : Promise.resolve(text);
    },
  };
  const content = (name: string) => files[NAMES[name] ?? 'before'];
  return hdfs;
}

function never(): Promise<string> {
  return Promise.reject(new Error('no file should be read'));
}
