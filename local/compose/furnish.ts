/** The service `furnish` of docker-compose.yml: databases, roles and folders, as `npm run up` furnishes the embedded cluster. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PORTS } from '../config.ts';
import { furnishHdfs } from '../furnish/hdfs.ts';
import { furnishPostgres } from '../furnish/postgres.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join('/etc/sparkwright', name), 'utf8').trim();

await furnishPostgres(
  {
    ...{ host: 'postgres', port: PORTS.postgres.preset },
    ...{ password: read('postgres.password'), ca: read('postgres.crt') },
  },
  ROOT,
  read,
);
await furnishHdfs({
  nameNode: `http://hadoop-namenode:${PORTS.namenodeHttp.preset}`,
  superuser: 'hdfs',
  secrets: { retail_reader: read('retail-reader.password') },
});
console.log('databases and folders are in place');
