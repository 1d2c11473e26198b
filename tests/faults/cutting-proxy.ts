/** A proxy of PostgreSQL that cuts connections before a query, or before its answer. */
import { connect, createServer, type AddressInfo } from 'node:net';

export interface CuttingProxy {
  port: number;
  /** How many answers were lost, after their queries were executed. */
  lostAnswers(): number;
  close(): Promise<void>;
}

export interface Cutting {
  /** The server's. */
  port: number;
  /** Of each message, from 0 to 1. */
  chance: number;
  /** Connections with this text in their first message are left alone. */
  spared: string;
}

export async function cuttingProxy({ port, chance, spared }: Cutting): Promise<CuttingProxy> {
  let lost = 0;
  const server = createServer((client) => {
    const onward = connect(port, '127.0.0.1');
    const cut = () => {
      client.destroy();
      onward.destroy();
    };
    for (const end of [client, onward]) end.on('error', cut).on('close', cut);
    let left: boolean | undefined;
    let losing = false;
    client.on('data', (question) => {
      left ??= question.includes(spared);
      const unlucky = !left && Math.random() < chance;
      losing ||= unlucky && Math.random() < 0.5;
      if (unlucky && !losing) cut();
      else onward.write(question);
    });
    onward.on('data', (answer) => {
      if (!losing) {
        client.write(answer);
        return;
      }
      lost += 1;
      cut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lostAnswers: () => lost,
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}
