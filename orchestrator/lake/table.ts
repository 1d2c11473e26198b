/** One table: its newest metadata, and the manifests of the snapshot that main shows. */
import type { LakeFiles, TableFacts } from '../engine/ports.ts';
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
  for (let tried = 1; ; tried += 1) {
    try {
      return await readFacts(files, path);
    } catch (error) {
      // Expiry may take files between the metadata and them; newer metadata names others.
      if (tried === TRIES) throw error;
    }
  }
}

async function readFacts(files: LakeFiles, path: string): Promise<Omit<TableFacts, 'name'>> {
  const metadata = await newestMetadata(files, path);
  const [shown] = lineage(metadata);
  const list = shown?.['manifest-list'];
  const sums = list ? await sumsOf(files, list, within(metadata.location, path)) : EMPTY;
  return {
    ...sums,
    snapshots: metadata.snapshots.length,
    snapshot: shown?.['snapshot-id'] ?? null,
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

/** Metadata names files by the address that the table was written under, maybe of another NameNode or port than now. */
function within(location: string, path: string): (address: string) => string {
  return (address) => {
    if (address.startsWith(`${location}/`)) return path + address.slice(location.length);
    return address.includes('://') ? new URL(address).pathname : address;
  };
}
