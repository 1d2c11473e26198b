/** The contract of every run store: the one on PostgreSQL, and the one in memory that the simulation uses. */
import { describeAttempts } from './store/attempts.ts';
import { NOW, storeKit, type OpenedStore } from '../support/store-kit.ts';
import { describeLead } from './store/lead.ts';
import { describePast } from './store/past.ts';
import { describePipelines } from './store/pipelines.ts';
import { describeRuns } from './store/runs.ts';
import { describeSeenFiles } from './store/seen-files.ts';
import { describeSessions } from './store/sessions.ts';
import { describeText } from './store/text.ts';

export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the run store ${name}`, function () {
    this.timeout(60_000);
    let opened: OpenedStore;

    before(async () => {
      opened = await open();
      await opened.store.pipelines.register('diamond', '', null, NOW);
    });

    const kit = storeKit(() => opened);
    describePipelines(kit);
    describeRuns(kit);
    describeAttempts(kit);
    describeText(kit);
    describePast(kit);
    describeSeenFiles(kit);
    describeSessions(kit);
    describeLead(kit);
  });
}
