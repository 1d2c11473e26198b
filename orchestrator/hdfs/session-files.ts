/** Files of sessions; docs/typescript-and-python.md describes them. */
import { z } from 'zod';
import { visibleValue } from '../model/visible.ts';
import type { SessionFiles } from '../ports/sessions.ts';
import { readSealed, takeClaim } from './claims.ts';
import { unlessMissing } from './remote-exception.ts';
import { seal } from './sealed.ts';
import type { Hdfs } from './webhdfs.ts';

const ROOT = '/sparkwright/sessions';
const ASSIGNED = '.json';

const applicationFile = z.looseObject({ application: z.string() });
const endedFile = z.looseObject({ code: z.int() });

/** @param root - the file system as drivers name it, `hdfs://host:8020` */
export function openSessionFiles(hdfs: Hdfs, root: string): SessionFiles {
  const path = (session: string, file: string) => `${ROOT}/${session}/${file}`;

  return {
    async writeSpec(spec) {
      const file = path(spec.session, 'spec.json');
      await hdfs.createSealed(file, seal({ version: 1, ...spec }));
      return `${root}${file}`;
    },

    async assign(session, assignment) {
      const file = path(session, `inbox/${assignment.attempt}${ASSIGNED}`);
      // The host must never see half of it.
      await hdfs.replace(file, seal(visibleValue({ version: 1, ...assignment })));
      if (!(await hdfs.exists(path(session, 'closed.json')))) return true;
      await hdfs.remove(file);
      return false;
    },

    async assigned(session) {
      const files = (await unlessMissing(hdfs.list(path(session, 'inbox')))) ?? [];
      const names = files.map(({ pathSuffix }) => pathSuffix);
      return new Set(
        names
          .filter((name) => name.endsWith(ASSIGNED))
          .map((name) => name.slice(0, -ASSIGNED.length)),
      );
    },

    async requestKill(session, attempt) {
      await hdfs.create(path(session, `inbox/${attempt}.kill`), '');
    },

    async requestClose(session) {
      await hdfs.create(path(session, 'inbox/close'), '');
    },

    async ended(attempt) {
      const file = await readSealed(hdfs, `/sparkwright/attempts/${attempt}/ended.json`);
      return file === null ? null : { code: endedFile.parse(file).code };
    },

    async readApplication(session) {
      const file = await readSealed(hdfs, path(session, 'application.json'));
      return file === null ? null : applicationFile.parse(file).application;
    },

    takeClaim: (session, reason) => takeClaim(hdfs, path(session, 'claim.json'), session, reason),
  };
}
