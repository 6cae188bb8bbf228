import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClock } from '../../src/sandbox/clock.ts';
import { type Desk, startDesk } from '../../src/sandbox/desk/desk.ts';
import { sandboxWorkspace } from '../../src/sandbox/workspace.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { enqueue } from '../../src/storage/outbox.ts';
import { NOON } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { anInstallation, ask, freePort, Program, until } from './program.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

const openDesk = (port = 0): Promise<Desk> =>
  startDesk({
    workspace: sandboxWorkspace,
    manifest: readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    clock: startClock(),
    port,
    delivery: { mode: 'socket' },
  });

describe('a token that Slack refuses ends the start with one sentence', () => {
  it.each<[string, string, (desk: Desk) => Record<string, string>]>([
    ['SLACK_BOT_TOKEN', 'OAuth & Permissions', (desk) => ({ SLACK_APP_TOKEN: desk.appToken })],
    ['SLACK_APP_TOKEN', 'App-Level Tokens', (desk) => ({ SLACK_BOT_TOKEN: desk.botToken })],
    [
      'SLACK_APP_TOKEN',
      'App-Level Tokens',
      (desk) => ({ SLACK_BOT_TOKEN: desk.botToken, SLACK_APP_TOKEN: desk.botToken }),
    ],
  ])('%s', async (name, place, right) => {
    await using desk = await openDesk();
    await using program = new Program(['start'], {
      ...anInstallation(folder.path, desk.slackApiUrl),
      ...right(desk),
      PORT: '0',
    });
    expect(await program.code()).toBe(1);
    const sentences = program.said.split('\n').filter((line) => line && !line.startsWith('{'));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      new RegExp(`^Slack does not accept ${name} \\((invalid_auth|not_allowed_token_type)\\)\\.`),
    );
    expect(sentences[0]).toContain(place);
  });
});

describe('Slack out of reach', () => {
  it('keeps the start waiting, truly told, with the outbox at work, and is left at once on SIGTERM', async () => {
    const slackPort = await freePort();
    const port = await freePort();
    const environment: Record<string, string> = {
      ...anInstallation(folder.path, `http://127.0.0.1:${slackPort}/api/`),
      PORT: String(port),
    };
    const db = openDatabase(environment['DATA_DIR'] ?? '');
    await enqueue(db, {
      key: 'answer:1',
      lane: 'answer 1',
      errand: {
        kind: 'answer',
        asked: { key: '1', runbook: 'exporting', person: 'U1', channel: 'C1', words: 'x' },
      },
      now: NOON,
    });
    await db.destroy();
    await using program = new Program(['start'], environment);
    await until(
      async () =>
        (await ask(port, '/readyz'))?.text.includes('starting: Slack can’t be reached') === true,
      () => program.said,
    );
    await program.says('errand postponed');
    expect((await ask(port, '/readyz'))?.status).toBe(503);
    expect(await program.stop()).toBeLessThan(1500);
    expect(await program.code()).toBe(0);
  });

  it('is the same when Slack takes the call and says nothing', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const slackPort = typeof address === 'object' && address !== null ? address.port : 0;
    await using program = new Program(['start'], {
      ...anInstallation(folder.path, `http://127.0.0.1:${slackPort}/api/`),
      PORT: '0',
    });
    await program.says('slack not reached');
    expect(await program.stop()).toBeLessThan(1500);
    expect(await program.code()).toBe(0);
    silent.closeAllConnections();
    silent.close();
  });

  it('is over when Slack comes back', async () => {
    await using first = await openDesk();
    const slackPort = Number(new URL(first.url).port);
    await first.stop();
    const port = await freePort();
    const environment = anInstallation(folder.path, `http://127.0.0.1:${slackPort}/api/`);
    await using program = new Program(['start'], { ...environment, PORT: String(port) });
    await program.says('slack not reached');
    // A new desk has new tokens: that it refuses the old ones shows that it was asked again.
    await using _desk = await openDesk(slackPort);
    expect(await program.code()).toBe(1);
    expect(program.said).toContain('Slack does not accept SLACK_BOT_TOKEN (invalid_auth).');
  });
});
