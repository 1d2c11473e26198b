/** Texts about a transaction that holds loads back. */
import type { SourceKind } from '../model/source.ts';
import type { Holder } from '../ports/ports.ts';

const EFFECTS: Readonly<Record<SourceKind, string>> = {
  xid: 'holds loads back: rows written since it began are read once it has ended',
  id: 'may write rows that are passed over: a key that is committed after a higher one is never loaded; kind xid loses none',
  timestamp:
    'may write rows that are passed over: those that it commits later than the lag after their time; kind xid loses none',
};

/** `the shop (pid 4711), open for 312 s, holds loads back: ...` */
export function heldText({ pid, name, age }: Holder, kind: SourceKind): string {
  const who = pid === null ? `the prepared transaction ${name}` : `${name} (pid ${pid})`;
  const since = age === null ? '' : `, open for ${Math.round(age)} s,`;
  return `${who}${since} ${EFFECTS[kind]}`;
}

export function holderHint({ pid, name }: Holder): string {
  return pid === null
    ? `rollback prepared '${name}'`
    : `End its transaction; if it hangs: select pg_terminate_backend(${pid})`;
}
