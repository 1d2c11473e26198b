/** config: prints the configuration and the origin of each value, without secrets. */
import type { Command } from 'commander';
import pc from '../../terminal/colors.ts';
import type { Setting } from '../../config.ts';
import type { Context } from '../context.ts';
import { table } from '../../terminal/table.ts';
import { withoutSecrets } from '../../terminal/without-secrets.ts';

export function config(command: Command, context: Context): void {
  command
    .addHelpText(
      'after',
      '\nEach key is an environment variable too, which wins: spark.rest_urls is\nSPARKWRIGHT_SPARK_REST_URLS. docs/configuration.md has all keys.',
    )
    .action(async () => {
      const { settings, home, file } = await context.settings();
      const shown = settings.map(({ key, variable, written, origin }) => ({
        key,
        variable,
        value: withoutSecrets(written),
        origin,
      }));
      context.print({ home, file, settings: shown }, () =>
        [
          `${pc.dim('home')}  ${home}`,
          `${pc.dim('file')}  ${file ?? 'none: there is no sparkwright.yaml here'}`,
          '',
          table(['key', 'value', 'from'], shown.map(row), ''),
        ].join('\n'),
      );
    });
}

function row({ key, value, origin }: Omit<Setting, 'written'> & { value: unknown }) {
  const from = origin === 'default' ? pc.dim(origin) : origin;
  return [key, written(value), from];
}

function written(value: unknown): string {
  if (value === '') return '(empty)';
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
