/** A snapshot's list of manifests, and the files that these name. */
import pMap from 'p-map';
import { z } from 'zod';
import type { LakeFiles } from '../engine/ports.ts';
import { avroRecords } from './avro.ts';

const MANIFESTS_AT_ONCE = 4;
const DELETED = 2;
const ROWS_BY_POSITION = 1;

const listed = z.object({
  manifest_path: z.string(),
  /** 1: of files of deleted rows. */
  content: z.number().default(0),
});

const count = z.bigint().transform(Number);
const entry = z.object({
  status: z.number(),
  data_file: z.object({
    content: z.number().default(0),
    record_count: count,
    file_size_in_bytes: count,
  }),
});

/** What main shows: see TableFacts. */
export interface Sums {
  rows: number;
  files: number;
  bytes: number;
  deleteFiles: number;
}

/**
 * Adds up the files of a snapshot. A snapshot's own summary has totals too, and they are no use: they begin anew on each
 * branch.
 *
 * @param at - where on HDFS what the metadata names by an address is
 */
export async function sumsOf(
  files: LakeFiles,
  manifestList: string,
  at: (address: string) => string,
): Promise<Sums> {
  const manifests = await recordsOf(files, at(manifestList), listed);
  const sums = await pMap(
    manifests,
    async ({ manifest_path: path }) => recordsOf(files, at(path), entry),
    { concurrency: MANIFESTS_AT_ONCE },
  );
  const total: Sums = { rows: 0, files: 0, bytes: 0, deleteFiles: 0 };
  for (const { status, data_file: file } of sums.flat()) {
    if (status === DELETED) continue;
    if (file.content === 0) {
      total.files += 1;
      total.rows += file.record_count;
      total.bytes += file.file_size_in_bytes;
    } else {
      total.deleteFiles += 1;
      // How many rows a file of deleted values takes away, only a reader of the data knows.
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
