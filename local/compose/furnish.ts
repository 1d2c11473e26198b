/** The service `furnish` of docker-compose.yml. It makes the same databases, roles and folders as `npm run up`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { PORTS } from '../config.ts';
import { activeNameNode } from '../furnish/active-name-node.ts';
import { furnishHdfs } from '../furnish/hdfs.ts';
import { furnishPostgres } from '../furnish/postgres.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join('/etc/sparkwright', name), 'utf8').trim();

await furnishPostgres(
  {
    host: 'postgres',
    port: PORTS.postgres.preset,
    password: read('postgres.password'),
    ca: read('postgres.crt'),
  },
  ROOT,
  read,
);
const nameNodes = process.env.SPARKWRIGHT_HDFS_URLS?.split(',') ?? ['http://hadoop-namenode:9870'];
// With two NameNodes, none is active before the election, and DataNodes may have reported to the other one first.
await pRetry(
  async () => {
    await furnishHdfs({
      nameNode: await activeNameNode(nameNodes),
      superuser: 'hdfs',
      secrets: { retail_reader: read('retail-reader.password') },
    });
  },
  {
    retries: 60,
    minTimeout: 2_000,
    factor: 1,
    onFailedAttempt: ({ error }) => {
      console.log(error.message);
    },
  },
);
console.log('databases and folders are in place');
