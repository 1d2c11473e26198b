/** Each import rule reports a planted violation: with an unfit version of TypeScript, the checker skips `.ts` files. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';

const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[];
};

const MAIN = '../../main.ts';
const FROM_OUTSIDE = '../../orchestrator/main.ts';

/** The folder of the violation of a rule, and its import; rules of a room have a default. */
const PLANTED: Record<string, [folder: string, imported: string]> = {
  'no-cycles': ['orchestrator/cli', './wrong.ts'],
  'dashboard-imports': ['dashboard', FROM_OUTSIDE],
  'local-imports': ['local', FROM_OUTSIDE],
  'retailapp-imports': ['retailapp', FROM_OUTSIDE],
  'model-has-no-packages': ['orchestrator/model', 'node:fs'],
  'product-does-not-import-tests': ['retailapp', '../../tests/main.ts'],
  'tiers-of-tests-share-only-support': ['tests/unit', '../../contract/silent-proxy.ts'],
  'orchestrator-does-not-know-the-cluster-it-runs-on': [
    'orchestrator/doctor',
    '../../../local/config.ts',
  ],
};

describe('the import rules', function () {
  this.timeout(60_000);
  const rules = forbidden.map(({ name }) => name);
  const folders: string[] = [];
  let found = '';

  before(async () => {
    for (const rule of rules) {
      const room = rule.replace(/-imports$/, '');
      const [parent, imported] = PLANTED[rule] ?? [`orchestrator/${room}`, MAIN];
      const folder = await mkdtemp(`${parent}/planted-`);
      folders.push(folder);
      await writeFile(`${folder}/wrong.ts`, `import '${imported}';\n`);
    }
    const config = ['--config', '.dependency-cruiser.cjs'];
    found = (await execa('npx', ['depcruise', ...config, ...folders], { reject: false })).stdout;
  });

  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  for (const rule of rules)
    it(`${rule} reports a planted import`, () => {
      assert.match(found, new RegExp(`error ${rule}: \\S*planted-`));
    });

  it('there is one for every folder of the orchestrator', async () => {
    const { stdout } = await execa('git', ['ls-files', 'orchestrator']);
    const rooms = new Set(
      stdout.split('\n').flatMap((file) => /^orchestrator\/(\w+)\//.exec(file)?.[1] ?? []),
    );
    const lacking = [...rooms].filter((room) => !rules.includes(`${room}-imports`));
    assert.deepEqual(lacking, []);
  });
});
