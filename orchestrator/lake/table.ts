/** The facts of one table, from its newest metadata and the manifests of main's snapshot. */
import type { LakeFiles, TableFacts } from '../ports/lake.ts';
import { TerminalError } from '../model/errors.ts';
import { lineage, newestMetadata, type Metadata, type Snapshot } from './metadata.ts';
import { sumsOf } from './manifests.ts';

const CHANGES = ['added-records', 'deleted-records', 'added-delete-files', 'removed-delete-files'];
const EMPTY = { rows: 0, files: 0, bytes: 0, deleteFiles: 0 };
const TRIES = 3;

/** @param path - the table's folder on HDFS */
export async function tableFacts(
  files: LakeFiles,
  path: string,
): Promise<Omit<TableFacts, 'name'>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readFacts(files, path);
    } catch (error) {
      // Expiry may have removed manifests since the metadata was read; newer metadata names others.
      if (tries === TRIES || error instanceof TerminalError) throw error;
    }
  }
}

async function readFacts(files: LakeFiles, path: string): Promise<Omit<TableFacts, 'name'>> {
  const metadata = await newestMetadata(files, path);
  const [head] = lineage(metadata);
  const list = head?.['manifest-list'];
  const sums = list ? await sumsOf(files, list, pathIn(metadata.location, path)) : EMPTY;
  return {
    ...sums,
    snapshots: metadata.snapshots.length,
    snapshot: head?.['snapshot-id'] ?? null,
    changed: lastChange(metadata),
  };
}

function lastChange(metadata: Metadata): Date | null {
  for (const snapshot of lineage(metadata))
    if (changesRows(snapshot)) return new Date(snapshot['timestamp-ms']);
  return null;
}

function changesRows({ summary }: Snapshot): boolean {
  return summary.operation !== 'replace' && CHANGES.some((name) => Number(summary[name] ?? 0) > 0);
}

/** Metadata holds addresses from the time of writing, whose NameNode or port may have changed since. */
function pathIn(location: string, path: string): (address: string) => string {
  return (address) => {
    if (address.startsWith(`${location}/`)) return path + address.slice(location.length);
    // Not parsed as a URL, which would escape characters that are plain on HDFS.
    return address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  };
}
