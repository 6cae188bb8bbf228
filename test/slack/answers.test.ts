import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/** What the real bot tells one person of an export that stands still, and of what they noted. */
describe('what one person is told', () => {
  let workspace: TestWorkspace;
  const ana = () => workspace.person('ana');
  const ben = () => workspace.person('ben');
  beforeAll(async () => {
    workspace = await openWorkspace();
    await ana().say('/export FetalGutSim');
    await ana().press('Export metadata and data', 'FetalGutSim');
    await ana().sees('cycle 1', 'last answer');
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const homeOf = (who: ReturnType<typeof ana>, ...words: readonly string[]) => {
    who.desk.openHome();
    return eventually(() => {
      const home = JSON.stringify(who.desk.snapshot().home?.blocks);
      for (const word of words) expect(home).toContain(word);
      return home;
    });
  };

  it('confirms a note against the step that is under way', async () => {
    await ben().press('Note on the process', 'FetalGutSim');
    const note = { 'What was difficult?': 'Nobody sees the queue.' };
    expect(await ben().submit('Note on the process', note)).toEqual({ ok: true });
    const kept = await ben().sees('Noted against step 2. `/export notes` lists them.');
    expect(kept.ephemeral).toBe(true);
    expect(ana().count('Noted against')).toBe(0);
  });

  it('says in status and Home since when ingest is silent', async () => {
    workspace.sandbox.world.controls.fault('ingest-down', true);
    workspace.skip(30);
    await ana().say('/export status FetalGutSim');
    await ana().sees('*Exporting*, ingest hasn’t answered', 'I keep looking');
    await homeOf(ana(), 'ingest hasn’t answered', 'New export');
  });

  it('shows what is late to those whom the alert called', async () => {
    await ben().say('/export mine');
    await ben().sees('Nothing waits for you. `/export board` shows what is under way.');
    workspace.skip(240);
    await ben().sees('FetalGutSim', 'has been exporting');
    await ben().say('/export mine');
    await ben().sees('Waiting for you', 'late)');
    const home = await homeOf(ben(), 'Waiting for you: 1', 'late)');
    expect(home).not.toContain('New export');
  });
});
