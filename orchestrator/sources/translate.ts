import type { Connection } from '../engine/ports.ts';
import { SparkwrightError, TerminalError, UnreachableError } from '../model/errors.ts';
import { addresses } from './address.ts';

/** Classes of SQLSTATE and codes of Node by which a server does not answer, or does not serve now. */
const LOST = /^(08|57P|53300|ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

const MENDS: Readonly<Record<string, string>> = {
  '28P01': "Put the user's password into the secret on HDFS.",
  '28000': 'Let the user in by pg_hba.conf, from this machine and from the workers.',
  '3D000': "Mend the database in the source's url.",
  '42501': 'Grant it: select on the tables, execute on pg_catalog.pg_control_system().',
};

/** An error of the driver, as one that says what to do about it. */
export function translate(error: unknown, { url, user, secret }: Connection): unknown {
  if (!(error instanceof Error) || error instanceof SparkwrightError) return error;
  const servers = addresses(url);
  const hosts = servers.map(({ host, port }) => `${host}:${port}`).join(', ');
  const where = `${servers[0]?.database ?? ''} at ${hosts}`;
  const given = (error as { code?: unknown }).code;
  const code = typeof given === 'string' ? given : '';
  if (LOST.test(code) || (code === '' && /timeout|terminated/i.test(error.message)))
    return new UnreachableError('a source', `${where} is unreachable: ${code || error.message}`, {
      cause: error,
      mend: 'See that PostgreSQL runs there, and that this machine may connect to it.',
    });
  return new TerminalError(`${where} refused the user ${user}: ${error.message}`, {
    cause: error,
    mend: MENDS[code] ?? `See the user's rights there, and the secret ${secret} on HDFS.`,
  });
}
