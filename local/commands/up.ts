import pc from '../../orchestrator/terminal/colors.ts';
import { up } from '../cluster.ts';
import { clusterConfig } from '../config.ts';
import { setUp } from '../setup/set-up.ts';
import { command, INTERRUPTED, progress } from './command.ts';

await command(async () => {
  const config = clusterConfig();
  const report = progress();
  // Ctrl-C ends set-up at once. From here on, services have to be stopped.
  await setUp(config, report);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      stop.abort();
    });
  }
  try {
    await up(config, report, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error('interrupted: nothing that this command started is left');
    return INTERRUPTED;
  }
  const page = (name: string, port: number) => {
    console.log(`  ${name.padEnd(16)} ${pc.cyan(`http://127.0.0.1:${port}`)}`);
  };
  console.log(pc.green('the cluster is up'));
  page('Dashboard', config.ports.dashboard);
  page('Spark master', config.ports.masterUi);
  page('Spark history', config.ports.history);
  page('HDFS', config.ports.namenodeHttp);
  console.log(
    '  "npm run status" shows its parts, "npm run down" takes it down and keeps the data',
  );
  return stop.signal.aborted ? INTERRUPTED : 0;
});
