/** Runs the orchestrator as a process. */
import { execa } from 'execa';
import { clusterEnvironment } from '../../local/environment.ts';
import { config } from './cluster.ts';

export interface Orchestrator {
  /** Resolves with the exit code; undefined if a signal ended it. */
  ended: Promise<number | undefined>;
  signal(name: 'SIGINT' | 'SIGKILL'): void;
  /** Resolves with the output so far once it matches; rejects if the process ends before. */
  says: (pattern: RegExp) => Promise<string>;
  /** Its output so far. */
  output: () => string;
}

const running = new Set<{ kill(signal: 'SIGKILL'): boolean }>();

// A failed test leaves its orchestrator running, which would lead the runs of the next test.
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts `orchestrate` on the tests' cluster.
 *
 * @param env - overrides variables of the cluster
 */
export function orchestrate(args: string[] = [], env: Record<string, string> = {}): Orchestrator {
  const command = ['local/first.mjs', 'orchestrator/main.ts', 'orchestrate', ...args];
  const child = execa('node', command, {
    all: true,
    reject: false,
    env: { ...clusterEnvironment(config), ...env },
  });
  running.add(child);
  void child.then(() => running.delete(child));
  let text = '';
  const listeners = new Set<() => void>();
  child.all.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  });
  return {
    ended: child.then(({ exitCode }) => exitCode),
    signal: (name) => child.kill(name),
    output: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!pattern.test(text)) return;
          listeners.delete(check);
          resolve(text);
        };
        listeners.add(check);
        check();
        void child.then(() => {
          check();
          reject(new Error(`it ended without printing ${String(pattern)}:\n${text}`));
        });
      }),
  };
}

/** Runs the retail pipeline once, and waits for the end. */
export async function runOnce(
  env: Record<string, string> = {},
): Promise<{ exitCode: number | undefined; output: string; run: string }> {
  const { ended, output } = orchestrate(['--once', 'retail'], env);
  const exitCode = await ended;
  return { exitCode, output: output(), run: runOf(output()) };
}

/** The id of the run in the output. */
function runOf(output: string): string {
  return /^(retail-\d{8}-\d{6}-\w+) /m.exec(output)?.[1] ?? '';
}
