import { createHash, randomBytes } from 'node:crypto';

/** The user that the pages ask for, once they are published by the proxy. */
const USER = 'sparkwright';

/**
 * A line for nginx' `auth_basic_user_file`, in the scheme `{SSHA}` of RFC 2307. A fast hash is enough for a password of 48
 * random bytes, which nobody guesses.
 */
export function loginLine(password: string): string {
  const salt = randomBytes(16);
  const hash = createHash('sha1').update(password).update(salt).digest();
  return `${USER}:{SSHA}${Buffer.concat([hash, salt]).toString('base64')}\n`;
}
