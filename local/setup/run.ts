import { execa, ExecaError } from 'execa';

/**
 * Runs a program of set-up to its end, without its output.
 * @throws Error of one line, with the last thing that the program said.
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
    const said = error instanceof ExecaError ? lastWords(error.message) : '';
    throw new Error(
      `${purpose} failed${said === '' ? '' : `: ${said}`}; the command was: ${command} ${args.join(' ')}`,
      { cause: error },
    );
  }
}

function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLast((line) => /error|fatal|could not|unable/i.test(line));
  return (error ?? lines.at(-1) ?? '').trim();
}
