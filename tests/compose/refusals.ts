/** Refusals of the composed system to a client on its network, or on the host, without its secrets. */
import assert from 'node:assert/strict';
import { execa } from 'execa';
import axios from 'axios';
import { readdir, readFile, stat } from 'node:fs/promises';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { COMPOSE_SERVICES } from '../../local/compose/services.ts';
import { SECRETS } from '../../local/setup/secrets.ts';
import { query } from '../support/compose/retail.ts';
import { composeLogs, FOLDER, NETWORK, secret } from '../support/compose/system.ts';

/** A name without a page of the proxy, and not in its certificate. */
const UNKNOWN = 'unknown';

export async function refusals(): Promise<void> {
  await Promise.all([application(), rest(), hdfs(), databases(), files(), logs(), pages()]);
}

/** Spark gives up to register after a minute. */
async function application(): Promise<void> {
  const { all, exitCode } = await execa(
    'docker',
    [
      'run',
      '--rm',
      '--network',
      NETWORK,
      '--entrypoint',
      '/opt/spark/bin/spark-submit',
      'sparkwright-spark',
      '--master',
      'spark://spark-master:7077',
      '/opt/spark/examples/src/main/python/pi.py',
    ],
    { reject: false, all: true, timeout: 240_000 },
  );
  assert.notEqual(exitCode, 0);
  assert.match(all, /All masters are unresponsive/);
  const page = await fetch('http://127.0.0.1:8080/json/');
  const { activeapps, completedapps } = (await page.json()) as Record<string, { name: string }[]>;
  const names = [...(activeapps ?? []), ...(completedapps ?? [])].map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => name.includes('Pi')),
    [],
  );
}

async function rest(): Promise<void> {
  const answer = await fetch('http://127.0.0.1:6066/v1/submissions/create', {
    method: 'POST',
    body: JSON.stringify({ action: 'CreateSubmissionRequest' }),
  });
  assert.equal(answer.status, 403);
}

/** Simple authentication believes any name, so the RPC port must not be reachable from outside the network. */
async function hdfs(): Promise<void> {
  for (const port of [8020, 9866, 9867, 7077]) {
    const refused = await new Promise<string | undefined>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(undefined);
      }).on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
    });
    assert.equal(refused, 'ECONNREFUSED', String(port));
  }
}

async function databases(): Promise<void> {
  const reader = (sql: string) => query('retail_reader', 'retail-reader.password', sql);
  await assert.rejects(reader('delete from orders'), /permission denied for table orders/);
  await assert.rejects(
    query('retail_app', 'retail-app.password', 'delete from orders'),
    /permission denied for table orders/,
  );
  await assert.rejects(
    query('sparkwright', 'store.password', 'select from orders'),
    /no pg_hba.conf entry/,
  );
  const plain = new pg.Client({
    host: '127.0.0.1',
    port: 5433,
    database: 'retail',
    user: 'retail_reader',
    password: await secret('retail-reader.password'),
  });
  await assert.rejects(plain.connect(), /no encryption/);
}

/** The folder of each service belongs to its user alone, and has no secrets of others. */
async function files(): Promise<void> {
  const folder = join(FOLDER, '.sparkwright/data/compose');
  for (const [service, { uid, secrets }] of Object.entries(COMPOSE_SERVICES)) {
    const { mode, uid: owner } = await stat(join(folder, service));
    assert.deepEqual([mode & 0o777, owner], [0o700, uid], service);
    const found = await readdir(join(folder, service));
    for (const name of found.filter((file) => /\.(key|password)$/.test(file)))
      assert.ok(secrets.includes(name as (typeof secrets)[number]), `${service} has ${name}`);
  }
}

/** Behind the proxy, pages need a login, with TLS and a certificate of their name, and REST still needs its token. */
async function pages(): Promise<void> {
  const ca = await readFile(join(FOLDER, '.sparkwright/secrets/proxy.crt'));
  const ask = (page: string, path: string, password?: string) =>
    axios.get<string>(`https://127.0.0.1:8443${path}`, {
      proxy: false,
      validateStatus: () => true,
      responseType: 'text',
      headers: { host: `${page}.localhost:8443` },
      httpsAgent: new Agent({ ca, servername: `${page === UNKNOWN ? 'spark' : page}.localhost` }),
      ...(password && { auth: { username: 'sparkwright', password } }),
    });
  const password = await secret('pages.password');
  for (const [page, words] of [
    ['dashboard', 'Deliveries by branch'],
    ['spark', 'Spark Master at'],
    ['history', 'History Server'],
  ] as const) {
    assert.equal((await ask(page, '/')).status, 401, page);
    assert.equal((await ask(page, '/', 'wrong')).status, 401, page);
    const answer = await ask(page, '/', password);
    assert.equal(answer.status, 200, page);
    assert.ok(answer.data.includes(words), page);
  }
  assert.equal((await ask('rest', '/v1/submissions/status/any', password)).status, 403);
  assert.equal((await ask(UNKNOWN, '/', password)).status, 404);
}

async function logs(): Promise<void> {
  const text = await composeLogs();
  for (const name of SECRETS) assert.ok(!text.includes(await secret(name)), name);
}
