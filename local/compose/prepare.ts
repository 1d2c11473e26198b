/**
 * The service `prepare` of docker-compose.yml: makes secrets and certificates at the first start, and writes the
 * configuration of each other service. It runs as root, to give each file to the one user that may read it.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { folders, secretFile } from '../folders.ts';
import { ensureSecrets, secret, SECRETS } from '../setup/secrets.ts';
import { CERTIFICATES, ensureCertificates } from './certificate.ts';
import { hostEnvironment } from './host-environment.ts';
import { layoutOf, valuesOf } from './layout.ts';
import { loginLine } from './login.ts';
import { hostFolder, type ComposeService } from './services.ts';
import { filledTemplates } from './templates.ts';

/** Arguments: the host's folder `.sparkwright`, the project, and the layout's name. */
const [home = '/state', project = '/project', layoutName = 'plain'] = process.argv.slice(2);

const layout = layoutOf(layoutName);
const host = statSync(project);
const config = { home };

ensureSecrets(config);
await ensureCertificates(folders(config).secrets);
for (const name of [...SECRETS, ...CERTIFICATES]) give(secretFile(config, name), host.uid, 0o600);

const values = valuesOf(layout, (name) => secret(config, name));
// Services mount their own folders, so only root and the host need to pass through this one.
const parent = join(folders(config).data, 'compose');
mkdirSync(parent, { recursive: true });
give(parent, host.uid, 0o700);
const login = new Map([['pages.htpasswd', loginLine(secret(config, 'pages.password'))]]);
for (const [name, service] of Object.entries(layout.services))
  furnishFolder(name, service, name === 'proxy' ? login : undefined);

// Commands on the host read the same file that `up` writes for the embedded cluster.
furnishFolder('host', layout.adapt(hostFolder(host.uid)));
const environment = join(folders(config).data, 'cluster.env');
const lines = Object.entries(hostEnvironment(layout)).map(
  ([name, value]) => `${name}='${value}'\n`,
);
writeWhole(environment, lines.join(''));
for (const path of [home, folders(config).secrets, folders(config).data, environment])
  chownSync(path, host.uid, host.gid);
console.log('secrets and configuration are in place');

function furnishFolder(name: string, service: ComposeService, made?: Map<string, string>): void {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  give(folder, service.uid, 0o700);
  const files = new Map([...filledTemplates(service, values), ...(made ?? [])]);
  for (const file of service.secrets)
    files.set(file, readFileSync(secretFile(config, file), 'utf8'));
  for (const [file, text] of files) write(join(folder, file), text, service.uid);
  // Hadoop would include the file of another layout.
  for (const file of readdirSync(folder)) if (!files.has(file)) rmSync(join(folder, file));
}

/** Leaves an unchanged file alone, because running services have it open. */
function write(file: string, text: string, uid: number): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeWhole(file, text, 0o600);
  give(file, uid, 0o600);
}

function give(path: string, uid: number, mode: number): void {
  chownSync(path, uid, uid);
  chmodSync(path, mode);
}
