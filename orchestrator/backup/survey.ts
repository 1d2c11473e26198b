/** Everything that belongs to a backup, as HDFS has it now. */
import type { FileFacts, Survey } from '../engine/ports.ts';
import { BOOKMARK, ROOTS } from './roots.ts';
import type { BackupParts } from './parts.ts';

/** The bookmark is none of the plain files: it was kept before. */
export async function surveyAll({ survey }: Pick<BackupParts, 'survey'>): Promise<Survey> {
  const all: Survey = { tables: [], plain: [] };
  for (const { path, without } of ROOTS) {
    const { tables, plain } = await survey(path);
    all.tables.push(...tables);
    const name = (file: FileFacts) => file.path.slice(path.length + 1).split('/', 1)[0] ?? '';
    all.plain.push(...plain.filter((file) => file.path !== BOOKMARK && !without?.test(name(file))));
  }
  return all;
}
