import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import pc from '../../orchestrator/cli/colors.ts';
import { status, type ServiceStatus } from '../cluster.ts';
import { clusterConfig } from '../config.ts';
import { command } from './command.ts';

const NOT_ALL_UP = 3;

await command(async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const services = await status(clusterConfig());
  if (values.json) console.log(JSON.stringify({ services }));
  else print(services);
  return services.every(({ state }) => state === 'up') ? 0 : NOT_ALL_UP;
});

function print(services: ServiceStatus[]): void {
  const table = new Table({
    head: ['service', 'state', 'pid', 'MiB', 'address'].map((word) => pc.bold(word)),
    colAligns: ['left', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { service, state, pid, memoryMiB, address, complaint } of services) {
    const colour = state === 'up' ? pc.green : state === 'down' ? pc.dim : pc.red;
    const words = complaint === null ? state : `${state}: ${complaint}`;
    table.push([service, colour(words), pid ?? '', pid === null ? '' : memoryMiB, address]);
  }
  const sum = services.reduce((total, { memoryMiB }) => total + memoryMiB, 0);
  console.log(`${table.toString()}\n${sum} MiB in all`);
}
