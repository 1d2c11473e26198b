import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttemptFiles, Claim } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { AttemptResult } from '../model/result.ts';
import { visibleValue } from '../model/visible.ts';
import { proposedBookmark } from './bookmarks.ts';
import { expectationFile } from './expectation-file.ts';
import { FileExists, FileNotFound, unlessMissing } from './remote-exception.ts';
import { seal, unseal } from './sealed.ts';
import { shortened } from './shortened.ts';
import type { Hdfs } from './webhdfs.ts';

const ROOT = '/sparkwright/attempts';

const CLAIM = 'claim.json';
const PUBLISH = 'publish.json';

const claimFile = z.looseObject({
  by: z.enum(['driver', 'orchestrator']),
  driver: z.string().optional(),
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
  bookmark: z.record(z.string(), proposedBookmark).nullable(),
  expectations: z.array(expectationFile),
  warnings: z.array(z.string()).optional(),
  started: z.string(),
  ended: z.string(),
}) satisfies z.ZodType<AttemptResult>;

/** The folder of an attempt's archived logs. */
export function logsFolder(attempt: string): string {
  return `${ROOT}/${attempt}/logs`;
}

/**
 * @param root - the file system as drivers name it, `hdfs://host:8020`
 * @param catalog - name of the catalog of the lake
 */
export function openAttemptFiles(hdfs: Hdfs, root: string, catalog: string): AttemptFiles {
  const path = (attempt: string, file: string) => `${ROOT}/${attempt}/${file}`;

  const readSealed = async (file: string): Promise<unknown> => {
    const text = await unlessMissing(hdfs.read(file));
    return text === null ? null : unseal(text);
  };

  const readHolder = async (attempt: string, file: string): Promise<Claim | null> => {
    const holder = await readSealed(path(attempt, file));
    if (holder === null) return null;
    const { by, driver } = claimFile.parse(holder);
    return { by: by === 'driver' ? 'driver' : 'tombstone', driver: driver ?? null };
  };

  /** Creates a file that only one process can create, and returns its creator. */
  const take = async (attempt: string, file: string, reason: string): Promise<Claim> => {
    const earlier = await readHolder(attempt, file);
    if (earlier) return earlier;
    const nonce = randomUUID();
    const beside = path(attempt, `${file}.${nonce}.tmp`);
    const time = new Date().toISOString();
    await hdfs.create(
      beside,
      seal(visibleValue({ version: 1, attempt, by: 'orchestrator', nonce, time, reason })),
    );
    try {
      await hdfs.rename(beside, path(attempt, file), 'NONE');
    } catch (error) {
      // FileNotFound: an earlier try of this rename succeeded, but its answer was lost.
      if (!(error instanceof FileExists || error instanceof FileNotFound)) throw error;
      await hdfs.remove(beside);
    }
    const holder = await readHolder(attempt, file);
    if (!holder) throw new TerminalError(`${file} of ${attempt} was removed by another program`);
    return holder;
  };

  return {
    async writeSpec(spec) {
      const file = path(spec.attempt, 'spec.json');
      // The name is new, and the seal shows the driver a broken upload: neither a check nor a rename is needed.
      const written = visibleValue({ version: 1, attempts: [{ ...spec, catalog }] });
      await hdfs.createSealed(file, seal(written));
      return `${root}${file}`;
    },

    readClaim: (attempt) => readHolder(attempt, CLAIM),
    takeClaim: (attempt, reason) => take(attempt, CLAIM, reason),
    takePublish: (attempt, reason) => take(attempt, PUBLISH, reason),

    async readApplication(attempt) {
      const file = await readSealed(path(attempt, 'application.json'));
      return file === null ? null : applicationFile.parse(file).application;
    },

    async readResult(attempt) {
      const file = await readSealed(path(attempt, 'result.json'));
      if (file === null) return null;
      const result = resultFile.safeParse(file);
      if (result.success && result.data.attempt === attempt) return shortened(result.data);
      const fault = result.error?.issues[0];
      const why = fault
        ? `${fault.path.join('.')}: ${fault.message}`
        : `it is of ${String(result.data?.attempt)}`;
      throw new TerminalError(`the result of ${attempt} can't be read: ${why}`, {
        cause: result.error,
      });
    },

    async archive(attempt, logs) {
      for (const { name, text } of logs) await hdfs.replace(`${logsFolder(attempt)}/${name}`, text);
    },
  };
}
