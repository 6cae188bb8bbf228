import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { KnownSecrets, watchedSecrets } from '../../src/config/known-secrets.ts';

const at = (file: string) => JSON.stringify(new URL(`../../src/config/${file}`, import.meta.url));

it('takes a renewed token out of the log as well as the first, and every other secret', () => {
  // In a process of its own: the log writes to the real standard error.
  const script = `
    const { createLog } = await import(${at('log.ts')});
    const { watchedSecrets } = await import(${at('known-secrets.ts')});
    let token = 'first-token-1';
    const { secrets, known } = watchedSecrets({ slackBotToken: 'xoxb-bot-token', stagingAccessKey: 'access-key',
      stagingSecretKey: 'secret-key', ingestToken: () => token });
    const log = createLog(known);
    const say = () => log.info('said ' + secrets.ingestToken(), { other: 'xoxb-bot-token first-token-1' });
    say();
    token = 'second-token-2';
    say();`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(stderr.trim().split('\n')).toHaveLength(2);
  expect(stderr.match(/said \[secret\]/g)).toHaveLength(2);
  expect(stderr).not.toMatch(/first-token|second-token|xoxb-bot/);
});

it('knows a token before it is used, and forgets those that are long out of use', () => {
  let token = 'token-0';
  const { secrets, known } = watchedSecrets({
    slackBotToken: 'bot',
    stagingAccessKey: 'access',
    stagingSecretKey: 'secret',
    ingestToken: () => token,
  });
  for (let n = 1; n <= 100; n += 1) {
    token = `token-${n}`;
    expect(secrets.ingestToken()).toBe(token);
    expect([...known]).toContain(token);
  }
  expect([...known]).toContain('bot');
  expect([...known].length).toBeLessThan(60);
  expect([...new KnownSecrets(['a', 'a'])]).toEqual(['a']);
});
