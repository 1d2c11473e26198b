import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** Keys and certificates of PostgreSQL, and of the proxy in front of the pages. */
export const CERTIFICATES = ['postgres.key', 'postgres.crt', 'proxy.key', 'proxy.crt'] as const;

const PAGES = ['dashboard', 'spark', 'history', 'notebook', 'rest'];

const NAMES = {
  postgres: ['DNS:postgres', 'DNS:localhost', 'IP:127.0.0.1'],
  proxy: [...PAGES.map((page) => `DNS:${page}.localhost`), 'DNS:localhost', 'IP:127.0.0.1'],
};

/** Makes self-signed certificates for ten years, unless they exist. */
export async function ensureCertificates(folder: string): Promise<void> {
  for (const [name, alternatives] of Object.entries(NAMES))
    await ensure(folder, name, alternatives);
}

async function ensure(folder: string, name: string, alternatives: string[]): Promise<void> {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  if (existsSync(certificate)) return;
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '3650',
    '-subj',
    `/CN=${name}`,
    '-addext',
    `subjectAltName=${alternatives.join(',')}`,
    '-keyout',
    key,
    '-out',
    `${certificate}.draft`,
  ]);
  // Last, so that there is never a certificate without its key.
  renameSync(`${certificate}.draft`, certificate);
}
