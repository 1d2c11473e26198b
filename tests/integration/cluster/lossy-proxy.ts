/** A proxy of Spark's REST server that drops the answer to the first submission, after its driver was made. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { config } from '../../support/cluster.ts';

export async function lossyProxy(): Promise<{ url: string; lost(): number; close(): void }> {
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request({
      port: config.ports.rest,
      host: '127.0.0.1',
      method,
      path: url,
      headers,
    });
    onward.on('response', (answer) => {
      if (lost === 0 && url?.endsWith('/create')) {
        lost += 1;
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, lost: () => lost, close: () => void server.close() };
}
