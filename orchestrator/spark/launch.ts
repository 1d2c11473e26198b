/** The command that started a driver. The worker writes it at the beginning of the driver's stderr. */

const PREFIX = 'Launch Command: "';
/** The line below the command: org.apache.spark.deploy.worker.DriverRunner. */
const RULE = `\n${'='.repeat(40)}`;

/**
 * The attempt of a driver: the argument `--attempts` of our bootstrap is the address of its spec.json. Null if the driver
 * runs another program.
 *
 * @param stderr - its beginning
 */
export function attemptOfLaunch(stderr: string): string | null {
  const command = launchArguments(stderr);
  const script = command.findIndex((argument) => argument.endsWith('/sparkwright/bootstrap.py'));
  const [option, address] = command.slice(script + 1);
  if (script < 0 || option !== '--attempts' || !address || !URL.canParse(address)) return null;
  const [root, attempts, attempt, file, ...rest] = new URL(address).pathname.split('/').slice(1);
  const ours =
    root === 'sparkwright' && attempts === 'attempts' && file === 'spec.json' && rest.length === 0;
  return ours && attempt ? attempt : null;
}

/** Every argument is quoted, and quotes in it are not escaped. */
function launchArguments(stderr: string): string[] {
  const end = stderr.indexOf(RULE);
  if (!stderr.startsWith(PREFIX) || end < 0) return [];
  return stderr.slice(PREFIX.length, end).replace(/"$/, '').split('" "');
}
