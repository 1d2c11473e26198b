import axios from 'axios';
import { z } from 'zod';

const RemoteError = z.object({
  RemoteException: z.object({ exception: z.string(), message: z.string() }),
});
const Status = z.object({
  FileStatus: z.object({ owner: z.string(), permission: z.string(), type: z.string() }),
});

export type FileStatus = z.infer<typeof Status>['FileStatus'];

/** The few WebHDFS requests that furnishing an HDFS takes, as one of its users. */
export class WebHdfs {
  readonly #base: string;
  readonly #user: string;

  /** @param nameNode - `http://host:9870` */
  constructor(nameNode: string, user: string) {
    this.#base = `${nameNode}/webhdfs/v1`;
    this.#user = user;
  }

  /** What stands at a path; undefined when nothing does. */
  async status(path: string): Promise<FileStatus | undefined> {
    const response = await this.#send('GET', path, { op: 'GETFILESTATUS' });
    if (response.status === 404) return undefined;
    return Status.parse(await this.#checked(response, path)).FileStatus;
  }

  async makeFolder(path: string, permission: string): Promise<void> {
    await this.#do('PUT', path, { op: 'MKDIRS', permission });
  }

  async setOwner(path: string, owner: string): Promise<void> {
    await this.#do('PUT', path, { op: 'SETOWNER', owner, group: owner });
  }

  /** Adds entries such as `user:name:rwx` to who may do what; `default:` before it is for what is made below. */
  async addAcl(path: string, entries: readonly string[]): Promise<void> {
    await this.#do('PUT', path, { op: 'MODIFYACLENTRIES', aclspec: entries.join(',') });
  }

  async setPermission(path: string, permission: string): Promise<void> {
    await this.#do('PUT', path, { op: 'SETPERMISSION', permission });
  }

  /** Puts a whole file in place of whatever was there. */
  async replace(path: string, text: string, permission: string): Promise<void> {
    const draft = `${path}.draft`;
    const query = { op: 'CREATE', overwrite: 'true', permission };
    const redirect = await this.#send('PUT', draft, query);
    const location = redirect.headers.get('location');
    if (location === null) {
      await this.#checked(redirect, draft);
      throw new Error(`WebHDFS names no DataNode for ${draft}: is the DataNode up?`);
    }
    // Not fetch: a DataNode says "100 Continue" unasked, which fetch takes for a broken answer.
    await axios.put(location, text, { timeout: 10_000, proxy: false });
    await this.#do('PUT', draft, {
      op: 'RENAME',
      destination: path,
      renameoptions: 'OVERWRITE',
    });
  }

  /** The text of a file. */
  async read(path: string): Promise<string> {
    const redirect = await this.#send('GET', path, { op: 'OPEN' });
    const location = redirect.headers.get('location');
    const response = location === null ? redirect : await fetch(location);
    if (!response.ok) await this.#checked(response, path);
    return response.text();
  }

  /** Removes a path and all below it. */
  async remove(path: string): Promise<void> {
    await this.#do('DELETE', path, { op: 'DELETE', recursive: 'true' });
  }

  async #do(method: string, path: string, query: Record<string, string>): Promise<void> {
    await this.#checked(await this.#send(method, path, query), path);
  }

  #send(method: string, path: string, query: Record<string, string>): Promise<Response> {
    const search = new URLSearchParams({ ...query, 'user.name': this.#user });
    return fetch(`${this.#base}${path}?${search.toString()}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** The answer's JSON; a refusal becomes an Error with the exception's own name and first line. */
  async #checked(response: Response, path: string): Promise<unknown> {
    const text = await response.text();
    const json: unknown = text === '' ? undefined : parse(text);
    if (response.ok) return json;
    const error = RemoteError.safeParse(json).data?.RemoteException;
    const reason = error ? `${error.exception}: ${error.message.split('\n')[0] ?? ''}` : text;
    throw new Error(`WebHDFS answers ${response.status} for ${path}: ${reason}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
