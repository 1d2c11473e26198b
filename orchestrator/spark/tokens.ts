import { readFile } from 'node:fs/promises';
import { SignJWT } from 'jose';
import { TerminalError } from '../model/errors.ts';

/** Seconds. Long enough for one request, and useless to a thief later. */
const LIFETIME = 60;

/**
 * Makes bearer tokens for Spark's JWSFilter (HS256, base64url key of at least 32 bytes).
 *
 * @param keyFile - file with the key
 */
export async function tokenMaker(keyFile: string): Promise<() => Promise<string>> {
  const text = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new TerminalError(`can't read the key of Spark's REST API from ${keyFile}`, {
      cause,
      hint: 'Set SPARKWRIGHT_SPARK_REST_SECRET_FILE, or start the embedded cluster with: npm run up',
    });
  });
  const key = Buffer.from(text.trim(), 'base64url');
  return () =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('sparkwright')
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + LIFETIME)
      .sign(key);
}
