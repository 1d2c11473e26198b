import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { hostEnvironment } from '../../../local/compose/host-environment.ts';
import { layoutOf } from '../../../local/compose/layout.ts';

interface ComposeFile {
  'x-orchestrator-environment': Record<string, string>;
}

/** What drivers are given: it has to hold wherever the orchestrator runs that gives it. */
const TO_DRIVERS = ['SPARKWRIGHT_SPARK_MASTER_URL', 'SPARKWRIGHT_HDFS_FS'];

describe('the orchestrator of the host and those of docker-compose.yml', () => {
  it('tell drivers the same', async () => {
    const text = await readFile('docker-compose.yml', 'utf8');
    const inside = (parse(text, { merge: true, maxAliasCount: -1 }) as ComposeFile)[
      'x-orchestrator-environment'
    ];
    const outside = hostEnvironment(layoutOf('plain'));
    for (const name of TO_DRIVERS) assert.equal(inside[name], outside[name], name);
    assert.deepEqual(source(inside), source(outside));
  });
});

/** The source but for the file that the orchestrator itself reads. */
function source(environment: Record<string, string>): object {
  const { retail } = JSON.parse(environment.SPARKWRIGHT_SOURCES ?? '') as {
    retail: { url: string; user: string; secret: string };
  };
  return { url: retail.url, user: retail.user, secret: retail.secret };
}
