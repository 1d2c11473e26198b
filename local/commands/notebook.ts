import { join } from 'node:path';
import pc from '../../orchestrator/terminal/colors.ts';
import { status } from '../cluster.ts';
import { clusterConfig } from '../config.ts';
import { notebookLaunch, passwordFile } from '../notebook/launch.ts';
import { serveNotebook } from '../notebook/serve.ts';
import { refuseBusyPorts } from '../process/busy-port.ts';
import { withLock } from '../process/lock.ts';
import { jupyter } from '../setup/python-environment.ts';
import { ensureSecrets } from '../setup/secrets.ts';
import { setUp } from '../setup/set-up.ts';
import { command, progress } from './command.ts';

const NEEDED = ['namenode', 'datanode', 'master'];

await command(async () => {
  const config = clusterConfig();
  const report = progress();
  const tools = await setUp(config, report);
  const waiting = (pid: number) => {
    report(`waiting for the set-up by process ${pid}`);
  };
  const python = await withLock(join(config.cache, 'tools.lock'), waiting, () =>
    jupyter(config, report),
  );
  const down = (await status(config)).filter(
    ({ service, state }) => NEEDED.includes(service) && state !== 'up',
  );
  if (down.length > 0)
    throw new Error(
      `a notebook needs the cluster, and ${down.map(({ service }) => service).join(', ')} is not up: run "npm run up"`,
    );
  await refuseBusyPorts(config, ['notebook']);
  ensureSecrets(config);

  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      stop.abort();
    });
  await serveNotebook(config, notebookLaunch(config, tools, python), stop.signal, () => {
    const own = process.env.JUPYTER_NOTEBOOK_PASSWORD;
    const where = own ? 'what JUPYTER_NOTEBOOK_PASSWORD says' : `in ${passwordFile(config)}`;
    console.log(`${pc.green('the notebook is up')}; Ctrl-C ends it and its Spark sessions`);
    console.log(`  Address    ${pc.cyan(`http://127.0.0.1:${config.ports.notebook}`)}`);
    console.log(`  Password   ${where}`);
  });
  report('the notebook has ended, and its Spark sessions with it');
  return 0;
});
