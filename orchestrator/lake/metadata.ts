/** metadata.json of an Iceberg table: what is needed of it. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'lossless-json';
import { z } from 'zod';
import { RetryableError } from '../model/errors.ts';
import type { LakeFiles } from '../engine/ports.ts';
import { versionsAmong } from './versions.ts';

const unzip = promisify(gunzip);

/** Ids have 64 bits, and JavaScript's numbers 53: every number stays the text that it was. */
const id = z.string().regex(/^-?\d+$/);
const number = z.coerce.number();

const snapshot = z.object({
  'snapshot-id': id,
  'parent-snapshot-id': id.nullish(),
  'timestamp-ms': number,
  summary: z.record(z.string(), z.string()).default({}),
  'manifest-list': z.string().nullish(),
});

const metadata = z.object({
  location: z.string(),
  'current-snapshot-id': id.nullish(),
  snapshots: z.array(snapshot).default([]),
  refs: z.record(z.string(), z.object({ 'snapshot-id': id })).default({}),
});

export type Snapshot = z.output<typeof snapshot>;
export type Metadata = z.output<typeof metadata>;

/** The newest metadata of the table in a folder. */
export async function newestMetadata(files: LakeFiles, table: string): Promise<Metadata> {
  const [version] = versionsAmong((await files.list(`${table}/metadata`)) ?? []);
  if (!version) throw new RetryableError(`${table} has no metadata any more: it has been dropped`);
  const bytes = await files.bytes(`${table}/metadata/${version.name}`);
  const text = (version.gzipped ? await unzip(bytes) : bytes).toString('utf8');
  return metadata.parse(parse(text, null, (digits) => digits));
}

/** The snapshot that main shows, and its ancestors, newest first, as far back as they are kept. */
export function* lineage({ snapshots, refs, ...rest }: Metadata): Generator<Snapshot> {
  const known = new Map(snapshots.map((each) => [each['snapshot-id'], each]));
  let next = known.get(refs.main?.['snapshot-id'] ?? rest['current-snapshot-id'] ?? '');
  while (next) {
    yield next;
    next = known.get(next['parent-snapshot-id'] ?? '');
  }
}
