/**
 * Configuration: the environment, over sparkwright.yaml, over the file in which the embedded cluster describes itself, over
 * defaults that fit that cluster; docs/configuration.md.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfigFile } from './config-file.ts';
import { keyOf, KEY_NAMES, variableOf, type Config, type KeyName } from './config-keys.ts';
import { TerminalError } from './model/errors.ts';
import { schemaFaults } from './plan/fault.ts';

export type { Config } from './config-keys.ts';

/** Where a value comes from. */
export type Origin = 'environment' | 'sparkwright.yaml' | 'cluster.env' | 'default';

export interface Setting {
  key: KeyName;
  variable: string;
  /** As it was written: maybe with a password in it. */
  written: unknown;
  origin: Origin;
}

export interface Settings {
  config: Config;
  settings: Setting[];
  /** Folder of secrets, data and logs. */
  home: string;
  /** The sparkwright.yaml that was read, or null. */
  file: string | null;
}

export const FILE = 'sparkwright.yaml';

/**
 * @param file - sparkwright.yaml; by default SPARKWRIGHT_CONFIG, or the one of the working directory if there is one
 * @throws TerminalError with a line for each fault: file, line and field, or variable, and what to write
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
      mend: 'Name another with --config or SPARKWRIGHT_CONFIG, or neither, for sparkwright.yaml of this folder.',
    });
  const clusterFile = join(home, 'data/cluster.env');
  const places = { environment, inFile, path, cluster: variablesIn(clusterFile), home };
  const settings = KEY_NAMES.map((key) => find(key, places));
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
    throw new TerminalError(faults.join('\n'), { mend: 'See docs/configuration.md.' });
  return { config: config as Config, settings, home, file: inFile && path };
}

interface Places {
  environment: NodeJS.Dict<string>;
  inFile: ReadonlyMap<KeyName, unknown> | null;
  path: string;
  cluster: NodeJS.Dict<string>;
  home: string;
}

function find(key: KeyName, { environment, inFile, path, cluster, home }: Places): Setting {
  const variable = variableOf(key);
  const found = (written: unknown, origin: Origin) => ({ key, variable, written, origin });
  if (environment[variable] !== undefined) return found(environment[variable], 'environment');
  if (inFile?.has(key)) {
    const value = inFile.get(key);
    return found(keyOf(key).path ? besideFile(path, value) : value, FILE);
  }
  if (cluster[variable] !== undefined) return found(cluster[variable], 'cluster.env');
  const standard = keyOf(key).default;
  return found(
    typeof standard === 'string' ? standard.replaceAll('<home>', home) : standard,
    'default',
  );
}

/** A path in the file is relative to the file, wherever the command is run. */
function besideFile(file: string, value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  const here = relative(process.cwd(), resolve(dirname(file), value));
  return here.startsWith('..') ? resolve(dirname(file), value) : here;
}

/** Variables that look like a setting and are none: else they would be passed over in silence. */
function misspelt(environment: NodeJS.ProcessEnv): string[] {
  const known = new Set(KEY_NAMES.map(variableOf));
  return Object.keys(environment)
    .filter((name) => /^SPARKWRIGHT_(SPARK|HDFS|STORE|RETENTION)_/.test(name) && !known.has(name))
    .map((name) => `${name}: there is no such variable; unset it, or mend its spelling`);
}

function variablesIn(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
