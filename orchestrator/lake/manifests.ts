/** Reads a snapshot's manifest list, its manifests, and the files that they list. */
import pMap from 'p-map';
import { z } from 'zod';
import type { LakeFiles } from '../ports/lake.ts';
import { avroRecords } from './avro.ts';

const MANIFESTS_AT_ONCE = 4;
const DELETED = 2;
const ROWS_BY_POSITION = 1;

const manifest = z.object({ manifest_path: z.string() });

const count = z.bigint().transform(Number);
const entry = z.object({
  status: z.number(),
  data_file: z.object({
    content: z.number().default(0),
    record_count: count,
    file_size_in_bytes: count,
  }),
});

/** Totals of a snapshot's files; the fields are those of TableFacts. */
export interface Sums {
  rows: number;
  files: number;
  bytes: number;
  deleteFiles: number;
}

/**
 * Adds up the files of a snapshot. The totals in a snapshot's own summary are no use, since they restart on each branch.
 *
 * @param pathOf - turns an address in the metadata into a path on HDFS
 */
export async function sumsOf(
  files: LakeFiles,
  manifestList: string,
  pathOf: (address: string) => string,
): Promise<Sums> {
  const manifests = await recordsOf(files, pathOf(manifestList), manifest);
  const entries = await pMap(
    manifests,
    async ({ manifest_path: path }) => recordsOf(files, pathOf(path), entry),
    { concurrency: MANIFESTS_AT_ONCE },
  );
  const total: Sums = { rows: 0, files: 0, bytes: 0, deleteFiles: 0 };
  for (const { status, data_file: file } of entries.flat()) {
    if (status === DELETED) continue;
    if (file.content === 0) {
      total.files += 1;
      total.rows += file.record_count;
      total.bytes += file.file_size_in_bytes;
    } else {
      total.deleteFiles += 1;
      // An equality-delete file's effect on the row count is unknown without reading the data.
      if (file.content === ROWS_BY_POSITION) total.rows -= file.record_count;
    }
  }
  return total;
}

async function recordsOf<T extends z.ZodType>(
  files: LakeFiles,
  path: string,
  schema: T,
): Promise<z.output<T>[]> {
  return z.array(schema).parse(await avroRecords(await files.bytes(path)));
}
