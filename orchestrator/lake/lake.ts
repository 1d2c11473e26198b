/** The lake: the tables of a Hadoop catalog of Iceberg, read from their metadata on HDFS. */
import pMap from 'p-map';
import type { LakeFiles, LakeTables } from '../engine/ports.ts';
import { UnreachableError } from '../model/errors.ts';
import { tableFolders } from './folders.ts';
import { tableFacts } from './table.ts';

const TABLES_AT_ONCE = 4;

/**
 * @param catalog - its name in Spark: the first part of a table's name
 * @param warehouse - its folder on HDFS
 */
export function openLake(files: LakeFiles, catalog: string, warehouse: string): LakeTables {
  return {
    tables: async (asked) => {
      const found = await tableFolders(files, warehouse);
      const named = found.map(({ path, names }) => ({ path, name: [catalog, ...names].join('.') }));
      const tables = named.filter(({ name }) => asked(name));
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
