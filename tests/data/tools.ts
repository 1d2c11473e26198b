/** Prints the path of a Python environment, `tpch` or `jupyter`, which is installed if missing. */
import { join } from 'node:path';
import { clusterConfig } from '../../local/config.ts';
import { withLock } from '../../local/process/lock.ts';
import { jupyter, tpch } from '../../local/setup/python-environment.ts';

const [name] = process.argv.slice(2);
const config = clusterConfig();
// Standard output has the path alone.
const report = (line: string) => {
  console.error(line);
};
const tool = name === 'jupyter' ? jupyter : tpch;
console.log(await withLock(join(config.cache, 'tools.lock'), waiting, () => tool(config, report)));

function waiting(pid: number): void {
  report(`waiting for the set-up by process ${pid}`);
}
