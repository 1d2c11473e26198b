/**
 * HDFS over WebHDFS. What the package `webhdfs` can do, it does; files are written, read and renamed with axios, because
 * the package knows no rename options and takes `{"boolean": false}` for success: docs/decisions/0001-webhdfs.md.
 */
import axios, { type AxiosResponse } from 'axios';
import WebHDFS, { type Callback, type Client, type FileStatus } from 'webhdfs';
import { RetryableError, UnreachableError } from '../model/errors.ts';
import { reachable, type Hosts } from '../model/hosts.ts';
import { FileNotFound, HDFS, remoteError } from './remote-exception.ts';

const TIMEOUT_MS = 15_000;

export interface HdfsAddress {
  /** NameNodes, `http://host:9870`; the one that is active is found by asking. */
  urls: string[];
  user: string;
  /** For the DataNodes that a NameNode names. */
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

  /** Whether there is a file or folder of this name. */
  async exists(path: string): Promise<boolean> {
    try {
      await this.stat(path);
      return true;
    } catch (error) {
      if (error instanceof FileNotFound) return false;
      throw error;
    }
  }

  /** Removes a file or a whole folder; one that is not there is fine. */
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
        ...{ timeout: TIMEOUT_MS, proxy: false, maxRedirects: 0, validateStatus: () => true },
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
   * Creates a file of a new name, whole or not at all as far as the answer tells: an upload that broke off can leave a
   * shorter file, so that what matters is written under another name first, and sealed.
   */
  async create(path: string, content: string | Uint8Array): Promise<void> {
    const { length } = await this.createSealed(path, content);
    const kept = await this.stat(path);
    if (kept.length !== length)
      throw new RetryableError(`HDFS kept ${kept.length} of ${length} bytes of ${path}`);
  }

  /** Creates a file whose reader finds out by itself whether it is whole. */
  async createSealed(path: string, content: string | Uint8Array): Promise<{ length: number }> {
    const data = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const answer = await this.#call('PUT', 'CREATE', path, { overwrite: 'true' });
    const created = await this.#follow('PUT', `CREATE ${path}`, answer, data);
    if (created.status !== 201) throw remoteError(`CREATE ${path}`, created.status, created.data);
    return data;
  }

  /** What is known of a file or folder. @throws FileNotFound */
  stat(path: string): Promise<FileStatus> {
    return this.#metadata((client, done) => {
      client.stat(encoded(path), done);
    });
  }

  /** Makes a folder with those above it; one that is there is fine. */
  async makeFolder(path: string): Promise<void> {
    await this.#call('PUT', 'MKDIRS', path, {});
  }

  /** The address at a DataNode by which a file is read or written. @throws FileNotFound */
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
   * @param option - `OVERWRITE` replaces what is there, at once; `NONE` fails with FileExists instead
   * @throws FileExists, FileNotFound
   */
  async rename(from: string, to: string, option: 'NONE' | 'OVERWRITE'): Promise<void> {
    await this.#call('PUT', 'RENAME', from, { destination: to, renameoptions: option });
  }

  /** Writes a file and puts it in the place of the old one in one step. */
  async replace(path: string, content: string): Promise<void> {
    const beside = `${path}.${Math.random().toString(36).slice(2, 10)}.tmp`;
    await this.create(beside, content);
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

  /** Asks one NameNode after another until one serves. */
  async #serving<T>(ask: (node: { url: string; package: Client }) => Promise<T>): Promise<T> {
    let last: unknown;
    for (const node of this.#nodes) {
      try {
        return await ask(node);
      } catch (error) {
        last = isNetworkError(error) ? unreachable(node.url, error) : error;
        if (!(last instanceof UnreachableError)) throw last;
      }
    }
    throw last;
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
  // The package's own keeps the message and drops the exception's name, by which errors are told apart.
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

/** The package puts a path into its URL as it is. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** A failure to connect, or a connection that was lost. */
export function unreachable(url: string, cause: unknown): UnreachableError {
  const code = (cause as { code?: string }).code ?? String(cause);
  return new UnreachableError(HDFS, `HDFS at ${new URL(url).host} is unreachable: ${code}`, {
    cause,
  });
}
