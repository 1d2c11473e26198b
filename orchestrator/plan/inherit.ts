import { settings } from './schema/settings.ts';

const INHERITED = Object.keys(settings);

/** Merges the pipeline's settings into each stage, field by field; the stage's own fields win. */
export function inheritSettings(file: unknown): unknown {
  if (!isObject(file) || !isObject(file.stages)) return file;
  const inherited = Object.fromEntries(
    INHERITED.filter((key) => file[key] !== undefined).map((key) => [key, file[key]]),
  );
  const stages = Object.entries(file.stages).map(([name, stage]) => [
    name,
    merge(inherited, stage),
  ]);
  return { ...file, stages: Object.fromEntries(stages) as unknown };
}

function merge(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isObject(under) || !isObject(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(under[key], over[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
