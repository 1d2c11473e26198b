/** Runs the `sparkwright` command in this process, because a process of its own takes a second to start. */
import type { Readable } from 'node:stream';

export interface Answer {
  exitCode: number | undefined;
  /** Without its last newline. */
  stdout: string;
  stderr: string;
}

export interface Where {
  folder: string;
  /** All variables that the command sees. */
  env: Record<string, string>;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command to its end, with an empty stdin and with pipes for stdout and stderr. Calls run one after another, because
 * they share the working folder, the streams and the exit code of this process. Spawn a call that waits for another.
 */
export function sparkwrightHere(args: string[], where: Where): Promise<Answer> {
  const answer = last.then(() => run(args, where));
  last = answer.catch(() => undefined);
  return answer;
}

async function run(args: string[], { folder, env }: Where): Promise<Answer> {
  // Imported dynamically, as the command imports its verbs. Otherwise each error class would exist twice.
  const { sparkwright } = await import('../../orchestrator/cli/program.ts');
  const { openServices } = await import('../../orchestrator/wire.ts');
  const { readSettings } = await import('../../orchestrator/config.ts');
  const output = { stdout: '', stderr: '' };
  const restores = [
    inFolder(folder),
    withoutTerminal(process.stdin),
    captured('stdout', output),
    captured('stderr', output),
    withoutNewListeners('SIGINT'),
    withoutNewListeners('SIGTERM'),
    withSameExitCode(),
  ];
  try {
    const exitCode = await sparkwright(args, {
      openServices,
      readSettings: (file) => Promise.resolve().then(() => readSettings(env, file)),
    });
    return { exitCode, stdout: trimmed(output.stdout), stderr: trimmed(output.stderr) };
  } finally {
    for (const restore of restores.reverse()) restore();
  }
}

type Restore = () => void;

function inFolder(folder: string): Restore {
  const before = process.cwd();
  process.chdir(folder);
  return () => {
    process.chdir(before);
  };
}

function withoutTerminal(stdin: Readable & { isTTY?: boolean }): Restore {
  const { isTTY } = stdin;
  stdin.isTTY = false;
  return () => {
    if (isTTY === undefined) delete stdin.isTTY;
    else stdin.isTTY = isTTY;
  };
}

function captured(name: 'stdout' | 'stderr', output: Record<typeof name, string>): Restore {
  const stream = process[name];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is restored below
  const { write } = stream;
  stream.write = (text: string | Uint8Array) => {
    // Colours depend on the terminal of the tests. Tests of a spawned command show that a pipe gets none.
    output[name] += String(text).replace(/\u001b\[\d+m/g, '');
    return true;
  };
  return () => {
    stream.write = write;
  };
}

function withoutNewListeners(signal: 'SIGINT' | 'SIGTERM'): Restore {
  const before = new Set(process.listeners(signal));
  return () => {
    for (const listener of process.listeners(signal))
      if (!before.has(listener)) process.removeListener(signal, listener);
  };
}

function withSameExitCode(): Restore {
  const { exitCode } = process;
  return () => {
    process.exitCode = exitCode;
  };
}

function trimmed(text: string): string {
  return text.replace(/\n$/, '');
}
