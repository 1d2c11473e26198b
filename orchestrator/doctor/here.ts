import about from '../../package.json' with { type: 'json' };
import type { Settings } from '../config.ts';
import { fail, ok, type Check } from '../model/check.ts';

/** Major and minor version. */
const [LEAST_MAJOR = 0, LEAST_MINOR = 0] = about.engines.node.match(/\d+/g)?.map(Number) ?? [];

/** @param version - of Node */
export function nodeCheck(version = process.versions.node): Check {
  return {
    name: 'Node',
    run: () => {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      const enough = major > LEAST_MAJOR || (major === LEAST_MAJOR && minor >= LEAST_MINOR);
      const hint = `Install Node ${LEAST_MAJOR}.${LEAST_MINOR} or newer.`;
      return Promise.resolve(enough ? ok(version) : fail(`${version} is too old`, hint));
    },
  };
}

/** Reports how many values come from where. */
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
