import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { down } from '../cluster.ts';
import { clusterConfig } from '../config.ts';
import { folders } from '../folders.ts';
import { removeData } from '../services/postgres-data.ts';
import { command, progress } from './command.ts';

await command(async () => {
  const { values } = parseArgs({ options: { yes: { type: 'boolean', default: false } } });
  const config = clusterConfig();
  if (!values.yes && !(await confirmed(config.home))) {
    console.error('nothing has been removed');
    return 1;
  }
  const report = progress();
  await down(config, report);
  removeData(config);
  const { logs, secrets } = folders(config);
  for (const folder of [logs, secrets]) rmSync(folder, { recursive: true, force: true });
  report(`data, logs and secrets of ${config.home} are removed; downloads are kept`);
  return 0;
});

async function confirmed(home: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error(
      'reset removes all data, and stdin is not a terminal: confirm with "npm run reset -- --yes"',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `Remove all data, logs and secrets of ${home}? Type yes: `,
    );
    return answer.trim() === 'yes';
  } finally {
    terminal.close();
  }
}
