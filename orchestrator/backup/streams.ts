/** Content on its way: how long it was, and its hash. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RetryableError, TerminalError } from '../model/errors.ts';

export interface Content {
  /** Bytes. */
  length: number;
  sha256: string;
}

/** Lets content pass, and tells of it once it has. */
export function measuring(): { through: Transform; told: () => Content } {
  const hash = createHash('sha256');
  let length = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      length += chunk.length;
      done(null, chunk);
    },
  });
  return { through, told: () => ({ length, sha256: hash.digest('hex') }) };
}

/** Writes a file of this machine, which has its name once it is whole and on the disk. */
export async function keep(
  content: Readable,
  file: string,
  signal?: AbortSignal,
): Promise<Content> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.part`;
  const { through, told } = measuring();
  const written = createWriteStream(draft, { flush: true });
  // The stream that fails first takes the other with it.
  const failed: ('source' | 'file')[] = [];
  content.once('error', () => failed.push('source'));
  written.once('error', () => failed.push('file'));
  try {
    await pipeline(content, through, written, { signal });
    await rename(draft, file);
    return told();
  } catch (cause) {
    await rm(draft, { force: true });
    signal?.throwIfAborted();
    const [culprit] = failed;
    if (culprit === 'source')
      throw new RetryableError(`what was to be kept as ${file} broke off`, { cause });
    throw new TerminalError(`can't write ${file}: ${(cause as Error).message}`, {
      cause,
      mend: 'See that there is room, and that you may write there.',
    });
  }
}

/** What a file of this machine has; null where there is none. */
export async function contentOf(file: string): Promise<Content | null> {
  const { through, told } = measuring();
  try {
    await pipeline(createReadStream(file), through.resume());
    return told();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
