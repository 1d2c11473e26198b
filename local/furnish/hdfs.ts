import { unlessMissing } from '../../orchestrator/hdfs/remote-exception.ts';
import { Hdfs } from '../../orchestrator/hdfs/webhdfs.ts';

/** HDFS users of the orchestrator and of drivers. The dashboard and notebooks read as `analyst`. */
const ORCHESTRATOR = 'orchestrator';
const SPARK = 'spark';

interface Folder {
  path: string;
  owner: string;
  permission: string;
  /** Rights of another user; also for everything made there later, if `inherited`. */
  also?: { user: string; may: string; inherited?: boolean };
}

/** With an ACL, the middle digit of the permission is the mask of all such rights. The group itself is the owner's own. */
const FOLDERS: Folder[] = [
  // Drivers can't change the release of their run.
  { path: '/jobs', owner: ORCHESTRATOR, permission: '755' },
  { path: '/sparkwright', owner: ORCHESTRATOR, permission: '755' },
  // The orchestrator writes the spec of an attempt, the driver its claims and result.
  {
    path: '/sparkwright/attempts',
    owner: ORCHESTRATOR,
    permission: '775',
    also: { user: SPARK, may: 'rwx', inherited: true },
  },
  // The orchestrator assigns attempts to a session, its host notes their ends.
  {
    path: '/sparkwright/sessions',
    owner: ORCHESTRATOR,
    permission: '775',
    also: { user: SPARK, may: 'rwx', inherited: true },
  },
  // The orchestrator reads sources itself, for the doctor and for previews.
  {
    path: '/sparkwright/secrets',
    owner: SPARK,
    permission: '750',
    also: { user: ORCHESTRATOR, may: 'r-x', inherited: true },
  },
  // Retention removes event logs.
  {
    path: '/spark-logs',
    owner: SPARK,
    permission: '775',
    also: { user: ORCHESTRATOR, may: 'rwx' },
  },
  { path: '/data', owner: SPARK, permission: '755' },
  // The bookmark is here.
  {
    path: '/data/bronze',
    owner: SPARK,
    permission: '775',
    also: { user: ORCHESTRATOR, may: 'rwx' },
  },
  { path: '/tmp', owner: SPARK, permission: '1777' },
];

export interface HdfsToFurnish {
  /** `http://host:9870` */
  nameNode: string;
  /** The user that the NameNode runs as. */
  superuser: string;
  /** Contents of /sparkwright/secrets/<name>. */
  secrets: Record<string, string>;
}

/** Makes the folders of docs/typescript-and-python.md on HDFS and writes the drivers' secrets. Idempotent. */
export async function furnishHdfs(at: HdfsToFurnish): Promise<void> {
  const superuser = new Hdfs({ urls: [at.nameNode], user: at.superuser });
  for (const folder of FOLDERS) await makeFolder(superuser, folder);
  const hdfs = new Hdfs({ urls: [at.nameNode], user: SPARK });
  for (const [name, secret] of Object.entries(at.secrets)) await putSecret(hdfs, name, secret);
}

async function makeFolder(
  superuser: Hdfs,
  { path, owner, permission, also }: Folder,
): Promise<void> {
  const status = await unlessMissing(superuser.stat(path));
  if (status?.type === 'DIRECTORY' && status.owner === owner && status.permission === permission)
    return;
  await superuser.makeFolder(path, permission);
  await superuser.setPermission(path, permission);
  await superuser.setOwner(path, owner);
  if (!also) return;
  const rights = `user:${also.user}:${also.may}`;
  // The orchestrator must be able to remove files that a driver makes in its folder.
  const inherited = [rights, `user:${owner}:rwx`].map((each) => `default:${each}`);
  await superuser.addAcl(path, [rights, ...(also.inherited ? inherited : [])]);
}

async function putSecret(hdfs: Hdfs, name: string, secret: string): Promise<void> {
  const path = `/sparkwright/secrets/${name}`;
  const status = await unlessMissing(hdfs.stat(path));
  if (status?.permission === '640' && (await hdfs.read(path)) === secret) return;
  await hdfs.replace(path, secret, '640');
}
