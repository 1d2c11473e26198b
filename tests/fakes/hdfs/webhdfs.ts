/** A NameNode and a DataNode in one HTTP server, with the WebHDFS of Hadoop 3.5. */
import { instead, type Fault } from '../http/faults.ts';
import type { Reply, Request } from '../http/reply.ts';
import { FakeServer } from '../http/server.ts';
import { Refusal, type Tree } from './tree.ts';

const PREFIX = '/webhdfs/v1';
const JSON_TYPE = 'application/json';

/** dfs.ls.limit */
const LISTED_AT_ONCE = 1_000;

/** Serves a tree over WebHDFS. */
export async function serveWebHdfs(tree: Tree): Promise<FakeServer> {
  const server: FakeServer = await FakeServer.listen((request) => {
    try {
      return answer(tree, request, () => server.url);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  });
  return server;
}

/** The answer of a NameNode that is not active. */
export const standby = (): Fault =>
  instead(
    refused(
      new Refusal(
        'org.apache.hadoop.ipc.StandbyException',
        'Operation category READ is not supported in state standby. Visit https://s.apache.org/sbnn-error',
      ),
    ),
  );

/** The answer of a NameNode in safe mode to a write. */
export const safeMode = (): Fault =>
  instead(
    refused(
      new Refusal(
        'org.apache.hadoop.ipc.RetriableException',
        'org.apache.hadoop.hdfs.server.namenode.SafeModeException: Cannot create file. Name node is in safe mode.',
      ),
    ),
  );

function answer(tree: Tree, request: Request, url: () => string): Reply {
  const { method, query } = request;
  const path = trimmed(request.path.slice(PREFIX.length));
  const op = query.get('op')?.toUpperCase() ?? '';
  switch (`${method} ${op}`) {
    case 'PUT CREATE': {
      const overwrite = query.get('overwrite') !== 'false';
      if (!query.has('datanode')) return redirect(url(), request, `overwrite=${overwrite}`);
      tree.create(path, request.body, overwrite);
      return { status: 201, location: `hdfs://127.0.0.1${path}`, body: '' };
    }
    case 'GET OPEN': {
      if (!query.has('datanode')) {
        if (!tree.exists(path)) tree.read(path);
        return redirect(url(), request, `offset=${query.get('offset') ?? 0}`);
      }
      const from = Number(query.get('offset') ?? 0);
      const length = query.get('length');
      const to = length === null ? undefined : from + Number(length);
      return octets(tree.read(path).subarray(from, to));
    }
    case 'GET GETFILESTATUS':
      return json({ FileStatus: tree.status(path) });
    case 'GET LISTSTATUS':
      return json({ FileStatuses: { FileStatus: tree.list(path) } });
    case 'GET LISTSTATUS_BATCH': {
      const after = query.get('startafter') ?? '';
      const left = tree.list(path).filter(({ pathSuffix }) => after === '' || pathSuffix > after);
      const partialListing = { FileStatuses: { FileStatus: left.slice(0, LISTED_AT_ONCE) } };
      const remainingEntries = Math.max(0, left.length - LISTED_AT_ONCE);
      return json({ DirectoryListing: { partialListing, remainingEntries } });
    }
    case 'PUT MKDIRS':
      tree.makeFolders(path);
      return json({ boolean: true });
    case 'DELETE DELETE':
      return json({ boolean: tree.remove(path, query.get('recursive') === 'true') });
    case 'PUT RENAME':
      return rename(tree, path, query);
    default:
      throw new Refusal(
        'java.lang.IllegalArgumentException',
        `Invalid value for webhdfs parameter "op": java.lang.IllegalArgumentException: ${op} is not a valid ${method} operation.`,
        400,
      );
  }
}

function rename(tree: Tree, path: string, query: URLSearchParams): Reply {
  const to = trimmed(query.get('destination') ?? '');
  const option = query.get('renameoptions');
  if (option === null) return json({ boolean: tree.renamePlainly(path, to) });
  tree.rename(path, to, option === 'OVERWRITE');
  return octets('');
}

function redirect(url: string, { path, query }: Request, more: string): Reply {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const location = `${url}${encoded}?op=${query.get('op') ?? ''}&datanode=1&${more}`;
  const length = query.get('length');
  return {
    ...octets(''),
    status: 307,
    location: length ? `${location}&length=${length}` : location,
  };
}

function refused({ exception, javaClass, message, status }: Refusal): Reply {
  const RemoteException = { exception, javaClassName: javaClass, message };
  return { status, type: JSON_TYPE, body: JSON.stringify({ RemoteException }) };
}

function json(value: object): Reply {
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(value) };
}

function octets(body: string | Buffer): Reply {
  return { status: 200, type: 'application/octet-stream', body };
}

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
