import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { examine } from '../../../orchestrator/doctor/examine.ts';
import { nodeCheck } from '../../../orchestrator/doctor/here.ts';
import { listenCheck } from '../../../orchestrator/doctor/listen.ts';
import { doctorText } from '../../../orchestrator/cli/verbs/doctor.ts';
import { openServer } from '../../../orchestrator/api/server.ts';
import { TerminalError } from '../../../orchestrator/model/errors.ts';
import { ok, warn, type Check } from '../../../orchestrator/model/check.ts';

const check = (name: string, run: Check['run']): Check => ({ name, run });
const throws = (message: string) => () =>
  Promise.reject(new TerminalError(message, { hint: 'Fix it.' }));

describe('the doctor', () => {
  it('runs every check and reports in order, whatever the others find', async () => {
    const found = await examine([
      check('one', throws('broken')),
      check('two', () => Promise.resolve([ok('a'), warn('b', 'Do c.')])),
      check('three', () => Promise.reject(new Error('a bug'))),
    ]);
    assert.deepEqual(
      found.map(({ check: name, verdict, message, hint }) => [name, verdict, message, hint]),
      [
        ['one', 'fail', 'broken', 'Fix it.'],
        ['two', 'ok', 'a', ''],
        ['two', 'warn', 'b', 'Do c.'],
        ['three', 'fail', 'a bug', ''],
      ],
    );
  });

  it('gives up a check that takes too long', async () => {
    const never = check('never', () => new Promise(() => undefined));
    const [found] = await examine([never], 10);
    assert.deepEqual([found?.verdict, found?.message], ['fail', 'no answer within 0.01 s']);
  });

  it('reports a failure of several checks once', async () => {
    const found = await examine([check('store', throws('away')), check('leader', throws('away'))]);
    assert.deepEqual(
      found.map(({ verdict, message }) => [verdict, message]),
      [
        ['fail', 'away'],
        ['warn', 'unknown: see store'],
      ],
    );
  });

  it('prints a line for each finding, its fix below, and totals', async () => {
    const found = await examine([
      check('a', () => Promise.resolve(ok('good'))),
      check('longer', throws('bad')),
    ]);
    const plain = doctorText(found).replace(/\u001b\[\d+m/g, '');
    assert.equal(
      plain,
      'ok    a       good\nFAIL  longer  bad\n              Fix it.\n\n1 failed, 1 ok',
    );
  });

  it('refuses a Node that is too old', async () => {
    const verdict = async (version: string) => (await examine([nodeCheck(version)]))[0]?.verdict;
    assert.deepEqual(
      [await verdict('20.18.3'), await verdict('20.19.0'), await verdict('22.1.0')],
      ['fail', 'ok', 'ok'],
    );
  });

  describe('check of the port', () => {
    let other: Server | undefined;
    afterEach(() => other?.close());

    const freePort = () =>
      new Promise<number>((resolve) => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
          const { port } = probe.address() as AddressInfo;
          probe.close(() => {
            resolve(port);
          });
        });
      });
    const verdictOf = async (port: number) =>
      (await examine([listenCheck({ host: '127.0.0.1', port })]))[0]?.verdict;

    it('passes if the port is free or ours, and fails if another program has it', async () => {
      const port = await freePort();
      assert.equal(await verdictOf(port), 'ok');
      const ours = openServer(
        { host: '127.0.0.1', port },
        { wake: () => undefined, metrics: () => Promise.reject(new Error('not asked for')) },
      );
      await examine([
        check('bound', async () => (await fetch(`http://127.0.0.1:${port}/`), ok(''))),
      ]);
      assert.equal(await verdictOf(port), 'ok');
      await ours.close();
      other = createServer((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
      await new Promise<void>((resolve) => other?.listen(port, '127.0.0.1', resolve));
      assert.equal(await verdictOf(port), 'fail');
    });
  });
});
