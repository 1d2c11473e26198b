/**
 * The orchestrator's HTTP server. A driver that ends calls `/wake`, so that the loop need not wait for its next poll. The call
 * needs no secret, since it carries no data: the loop reads the cluster itself.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe } from '../model/errors.ts';
import type { Page } from './metrics.ts';

const TRY_AGAIN_MS = 5_000;

export interface Server {
  close(): Promise<void>;
}

export interface Answers {
  wake: () => void;
  metrics: () => Promise<Page>;
}

/**
 * Serves `POST /wake`, and `GET /metrics` in Prometheus' text format. If another orchestrator on this machine has the port,
 * listening is retried; until then the loop polls.
 */
export function openServer(address: { host: string; port: number }, answers: Answers): Server {
  let retry: NodeJS.Timeout | undefined;
  const server = createServer((request, response) => void answer(request, response, answers));
  const listen = () => server.listen(address.port, address.host);
  server.on('error', () => {
    retry = setTimeout(listen, TRY_AGAIN_MS).unref();
  });
  listen();
  return {
    close: () =>
      new Promise((resolve) => {
        clearTimeout(retry);
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { wake, metrics }: Answers,
): Promise<void> {
  request.resume();
  switch (`${request.method ?? ''} ${request.url ?? ''}`) {
    case 'POST /wake':
      response.writeHead(204).end();
      wake();
      return;
    case 'GET /metrics':
      try {
        const { type, text } = await metrics();
        response.writeHead(200, { 'content-type': type }).end(text);
      } catch (error) {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(`${describe(error)}\n`);
      }
      return;
    default:
      response.writeHead(404).end();
  }
}
