import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttemptFiles, Claim } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { AttemptResult } from '../model/result.ts';
import { sourceBookmark } from './bookmarks.ts';
import { FileExists, FileNotFound } from './remote-exception.ts';
import { seal, unseal } from './sealed.ts';
import type { Hdfs } from './webhdfs.ts';

const ROOT = '/sparkwright/attempts';

const claimFile = z.looseObject({
  by: z.enum(['driver', 'orchestrator']),
  driver: z.string().optional(),
  nonce: z.string(),
});

const applicationFile = z.looseObject({ application: z.string() });

const count = z.int().min(0);
const resultFile = z.strictObject({
  version: z.literal(1),
  attempt: z.string(),
  driver: z.string(),
  application: z.string().nullable(),
  status: z.enum(['succeeded', 'failed']),
  error: z
    .object({
      class: z.string(),
      message: z.string(),
      retryable: z.boolean(),
      traceback: z.string().optional(),
    })
    .nullable(),
  rows: z.record(
    z.string(),
    z.strictObject({ read: count.nullable(), written: count, quarantined: count }),
  ),
  snapshots: z.record(
    z.string(),
    z.strictObject({
      snapshot: z.string(),
      parent: z.string().nullable(),
      tag: z.string().nullable(),
    }),
  ),
  bookmark: z.record(z.string(), sourceBookmark).nullable(),
  expectations: z.array(z.unknown()),
  started: z.string(),
  ended: z.string(),
}) satisfies z.ZodType<AttemptResult>;

/**
 * @param root - the file system as drivers name it, `hdfs://host:8020`
 * @param catalog - name of the catalog of the lake
 */
export function openAttemptFiles(hdfs: Hdfs, root: string, catalog: string): AttemptFiles {
  const path = (attempt: string, file: string) => `${ROOT}/${attempt}/${file}`;

  const readSealed = async (file: string): Promise<unknown> => {
    try {
      return unseal(await hdfs.read(file));
    } catch (error) {
      if (error instanceof FileNotFound) return null;
      throw error;
    }
  };

  const readClaim = async (attempt: string): Promise<(Claim & { nonce: string }) | null> => {
    const found = await readSealed(path(attempt, 'claim.json'));
    if (found === null) return null;
    const { by, driver, nonce } = claimFile.parse(found);
    return { by: by === 'driver' ? 'driver' : 'tombstone', driver: driver ?? null, nonce };
  };

  return {
    async writeSpec(spec) {
      const file = path(spec.attempt, 'spec.json');
      await hdfs.replace(file, seal({ version: 1, attempts: [{ ...spec, catalog }] }));
      return `${root}${file}`;
    },

    readClaim,

    async takeClaim(attempt, reason) {
      const nonce = randomUUID();
      const beside = path(attempt, `claim.${nonce}.tmp`);
      const time = new Date().toISOString();
      await hdfs.create(
        beside,
        seal({ version: 1, attempt, by: 'orchestrator', nonce, time, reason }),
      );
      try {
        await hdfs.rename(beside, path(attempt, 'claim.json'), 'NONE');
      } catch (error) {
        // FileNotFound: an earlier try of this very rename got through, though its answer did not.
        if (!(error instanceof FileExists || error instanceof FileNotFound)) throw error;
        await hdfs.remove(beside);
      }
      const holder = await readClaim(attempt);
      if (!holder) throw new TerminalError(`the claim of ${attempt} was removed by somebody`);
      return holder;
    },

    async readApplication(attempt) {
      const found = await readSealed(path(attempt, 'application.json'));
      return found === null ? null : applicationFile.parse(found).application;
    },

    async readResult(attempt) {
      const found = await readSealed(path(attempt, 'result.json'));
      if (found === null) return null;
      const result = resultFile.safeParse(found);
      if (result.success && result.data.attempt === attempt) return result.data;
      const fault = result.error?.issues[0];
      const why = fault
        ? `${fault.path.join('.')}: ${fault.message}`
        : `it is of ${String(result.data?.attempt)}`;
      throw new TerminalError(`the result of ${attempt} can't be read: ${why}`, {
        cause: result.error,
      });
    },
  };
}
