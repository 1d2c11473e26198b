/**
 * A driver's call that it has ended wakes the loop before its next poll. The call carries no truth and needs no secret: what
 * is so, the loop finds out for itself.
 */
import { createServer } from 'node:http';

const TRY_AGAIN_MS = 5_000;

export interface WakeServer {
  close(): Promise<void>;
}

/** Serves `POST /wake`. While another orchestrator on this machine has the port, it is tried again, and polling does. */
export function openWakeServer(
  address: { host: string; port: number },
  wake: () => void,
): WakeServer {
  let retry: NodeJS.Timeout | undefined;
  const server = createServer((request, response) => {
    const known = request.method === 'POST' && request.url === '/wake';
    request.resume();
    response.writeHead(known ? 204 : 404).end();
    if (known) wake();
  });
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
