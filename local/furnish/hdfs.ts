import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ClusterConfig } from '../config.ts';
import { secretFile } from '../folders.ts';
import { WebHdfs } from './webhdfs.ts';

/** Drivers and the orchestrator both act as this HDFS user. */
const USER = 'spark';

const FOLDERS: [path: string, permission: string][] = [
  ['/jobs', '755'],
  ['/sparkwright', '755'],
  ['/sparkwright/attempts', '755'],
  ['/sparkwright/secrets', '700'],
  ['/spark-logs', '755'],
  ['/data', '755'],
  ['/data/bronze', '755'],
  ['/tmp', '1777'],
];

/** Makes the folders of docs/contracts.md on HDFS and puts the drivers' secrets there; can be done twice. */
export async function furnishHdfs(config: ClusterConfig): Promise<void> {
  // HDFS's superuser is the user that the NameNode runs as.
  const superuser = new WebHdfs(config, userInfo().username);
  for (const [path, permission] of FOLDERS) {
    const found = await superuser.status(path);
    if (found?.type === 'DIRECTORY' && found.owner === USER && found.permission === permission) {
      continue;
    }
    await superuser.makeFolder(path, permission);
    await superuser.setPermission(path, permission);
    await superuser.setOwner(path, USER);
  }
  await putSecret(config, 'retail_reader', 'retail-reader.password');
}

async function putSecret(config: ClusterConfig, name: string, file: string): Promise<void> {
  const hdfs = new WebHdfs(config, USER);
  const path = `/sparkwright/secrets/${name}`;
  const secret = readFileSync(secretFile(config, file), 'utf8').trim();
  const found = await hdfs.status(path);
  if (found?.permission === '600' && (await hdfs.read(path)) === secret) return;
  await hdfs.replace(path, secret, '600');
}
