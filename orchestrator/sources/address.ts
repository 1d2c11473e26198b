import { TerminalError } from '../model/errors.ts';

export interface Address {
  host: string;
  port: number;
  database: string;
  /** Settings of the connection, as libpq's `options`; null if none. */
  options: string | null;
  ssl?: { rejectUnauthorized: boolean; ca?: string };
}

/** The servers of a database, in the order in which they are tried. */
export function addresses(jdbc: string): Address[] {
  const [, hosts, rest] = /^jdbc:postgresql:\/\/([^/?]*,[^/?]*)(\/.*)$/.exec(jdbc) ?? [];
  if (hosts === undefined || rest === undefined) return [address(jdbc)];
  return hosts.split(',').map((host) => address(`jdbc:postgresql://${host}${rest}`));
}

/** Parses the address that drivers get: `jdbc:postgresql://host:port/database?sslmode=require`. */
function address(jdbc: string): Address {
  const url = parsed(jdbc);
  if (!url)
    throw new TerminalError(`${jdbc} is not the address of a PostgreSQL`, {
      hint: "Write jdbc:postgresql://host:port/database as the source's url.",
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const database = decodeURIComponent(url.pathname.slice(1));
  const mode = url.searchParams.get('sslmode') ?? '';
  const encrypted = url.searchParams.get('ssl') === 'true' || /^(require|verify-)/.test(mode);
  return {
    host,
    port: portOf(jdbc, url),
    database,
    options: optionsOf(url.searchParams),
    ...(encrypted ? { ssl: { rejectUnauthorized: mode !== 'require' } } : {}),
  };
}

/** URL drops port 80, the default of http. */
function portOf(jdbc: string, url: URL): number {
  return /^jdbc:postgresql:\/\/[^/]*:80\//.test(jdbc) ? 80 : Number(url.port || 5432);
}

/** Like pgjdbc: `currentSchema` is the search path, and overrides one in `options`. */
function optionsOf(params: URLSearchParams): string | null {
  const schema = params.get('currentSchema');
  const path = schema && `-c search_path=${schema.replaceAll(/[\\\s]/g, '\\$&')}`;
  return [params.get('options'), path].filter(Boolean).join(' ') || null;
}

function parsed(jdbc: string): URL | null {
  // As http, because URL splits host and port only for schemes that it knows.
  const text = /^jdbc:postgresql:\/\/(.+)$/.exec(jdbc)?.[1];
  if (text === undefined || !URL.canParse(`http://${text}`)) return null;
  const url = new URL(`http://${text}`);
  return url.pathname.length > 1 ? url : null;
}
