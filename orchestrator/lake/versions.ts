/** A Hadoop table's versions: `v7.metadata.json`, each of which appears whole, by a rename. */

export interface Version {
  number: number;
  name: string;
  gzipped: boolean;
}

/** Newest first. The file version-hint.text says less: it may be behind. */
export function versionsAmong(entries: readonly { name: string }[]): Version[] {
  return entries
    .flatMap(({ name }): Version[] => {
      const match = /^v(\d+)(\.gz)?\.metadata\.json(\.gz)?$/.exec(name);
      if (!match) return [];
      return [{ number: Number(match[1]), name, gzipped: Boolean(match[2] ?? match[3]) }];
    })
    .sort((a, b) => b.number - a.number);
}
