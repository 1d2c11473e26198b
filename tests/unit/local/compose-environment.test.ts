import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { hostEnvironment } from '../../../local/compose/host-environment.ts';
import { layoutOf } from '../../../local/compose/layout.ts';

interface ComposeFile {
  'x-orchestrator-environment': Record<string, string>;
}

/** Settings for drivers. They have to be the same wherever the orchestrator runs. */
const TO_DRIVERS = ['SPARKWRIGHT_SPARK_MASTER_URL', 'SPARKWRIGHT_HDFS_FS'];

describe('the orchestrator of the host and those of docker-compose.yml', () => {
  it('give drivers the same settings', async () => {
    const text = await readFile('docker-compose.yml', 'utf8');
    const inside = (parse(text, { merge: true, maxAliasCount: -1 }) as ComposeFile)[
      'x-orchestrator-environment'
    ];
    const outside = hostEnvironment(layoutOf('plain'));
    for (const name of TO_DRIVERS) assert.equal(inside[name], outside[name], name);
    assert.deepEqual(source(inside), source(outside));
  });
});

/** The source without the file that the orchestrator itself reads. */
function source(environment: Record<string, string>): object {
  const { retail } = JSON.parse(environment.SPARKWRIGHT_SOURCES ?? '') as {
    retail: { url: string; user: string; secret: string };
  };
  return { url: retail.url, user: retail.user, secret: retail.secret };
}
