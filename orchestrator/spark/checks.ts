/** The doctor's checks of Spark. */
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { fromJson } from '../model/json.ts';
import { request } from './http.ts';
import { readMaster } from './master.ts';
import { tokenMaker } from './tokens.ts';

export interface SparkAddress {
  uiUrls: readonly string[];
  restUrls: readonly string[];
  restSecretFile: string;
}

/** An id that no driver has. */
const NO_DRIVER = 'driver-20000101000000-0000';
const TIMEOUT = 8_000;

export function sparkChecks({ uiUrls, restUrls, restSecretFile }: SparkAddress): Check[] {
  return [
    { name: 'Spark master', run: async () => judged(await Promise.all(uiUrls.map(master))) },
    {
      name: 'Spark REST',
      run: async () => {
        const token = await tokenMaker(restSecretFile);
        return judged(await Promise.all(restUrls.map((url) => rest(url, token))));
      },
    },
    { name: 'workers', run: () => workers(uiUrls) },
    { name: 'recovery', run: () => recovery(uiUrls) },
  ];
}

/** One serving master is enough; the others may stand by. */
function judged(findings: Finding[]): Finding[] {
  const serving = findings.some(({ verdict }) => verdict === 'ok');
  return findings.map((each) =>
    serving && each.verdict === 'fail' ? warn(each.message, each.hint) : each,
  );
}

async function master(url: string): Promise<Finding> {
  const { host } = new URL(url);
  const answer = await get(`${url}/json/`);
  if (typeof answer === 'string')
    return fail(
      `the Spark master at ${host} is unreachable: ${answer}`,
      'Start the master, or fix spark.ui_urls.',
    );
  const { status } = (fromJson(answer.data) ?? {}) as { status?: unknown };
  if (status === 'ALIVE') return ok(`${host} is ALIVE`);
  if (typeof status === 'string')
    return fail(`${host} is ${status}`, 'Wait for it, or start another master.');
  return fail(
    `${host} answers, but not like a Spark master (status ${answer.status})`,
    "Name the master's page in spark.ui_urls: http://host:8080",
  );
}

/** Asks for the status of a driver that does not exist: harmless, and refused without the right token. */
async function rest(url: string, token: () => Promise<string>): Promise<Finding> {
  const { host } = new URL(url);
  const authorization = `Bearer ${await token()}`;
  const answer = await get(`${url}/v1/submissions/status/${NO_DRIVER}`, { authorization });
  if (typeof answer === 'string')
    return fail(
      `${host} is unreachable: ${answer}`,
      'Set spark.master.rest.enabled true for the master, or fix spark.rest_urls.',
    );
  if (answer.status === 401 || answer.status === 403)
    return fail(
      `${host} refuses our token`,
      'Set spark.rest_secret_file to the key that the master was started with, and keep both clocks right.',
    );
  const { action, serverSparkVersion, message } = (fromJson(answer.data) ?? {}) as Record<
    string,
    unknown
  >;
  if (/not alive/i.test(String(message))) return fail(`${host} is not ALIVE`, 'Wait for it.');
  if (typeof action !== 'string')
    return fail(`${host} answers, but not like Spark's REST API`, 'Fix spark.rest_urls.');
  const open = await get(`${url}/v1/submissions/status/${NO_DRIVER}`);
  const summary = `${host}, Spark ${String(serverSparkVersion)}, takes our token`;
  if (typeof open !== 'string' && open.status < 400)
    return warn(
      `${host}, Spark ${String(serverSparkVersion)}, takes drivers without a token`,
      'Set spark.master.rest.filters to org.apache.spark.ui.JWSFilter, with a key, or close the network.',
    );
  return ok(summary);
}

async function workers(urls: readonly string[]): Promise<Finding> {
  const page = await readMaster(urls);
  const alive = page.workers.filter(({ state }) => state === 'ALIVE');
  const lost = page.workers.length - alive.length;
  const cores = alive.map(({ coresfree, cores: all }) => `${coresfree} of ${all}`).join(', ');
  if (alive.length === 0) return fail('no worker is alive', 'Start the workers.');
  const message = `${alive.length} alive, free cores: ${cores}`;
  // After a restart of a worker, its former self stays on the page as DEAD for a while.
  return lost > 0
    ? warn(`${message}; ${lost} not alive`, 'Start those that should be running.')
    : ok(message);
}

/** A row of the master's page of settings: `<td>key</td><td>value</td>`. */
const RECOVERY_MODE = /spark\.deploy\.recoveryMode\s*(?:<[^>]*>\s*)+([A-Za-z][\w.]*)/;

async function recovery(urls: readonly string[]): Promise<Finding> {
  const hint =
    'The master needs spark.deploy.recoveryMode FILESYSTEM (or ZOOKEEPER) and a recoveryDirectory.';
  for (const url of urls) {
    const answers = await Promise.all([get(`${url}/environment/`), get(`${url}/Environment/`)]);
    const pages = answers.flatMap((answer) =>
      typeof answer === 'string' || answer.status !== 200 ? [] : [answer.data],
    );
    const page = pages.find((text) => text.includes('spark.'));
    if (page === undefined) continue;
    const mode = RECOVERY_MODE.exec(page)?.[1];
    return mode !== undefined && mode !== 'NONE'
      ? ok(`running drivers survive a restart of the master (${mode})`)
      : warn('a restart of the master kills the drivers that run', hint);
  }
  return warn('the master does not show whether running drivers survive its restart', hint);
}

/** The answer, or the reason why there is none. */
async function get(url: string, headers: Record<string, string> = {}) {
  return request({ method: 'GET', url, headers, timeout: TIMEOUT }).catch(
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}
