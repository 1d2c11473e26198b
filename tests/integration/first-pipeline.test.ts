/**
 * Every block of docs/first-pipeline.md, in order, on the tests' cluster: `sh` and `sql` are run, a block below a line that
 * begins with a file's name is written, and a `csv` block is the output of the commands before it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import about from '../../package.json' with { type: 'json' };
import { secretFile } from '../../local/folders.ts';
import { asSuperuser } from '../../local/furnish/postgres.ts';
import { config, useCluster } from '../support/cluster.ts';

interface Block {
  language: string;
  text: string;
  /** The line above, which may begin with a file's name. */
  above: string;
}

/** Each command leaves its folder and variables to the next, as in a terminal. */
const TERMINAL = `
sparkwright() { node "$SPARKWRIGHT/bin/sparkwright.mjs" "$@"; }
cd "$(cat "$STATE/folder")"
. "$STATE/variables"
set -euo pipefail
. "$STATE/block"
pwd > "$STATE/folder"
export -p > "$STATE/variables"
`;

describe('the page about a first pipeline', function () {
  this.timeout(300_000);
  useCluster();
  let place: string;
  let state: string;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'sparkwright-first-'));
    state = await mkdtemp(join(tmpdir(), 'sparkwright-state-'));
    await writeFile(join(state, 'folder'), place);
    await writeFile(join(state, 'variables'), '');
  });

  after(async () => {
    await sql('drop schema if exists shop cascade');
    for (const folder of [place, state]) await rm(folder, { recursive: true, force: true });
  });

  it('has commands that lead from an empty folder to a page with the result', async () => {
    const blocks = blocksOf(await readFile('docs/first-pipeline.md', 'utf8'));
    let printed = '';
    for (const { language, text, above } of blocks) {
      const [, file] = /^`([^`]+)`/.exec(above) ?? [];
      if (language === 'sql') await sql(text);
      else if (language === 'csv') assert.ok(printed.endsWith(text), printed);
      else if (language === 'sh') printed = text.includes('npm ') ? setUp(text) : await run(text);
      else {
        assert.ok(file, `${language}: no file is named above ${text}`);
        await writeFile(join((await readFile(join(state, 'folder'), 'utf8')).trim(), file), text);
      }
    }
    assert.ok(blocks.filter(({ language }) => language === 'csv').length >= 2);
  });

  /** The cluster is up already, and `sparkwright` is a function of the terminal. */
  function setUp(text: string): string {
    const scripts = [...text.matchAll(/npm run (\S+)/g)].map(([, name = '']) => name);
    for (const name of scripts) assert.ok(name in about.scripts, name);
    return '';
  }

  async function run(text: string): Promise<string> {
    await writeFile(join(state, 'block'), moved(text));
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('SPARKWRIGHT_'));
    const { stdout } = await execa('bash', ['-c', TERMINAL], {
      env: { ...Object.fromEntries(own), SPARKWRIGHT: config.root, STATE: state },
      extendEnv: false,
      stdin: 'ignore',
    });
    return `${stdout}\n`;
  }
});

async function sql(text: string): Promise<void> {
  const password = (await readFile(secretFile(config, 'postgres.password'), 'utf8')).trim();
  const server = { host: '127.0.0.1', port: config.ports.postgres, password };
  await asSuperuser(server, 'retail', (client) => client.query(text));
}

/** The tests' cluster has another folder, and other ports. */
function moved(text: string): string {
  const home = config.home.slice(config.root.length);
  return text
    .replaceAll('/.sparkwright"', `${home}"`)
    .replaceAll(':9870', `:${config.ports.namenodeHttp}`);
}

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map((match) => {
    const [, language = '', text = ''] = match;
    const above = page.slice(0, match.index).trimEnd().split('\n').at(-1) ?? '';
    return { language, text, above };
  });
}
