import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPipelines, type LoadedFiles } from '../../../orchestrator/plan/load.ts';

describe('a folder of pipelines', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pipelines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, more = '', file = name) =>
    writeFile(
      join(folder, `${file}.yaml`),
      `pipeline: ${name}\n${more}stages: { a: { job: a.py } }\n`,
    );
  const names = async (before?: LoadedFiles) =>
    (await loadPipelines(folder, before)).map(({ name }) => name);
  const refused = (message: RegExp) =>
    assert.rejects(() => loadPipelines(folder), { name: 'TerminalError', message });

  it('is loaded in the order of its YAML files', async () => {
    await Promise.all(['c', 'a', 'b'].map((name) => write(name)));
    await writeFile(join(folder, 'README.md'), 'not a pipeline');
    assert.deepEqual(await names(), ['a', 'b', 'c']);
  });

  it('may have a pipeline that another one triggers', async () => {
    await write('a', 'on: { pipeline: b }\n');
    await write('b');
    assert.deepEqual(await names(), ['a', 'b']);
  });

  it('is refused if a trigger names an unknown pipeline', async () => {
    await write('a', 'on: { pipeline: bb }\n');
    await write('b');
    await refused(/a\.yaml:2:1: on: there is no pipeline bb/);
  });

  it('is refused if pipelines start each other in a cycle', async () => {
    await write('a', 'on: { pipeline: c }\n');
    await write('b', 'on: { pipeline: a }\n');
    await write('c', 'on: [{ path: /in/x }, { pipeline: b }]\n');
    await refused(/a\.yaml:2:1: on: pipelines start each other endlessly: a, c, b/);
  });

  it('is refused if two files declare the same pipeline', async () => {
    await write('a');
    await write('a', '', 'b');
    await refused(/b\.yaml:1:1: pipeline: \S+a\.yaml already declares the pipeline a/);
  });

  it('is refused with the faults of all files', async () => {
    await write('a', 'owner: []\n');
    await write('b', 'tags: 5\n');
    await refused(
      /a\.yaml:2:1: owner: this must be text[^]*b\.yaml:2:1: tags: this must be a list/,
    );
  });

  it('has only changed files parsed again', async () => {
    await write('a');
    await write('b');
    const before: LoadedFiles = new Map();
    const [a, b] = await loadPipelines(folder, before);
    await write('b', 'owner: somebody\n');
    const [sameA, newB] = await loadPipelines(folder, before);
    assert.equal(sameA, a);
    assert.notEqual(newB, b);
    assert.equal(newB?.owner, 'somebody');
  });

  it('is refused with a hint if it is missing', async () => {
    await rm(folder, { recursive: true });
    await assert.rejects(() => loadPipelines(folder), { hint: /SPARKWRIGHT_PIPELINES_DIR/ });
    folder = await mkdtemp(join(tmpdir(), 'pipelines-'));
  });
});
