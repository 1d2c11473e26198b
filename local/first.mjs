// Installs npm packages if necessary, then runs a TypeScript entry: `node local/first.mjs <entry.ts> [arguments]`.
// Until then only Node's own modules exist.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/** docs/decisions/0021-the-orchestrators-heap-stays-small.md */
const SMALL_HEAP = ['--heap-growing-percent=40', '--semi-space-growth-factor=1'];
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

checkNode();
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) fail('usage: node local/first.mjs <entry.ts> [arguments]');
await installPackages();
await runEntry(resolve(root, entry));

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [leastMajor, leastMinor] = engines.node.match(/\d+/g).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    fail(`Node ${process.versions.node} is too old: install Node ${engines.node}`);
}

/** Runs `npm ci`, unless the installed packages match package-lock.json. One process does it, others wait. */
async function installPackages() {
  const lock = join(root, '.sparkwright', 'npm.lock');
  if (isInstalled()) return;
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) await new Promise((wake) => setTimeout(wake, 300));
  try {
    if (isInstalled()) return;
    console.error('installing npm packages (once) ...');
    const began = Date.now();
    const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', options, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) fail('npm ci failed: see above, then run the command again');
    writeFileSync(stamp(), lockDigest());
    console.error(`installing npm packages: done in ${Math.round((Date.now() - began) / 1000)} s`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function stamp() {
  return join(root, 'node_modules', '.sparkwright-lock');
}

function lockDigest() {
  const text = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(text).digest('hex');
}

/** Checks our stamp; or, after an `npm install` by hand, the time of npm's own record. */
function isInstalled() {
  try {
    if (readFileSync(stamp(), 'utf8') === lockDigest()) return true;
  } catch {
    // No stamp: npm's record decides.
  }
  try {
    const record = statSync(join(root, 'node_modules', '.package-lock.json')).mtimeMs;
    return record >= statSync(join(root, 'package-lock.json')).mtimeMs;
  } catch {
    return false;
  }
}

/** Only one process can make the folder. A folder whose maker is gone is taken over. */
function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isHeld(lock) {
  try {
    const pid = readFileSync(join(lock, 'pid'), 'utf8');
    // Made a moment ago, without its pid yet.
    if (pid === '') return true;
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    if (error.code === 'EPERM') return true;
    return error.code === 'ENOENT' && Date.now() - ageOf(lock) < 5_000;
  }
}

function ageOf(lock) {
  try {
    return statSync(lock).mtimeMs;
  } catch {
    return Date.now();
  }
}

/** Runs the entry in this process, so that signals and exit codes are its own. */
async function runEntry(path) {
  process.argv = [process.argv[0], path, ...args];
  const lasting = path === join(root, 'orchestrator', 'main.ts');
  if (lasting) SMALL_HEAP.forEach(setFlagsFromString);
  if (!lasting) (await import('tsx/esm/api')).register();
  await import(pathToFileURL(lasting ? await compiled(path) : path).href);
}

/**
 * Compiles the orchestrator, once for each state of its sources. It then starts faster, and needs a third less memory than
 * with the compiler in its process (docs/decisions/0010-the-orchestrator-is-compiled.md).
 */
async function compiled(path) {
  const sources = dirname(path);
  const folder = join(root, '.sparkwright', 'build', stateOf(sources));
  const entry = join(folder, 'main.js');
  if (!existsSync(entry)) {
    const { build } = await import('esbuild');
    const beside = `${folder}.${process.pid}`;
    await build({
      entryPoints: [path],
      outdir: beside,
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      logLevel: 'error',
    });
    cpSync(join(sources, 'store/migrations'), join(beside, 'migrations'), { recursive: true });
    try {
      renameSync(beside, folder);
    } catch (error) {
      // Another process has just built the same, and runs from that folder.
      if (!existsSync(entry)) throw error;
      rmSync(beside, { recursive: true, force: true });
    }
  }
  process.setSourceMapsEnabled(true);
  return entry;
}

/** A hash of the sources' paths, sizes and times. */
function stateOf(folder) {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true }).sort()) {
    const { size, mtimeMs } = statSync(join(folder, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
