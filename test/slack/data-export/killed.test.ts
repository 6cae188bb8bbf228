import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openBeside } from '../../../src/storage/database.ts';
import { openArena } from '../../proof/bot/arena.ts';
import { BotProcess } from '../../proof/bot/bot-process.ts';
import { OPS, wranglers } from '../../proof/bot/town.ts';
import { eventually, Someone } from '../../support/workspace.ts';

const FILES = 20_000; // writing them down takes longer than a kill does

it('an export of very many files that was acknowledged is made, also when the bot is killed at that moment', async () => {
  await using arena = await openArena({ transport: 'socket', projects: 1 });
  const [{ id = '' } = {}] = wranglers;
  const ana = new Someone(arena, id, []);
  const bot = new BotProcess(arena.botPort, arena.environment);
  await using open = new AsyncDisposableStack();
  open.defer(() => bot.kill());
  bot.start();
  await bot.ready();
  const db = openBeside(arena.dataDir);
  open.defer(() => db.destroy());
  const jobs = async () =>
    (
      await sql<{ name: string; files: number }>`
        SELECT name, (SELECT count(*) FROM export_file WHERE job_id = export_job.id) AS files
        FROM export_job`.execute(db)
    ).rows;
  await sql`INSERT INTO party (name) VALUES (${id})`.execute(db);
  await sql`INSERT INTO project (uuid) VALUES (${'1'.repeat(36)})`.execute(db);
  await sql`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${FILES})
    INSERT INTO file (name, bytes, area, key, etag, project_id, uploader_id, uploaded_at)
    SELECT 'part-' || i || '.csv', 1000, 'own', 'nowhere/' || i, 'e', 1, 1, 0 FROM n`.execute(db);

  await ana.say('/data-export', OPS);
  const modal = await ana.modal('Export files');
  const option = { text: { type: 'plain_text', text: 'It' }, value: '1' };
  const state = { type: 'external_select', selected_option: option };
  const menu = { blockId: 'project', actionId: 'export-dialog:project', state };
  await ana.pressIn({ kind: 'view', viewId: modal.id }, menu);
  await eventually(async () =>
    expect(JSON.stringify(await ana.modal('Export files'))).toContain('Of this project'),
  );
  const answer = await ana.submit('Export files', {
    ...{ Name: 'Survivor', Project: '1', Format: 'ZIP, files as they are' },
    'Of this project': ['The whole dataset, with all of its files'],
  });
  await bot.kill();
  expect(answer).toEqual({ ok: true });
  expect(await jobs()).toEqual([]);

  bot.start();
  await bot.ready();
  await eventually(async () => expect(await jobs()).toEqual([{ name: 'Survivor', files: FILES }]));
  await ana.sees('Survivor', '20,000 files');
  expect(ana.count('*Survivor*', 'Cancel')).toBe(1);
});
