/**
 * HDFS over WebHDFS. The package `webhdfs` lists, stats and removes. Files are written, read and renamed with axios,
 * because the package has no rename options and takes `{"boolean": false}` for success: docs/decisions/0001-webhdfs.md.
 */
import axios, { type AxiosResponse } from 'axios';
import WebHDFS, { type Callback, type Client, type FileStatus } from 'webhdfs';
import { z } from 'zod';
import { RetryableError, UnreachableError } from '../model/errors.ts';
import { firstServing } from '../model/first-serving.ts';
import { reachable, type Hosts } from '../model/hosts.ts';
import { HDFS, remoteError, unlessMissing } from './remote-exception.ts';

const TIMEOUT_MS = 15_000;

/** The answer to LISTSTATUS_BATCH. */
const listing = z.object({
  DirectoryListing: z.object({
    partialListing: z.object({
      FileStatuses: z.object({ FileStatus: z.array(z.custom<FileStatus>()) }),
    }),
    remainingEntries: z.int(),
  }),
});

export interface HdfsAddress {
  /** NameNodes, `http://host:9870`; requests go to the active one. */
  urls: string[];
  user: string;
  /** Addresses of DataNodes, by the names that a NameNode gives. */
  hosts?: Hosts;
}

export class Hdfs {
  readonly #user: string;
  readonly #hosts: Hosts;
  readonly #nodes: { url: string; package: Client }[];

  constructor({ urls, user, hosts = {} }: HdfsAddress) {
    this.#user = user;
    this.#hosts = hosts;
    this.#nodes = urls.map((url) => ({ url, package: packageClient(url, user) }));
  }

  /** @throws FileNotFound */
  list(path: string): Promise<FileStatus[]> {
    return this.#metadata((client, done) => {
      client.readdir(encoded(path), done);
    });
  }

  /** Lists a folder of any size, part by part. @throws FileNotFound */
  async listAll(path: string): Promise<FileStatus[]> {
    const files: FileStatus[] = [];
    for (;;) {
      // Lower case: HDFS ignores a parameter that it does not know, and would list the first part again.
      const startafter = files.at(-1)?.pathSuffix;
      const { data } = await this.#call('GET', 'LISTSTATUS_BATCH', path, {
        ...(startafter === undefined ? {} : { startafter }),
      });
      const { partialListing, remainingEntries } = listing.parse(JSON.parse(data)).DirectoryListing;
      const { FileStatus: part } = partialListing.FileStatuses;
      files.push(...part);
      if (remainingEntries === 0 || part.length === 0) return files;
    }
  }

  /** Whether the file or folder exists. */
  async exists(path: string): Promise<boolean> {
    return (await unlessMissing(this.stat(path))) !== null;
  }

  /** Removes a file or a whole folder, if it exists. */
  remove(path: string): Promise<void> {
    return this.#metadata((client, done) => {
      client.rmdir(encoded(path), true, done);
    });
  }

  /** @throws FileNotFound */
  async read(path: string): Promise<string> {
    const answer = await this.#call('GET', 'OPEN', path, {});
    return (await this.#follow('GET', `OPEN ${path}`, answer)).data;
  }

  /** @throws FileNotFound */
  async bytes(path: string): Promise<Buffer> {
    const location = await this.locate('GET', 'OPEN', path, {});
    const answer = await axios
      .get<ArrayBuffer>(location, {
        timeout: TIMEOUT_MS,
        proxy: false,
        maxRedirects: 0,
        validateStatus: () => true,
        responseType: 'arraybuffer',
      })
      .catch((error: unknown) => {
        throw unreachable(location, error);
      });
    const data = Buffer.from(answer.data);
    if (answer.status >= 400)
      throw remoteError(`OPEN ${path}`, answer.status, data.toString('utf8'));
    return data;
  }

  /**
   * Creates a file of a new name and checks its length. An upload that broke off can still leave a shorter file, so
   * important files are written under another name first, and sealed.
   */
  async create(path: string, content: string | Uint8Array, permission?: string): Promise<void> {
    const { length } = await this.createSealed(path, content, permission);
    const kept = await this.stat(path);
    if (kept.length !== length)
      throw new RetryableError(`HDFS kept ${kept.length} of ${length} bytes of ${path}`);
  }

  /** Creates a file without checking its length, for readers that check its seal. */
  async createSealed(
    path: string,
    content: string | Uint8Array,
    permission?: string,
  ): Promise<{ length: number }> {
    const data = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const parameters = { overwrite: 'true', ...permissionOf(permission) };
    const answer = await this.#call('PUT', 'CREATE', path, parameters);
    const created = await this.#follow('PUT', `CREATE ${path}`, answer, data);
    if (created.status !== 201) throw remoteError(`CREATE ${path}`, created.status, created.data);
    return data;
  }

  /** @throws FileNotFound */
  stat(path: string): Promise<FileStatus> {
    return this.#metadata((client, done) => {
      client.stat(encoded(path), done);
    });
  }

  /** Makes a folder and its parents, unless they exist. */
  async makeFolder(path: string, permission?: string): Promise<void> {
    await this.#call('PUT', 'MKDIRS', path, permissionOf(permission));
  }

  /** @param permission - octal: `755` */
  async setPermission(path: string, permission: string): Promise<void> {
    await this.#call('PUT', 'SETPERMISSION', path, { permission });
  }

  /** Sets the owner, and the group of the same name. Only the superuser may. */
  async setOwner(path: string, owner: string): Promise<void> {
    await this.#call('PUT', 'SETOWNER', path, { owner, group: owner });
  }

  /** @param entries - `user:name:rwx`; `default:user:name:rwx` is for files and folders made below later */
  async addAcl(path: string, entries: readonly string[]): Promise<void> {
    await this.#call('PUT', 'MODIFYACLENTRIES', path, { aclspec: entries.join(',') });
  }

  /** The address of a DataNode that reads or writes the file. @throws FileNotFound */
  async locate(
    method: 'GET' | 'PUT',
    operation: 'OPEN' | 'CREATE',
    path: string,
    parameters: Record<string, string>,
  ): Promise<string> {
    const location = this.#dataNode(await this.#call(method, operation, path, parameters));
    if (location === undefined)
      throw new RetryableError(`WebHDFS names no DataNode to ${operation} ${path}`);
    return location;
  }

  /**
   * Renames a file.
   *
   * @param option - `OVERWRITE` replaces an existing file atomically; `NONE` fails with FileExists
   * @throws FileExists, FileNotFound
   */
  async rename(from: string, to: string, option: 'NONE' | 'OVERWRITE'): Promise<void> {
    await this.#call('PUT', 'RENAME', from, { destination: to, renameoptions: option });
  }

  /** Writes a file beside and renames it over the old one, so that readers see one or the other. */
  async replace(path: string, content: string, permission?: string): Promise<void> {
    const beside = `${path}.${Math.random().toString(36).slice(2, 10)}.tmp`;
    await this.create(beside, content, permission);
    await this.rename(beside, path, 'OVERWRITE');
  }

  async #call(
    method: 'GET' | 'PUT',
    operation: string,
    path: string,
    parameters: Record<string, string>,
  ): Promise<AxiosResponse<string>> {
    return this.#serving(async ({ url }) => {
      const answer = await request(method, `${url}/webhdfs/v1${encoded(path)}`, {
        op: operation,
        'user.name': this.#user,
        ...parameters,
      });
      if (answer.status >= 400)
        throw remoteError(`${operation} ${path}`, answer.status, answer.data);
      return answer;
    });
  }

  /** Follows the NameNode's redirect to a DataNode. */
  async #follow(
    method: 'GET' | 'PUT',
    what: string,
    answer: AxiosResponse<string>,
    data?: Buffer,
  ): Promise<AxiosResponse<string>> {
    const location = this.#dataNode(answer);
    if (location === undefined) return answer;
    const followed = await request(method, location, {}, data).catch((error: unknown) => {
      throw unreachable(location, error);
    });
    if (followed.status >= 400) throw remoteError(what, followed.status, followed.data);
    return followed;
  }

  #dataNode({ headers }: AxiosResponse<string>): string | undefined {
    const location: unknown = headers.location;
    return typeof location === 'string' ? reachable(location, this.#hosts) : undefined;
  }

  #metadata<T>(action: (client: Client, done: Callback<T>) => void): Promise<T> {
    return this.#serving(
      ({ package: client }) =>
        new Promise<T>((resolve, reject) => {
          action(client, (error, value) => {
            if (error) reject(error);
            else resolve(value);
          });
        }),
    );
  }

  #serving<T>(ask: (node: { url: string; package: Client }) => Promise<T>): Promise<T> {
    return firstServing(HDFS, this.#nodes, ask, (error, { url }) =>
      isNetworkError(error) ? unreachable(url, error) : error,
    );
  }
}

function packageClient(url: string, user: string): Client {
  const { hostname, port, protocol } = new URL(url);
  const client = WebHDFS.createClient(
    {
      user,
      host: hostname,
      port: Number(port),
      protocol: protocol.slice(0, -1),
      path: '/webhdfs/v1',
    },
    { timeout: TIMEOUT_MS },
  );
  // The package's own parser drops the name of the exception, which decides the kind of error.
  client._parseError = (body, _strict, status) =>
    remoteError('WebHDFS', status ?? 0, typeof body === 'string' ? body : JSON.stringify(body));
  return client;
}

function request(
  method: 'GET' | 'PUT',
  url: string,
  parameters: Record<string, string>,
  data?: Buffer,
): Promise<AxiosResponse<string>> {
  return axios.request<string>({
    method,
    url,
    params: parameters,
    data,
    headers: data ? { 'content-type': 'application/octet-stream' } : {},
    maxRedirects: 0,
    timeout: TIMEOUT_MS,
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    maxBodyLength: Infinity,
    proxy: false,
  });
}

function permissionOf(permission: string | undefined): Record<string, string> {
  return permission === undefined ? {} : { permission };
}

/** For a URL: the package does not encode paths. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** The error for a failure to connect or a lost connection. */
export function unreachable(url: string, cause: unknown): UnreachableError {
  const code = (cause as { code?: string }).code ?? String(cause);
  return new UnreachableError(HDFS, `HDFS at ${new URL(url).host} is unreachable: ${code}`, {
    cause,
  });
}
