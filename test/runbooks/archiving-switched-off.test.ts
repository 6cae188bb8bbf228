import { describe, expect, it } from 'vitest';
import { archivingOf, archivingSchema } from '../../src/config/archiving.ts';
import { policyOf } from '../../src/config/policy.ts';
import { runbooksOf } from '../../src/config/runbooks.ts';
import { hours } from '../../src/domain/duration.ts';
import { archiving } from '../../src/runbooks/archiving.ts';
import { helpView } from '../../src/slack/views/answers/help.ts';
import { rulesView } from '../../src/slack/views/ops/rules.ts';
import { roles } from '../slack/sample.ts';
import { anArchiving } from '../support/an-archiving.ts';
import { aConfig } from '../support/config.ts';
import { ana, POLICY } from '../support/cycles.ts';

const stage = anArchiving();
const { at, cycle, later, reached } = stage;
const off = runbooksOf({});

/** The module can be switched off by configuration: its upstream is being retired at some sites. */
describe('archiving, switched off', () => {
  it('leaves no trace in help and rules', () => {
    expect(off.map(({ name }) => name)).toEqual(['exporting']);
    for (const runbook of off) {
      expect(JSON.stringify(helpView(runbook, POLICY, roles)).toLowerCase()).not.toContain(
        'archiv',
      );
    }
    const rules = rulesView(off, POLICY, roles, undefined);
    expect(JSON.stringify(rules).toLowerCase()).not.toContain('archiv');
  });

  it('lets what was under way rest, unseen, and go on once it is switched on again', async () => {
    await reached();
    await at.station.stop();
    at.start({ runbooks: off });
    await later(hours(5));
    expect((await at.station.operations.report.board()).total).toBe(0);
    expect((await at.station.operations.report.mine(ana)).total).toBe(0);
    const calls = at.outside.calls.length;
    await later(hours(1));
    expect(at.outside.calls.slice(calls).filter((call) => call.startsWith('read'))).toEqual([]);
    await at.station.stop();
    at.start({ archiving: stage.archive.ports });
    expect((await cycle()).state).toBe('archiving');
  });

  it('is refused to whoever asks all the same', async () => {
    await at.station.stop();
    at.start({ runbooks: off });
    await expect(at.station.preview(stage.project, ana, archiving.name)).rejects.toThrow(
      'switched off',
    );
  });
});

describe('archiving, switched on', () => {
  const people = (environment: 'dev' | 'prod') => {
    const archiving = archivingOf(archivingSchema.parse({ enabled: true, environment }));
    if (archiving === undefined) throw new Error('It is off.');
    return policyOf(aConfig({ archiving })).approvals['complete archiving'];
  };
  it('takes two people to complete in production, and one elsewhere', () => {
    expect(people('prod')).toEqual({ people: 2 });
    expect(people('dev')).toBeUndefined();
  });
});
