/**
 * The test command: sets up missing tools, runs the named tiers (the quick ones by default), and prints the counts. Each tier
 * is a folder of tests.
 */
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import Mocha from 'mocha';
import { clusterConfig } from '../local/config.ts';
import { progress } from '../local/commands/command.ts';
import { withLock } from '../local/process/lock.ts';
import { hypothesis } from '../local/setup/python-environment.ts';
import { setUp } from '../local/setup/set-up.ts';
import type { Tools } from '../local/setup/tools.ts';

const QUICK = ['unit', 'fuzz', 'contract', 'simulation', 'integration'];
const TIERS = [...QUICK, 'data', 'faults', 'browser', 'compose', 'ha'];

/** Tiers with tests in Python too, in their folder `python`. */
const PYTHON = ['unit', 'fuzz', 'data'];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((tier) => !TIERS.includes(tier));
if (unknown.length > 0) {
  console.error(`there is no tier ${unknown.join(', ')}; the tiers are ${TIERS.join(', ')}`);
  process.exit(2);
}
const tiers = chosen.length > 0 ? chosen : QUICK;
const config = clusterConfig();
const report = progress();
const tools = await setUp(config, report);
const counts: Counts[] = [];
for (const tier of PYTHON.filter((each) => tiers.includes(each)))
  counts.push(await python(tools, `tests/${tier}/python`));
counts.push(await mocha(await filesOf(tiers)));
const sum = (of: keyof Counts) => counts.reduce((all, count) => all + count[of], 0);
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** Runs tests in Python by unittest and Hypothesis. */
async function python({ python, javaHome, quality }: Tools, folder: string): Promise<Counts> {
  const waiting = (pid: number) => {
    report(`waiting for the set-up by process ${pid}`);
  };
  const lock = join(config.cache, 'tools.lock');
  const properties = await withLock(lock, waiting, () => hypothesis(config, report));
  const { all, exitCode } = await execa(
    python,
    ['-W', 'ignore::ResourceWarning', 'tests/run_python.py', folder],
    {
      all: true,
      reject: false,
      stdout: ['pipe', 'inherit'],
      stderr: ['pipe', 'inherit'],
      env: {
        PYTHONPATH: ['jobs', properties].join(delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        HYPOTHESIS_STORAGE_DIRECTORY: join(config.home, 'hypothesis'),
        JAVA_HOME: javaHome,
        SPARKWRIGHT_QUALITY_PACKAGES: quality,
      },
    },
  );
  const count = (pattern: RegExp) => Number(pattern.exec(all)?.[1] ?? 0);
  const ran = count(/^Ran (\d+) tests?/m);
  const broken = count(/failures=(\d+)/) + count(/errors=(\d+)/);
  const skipped = count(/skipped=(\d+)/);
  if (exitCode !== 0 && broken === 0) return { passed: 0, failed: 1, skipped };
  return { passed: ran - broken - skipped, failed: broken, skipped };
}

async function mocha(files: string[]): Promise<Counts> {
  const runner = new Mocha({ timeout: 20_000, reporter: 'spec', forbidOnly: true });
  for (const file of files) runner.addFile(file);
  await runner.loadFilesAsync();
  return new Promise((resolve) => {
    const running = runner.run((failures) => {
      const { passes: passed = 0, pending: skipped = 0 } = running.stats ?? {};
      resolve({ passed, failed: failures, skipped });
    });
  });
}

/** The files of the tiers, quickest tier first. */
async function filesOf(chosen: string[]): Promise<string[]> {
  const tiers = await Promise.all(
    TIERS.filter((tier) => chosen.includes(tier)).map(async (tier) => {
      const names = await readdir(`tests/${tier}`, { recursive: true });
      return names
        .filter((name) => name.endsWith('.test.ts'))
        .sort()
        .map((name) => resolve('tests', tier, name));
    }),
  );
  return tiers.flat();
}
