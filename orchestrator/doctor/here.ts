import type { Settings } from '../config.ts';
import { fail, ok, type Check } from '../model/check.ts';

const LEAST = [20, 19] as const;

/** @param version - of Node */
export function nodeCheck(version = process.versions.node): Check {
  return {
    name: 'Node',
    run: () => {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      const enough = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
      const mend = `Install Node ${LEAST.join('.')} or newer.`;
      return Promise.resolve(enough ? ok(version) : fail(`${version} is too old`, mend));
    },
  };
}

/** It has been read: says from where. */
export function configurationCheck({ file, settings }: Settings): Check {
  return {
    name: 'configuration',
    run: () => {
      const set = (origin: string) => settings.filter((each) => each.origin === origin).length;
      const from = [
        ...(file === null ? [] : [file]),
        ...(set('environment') > 0 ? [`${set('environment')} from the environment`] : []),
        ...(set('cluster.env') > 0 ? [`${set('cluster.env')} from the embedded cluster`] : []),
        `${set('default')} by default`,
      ];
      return Promise.resolve(ok(from.join(', ')));
    },
  };
}
