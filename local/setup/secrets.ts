import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { writeWhole } from '../files.ts';
import { folders } from '../folders.ts';

const NAMES = [
  'spark-rest.key',
  'postgres.password',
  'store.password',
  'retail-app.password',
  'retail-reader.password',
  'notebook.password',
];
/** More than the 32 bytes that HS256 demands. */
const BYTES = 48;

/** Makes each secret of a cluster once, in base64url, readable only by its owner. */
export function ensureSecrets(config: ClusterConfig): void {
  const folder = folders(config).secrets;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of NAMES) {
    const file = join(folder, name);
    if (existsSync(file)) chmodSync(file, 0o600);
    else writeWhole(file, randomBytes(BYTES).toString('base64url'), 0o600);
  }
}
