import { WebHdfs } from './webhdfs.ts';

/** The HDFS users: of the orchestrator, and of every driver. The dashboard and notebooks read as `analyst`. */
const ORCHESTRATOR = 'orchestrator';
const SPARK = 'spark';

interface Folder {
  path: string;
  owner: string;
  permission: string;
  /** What another user may do there besides; and in all that is made there, where it is `inherited`. */
  also?: { user: string; may: string; inherited?: boolean };
}

/** A folder that lets another user in has the widest of such rights in its group's place, which is the owner's alone. */
const FOLDERS: Folder[] = [
  // What a run has pinned, its drivers can't change.
  { path: '/jobs', owner: ORCHESTRATOR, permission: '755' },
  { path: '/sparkwright', owner: ORCHESTRATOR, permission: '755' },
  // The orchestrator writes what an attempt is to do, the driver its claims and its result.
  {
    ...{ path: '/sparkwright/attempts', owner: ORCHESTRATOR, permission: '775' },
    also: { user: SPARK, may: 'rwx', inherited: true },
  },
  // The orchestrator looks into sources itself, for the doctor and for previews.
  {
    ...{ path: '/sparkwright/secrets', owner: SPARK, permission: '750' },
    also: { user: ORCHESTRATOR, may: 'r-x', inherited: true },
  },
  // Retention removes event logs.
  {
    ...{ path: '/spark-logs', owner: SPARK, permission: '775' },
    also: { user: ORCHESTRATOR, may: 'rwx' },
  },
  { path: '/data', owner: SPARK, permission: '755' },
  // The bookmark lies here.
  {
    ...{ path: '/data/bronze', owner: SPARK, permission: '775' },
    also: { user: ORCHESTRATOR, may: 'rwx' },
  },
  { path: '/tmp', owner: SPARK, permission: '1777' },
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
  for (const folder of FOLDERS) await makeFolder(superuser, folder);
  const hdfs = new WebHdfs(at.nameNode, SPARK);
  for (const [name, secret] of Object.entries(at.secrets)) await putSecret(hdfs, name, secret);
}

async function makeFolder(
  superuser: WebHdfs,
  { path, owner, permission, also }: Folder,
): Promise<void> {
  const found = await superuser.status(path);
  if (found?.type === 'DIRECTORY' && found.owner === owner && found.permission === permission)
    return;
  await superuser.makeFolder(path, permission);
  await superuser.setPermission(path, permission);
  await superuser.setOwner(path, owner);
  if (!also) return;
  const rights = `user:${also.user}:${also.may}`;
  // What a driver makes in a folder of ours, the orchestrator removes with it one day.
  const inherited = [rights, `user:${owner}:rwx`].map((each) => `default:${each}`);
  await superuser.addAcl(path, [rights, ...(also.inherited ? inherited : [])]);
}

async function putSecret(hdfs: WebHdfs, name: string, secret: string): Promise<void> {
  const path = `/sparkwright/secrets/${name}`;
  const found = await hdfs.status(path);
  if (found?.permission === '640' && (await hdfs.read(path)) === secret) return;
  await hdfs.replace(path, secret, '640');
}
