/**
 * Configuration: the environment, then sparkwright.yaml, then the file that the embedded cluster writes, then defaults;
 * docs/configuration.md.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfigFile } from './config-file.ts';
import { keyOf, KEY_NAMES, variableOf, type Config, type KeyName } from './config-keys.ts';
import { TerminalError } from './model/errors.ts';
import { schemaFaults } from './plan/fault.ts';

export type { Config } from './config-keys.ts';

export type Origin = 'environment' | 'sparkwright.yaml' | 'cluster.env' | 'default';

export interface Setting {
  key: KeyName;
  variable: string;
  /** As the user wrote it; may hold a password. */
  written: unknown;
  origin: Origin;
}

export interface Settings {
  config: Config;
  settings: Setting[];
  /** Folder of secrets, data and logs. */
  home: string;
  /** The configuration file; null if there is none. */
  file: string | null;
}

const FILE = 'sparkwright.yaml';

/**
 * Reads and checks the configuration.
 *
 * @param file - by default SPARKWRIGHT_CONFIG, or sparkwright.yaml of the working directory if it exists
 * @throws TerminalError with a line for each fault: file, line and field, or variable, and the fix
 */
export function readSettings(
  environment: NodeJS.ProcessEnv,
  file: string | undefined = environment.SPARKWRIGHT_CONFIG,
): Settings {
  const home = resolve(environment.SPARKWRIGHT_HOME ?? '.sparkwright');
  const path = file ?? FILE;
  const inFile = readConfigFile(path);
  if (inFile === null && file !== undefined)
    throw new TerminalError(`there is no configuration file ${file}`, {
      hint: 'Set --config or SPARKWRIGHT_CONFIG to a file, or neither to use sparkwright.yaml of this folder.',
    });
  const clusterFile = join(home, 'data/cluster.env');
  const layers = { environment, inFile, path, cluster: variablesIn(clusterFile), home };
  const settings = KEY_NAMES.map((key) => find(key, layers));
  const faults = misspelt(environment);
  const config: Record<string, unknown> = {};
  for (const { key, variable, written, origin } of settings) {
    const read = keyOf(key).schema.safeParse(written);
    config[key] = read.data;
    const at = origin === 'cluster.env' ? `${clusterFile}: ${variable}` : variable;
    for (const fault of schemaFaults(read.error?.issues ?? []))
      faults.push(`${[at, ...fault.path].join('.')}: ${fault.message}`);
  }
  if (faults.length > 0)
    throw new TerminalError(faults.join('\n'), { hint: 'See docs/configuration.md.' });
  return { config: config as Config, settings, home, file: inFile && path };
}

interface Layers {
  environment: NodeJS.Dict<string>;
  inFile: ReadonlyMap<KeyName, unknown> | null;
  path: string;
  cluster: NodeJS.Dict<string>;
  home: string;
}

function find(key: KeyName, { environment, inFile, path, cluster, home }: Layers): Setting {
  const variable = variableOf(key);
  const setting = (written: unknown, origin: Origin) => ({ key, variable, written, origin });
  if (environment[variable] !== undefined) return setting(environment[variable], 'environment');
  if (inFile?.has(key)) {
    const value = inFile.get(key);
    return setting(keyOf(key).path ? besideFile(path, value) : value, FILE);
  }
  if (cluster[variable] !== undefined) return setting(cluster[variable], 'cluster.env');
  const standard = keyOf(key).default;
  return setting(
    typeof standard === 'string' ? standard.replaceAll('<home>', home) : standard,
    'default',
  );
}

/** Resolves a relative path of the file against the file, not the working directory. */
function besideFile(file: string, value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  const here = relative(process.cwd(), resolve(dirname(file), value));
  return here.startsWith('..') ? resolve(dirname(file), value) : here;
}

/** Reports variables that look like a setting and are none, which would have no effect. */
function misspelt(environment: NodeJS.ProcessEnv): string[] {
  const known = new Set(KEY_NAMES.map(variableOf));
  return Object.keys(environment)
    .filter((name) => /^SPARKWRIGHT_(SPARK|HDFS|STORE|RETENTION)_/.test(name) && !known.has(name))
    .map((name) => `${name}: there is no such variable; unset it, or fix its spelling`);
}

function variablesIn(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
