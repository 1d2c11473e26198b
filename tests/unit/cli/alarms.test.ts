import assert from 'node:assert/strict';
import cron from 'node-cron';
import { Alarms } from '../../../orchestrator/cli/alarms.ts';
import { parsePipeline } from '../../../orchestrator/plan/load.ts';

describe('alarms', () => {
  const of = (name: string, expression: string, timezone = 'UTC') => {
    const yaml = `pipeline: ${name}\nschedule: { cron: '${expression}' }\nstages: { a: { job: a.py } }`;
    const pipeline = parsePipeline(yaml, 'test.yaml');
    assert.ok(pipeline.schedule);
    return [name, { ...pipeline, schedule: { ...pipeline.schedule, timezone } }] as const;
  };

  it('are set for all pipelines except those whose cron or zone node-cron refuses', async () => {
    const alarms = new Alarms(() => undefined);
    const before = cron.getTasks().size;
    await alarms.set(
      new Map([
        of('pattern', '5/15 * * * *'),
        of('zone', '0 0 * * *', 'Mars/Olympus'),
        of('name', '@daily', 'Africa/Cairo'),
        of('fields', '0 * * * *', 'Australia/Lord_Howe'),
      ]),
    );
    assert.equal(cron.getTasks().size, before + 2);
    await alarms.set(new Map());
    assert.equal(cron.getTasks().size, before);
    await alarms.stop();
  });
});
