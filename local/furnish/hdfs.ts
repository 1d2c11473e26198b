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

export interface HdfsToFurnish {
  /** `http://host:9870` */
  nameNode: string;
  /** The user that the NameNode runs as. */
  superuser: string;
  /** What drivers read as /sparkwright/secrets/<name>. */
  secrets: Record<string, string>;
}

/** Makes the folders of docs/contracts.md on HDFS and puts the drivers' secrets there; can be done twice. */
export async function furnishHdfs(at: HdfsToFurnish): Promise<void> {
  const superuser = new WebHdfs(at.nameNode, at.superuser);
  for (const [path, permission] of FOLDERS) {
    const found = await superuser.status(path);
    if (found?.type === 'DIRECTORY' && found.owner === USER && found.permission === permission) {
      continue;
    }
    await superuser.makeFolder(path, permission);
    await superuser.setPermission(path, permission);
    await superuser.setOwner(path, USER);
  }
  const hdfs = new WebHdfs(at.nameNode, USER);
  for (const [name, secret] of Object.entries(at.secrets)) await putSecret(hdfs, name, secret);
}

async function putSecret(hdfs: WebHdfs, name: string, secret: string): Promise<void> {
  const path = `/sparkwright/secrets/${name}`;
  const found = await hdfs.status(path);
  if (found?.permission === '600' && (await hdfs.read(path)) === secret) return;
  await hdfs.replace(path, secret, '600');
}
