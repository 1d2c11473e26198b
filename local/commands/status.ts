import { parseArgs } from 'node:util';
import pc from '../../orchestrator/terminal/colors.ts';
import { table } from '../../orchestrator/terminal/table.ts';
import { numberWord } from '../../orchestrator/terminal/words.ts';
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
  const rows = services.map(({ service, state, pid, memoryMiB, address, complaint }) => {
    const colour = state === 'up' ? pc.green : state === 'down' ? pc.dim : pc.red;
    const text = complaint === null ? state : `${state}: ${complaint}`;
    const running = pid === null ? ['-', '-'] : [String(pid), numberWord(memoryMiB)];
    return [service, colour(text), ...running, address];
  });
  const columns = ['service', 'state', { right: 'pid' }, { right: 'MiB' }, 'address'];
  const sum = services.reduce((total, { memoryMiB }) => total + memoryMiB, 0);
  console.log(`${table(columns, rows, 'no services')}\n${numberWord(sum)} MiB in all`);
}
