/** The orchestrator as a user starts it: a process of its own. */
import { execa } from 'execa';
import { clusterEnvironment } from '../../local/environment.ts';
import { config } from './cluster.ts';

export interface Orchestrator {
  /** Resolves with the exit code; undefined where a signal ended it. */
  ended: Promise<number | undefined>;
  signal(name: 'SIGINT' | 'SIGKILL'): void;
  /** Resolves with the output so far once it matches; rejects when the process ends before that. */
  says: (pattern: RegExp) => Promise<string>;
  /** Everything that it has printed. */
  output: () => string;
}

const running = new Set<{ kill(signal: 'SIGKILL'): boolean }>();

// A test that fails leaves its orchestrator behind, which would lead the runs of the next.
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts `orchestrate` on the tests' cluster.
 *
 * @param env - variables over the cluster's own
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
          reject(new Error(`it ended without saying ${String(pattern)}:\n${text}`));
        });
      }),
  };
}

/** Makes one run of the retail pipeline, and says how it went. */
export async function runOnce(
  env: Record<string, string> = {},
): Promise<{ exitCode: number | undefined; output: string; run: string }> {
  const { ended, output } = orchestrate(['--once', 'retail'], env);
  const exitCode = await ended;
  return { exitCode, output: output(), run: runOf(output()) };
}

/** The id of the run that the output ends with. */
export function runOf(output: string): string {
  return /^(retail-\d{8}-\d{6}-\w+) /m.exec(output)?.[1] ?? '';
}
