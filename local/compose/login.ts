import { createHash } from 'node:crypto';

/** The user of the pages behind the proxy. */
const USER = 'sparkwright';

/**
 * A line for nginx' `auth_basic_user_file`, in the scheme `{SSHA}` of RFC 2307. A fast hash is enough for a password of 48
 * random bytes. The salt is derived from it too, so that the line is the same at each start.
 */
export function loginLine(password: string): string {
  const salt = createHash('sha256').update(`salt of ${password}`).digest().subarray(0, 16);
  const hash = createHash('sha1').update(password).update(salt).digest();
  return `${USER}:{SSHA}${Buffer.concat([hash, salt]).toString('base64')}\n`;
}
