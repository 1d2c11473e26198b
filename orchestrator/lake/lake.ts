/** The lake: the tables of an Iceberg Hadoop catalog, read from their metadata on HDFS. */
import pMap from 'p-map';
import type { LakeFiles, LakeTables } from '../ports/lake.ts';
import { UnreachableError } from '../model/errors.ts';
import { tableText } from '../model/lake-names.ts';
import { tableFolders } from './folders.ts';
import { tableFacts } from './table.ts';

const TABLES_AT_ONCE = 4;

/**
 * @param catalog - name in Spark, the first part of a table's name
 * @param warehouse - folder on HDFS
 */
export function openLake(files: LakeFiles, catalog: string, warehouse: string): LakeTables {
  return {
    tables: async (isWanted) => {
      const folders = await tableFolders(files, warehouse);
      const tables = folders
        .map(({ path, names }) => ({ path, name: tableText([catalog, ...names]) }))
        .filter(({ name }) => isWanted(name));
      return pMap(
        tables.sort((a, b) => (a.name < b.name ? -1 : 1)),
        async ({ name, path }) => {
          try {
            return { name, ...(await tableFacts(files, path)) };
          } catch (error) {
            if (error instanceof UnreachableError) throw error;
            return { name, unreadable: error instanceof Error ? error.message : String(error) };
          }
        },
        { concurrency: TABLES_AT_ONCE },
      );
    },
  };
}
