import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../orchestrator/terminal/table.ts';
import { clusterConfig } from '../config.ts';
import { componentsOf, type Component } from '../sbom/components.ts';
import { makeBills } from '../sbom/make.ts';
import { command, progress } from './command.ts';

await command(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      licences: { type: 'boolean', default: false },
    },
  });
  const config = clusterConfig();
  const made = await makeBills(config, join(config.home, 'sbom'), progress());
  const bills = await Promise.all(
    [...made].map(async ([name, file]) => ({
      name,
      file: relative(config.root, file),
      components: await componentsOf(file),
    })),
  );
  if (values.json) console.log(JSON.stringify(bills));
  else if (values.licences) console.log(licences(bills.flatMap(({ components }) => components)));
  else {
    const rows = bills.map(({ file, components }) => [
      file,
      String(components.length),
      String(components.filter(({ licence }) => licence === '').length),
    ]);
    console.log(
      table(['file', { right: 'packages' }, { right: 'without a licence' }], rows, 'none'),
    );
    console.error('every package with its licence: npm run sbom -- --licences, or --json');
  }
  return 0;
});

/** A line for each package, sorted by licence. */
function licences(components: readonly Component[]): string {
  const unique = new Map(components.map((each) => [`${each.name} ${each.version}`, each]));
  const rows = [...unique.values()]
    .sort((a, b) => a.licence.localeCompare(b.licence) || a.name.localeCompare(b.name))
    .map(({ licence, name, version }) => [licence || '-', name, version]);
  return table(['licence', 'package', 'version'], rows, 'none');
}
