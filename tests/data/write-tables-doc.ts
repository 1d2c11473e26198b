/** `npm run docs:tables`: generates docs/tables.md from the tables that the retail jobs make. */
import { execa } from 'execa';
import { command, progress } from '../../local/commands/command.ts';
import { clusterConfig } from '../../local/config.ts';
import { setUp } from '../../local/setup/set-up.ts';

await command(async () => {
  const config = clusterConfig();
  const { python, javaHome } = await setUp(config, progress());
  await execa({
    cwd: config.root,
    env: { PYTHONPATH: 'jobs', PYTHONDONTWRITEBYTECODE: '1', JAVA_HOME: javaHome },
  })`${python} tests/data/python/tables_doc.py`;
  return 0;
});
