import { TerminalError } from '../model/errors.ts';

export interface Address {
  host: string;
  port: number;
  database: string;
  ssl?: { rejectUnauthorized: boolean; ca?: string };
}

/** Where a database is, out of what drivers are given: `jdbc:postgresql://host:port/database?sslmode=require`. */
export function address(jdbc: string): Address {
  const url = parsed(jdbc);
  if (!url)
    throw new TerminalError(`${jdbc} is no address of a PostgreSQL`, {
      mend: "Write jdbc:postgresql://host:port/database as the source's url.",
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const database = decodeURIComponent(url.pathname.slice(1));
  const mode = url.searchParams.get('sslmode') ?? '';
  const encrypted = url.searchParams.get('ssl') === 'true' || /^(require|verify-)/.test(mode);
  return {
    ...{ host, port: Number(url.port || 5432), database },
    ...(encrypted ? { ssl: { rejectUnauthorized: mode !== 'require' } } : {}),
  };
}

function parsed(jdbc: string): URL | null {
  // As http, because URL takes host and port apart for schemes that it knows.
  const text = /^jdbc:postgresql:\/\/(.+)$/.exec(jdbc)?.[1];
  if (text === undefined || !URL.canParse(`http://${text}`)) return null;
  const url = new URL(`http://${text}`);
  return url.pathname.length > 1 ? url : null;
}
