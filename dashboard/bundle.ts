import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** The page's script with all that it imports, as one module for a browser. */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page/page.ts', import.meta.url))],
    ...{ bundle: true, write: false, minify: true },
    ...{ format: 'esm', target: 'es2022', legalComments: 'none', logLevel: 'silent' },
  });
  return outputFiles[0]?.text ?? '';
}
