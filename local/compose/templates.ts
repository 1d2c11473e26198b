import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { render } from '../conf/render.ts';
import type { ComposeService } from './services.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The filled configuration files of a service: name -> text. */
export function filledTemplates(
  service: ComposeService,
  values: Record<string, string>,
): Map<string, string> {
  const files = service.templates.map((template): [string, string] => {
    const paths = [template].flat();
    const texts = paths.map((path) =>
      render(readFileSync(join(ROOT, path), 'utf8'), path, { ...values, ...service.values }),
    );
    return [basename(paths[0] ?? ''), texts.join('\n')];
  });
  return new Map(files);
}
