import { down } from '../cluster.ts';
import { clusterConfig } from '../config.ts';
import { command, progress } from './command.ts';

await command(async () => {
  const report = progress();
  await down(clusterConfig(), report);
  report('the cluster is down, its data is kept');
  return 0;
});
