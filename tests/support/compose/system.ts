/** The system of docker-compose.yml, or of that file with overrides, in a folder of its own. */
import { execa, type Result } from 'execa';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DockerComposeEnvironment, Wait } from 'testcontainers';

// The ports are published on this host. Within a container, testcontainers would look for them elsewhere.
process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';

const ROOT = resolve(import.meta.dirname, '../../..');
const PROJECT = 'sparkwright-test';
export const NETWORK = `${PROJECT}_default`;
export const FOLDER = join(ROOT, '.sparkwright/compose-test');

/** The files that a user needs; the images have all others. */
const FILES = ['sparkwright.yaml', 'jobs', 'notebooks', 'pipelines'];

/**
 * Compose skips the services of a profile that is not named: `build` would not build the proxy's image, and `down` would
 * leave its container on the network.
 */
const PROFILES = ['--profile', 'orchestrator', '--profile', 'proxy'];

let composeFiles = ['docker-compose.yml'];

/**
 * Builds the images from the checkout, and starts without volumes and secrets.
 *
 * @param over - compose files that override docker-compose.yml
 */
export async function prepareSystem(...over: string[]): Promise<void> {
  composeFiles = ['docker-compose.yml', ...over];
  await docker('info').catch((cause: unknown) => {
    throw new Error('no Docker engine answers: start one, then run the command again', { cause });
  });
  await execa('docker', ['compose', ...PROFILES, 'build', '--quiet'], { cwd: ROOT, all: true });
  await destroy();
  for (const name of FILES) await cp(join(ROOT, name), join(FOLDER, name), { recursive: true });
}

/** `docker compose up`, until every service is healthy. */
export async function up(...profiles: string[]): Promise<void> {
  await copyComposeFiles();
  // Ryuk, the cleaner of testcontainers, is not needed: `destroy` removes everything, and Ryuk's image may be missing.
  await new DockerComposeEnvironment(FOLDER, composeFiles)
    .withProjectName(PROJECT)
    .withAutoCleanup(false)
    .withProfiles(...profiles)
    .withDefaultWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(600_000)
    .up();
}

/** `docker compose down`; volumes stay. */
export async function down(...more: string[]): Promise<void> {
  const command = [...compose(), ...PROFILES, 'down', ...more];
  await execa('docker', command, { cwd: FOLDER, all: true });
}

/** Removes containers, volumes, and the folder, whose files belong to the services' users. */
export async function destroy(): Promise<void> {
  await copyComposeFiles();
  await down('--volumes', '--remove-orphans');
  const inside = ['--user', 'root', '--volume', `${FOLDER}:/folder`, 'sparkwright-node'];
  await docker('run', '--rm', ...inside, 'sh', '-c', 'rm -rf /folder/* /folder/.sparkwright');
}

async function copyComposeFiles(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const name of composeFiles) await cp(join(ROOT, name), join(FOLDER, name));
}

function compose(): string[] {
  const files = composeFiles.flatMap((name) => ['--file', name]);
  return ['compose', '--project-name', PROJECT, ...files];
}

/** The `sparkwright` command, on the host. */
export function sparkwright(...args: string[]) {
  return execa('node', [join(ROOT, 'bin/sparkwright.mjs'), ...args], {
    cwd: FOLDER,
    stdin: 'ignore',
    all: true,
    reject: false,
    env: { SPARKWRIGHT_HOME: undefined },
  });
}

function docker(...args: string[]): Promise<Result> {
  return execa('docker', args);
}

/** The container of a service, by its labels: its name differs between Compose 1 and 2. */
export async function containerOf(service: string): Promise<string> {
  const labels = [`project=${PROJECT}`, `service=${service}`].flatMap((label) => [
    '--filter',
    `label=com.docker.compose.${label}`,
  ]);
  const { stdout } = await execa('docker', ['ps', '--all', '--quiet', ...labels]);
  if (stdout === '') throw new Error(`there is no container of ${service}`);
  return stdout.trim();
}

export async function stop(service: string): Promise<void> {
  await docker('stop', await containerOf(service));
}

/** The output of a service so far. */
export async function logsOf(service: string): Promise<string> {
  return (await execa('docker', ['logs', await containerOf(service)], { all: true })).all;
}

/** The output of all services so far. */
export async function composeLogs(): Promise<string> {
  const { all } = await execa('docker', [...compose(), 'logs'], {
    cwd: FOLDER,
    all: true,
    maxBuffer: 500_000_000,
  });
  return all;
}

/** Kills a service's processes as a crash would. Resolves once Docker has restarted it and it is healthy. */
export async function crash(service: string): Promise<void> {
  const id = await containerOf(service);
  const before = await startedAt(id);
  // Kills all processes of the container's user except init, which ends with its child.
  await execa('docker', ['exec', id, 'sh', '-c', 'kill -9 -1'], { reject: false });
  while ((await startedAt(id)) === before || !(await isWell(id)))
    await new Promise((wake) => setTimeout(wake, 500));
}

/** Kills a service's container, which is not restarted. */
export async function kill(service: string): Promise<void> {
  await docker('kill', await containerOf(service));
}

/** Starts a container that was killed. Resolves once it is healthy. */
export async function revive(service: string): Promise<void> {
  const id = await containerOf(service);
  await docker('start', id);
  while (!(await isWell(id))) await new Promise((wake) => setTimeout(wake, 500));
}

async function startedAt(id: string): Promise<string> {
  return inspect(id, '{{.State.StartedAt}}');
}

async function isWell(id: string): Promise<boolean> {
  const state = await inspect(
    id,
    '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}',
  );
  return state === 'true healthy';
}

async function inspect(id: string, format: string): Promise<string> {
  const { stdout } = await execa('docker', ['inspect', '--format', format, id]);
  return stdout;
}

/** A secret that the first start created. */
export async function secret(name: string): Promise<string> {
  return (await readFile(join(FOLDER, '.sparkwright/secrets', name), 'utf8')).trim();
}
