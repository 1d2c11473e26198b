/** Versions of a table in a Hadoop catalog: `v7.metadata.json`. Each appears complete, by a rename. */

export interface Version {
  number: number;
  name: string;
  gzipped: boolean;
}

/** The versions in a metadata folder, newest first. version-hint.text may lag behind. */
export function versionsAmong(entries: readonly { name: string }[]): Version[] {
  return entries
    .flatMap(({ name }): Version[] => {
      const match = /^v(\d+)(\.gz)?\.metadata\.json(\.gz)?$/.exec(name);
      if (!match) return [];
      return [{ number: Number(match[1]), name, gzipped: Boolean(match[2] ?? match[3]) }];
    })
    .sort((a, b) => b.number - a.number);
}
