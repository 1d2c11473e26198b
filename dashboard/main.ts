/** The dashboard's process: `npm run dashboard`. */
import { serve } from '@hono/node-server';
import { z } from 'zod';
import { Hdfs } from '../orchestrator/hdfs/webhdfs.ts';
import { bundle } from './bundle.ts';
import { openGold } from './gold.ts';
import { dashboard } from './server.ts';

const environment = z.object({
  SPARKWRIGHT_HDFS_URLS: z
    .string()
    .default('http://127.0.0.1:9870')
    .transform((text) => text.split(','))
    .pipe(z.array(z.url()).min(1)),
  SPARKWRIGHT_DASHBOARD_HDFS_USER: z.string().min(1).default('analyst'),
  SPARKWRIGHT_DASHBOARD_LISTEN: z
    .string()
    .regex(/^.+:\d+$/, 'must be host:port, such as 127.0.0.1:5000')
    .default('127.0.0.1:5000'),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues)
    console.error(`${path.join('.')}: ${message}`);
  process.exit(2);
}
const {
  SPARKWRIGHT_HDFS_URLS: urls,
  SPARKWRIGHT_DASHBOARD_HDFS_USER: user,
  SPARKWRIGHT_DASHBOARD_LISTEN: listen,
} = parsed.data;
const [, hostname = '', port] = /^(.+):(\d+)$/.exec(listen) ?? [];

const app = await dashboard(openGold(new Hdfs({ urls, user })), await bundle());
const server = serve({ fetch: app.fetch, hostname, port: Number(port) }, () => {
  console.log(`The dashboard is at http://${listen}`);
});
server.on('error', (error: Error) => {
  console.error(
    `can't listen on ${listen}: ${error.message}; set SPARKWRIGHT_DASHBOARD_LISTEN to another address`,
  );
  process.exit(2);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
