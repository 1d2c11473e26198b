/**
 * The service `prepare` of docker-compose.yml: makes secrets and certificate at the first start, and writes what each other
 * service is configured with. It runs as root, in order to give each file to the one user that may read it.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { render } from '../conf/render.ts';
import { writeWhole } from '../files.ts';
import { folders, secretFile } from '../folders.ts';
import { ensureSecrets, secret, SECRETS } from '../setup/secrets.ts';
import { CERTIFICATES, ensureCertificates } from './certificate.ts';
import { hostEnvironment } from './host-environment.ts';
import { loginLine } from './login.ts';
import { COMPOSE_SERVICES, placeholders, type ComposeService } from './services.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Of the host: the folder `.sparkwright`, and the project that it lies in. */
const [home = '/state', project = '/project'] = process.argv.slice(2);

const host = statSync(project);
const config = { home };

ensureSecrets(config);
await ensureCertificates(folders(config).secrets);
for (const name of [...SECRETS, ...CERTIFICATES]) give(secretFile(config, name), host.uid, 0o600);

const values = placeholders((name) => secret(config, name));
// The services' folders are mounted one by one, so that theirs may be passed through by nobody but root and the host.
const parent = join(folders(config).data, 'compose');
mkdirSync(parent, { recursive: true });
give(parent, host.uid, 0o700);
for (const [name, service] of Object.entries(COMPOSE_SERVICES)) furnishFolder(name, service);
write(
  join(parent, 'proxy', 'pages.htpasswd'),
  loginLine(secret(config, 'pages.password')),
  COMPOSE_SERVICES.proxy?.uid ?? 0,
);

// The host's own commands are configured by what `up` leaves, as with the embedded cluster.
furnishFolder('host', {
  ...{ uid: host.uid, secrets: [] },
  templates: ['spark/spark-defaults.conf', 'spark/short.conf'],
});
const environment = join(folders(config).data, 'cluster.env');
const lines = Object.entries(hostEnvironment()).map(([name, value]) => `${name}='${value}'\n`);
writeWhole(environment, lines.join(''));
for (const path of [home, folders(config).secrets, folders(config).data, environment])
  chownSync(path, host.uid, host.gid);
console.log('secrets and configuration are in place');

function furnishFolder(name: string, service: ComposeService): void {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  give(folder, service.uid, 0o700);
  for (const template of service.templates) {
    const paths = [template].flat();
    const text = paths.map((path) => filled(path, { ...values, ...service.values })).join('\n');
    write(join(folder, basename(paths[0] ?? '')), text, service.uid);
  }
  for (const file of service.secrets)
    write(join(folder, file), readFileSync(secretFile(config, file), 'utf8'), service.uid);
}

function filled(path: string, values: Record<string, string>): string {
  return render(readFileSync(join(ROOT, path), 'utf8'), path, values);
}

/** Keeps the file that is there where nothing has changed: services are running that have it open. */
function write(file: string, text: string, uid: number): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeWhole(file, text, 0o600);
  give(file, uid, 0o600);
}

function give(path: string, uid: number, mode: number): void {
  chownSync(path, uid, uid);
  chmodSync(path, mode);
}
