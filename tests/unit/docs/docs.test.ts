import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import about from '../../../package.json' with { type: 'json' };
import { PARTS, withPart } from './parts.ts';

const LONGEST = 100;
const read = (file: string) => readFileSync(file, 'utf8');
const pages = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.md'));
const ALL = [
  'README.md',
  ...pages('docs').map((name) => `docs/${name}`),
  ...pages('docs/decisions').map((name) => `docs/decisions/${name}`),
];
const withoutBlocks = (text: string) => text.replace(/^```[^]*?^```$/gm, '');

describe('the documentation', () => {
  it('has every page in its index', () => {
    const index = read('docs/README.md');
    const missing = pages('docs').filter(
      (name) => name !== 'README.md' && !index.includes(`](${name})`),
    );
    assert.deepEqual(missing, []);
    assert.match(read('README.md'), /\]\(docs\/README\.md\)/);
  });

  it('has a row for each decision', () => {
    const rows = read('docs/decisions/README.md');
    const missing = pages('docs/decisions').filter(
      (name) => name !== 'README.md' && !rows.includes(`](${name})`),
    );
    assert.deepEqual(missing, []);
  });

  for (const page of ALL)
    it(`${page} links only to files and headings that exist`, () => {
      for (const [, link = ''] of withoutBlocks(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(link)) continue;
        const [path = '', heading] = link.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        assert.ok(existsSync(file), `${page}: ${link}`);
        if (heading !== undefined) assert.ok(headings(file).includes(heading), `${page}: ${link}`);
      }
    });

  // The page of tables is made from the tables, decisions are as they were written.
  const wrapped = ALL.filter((name) => !/^docs\/(decisions\/|tables\.md)/.test(name));
  for (const page of wrapped)
    it(`${page} has lines that fit a terminal`, () => {
      const lines = withoutBlocks(read(page)).split('\n');
      const long = lines.filter((line) => line.length > LONGEST && line.includes(' '));
      // A word that can't be broken, such as a link, may be longer.
      assert.deepEqual(
        long.filter((line) =>
          line
            .trim()
            .replace(/^(- |\S+: )/, '')
            .includes(' '),
        ),
        [],
      );
    });

  it('is where comments, errors and hints of the code say', () => {
    const roots = ['orchestrator', 'local', 'jobs', 'tests', 'retailapp', 'dashboard', 'bench'];
    for (const root of roots)
      for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(ts|py|mjs)$/.test(name)) continue;
        for (const [page] of read(join(root, name)).matchAll(/\bdocs\/[\w/-]+\.md\b/g))
          assert.ok(existsSync(page), `${root}/${name}: ${page}`);
      }
  });

  for (const part of PARTS)
    it(`${part.page} has what the code says about ${part.name}`, () => {
      const page = read(part.page);
      assert.equal(withPart(page, part), page, 'renew it with `npm run docs:parts`');
    });

  it('names in its figures commands that exist', () => {
    const rows = read('docs/figures.md').matchAll(/^\| .* \| .* \| (npm run [^|]*?) *\|$/gm);
    const commands = [...rows].map(([, command = '']) => command.split(' '));
    assert.ok(commands.length > 10);
    for (const [, , script = '', , benchmark = ''] of commands) {
      assert.ok(script in about.scripts, script);
      if (script === 'bench') assert.ok(existsSync(`bench/${benchmark}.ts`), benchmark);
    }
  });

  it('names another HDFS user for drivers in the example of a cluster of your own', () => {
    const [example = ''] = /# hdfs:(\n# {3}.*)+/.exec(read('sparkwright.yaml')) ?? [];
    const user = (key: string) => new RegExp(`^# {3}${key}: (\\w+)`, 'm').exec(example)?.[1];
    assert.deepEqual([user('user'), user('driver_user')], ['orchestrator', 'spark']);
  });
});

/** The anchors that GitHub gives the headings of a page. */
function headings(file: string): string[] {
  return [...withoutBlocks(read(file)).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}
