/** Reads the newest metadata.json of an Iceberg table. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'lossless-json';
import { z } from 'zod';
import { RetryableError, TerminalError, UnreachableError } from '../model/errors.ts';
import type { LakeFiles } from '../ports/lake.ts';
import { versionsAmong } from './versions.ts';

const unzip = promisify(gunzip);

const HINT = 'version-hint.text';
const RESTORE =
  'Restore its metadata folder from a backup, or write the newest intact version into version-hint.text.';

/** Ids have 64 bits, more than JavaScript's numbers, so the JSON parser leaves every number as text. */
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

/**
 * The newest metadata of the table in a folder.
 *
 * @throws TerminalError if Spark could not read the table either
 */
export async function newestMetadata(files: LakeFiles, table: string): Promise<Metadata> {
  const folder = `${table}/metadata`;
  const entries = (await files.list(folder)) ?? [];
  const [version] = versionsAmong(entries);
  if (!version) throw new RetryableError(`${table} has no metadata: it was dropped`);
  await assertHint(files, folder, entries, version.number);
  const path = `${folder}/${version.name}`;
  const bytes = await files.bytes(path);
  try {
    const text = (version.gzipped ? await unzip(bytes) : bytes).toString('utf8');
    return metadata.parse(parse(text, null, (digits) => digits));
  } catch (cause) {
    throw new TerminalError(`${path} is broken`, { cause, hint: RESTORE });
  }
}

/** Spark starts at the version in the hint and looks for newer ones, so the hint may be old but not ahead. */
async function assertHint(
  files: LakeFiles,
  folder: string,
  entries: readonly { name: string }[],
  newest: number,
): Promise<void> {
  if (!entries.some(({ name }) => name === HINT)) return;
  const hint = Number((await files.bytes(`${folder}/${HINT}`)).toString('utf8').trim());
  if (hint > newest)
    throw new TerminalError(
      `${folder}/v${hint}.metadata.json is missing, and version-hint.text names it`,
      { hint: RESTORE },
    );
}

/** Why a table can't be read; null if it can. @throws UnreachableError */
export async function faultOf(files: LakeFiles, table: string): Promise<string | null> {
  try {
    await newestMetadata(files, table);
    return null;
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** The head of main and its ancestors, newest first, except expired ones. */
export function* lineage({ snapshots, refs, ...rest }: Metadata): Generator<Snapshot> {
  const known = new Map(snapshots.map((each) => [each['snapshot-id'], each]));
  let next = known.get(refs.main?.['snapshot-id'] ?? rest['current-snapshot-id'] ?? '');
  while (next) {
    yield next;
    next = known.get(next['parent-snapshot-id'] ?? '');
  }
}
