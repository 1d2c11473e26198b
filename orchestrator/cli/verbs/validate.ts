/** validate: checks pipeline files, without side effects and without the network. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import type { Config } from '../../config.ts';
import { NotFound, TerminalError } from '../../model/errors.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import { loadPipelines, parsePipeline } from '../../plan/load.ts';
import { checkPools } from '../../plan/pools.ts';
import { shadowedModules } from '../../plan/shadowed-modules.ts';
import { located } from '../../plan/position.ts';
import { readText } from '../../plan/text.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../../terminal/exit-code.ts';

interface Checked {
  file: string;
  pipeline: string | null;
  /** `file:line:column: field: message`. */
  faults: string[];
}

export function validate(command: Command, context: Context): void {
  command
    .addHelpText('after', '\nPaths are files or folders; by default the pipelines folder.')
    .action(async (paths: string[]) => {
      const { config } = await context.settings();
      const checked: Checked[] = [];
      for (const path of paths.length > 0 ? paths : [config.pipelines_dir])
        checked.push(...(await check(here(path), config)));
      const width = Math.max(0, ...checked.map(({ file }) => file.length));
      context.print({ files: checked }, () =>
        checked.map((each) => checkedText(each, width)).join('\n'),
      );
      for (const warning of await shadowedModules(here(config.jobs_dir)))
        process.stderr.write(`warning: ${warning}\n`);
      if (checked.some(({ faults }) => faults.length > 0)) process.exitCode = EXIT.failed;
    });
}

async function check(path: string, config: Config): Promise<Checked[]> {
  const found = await stat(path).catch(() => null);
  if (!found)
    throw new NotFound(`there is no ${path}`, { hint: 'Pass pipeline files, or their folder.' });
  if (!found.isDirectory()) return [await checkFile(path, config)];
  const files = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const checked = await Promise.all(files.map((name) => checkFile(join(path, name), config)));
  // The remaining faults are those between files.
  for (const fault of await faultsOf(() => loadPipelines(path))) {
    const at = checked.find(({ file }) => fault.startsWith(`${file}:`));
    if (at && !at.faults.includes(fault)) at.faults.push(fault);
  }
  return checked;
}

async function checkFile(file: string, config: Config): Promise<Checked> {
  let text = '';
  let pipeline: Pipeline | undefined;
  const faults = await faultsOf(async () => {
    text = await readText(file);
    pipeline = parsePipeline(text, file);
  });
  if (!pipeline) return { file, pipeline: null, faults };
  const made = pipeline;
  const pools = await faultsOf(() => {
    checkPools([made], config.pools);
  });
  faults.push(...pools.map((fault) => `${file}: ${fault}`));
  faults.push(...located(text, file, await missingJobs(made, config.jobs_dir)));
  return { file, pipeline: made.name, faults };
}

/** Lists scripts that are missing in the jobs folder, if there is one. */
async function missingJobs({ stages }: Pipeline, folder: string) {
  if (!(await stat(folder).catch(() => null))) return [];
  const found = await Promise.all(
    stages.map(({ job }) => stat(join(folder, job)).catch(() => null)),
  );
  return stages
    .filter((_, index) => !found[index]?.isFile())
    .map(({ name, job }) => ({
      path: ['stages', name, 'job'],
      message: `there is no ${job} in ${here(folder)}`,
    }));
}

async function faultsOf(work: () => unknown): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof TerminalError) return error.message.split('\n');
    throw error;
  }
}

function checkedText({ file, pipeline, faults }: Checked, width: number): string {
  if (faults.length === 0) return `${pc.green('ok')}     ${file.padEnd(width)}  ${pipeline ?? ''}`;
  return `${pc.red('wrong')}  ${file}\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
}

/** Shortens a path to one relative to the working directory. */
function here(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
