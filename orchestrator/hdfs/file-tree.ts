/** Files of HDFS as streams: what is too large to be held in memory. */
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import type { FileTree } from '../engine/ports.ts';
import { RetryableError, SparkwrightError, UnreachableError } from '../model/errors.ts';
import { FileNotFound, HDFS, remoteError } from './remote-exception.ts';
import { unreachable, type Hdfs } from './webhdfs.ts';

/** Until a stream through which nothing comes counts as lost. */
const IDLE_MS = 60_000;

export function openFileTree(hdfs: Hdfs): FileTree {
  return {
    async entries(folder) {
      const found = await unlessMissing(hdfs.list(folder));
      return (
        found?.map(({ pathSuffix, type, length, modificationTime }) => ({
          name: pathSuffix,
          folder: type === 'DIRECTORY',
          length,
          modified: modificationTime,
        })) ?? null
      );
    },
    async facts(path) {
      const found = await unlessMissing(hdfs.stat(path));
      return found && { path, length: found.length, modified: found.modificationTime };
    },
    async open(path, length) {
      const at = await unlessMissing(hdfs.locate('GET', 'OPEN', path, { length: String(length) }));
      return at === null ? null : unlessMissing(download(path, at));
    },
    async create(path, content, length) {
      const at = await hdfs.locate('PUT', 'CREATE', path, { overwrite: 'true' });
      await upload(path, at, content, length);
      const kept = (await hdfs.stat(path)).length;
      if (kept !== length)
        throw new RetryableError(`HDFS kept ${kept} of ${length} bytes of ${path}`);
    },
    makeFolder: (path) => hdfs.makeFolder(path),
    // Over an empty folder, and over no other: HDFS refuses that.
    move: (from, to) => hdfs.rename(from, to, 'OVERWRITE'),
    remove: (path) => hdfs.remove(path),
  };
}

async function download(path: string, at: string): Promise<Readable> {
  const { status, data } = await axios
    .get<Readable>(at, {
      ...{ responseType: 'stream', timeout: IDLE_MS, proxy: false, maxRedirects: 0 },
      validateStatus: () => true,
    })
    .catch((error: unknown) => {
      throw unreachable(at, error);
    });
  if (status >= 400) throw remoteError(`OPEN ${path}`, status, await text(data));
  return watched(data, path);
}

async function upload(path: string, at: string, content: Readable, length: number) {
  const stop = new AbortController();
  const idle = setTimeout(() => {
    stop.abort();
  }, IDLE_MS);
  content.on('data', () => idle.refresh()).pause();
  try {
    const { status, data } = await axios.put<string>(at, content, {
      headers: { 'content-type': 'application/octet-stream', 'content-length': length },
      // Redirects would have the whole file held back.
      ...{ maxRedirects: 0, maxBodyLength: Infinity, proxy: false, signal: stop.signal },
      ...{ responseType: 'text', transformResponse: (body: string) => body },
      validateStatus: () => true,
    });
    if (status !== 201) throw remoteError(`CREATE ${path}`, status, data);
  } catch (error) {
    if (error instanceof SparkwrightError) throw error;
    throw content.errored ?? unreachable(at, error);
  } finally {
    clearTimeout(idle);
  }
}

/** Ends a stream that stands still. */
function watched(stream: Readable, path: string): Readable {
  const idle = setTimeout(() => {
    stream.destroy(new UnreachableError(HDFS, `HDFS sends nothing more of ${path}`));
  }, IDLE_MS);
  stream
    .on('data', () => idle.refresh())
    .on('close', () => {
      clearTimeout(idle);
    });
  // Listening alone would set it going.
  return stream.pause();
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof FileNotFound) return null;
    throw error;
  }
}
