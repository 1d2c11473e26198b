/** A step is a file in steps/: its name stands in the file's name, in its header and in the engine's table. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { engineSteps } from '../../../orchestrator/engine/engine.ts';

const ENGINE = new URL('../../../orchestrator/engine/', import.meta.url);
const HEADER = /^\/\*\*\s+(?:\* )?([a-z-]+): /;

const filesOf = (folder: URL) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const headerOf = (name: string) => HEADER.exec(readFileSync(new URL(name, ENGINE), 'utf8'))?.[1];

describe('the steps of the engine', () => {
  const files = filesOf(new URL('steps/', ENGINE)).map((name) => name.replace('.ts', ''));

  it('have their name in the header of their file', () => {
    assert.deepEqual(
      files.map((name) => headerOf(`steps/${name}.ts`)),
      files,
    );
  });

  it('have a header that no other file of the engine has', () => {
    const others = filesOf(ENGINE).filter((name) => !name.startsWith('steps/'));
    assert.deepEqual(
      others.filter((name) => headerOf(name) !== undefined),
      [],
    );
  });

  it('are all taken by one of the two loops', () => {
    const { handOff, unhurried, upkeep } = engineSteps({
      schedules: true,
      reload: () => Promise.resolve(false),
      heldLoads: { sources: { holder: () => Promise.resolve(null) }, patience: 1 },
      keep: {} as never,
    });
    const names = [handOff, unhurried, upkeep].flatMap((steps) => Object.keys(steps));
    assert.deepEqual(names.sort(), files.sort());
  });
});
