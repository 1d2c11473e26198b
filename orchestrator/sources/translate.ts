import type { Connection } from '../ports/ports.ts';
import { SparkwrightError, TerminalError, UnreachableError } from '../model/errors.ts';
import { codeOf, isLostConnection } from '../model/lost-connection.ts';
import { addresses } from './address.ts';

const HINTS: Readonly<Record<string, string>> = {
  '28P01': "Put the user's password into the secret on HDFS.",
  '28000': 'Let the user in by pg_hba.conf, from this machine and from the workers.',
  '3D000': "Fix the database in the source's url.",
  '42501': 'Grant it: select on the tables, execute on pg_catalog.pg_control_system().',
};

/** Turns an error of the driver into one with a hint. */
export function translate(error: unknown, { url, user, secret }: Connection): unknown {
  if (!(error instanceof Error) || error instanceof SparkwrightError) return error;
  const servers = addresses(url);
  const hosts = servers.map(({ host, port }) => `${host}:${port}`).join(', ');
  const where = `${servers[0]?.database ?? ''} at ${hosts}`;
  const code = codeOf(error);
  if (isLostConnection(error))
    return new UnreachableError('a source', `${where} is unreachable: ${code || error.message}`, {
      cause: error,
      hint: 'Check that PostgreSQL runs there, and that this machine may connect to it.',
    });
  return new TerminalError(`${where} refused the user ${user}: ${error.message}`, {
    cause: error,
    hint: HINTS[code] ?? `Check the user's rights there, and the secret ${secret} on HDFS.`,
  });
}
