import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Faults } from './faults.ts';
import type { Reply, Request } from './reply.ts';

/** Answers synchronously, because fakes keep everything in memory. */
export type Handler = (request: Request) => Reply;

/** After this time, a client that does not close its end is cut off. */
const PATIENCE_MS = 200;

/** An HTTP server on a free port of 127.0.0.1, which can be stopped and started again on the same port. */
export class FakeServer {
  readonly faults = new Faults();
  readonly #handler: Handler;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  private constructor(handler: Handler) {
    this.#handler = handler;
  }

  static async listen(handler: Handler): Promise<FakeServer> {
    const server = new FakeServer(handler);
    await server.start();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens again on its port. */
  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer((incoming, outgoing) => {
      this.#serve(incoming, outgoing);
    });
    this.#server = server;
    // Idle connections stay open, because a client may be about to use one.
    server.keepAliveTimeout = 0;
    server.on('connection', (socket) => {
      if (this.#server !== server) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Closes its connections and refuses new ones. Resolves when the clients have noticed. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const deaf = setTimeout(() => {
      server.closeAllConnections();
    }, PATIENCE_MS);
    // `closeAllConnections` cuts idle connections, which a client may use before it notices.
    const ends = [...this.#sockets].map((socket) => {
      socket.end();
      return new Promise((resolve) => socket.once('close', resolve));
    });
    await Promise.all(ends);
    clearTimeout(deaf);
    await new Promise((resolve) => server.close(resolve));
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = 'GET', url = '/' } = incoming;
      const act = () => this.#handler(parsed(incoming, chunks));
      const fault = this.faults.meet(method, url);
      if (!fault) {
        send(outgoing, act());
        return;
      }
      const answer = fault.effect === 'done' ? act() : null;
      switch (fault.kind) {
        case 'silence':
          return;
        case 'reset':
          incoming.socket.resetAndDestroy();
          return;
        case 'half': {
          const whole = answer ?? act();
          const body = Buffer.from(whole.body);
          send(outgoing, { ...whole, body: body.subarray(0, body.length / 2) });
          return;
        }
        case 'instead':
          send(outgoing, fault.reply);
          return;
        case 'late': {
          const finish = () => {
            send(outgoing, answer ?? act());
          };
          fault.until.then(finish, finish);
        }
      }
    });
  }
}

function parsed(incoming: IncomingMessage, chunks: Buffer[]): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    path: decodeURIComponent(mark < 0 ? url : url.slice(0, mark)),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
  };
}

function send(outgoing: ServerResponse, { status, type, location, body }: Reply): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, {
    'content-length': Buffer.byteLength(body),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(location === undefined ? {} : { location }),
  });
  outgoing.end(body);
}
