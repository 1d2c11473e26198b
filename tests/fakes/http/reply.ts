/** Requests to a fake server, and its replies. */

export interface Request {
  method: string;
  /** The decoded path, without the query. */
  path: string;
  query: URLSearchParams;
  /** The value of a header, by its lower-case name. */
  header: (name: string) => string | undefined;
  body: Buffer;
}

export interface Reply {
  status: number;
  type?: string;
  location?: string;
  body: string | Buffer;
}

/** An HTML error page, as from a proxy or a failed servlet. */
export function htmlPage(status: number): Reply {
  return {
    status,
    type: 'text/html;charset=iso-8859-1',
    body: `<html>\n<head><title>Error ${status}</title></head>\n<body><h2>HTTP ERROR ${status}</h2></body>\n</html>\n`,
  };
}

/** An error of Jetty: JSON for a client that prefers it, else HTML. */
export function servletError({ path, header }: Request, status: number, message: string): Reply {
  const accept = header('accept') ?? '';
  if (!/^(application|text)\/json/.test(accept)) return htmlPage(status);
  const value = { url: path, status: String(status), message, servlet: 'fake' };
  return { status, type: 'application/json', body: JSON.stringify(value) };
}
