/** manifest.json: the content of a backup. It is written last; a folder without it holds no backup. */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { seal, unseal } from '../hdfs/sealed.ts';
import { TerminalError } from '../model/errors.ts';

const NAME = 'manifest.json';

/** Hint for a damaged backup. */
export const USE_ANOTHER = 'Use another copy of the folder, or another backup.';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Below one of the folders that are backed up, without `.` and `..`, which could lead out of it. */
const path = z.string().regex(/^\/(data|jobs|sparkwright\/archive)\/(?!.*(^|\/)\.\.?(\/|$)).+/);
const table = z.string().regex(/^[a-z_]+$/);

const manifest = z.strictObject({
  version: z.literal(1),
  /** The name of the folder with the store's tables. */
  id: z.string().regex(/^\d{8}-\d{6}-\w+$/),
  made: z.iso.datetime(),
  /** Version of the Sparkwright that made the backup. */
  sparkwright: z.string(),
  /** The file system that table metadata names: `hdfs://host:port`. */
  fs: z.string(),
  store: z.strictObject({
    migrations: z.array(z.string()),
    tables: z.array(
      z.strictObject({
        name: table,
        columns: z.array(z.string()),
        rows: count,
        length: count,
        sha256,
      }),
    ),
    /** Attempts made while the files were copied. */
    later: z.array(
      z.strictObject({ id: z.string(), run: z.string(), stage: z.string(), number: count }),
    ),
  }),
  /** Tables of the lake, each with the version of its metadata. */
  tables: z.array(z.strictObject({ path, version: count })),
  files: z.array(z.strictObject({ path, length: count, modified: count, sha256 })),
});

export type Manifest = z.output<typeof manifest>;
export type BackupFile = Manifest['files'][number];
export type BackupTable = Manifest['store']['tables'][number];

/**
 * The manifest of a folder; null if there is none.
 *
 * @throws TerminalError if it is broken, or has a later version
 */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const file = join(folder, NAME);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(String((cause as { code?: unknown }).code))) return null;
    throw new TerminalError(`can't read ${file}`, { cause, hint: 'Fix its permissions.' });
  }
  try {
    return manifest.parse(unseal(text));
  } catch (cause) {
    throw new TerminalError(`${file} is broken: ${faultOf(cause)}`, { cause, hint: USE_ANOTHER });
  }
}

/** Replaces the manifest atomically and durably. */
export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const file = join(folder, NAME);
  const draft = await open(`${file}.part`, 'w');
  try {
    await draft.writeFile(seal(content));
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.part`, file);
}

function faultOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.')}: ${issue.message}` : error.message;
}
