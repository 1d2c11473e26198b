import { z } from 'zod';
import type { AttemptFiles } from '../ports/ports.ts';
import { TerminalError } from '../model/errors.ts';
import type { AttemptResult } from '../model/result.ts';
import { visibleValue } from '../model/visible.ts';
import { proposedBookmark } from './bookmarks.ts';
import { expectationFile } from './expectation-file.ts';
import { readHolder, readSealed, takeClaim } from './claims.ts';
import { seal } from './sealed.ts';
import { shortened } from './shortened.ts';
import type { Hdfs } from './webhdfs.ts';

const ROOT = '/sparkwright/attempts';

const CLAIM = 'claim.json';
const PUBLISH = 'publish.json';

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

  return {
    async writeSpec(spec) {
      const file = path(spec.attempt, 'spec.json');
      // The name is new, and the seal shows the driver a broken upload: neither a check nor a rename is needed.
      const written = visibleValue({ version: 1, attempts: [{ ...spec, catalog }] });
      await hdfs.createSealed(file, seal(written));
      return `${root}${file}`;
    },

    readClaim: (attempt) => readHolder(hdfs, path(attempt, CLAIM)),
    takeClaim: (attempt, reason) => takeClaim(hdfs, path(attempt, CLAIM), attempt, reason),
    takePublish: (attempt, reason) => takeClaim(hdfs, path(attempt, PUBLISH), attempt, reason),

    async readApplication(attempt) {
      const file = await readSealed(hdfs, path(attempt, 'application.json'));
      return file === null ? null : applicationFile.parse(file).application;
    },

    async readResult(attempt) {
      const file = await readSealed(hdfs, path(attempt, 'result.json'));
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
