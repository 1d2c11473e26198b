/** What is given to a store in memory, as a real one keeps it: every text visible. */
import { visible } from '../../../orchestrator/model/visible.ts';

/** A port whose calls get what they are given with every text visible. */
export function visibly<T extends object>(port: T): T {
  const wrapped = Object.entries(port).map(([name, member]: [string, unknown]) => {
    if (typeof member === 'function')
      return [
        name,
        (...given: unknown[]) => Reflect.apply(member, port, kept(given) as unknown[]) as unknown,
      ];
    return [name, typeof member === 'object' && member !== null ? visibly(member) : member];
  });
  return Object.fromEntries(wrapped) as T;
}

function kept(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(kept);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [visible(name), kept(each)]),
  );
}
