/** What the doctor asks of Spark's masters. */
import { fail, ok, warn, type Check, type Finding } from '../model/check.ts';
import { json, request } from './http.ts';
import { readMaster } from './master.ts';
import { tokenMaker } from './tokens.ts';

export interface SparkAddress {
  uiUrls: readonly string[];
  restUrls: readonly string[];
  restSecretFile: string;
}

/** A driver that no master has ever made. */
const NOBODY = 'driver-20000101000000-0000';
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

/** One that serves is enough; of several, one that stands by is as it should be. */
function judged(findings: Finding[]): Finding[] {
  const serving = findings.some(({ verdict }) => verdict === 'ok');
  return findings.map((each) =>
    serving && each.verdict === 'fail' ? warn(each.says, each.mend) : each,
  );
}

async function master(url: string): Promise<Finding> {
  const { host } = new URL(url);
  const answer = await asked(`${url}/json/`);
  if (typeof answer === 'string')
    return fail(
      `the Spark master at ${host} is unreachable: ${answer}`,
      'Start the master, or mend spark.ui_urls.',
    );
  const { status } = (json(answer.data) ?? {}) as { status?: unknown };
  if (status === 'ALIVE') return ok(`${host} is ALIVE`);
  if (typeof status === 'string')
    return fail(`${host} is ${status}`, 'Wait for it, or start the master that shall be ALIVE.');
  return fail(
    `${host} answers, and not as a Spark master does (status ${answer.status})`,
    "Name the master's page in spark.ui_urls: http://host:8080",
  );
}

/** Asks how a driver is that there is none of: harmless, and refused without the right token. */
async function rest(url: string, token: () => Promise<string>): Promise<Finding> {
  const { host } = new URL(url);
  const authorization = `Bearer ${await token()}`;
  const answer = await asked(`${url}/v1/submissions/status/${NOBODY}`, { authorization });
  if (typeof answer === 'string')
    return fail(
      `${host} is unreachable: ${answer}`,
      'Set spark.master.rest.enabled true for the master, or mend spark.rest_urls.',
    );
  if (answer.status === 401 || answer.status === 403)
    return fail(
      `${host} refuses our token`,
      'Set spark.rest_secret_file to the key that the master was started with, and keep both clocks right.',
    );
  const { action, serverSparkVersion, message } = (json(answer.data) ?? {}) as Record<
    string,
    unknown
  >;
  if (/not alive/i.test(String(message))) return fail(`${host} is not ALIVE`, 'Wait for it.');
  if (typeof action !== 'string')
    return fail(`${host} answers, and not as Spark's REST API does`, 'Mend spark.rest_urls.');
  const open = await asked(`${url}/v1/submissions/status/${NOBODY}`);
  const says = `${host}, Spark ${String(serverSparkVersion)}, takes our token`;
  if (typeof open !== 'string' && open.status < 400)
    return warn(
      `${host}, Spark ${String(serverSparkVersion)}, takes drivers from anybody`,
      'Set spark.master.rest.filters to org.apache.spark.ui.JWSFilter, with a key, or close the network.',
    );
  return ok(says);
}

async function workers(urls: readonly string[]): Promise<Finding> {
  const page = await readMaster(urls);
  const alive = page.workers.filter(({ state }) => state === 'ALIVE');
  const lost = page.workers.length - alive.length;
  const cores = alive.map(({ coresfree, cores: all }) => `${coresfree} of ${all}`).join(', ');
  if (alive.length === 0) return fail('no worker is alive', 'Start the workers.');
  const says = `${alive.length} alive, free cores: ${cores}`;
  // A worker that was started anew stays on the page as DEAD for a while.
  return lost > 0
    ? warn(`${says}; ${lost} not alive`, 'See whether one of them shall run.')
    : ok(says);
}

/** The master's page of its settings; a row is `<td>key</td><td>value</td>`. */
const RECOVERY_MODE = /spark\.deploy\.recoveryMode\s*(?:<[^>]*>\s*)+([A-Za-z][\w.]*)/;

async function recovery(urls: readonly string[]): Promise<Finding> {
  const mend =
    'The master needs spark.deploy.recoveryMode FILESYSTEM (or ZOOKEEPER) and a recoveryDirectory.';
  for (const url of urls) {
    const answers = await Promise.all([asked(`${url}/environment/`), asked(`${url}/Environment/`)]);
    const pages = answers.flatMap((answer) =>
      typeof answer === 'string' || answer.status !== 200 ? [] : [answer.data],
    );
    const page = pages.find((text) => text.includes('spark.'));
    if (page === undefined) continue;
    const mode = RECOVERY_MODE.exec(page)?.[1];
    return mode !== undefined && mode !== 'NONE'
      ? ok(`running drivers survive a restart of the master (${mode})`)
      : warn('a restart of the master kills the drivers that run', mend);
  }
  return warn('the master does not tell whether running drivers survive its restart', mend);
}

/** The answer, or why there is none. */
async function asked(url: string, headers: Record<string, string> = {}) {
  return request({ method: 'GET', url, headers, timeout: TIMEOUT }).catch(
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}
