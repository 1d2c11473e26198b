/** Makes the texts that a store in memory gets visible, as a real store does. */
import { visible } from '../../../orchestrator/model/visible.ts';

/** Wraps a port so that its methods get arguments with visible texts. */
export function visibly<T extends object>(port: T): T {
  const wrapped = Object.entries(port).map(([name, member]: [string, unknown]) => {
    if (typeof member === 'function')
      return [
        name,
        (...args: unknown[]) =>
          Reflect.apply(member, port, withVisibleTexts(args) as unknown[]) as unknown,
      ];
    return [name, typeof member === 'object' && member !== null ? visibly(member) : member];
  });
  return Object.fromEntries(wrapped) as T;
}

function withVisibleTexts(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(withVisibleTexts);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [visible(name), withVisibleTexts(each)]),
  );
}
