import { join } from 'node:path';
import { readProfile } from '../../orchestrator/spark/profiles.ts';
import type { ClusterConfig } from '../config.ts';
import { folders } from '../folders.ts';

/** Spark properties of a driver: the defaults, with the entries of a profile over them. */
export function driverProperties(
  config: ClusterConfig,
  profile?: 'short',
): Promise<Record<string, string>> {
  return readProfile(join(folders(config).conf, 'spark'), profile ?? null);
}
