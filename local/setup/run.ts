import { execa, ExecaError } from 'execa';

/**
 * Runs a program of set-up to its end, without its output.
 * @throws Error of one line, with the program's last error
 */
export async function run(
  purpose: string,
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  try {
    const { stdout } = await execa(command, args, { env, stdin: 'ignore' });
    return stdout;
  } catch (error) {
    const reason = error instanceof ExecaError ? lastError(error.message) : '';
    throw new Error(
      `${purpose} failed${reason === '' ? '' : `: ${reason}`}; the command was: ${command} ${args.join(' ')}`,
      { cause: error },
    );
  }
}

function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLast((line) => /error|fatal|could not|unable/i.test(line));
  return (error ?? lines.at(-1) ?? '').trim();
}
