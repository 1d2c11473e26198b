/** Files of HDFS as streams, for files too large for memory. */
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import type { FileTree } from '../ports/backup.ts';
import { RetryableError, SparkwrightError, UnreachableError } from '../model/errors.ts';
import { HDFS, remoteError, unlessMissing } from './remote-exception.ts';
import { unreachable, type Hdfs } from './webhdfs.ts';

/** Milliseconds without data after which a stream counts as lost. */
const IDLE_MS = 60_000;

export function openFileTree(hdfs: Hdfs): FileTree {
  return {
    async entries(folder) {
      const files = await unlessMissing(hdfs.list(folder));
      return (
        files?.map(({ pathSuffix, type, length, modificationTime }) => ({
          name: pathSuffix,
          folder: type === 'DIRECTORY',
          length,
          modified: modificationTime,
        })) ?? null
      );
    },
    async facts(path) {
      const file = await unlessMissing(hdfs.stat(path));
      return file && { path, length: file.length, modified: file.modificationTime };
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
    // Replaces an empty folder; HDFS refuses to replace any other.
    move: (from, to) => hdfs.rename(from, to, 'OVERWRITE'),
    remove: (path) => hdfs.remove(path),
  };
}

async function download(path: string, at: string): Promise<Readable> {
  const { status, data } = await axios
    .get<Readable>(at, {
      responseType: 'stream',
      timeout: IDLE_MS,
      proxy: false,
      maxRedirects: 0,
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
      // With redirects, axios would keep the whole file in memory.
      maxRedirects: 0,
      maxBodyLength: Infinity,
      proxy: false,
      signal: stop.signal,
      responseType: 'text',
      transformResponse: (body: string) => body,
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

/** Ends a stream that has stalled. */
function watched(stream: Readable, path: string): Readable {
  const idle = setTimeout(() => {
    stream.destroy(new UnreachableError(HDFS, `HDFS stopped sending ${path}`));
  }, IDLE_MS);
  stream
    .on('data', () => idle.refresh())
    .on('close', () => {
      clearTimeout(idle);
    });
  // A data listener alone would start the stream.
  return stream.pause();
}
