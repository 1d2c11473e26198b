/** Writes and reads local files, and measures their length and hash on the way. */
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

/** A stream that passes everything through; `content` may be called once, after its end. */
export function contentMeter(): { through: Transform; content: () => Content } {
  const hash = createHash('sha256');
  let length = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      length += chunk.length;
      done(null, chunk);
    },
  });
  return { through, content: () => ({ length, sha256: hash.digest('hex') }) };
}

/** Writes a local file, which gets its name when it is complete and flushed to disk. */
export async function writeContent(
  source: Readable,
  file: string,
  signal?: AbortSignal,
): Promise<Content> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.part`;
  const { through, content } = contentMeter();
  const target = createWriteStream(draft, { flush: true });
  // One failure makes both streams fail, so the first one is the cause.
  const failures: ('source' | 'file')[] = [];
  source.once('error', () => failures.push('source'));
  target.once('error', () => failures.push('file'));
  try {
    await pipeline(source, through, target, { signal });
    await rename(draft, file);
    return content();
  } catch (cause) {
    await rm(draft, { force: true });
    signal?.throwIfAborted();
    const [culprit] = failures;
    if (culprit === 'source')
      throw new RetryableError(`the content of ${file} could not be read to its end`, { cause });
    throw new TerminalError(`can't write ${file}: ${(cause as Error).message}`, {
      cause,
      hint: 'Check the free space, and that you may write there.',
    });
  }
}

/** Length and hash of a local file; null if there is no such file. */
export async function contentOf(file: string): Promise<Content | null> {
  const { through, content } = contentMeter();
  try {
    await pipeline(createReadStream(file), through.resume());
    return content();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
