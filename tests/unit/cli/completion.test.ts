import assert from 'node:assert/strict';
import { Command, Option } from 'commander';
import { bashScript } from '../../../orchestrator/cli/completion/bash.ts';
import { fishScript } from '../../../orchestrator/cli/completion/fish.ts';
import { spotsOf } from '../../../orchestrator/cli/completion/tree.ts';
import { zshScript } from '../../../orchestrator/cli/completion/zsh.ts';

const program = new Command('sparkwright').option('--json', 'print JSON').version('1');
program
  .command('runs')
  .description("runs, and the shop's")
  .addOption(new Option('-s, --state <state>', 'in this state').choices(['queued', 'failed']));
program.command('pause <pipeline>').description('rest');
const mark = program.command('bookmark').description('where');
mark.command('show').description('show it').option('--limit <n>', 'so many');
const spots = spotsOf(program);

describe('completion', () => {
  it('knows every spot of the tree, with the options of all verbs', () => {
    assert.deepEqual(
      spots.map(({ path, options }) => [path, options.flatMap(({ words }) => words).join(' ')]),
      [
        ['', '--json --version -V --help -h'],
        ['runs', '--state -s --json --help -h'],
        ['pause', '--json --help -h'],
        ['bookmark', '--json --help -h'],
        ['bookmark show', '--limit --json --help -h'],
      ],
    );
    assert.equal(spots.find(({ path }) => path === 'pause')?.values, 'pipelines');
  });

  it('of zsh and fish has each verb, option and choice, with apostrophes quoted', () => {
    const [zsh, fish] = [zshScript(spots), fishScript(spots)];
    assert.ok(zsh.includes(`'runs:runs, and the shop'\\''s'`));
    assert.ok(zsh.includes(`('runs/--state'|'runs/-s') values=('queued' 'failed')`));
    assert.ok(
      fish.includes(`-n '__fish_seen_subcommand_from runs' -l state -s s -x -a 'queued failed'`),
    );
    assert.ok(fish.includes(`-a 'runs' -d 'runs, and the shop\\'s'`));
    assert.ok(
      fish.includes('__fish_seen_subcommand_from bookmark; and __fish_seen_subcommand_from show'),
    );
  });

  it('asks the command itself for pipelines', () => {
    for (const script of [bashScript(spots), zshScript(spots), fishScript(spots)])
      assert.ok(script.includes('sparkwright pipelines --names'));
  });
});
