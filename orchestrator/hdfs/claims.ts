/** Claims: files that only one process can create, and that name it. Attempts and sessions have them. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Claim } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import { visibleValue } from '../model/visible.ts';
import { FileExists, FileNotFound, unlessMissing } from './remote-exception.ts';
import { seal, unseal } from './sealed.ts';
import type { Hdfs } from './webhdfs.ts';

const claimFile = z.looseObject({
  by: z.enum(['driver', 'orchestrator']),
  driver: z.string().optional(),
});

/** Reads a sealed file; null if there is none. */
export async function readSealed(hdfs: Hdfs, path: string): Promise<unknown> {
  const text = await unlessMissing(hdfs.read(path));
  return text === null ? null : unseal(text);
}

/** The holder of a claim; null if nobody holds it. */
export async function readHolder(hdfs: Hdfs, path: string): Promise<Claim | null> {
  const holder = await readSealed(hdfs, path);
  if (holder === null) return null;
  const { by, driver } = claimFile.parse(holder);
  return { by: by === 'driver' ? 'driver' : 'tombstone', driver: driver ?? null };
}

/**
 * Tries to take a claim for the orchestrator, and returns its holder.
 *
 * @param of - the attempt or session
 */
export async function takeClaim(
  hdfs: Hdfs,
  path: string,
  of: string,
  reason: string,
): Promise<Claim> {
  const earlier = await readHolder(hdfs, path);
  if (earlier) return earlier;
  const nonce = randomUUID();
  const beside = `${path}.${nonce}.tmp`;
  const time = new Date().toISOString();
  await hdfs.create(
    beside,
    seal(visibleValue({ version: 1, attempt: of, by: 'orchestrator', nonce, time, reason })),
  );
  try {
    await hdfs.rename(beside, path, 'NONE');
  } catch (error) {
    // FileNotFound: an earlier try of this rename succeeded, but its answer was lost.
    if (!(error instanceof FileExists || error instanceof FileNotFound)) throw error;
    await hdfs.remove(beside);
  }
  const holder = await readHolder(hdfs, path);
  if (!holder) throw new TerminalError(`${path} was removed by another program`);
  return holder;
}
