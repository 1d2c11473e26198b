import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttemptFiles, Claim } from '../engine/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { AttemptResult } from '../model/result.ts';
import { bounded } from '../model/shorten.ts';
import { proposedBookmark } from './bookmarks.ts';
import { expectationFile } from './expectation-file.ts';
import { FileExists, FileNotFound } from './remote-exception.ts';
import { seal, unseal } from './sealed.ts';
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
  started: z.string(),
  ended: z.string(),
}) satisfies z.ZodType<AttemptResult>;

/** Characters of one text of a result that are kept; docs/contracts.md names it. */
const LONGEST = 20_000;

/** What people read of a result, each text of it no longer than the run store and a page should hold. */
function shortened(result: AttemptResult): AttemptResult {
  const { error } = result;
  if (!error) return result;
  const { message, traceback } = error;
  return {
    ...result,
    error: {
      ...error,
      class: bounded(error.class, 200),
      message: bounded(message, LONGEST),
      ...(traceback === undefined ? {} : { traceback: bounded(traceback, LONGEST) }),
    },
  };
}

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

  const readHolder = async (attempt: string, file: string): Promise<Claim | null> => {
    const found = await readSealed(path(attempt, file));
    if (found === null) return null;
    const { by, driver } = claimFile.parse(found);
    return { by: by === 'driver' ? 'driver' : 'tombstone', driver: driver ?? null };
  };

  /** Creates a file that only one can create, and says who has. */
  const take = async (attempt: string, file: string, reason: string): Promise<Claim> => {
    const earlier = await readHolder(attempt, file);
    if (earlier) return earlier;
    const nonce = randomUUID();
    const beside = path(attempt, `${file}.${nonce}.tmp`);
    const time = new Date().toISOString();
    await hdfs.create(
      beside,
      seal({ version: 1, attempt, by: 'orchestrator', nonce, time, reason }),
    );
    try {
      await hdfs.rename(beside, path(attempt, file), 'NONE');
    } catch (error) {
      // FileNotFound: an earlier try of this very rename got through, though its answer did not.
      if (!(error instanceof FileExists || error instanceof FileNotFound)) throw error;
      await hdfs.remove(beside);
    }
    const holder = await readHolder(attempt, file);
    if (!holder) throw new TerminalError(`${file} of ${attempt} was removed by somebody`);
    return holder;
  };

  return {
    async writeSpec(spec) {
      const file = path(spec.attempt, 'spec.json');
      // A name that is new, and a seal that tells a driver of a broken upload: no need to look, or to rename.
      await hdfs.createSealed(file, seal({ version: 1, attempts: [{ ...spec, catalog }] }));
      return `${root}${file}`;
    },

    readClaim: (attempt) => readHolder(attempt, CLAIM),
    takeClaim: (attempt, reason) => take(attempt, CLAIM, reason),
    takePublish: (attempt, reason) => take(attempt, PUBLISH, reason),

    async readApplication(attempt) {
      const found = await readSealed(path(attempt, 'application.json'));
      return found === null ? null : applicationFile.parse(found).application;
    },

    async readResult(attempt) {
      const found = await readSealed(path(attempt, 'result.json'));
      if (found === null) return null;
      const result = resultFile.safeParse(found);
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
      for (const { name, text } of logs) await hdfs.replace(path(attempt, `logs/${name}`), text);
    },

    async readArchive(attempt) {
      const folder = path(attempt, 'logs');
      const found = await hdfs.list(folder).catch((error: unknown) => {
        if (error instanceof FileNotFound) return [];
        throw error;
      });
      const names = found
        .map(({ pathSuffix }) => pathSuffix)
        .filter((name) => !name.endsWith('.tmp'));
      return Promise.all(
        names.map(async (name) => ({ name, text: await hdfs.read(`${folder}/${name}`) })),
      );
    },
  };
}
