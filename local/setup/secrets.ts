import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { ClusterConfig } from '../config.ts';
import { writeWhole } from '../files.ts';
import { folders, secretFile } from '../folders.ts';

export const SECRETS = [
  'spark-rest.key',
  'spark-auth.key',
  'notebook.password',
  'pages.password',
  'postgres.password',
  'store.password',
  'retail-app.password',
  'retail-reader.password',
] as const;

export type SecretName = (typeof SECRETS)[number];

/** HS256 needs at least 32. */
const BYTES = 48;

/** Makes each secret of a cluster once, in base64url, readable only by its owner. */
export function ensureSecrets(config: Pick<ClusterConfig, 'home'>): void {
  const folder = folders(config).secrets;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of SECRETS) {
    const file = secretFile(config, name);
    if (existsSync(file)) chmodSync(file, 0o600);
    else writeWhole(file, randomBytes(BYTES).toString('base64url'), 0o600);
  }
}

/** The text of one secret. */
export function secret(config: Pick<ClusterConfig, 'home'>, name: SecretName): string {
  return readFileSync(secretFile(config, name), 'utf8').trim();
}
