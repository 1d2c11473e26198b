/** A proxy that can go silent like a partitioned network: connections stay open, but no bytes get through. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SilentProxy {
  port: number;
  /** Drops all later bytes; earlier ones have arrived. */
  part(): void;
  /** Closes all connections, and new ones at once. */
  cut(): void;
  /** Lets new connections through again; parted ones stay silent. */
  join(): void;
  close(): Promise<void>;
}

export async function silentProxy(port: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  let parted = false;
  let cut = false;
  let era = 0;
  const server = createServer((client) => {
    if (cut) {
      client.destroy();
      return;
    }
    const onward = connect(port, '127.0.0.1');
    const mine = era;
    for (const [from, to] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!parted && mine === era) to.write(bytes);
      });
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    part: () => {
      parted = true;
      era += 1;
    },
    cut: () => {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    join: () => {
      parted = false;
      cut = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}
