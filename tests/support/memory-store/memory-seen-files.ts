import type { SeenFiles } from '../../../orchestrator/ports/ports.ts';
import type { Access } from './memory-runs.ts';
import type { Tables } from './tables.ts';

export function seenFilesStore(tables: Tables, write: Access, read: Access): SeenFiles {
  const key = (pipeline: string, pattern: string) => `${pipeline} ${pattern}`;
  return {
    looks: (pipeline, pattern) =>
      read(() => tables.seenFiles.get(key(pipeline, pattern))?.looks ?? null),
    read: (pipeline, pattern) =>
      read(() => {
        const known = tables.seenFiles.get(key(pipeline, pattern));
        return known ? { ...known, files: [...known.files.values()] } : null;
      }),
    keep: (pipeline, pattern, since, changed, before) =>
      write(() => {
        const { looks = 0, files = new Map<string, (typeof changed)[number]>() } =
          tables.seenFiles.get(key(pipeline, pattern)) ?? {};
        for (const file of changed) files.set(file.path, { ...file });
        for (const { path, gone } of files.values())
          if (gone !== null && gone < before) files.delete(path);
        tables.seenFiles.set(key(pipeline, pattern), { looks: looks + 1, since, files });
        return looks + 1;
      }),
    forget: (pipeline, patterns) =>
      write(() => {
        const kept = patterns.map((pattern) => key(pipeline, pattern));
        for (const known of tables.seenFiles.keys())
          if (known.startsWith(`${pipeline} `) && !kept.includes(known))
            tables.seenFiles.delete(known);
      }),
  };
}
