import type { Param, ParamValue } from '../model/pipeline.ts';

type Type = Param['type'];

/** The type of a value whose parameter declares none. */
export function typeOf(value: ParamValue): Type {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return isDate(value) ? 'date' : 'string';
}

export function isOfType(type: Type, value: ParamValue): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDate(value);
  }
}

/** Parses text, for example from the command line, as a value of a type; null if it is not one. */
export function fromText(type: Type, text: string): ParamValue | null {
  const value = type === 'string' || type === 'date' ? text : parsed(text);
  return value !== null && isOfType(type, value) ? value : null;
}

function parsed(text: string): ParamValue | null {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** Whether a text is an existing day, written as `2026-02-28`. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
