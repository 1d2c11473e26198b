/** Parses the body of a POST to `/v1/submissions/create`. */

export interface DriverRequest {
  mainClass: string;
  appArgs: string[];
  environment: Record<string, string>;
  properties: Record<string, string>;
  /** Cores of the driver. */
  cores: number;
  /** Memory of the driver, in MiB. */
  memory: number;
  application: ApplicationRequest;
  /** Arguments of the script, without the script. */
  scriptArgs: string[];
  /** The attempt in the address of spec.json; null if the script is not the bootstrap. */
  attempt: string | null;
}

export interface ApplicationRequest {
  name: string;
  /** False if the arguments lack `--master`. The job then runs in its driver, without executors. */
  registers: boolean;
  /** Upper limit of the cores of all its executors together. */
  coresMax: number;
  /** Cores of each executor. */
  cores: number;
  /** Memory of each executor, in MiB. */
  memory: number;
}

/** The default of spark.deploy.defaultCores is unlimited. */
const ALL_CORES = Number.MAX_SAFE_INTEGER;

const FLAGS_WITH_VALUE =
  /^--(master|deploy-mode|name|conf|py-files|files|jars|class|properties-file)$/;

/** @throws Error with Spark's message, for an answer with status 400 */
export function readSubmission(text: string): DriverRequest {
  let body: Partial<Record<string, unknown>>;
  try {
    body = JSON.parse(text) as typeof body;
  } catch (error) {
    throw new Error(`com.fasterxml.jackson.core.JsonParseException: ${String(error)}`, {
      cause: error,
    });
  }
  const { action, clientSparkVersion, mainClass, appArgs, environmentVariables, sparkProperties } =
    body;
  if (typeof action !== 'string')
    throw new Error(
      `org.apache.spark.deploy.rest.SubmitRestMissingFieldException: Action field not found in JSON:\n${text}`,
    );
  if (
    action !== 'CreateSubmissionRequest' ||
    typeof clientSparkVersion !== 'string' ||
    typeof mainClass !== 'string' ||
    !Array.isArray(appArgs) ||
    !isRecord(environmentVariables) ||
    !isRecord(sparkProperties) ||
    sparkProperties['spark.app.name'] === undefined
  )
    throw new Error(
      `org.apache.spark.deploy.rest.SubmitRestProtocolException: Validation of message ${action} failed!`,
    );
  const args = appArgs.map(String);
  const { flags, conf, rest } = readArguments(args);
  const [script = '', ...scriptArgs] = rest;
  const executorCores = Number(conf['spark.executor.cores'] ?? 1);
  return {
    mainClass,
    appArgs: args,
    environment: environmentVariables,
    properties: sparkProperties,
    cores: Number(sparkProperties['spark.driver.cores'] ?? 1),
    memory: mebibytes(sparkProperties['spark.driver.memory'] ?? '1g'),
    application: {
      name: flags['--name'] ?? sparkProperties['spark.app.name'],
      registers: flags['--master'] !== undefined,
      coresMax: Number(conf['spark.cores.max'] ?? ALL_CORES),
      cores: executorCores,
      memory: mebibytes(conf['spark.executor.memory'] ?? '1g'),
    },
    scriptArgs,
    attempt: script.endsWith('/sparkwright/bootstrap.py') ? attemptOf(scriptArgs) : null,
  };
}

/** Parses a size of Spark to MiB: `512m`, `1g`; a bare number is MiB. */
function mebibytes(text: string): number {
  const [, digits = '0', unit = 'm'] = /^(\d+)\s*([kmgt])?b?$/i.exec(text.trim()) ?? [];
  const factors: Record<string, number> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };
  return Number(digits) * (factors[unit.toLowerCase()] ?? 1);
}

function readArguments(args: string[]) {
  const flags: Record<string, string> = {};
  const conf: Record<string, string> = {};
  let at = 0;
  for (; FLAGS_WITH_VALUE.test(args[at] ?? ''); at += 2) {
    const [flag = '', value = ''] = args.slice(at, at + 2);
    flags[flag] = value;
    const equals = value.indexOf('=');
    if (flag === '--conf') conf[value.slice(0, equals)] = value.slice(equals + 1);
  }
  return { flags, conf, rest: args.slice(at) };
}

function attemptOf(scriptArgs: string[]): string | null {
  const spec = scriptArgs[scriptArgs.indexOf('--attempts') + 1] ?? '';
  return /\/sparkwright\/attempts\/([^/]+)\/spec\.json$/.exec(spec)?.[1] ?? null;
}

function isRecord(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
