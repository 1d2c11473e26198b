/** The routes of the dashboard. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { CSV_FILES, type GoldReader } from './gold.ts';

/** @param script - the page's script, from bundle.ts */
export async function dashboard(gold: GoldReader, script: string): Promise<Hono> {
  const [html, css] = await Promise.all(
    ['index.html', 'page.css'].map((name) =>
      readFile(new URL(`page/${name}`, import.meta.url), 'utf8'),
    ),
  );
  const app = new Hono();
  app.use(
    secureHeaders({
      // Plot puts inline styles into its charts.
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
      },
      // A proxy with TLS sets this header itself.
      strictTransportSecurity: false,
    }),
  );
  app.get('/', (c) => c.html(html ?? ''));
  app.get('/page.css', (c) =>
    c.body(css ?? '', 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/page.js', (c) =>
    c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/api/gold', async (c) => {
    const text = JSON.stringify(await gold.read());
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
    const headers = { etag, 'cache-control': 'no-cache' };
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
    return c.body(text, 200, { ...headers, 'content-type': 'application/json' });
  });
  app.get('/csv/:name', async (c) => {
    const name = c.req.param('name');
    const csv = CSV_FILES.includes(name) ? await gold.csv(name) : null;
    if (csv === null) return c.text('There is no such file yet.\n', 404);
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    };
    return c.body(csv, 200, headers);
  });
  app.onError((error, c) => c.text(`HDFS could not serve the file: ${error.message}\n`, 502));
  return app;
}
