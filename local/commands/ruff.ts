import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clusterConfig } from '../config.ts';
import { withLock } from '../process/lock.ts';
import { ruff } from '../setup/python-environment.ts';
import { command, progress } from './command.ts';

await command(async () => {
  const config = clusterConfig();
  const report = progress();
  const waiting = (pid: number) => {
    report(`waiting for the set-up by process ${pid}`);
  };
  const program = await withLock(join(config.cache, 'ruff.lock'), waiting, () =>
    ruff(config, report),
  );
  const child = spawn(program, process.argv.slice(2), { stdio: 'inherit', cwd: config.root });
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
});
