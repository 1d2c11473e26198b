import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** PostgreSQL's key and the certificate that its clients trust. */
export const CERTIFICATE = ['postgres.key', 'postgres.crt'] as const;

const NAMES = 'subjectAltName=DNS:postgres,DNS:localhost,IP:127.0.0.1';

/** Makes a certificate for PostgreSQL, signed by itself and good for ten years, unless there is one. */
export async function ensureCertificate(folder: string): Promise<void> {
  const [key, certificate] = [join(folder, CERTIFICATE[0]), join(folder, CERTIFICATE[1])];
  if (existsSync(certificate)) return;
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '3650', '-subj', '/CN=postgres', '-addext', NAMES],
    ...['-keyout', key, '-out', `${certificate}.draft`],
  ]);
  // Last, so that there is no certificate without its key.
  renameSync(`${certificate}.draft`, certificate);
}
