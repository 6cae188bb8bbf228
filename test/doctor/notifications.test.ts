import { expect, it } from 'vitest';
import { systemClock } from '../../src/config/system.ts';
import { notificationChecks } from '../../src/doctor/notifications.ts';
import { aMailBox, PASSWORD } from '../notifications/mail-box.ts';
import { aConfig } from '../support/config.ts';

type Given = ReturnType<typeof aConfig>['notifications'];

async function found(notifications: Given, smtpPassword = PASSWORD) {
  const secrets = {
    slackBotToken: '',
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
    smtpPassword,
  };
  const checks = notificationChecks({
    config: aConfig({ notifications }),
    secrets,
    clock: systemClock,
  });
  return Promise.all(checks.map(async ({ name, run }) => ({ name, ...(await run()) })));
}

const email = (port: number) => ({
  host: 'localhost',
  port,
  security: 'starttls' as const,
  user: 'handoff',
  from: 'handoff@example.org',
  domains: ['example.org'],
});

it('logs in at the mail server and sends nothing', async () => {
  await using box = aMailBox();
  const port = await box.listen();
  expect(await found({ email: email(port) })).toMatchObject([{ name: 'e-mail', mark: 'ok' }]);
  expect(box.received).toEqual([]);
});

it('names what is wrong with the mail server, and never the password', async () => {
  await using box = aMailBox();
  const [wrong] = await found({ email: email(await box.listen()) }, 'another horse');
  expect(wrong).toMatchObject({ mark: 'fail', fix: expect.stringContaining('SMTP_PASSWORD') });
  expect(JSON.stringify(wrong)).not.toContain('horse');
  const plain = await box.listen({ disabledCommands: ['STARTTLS'] });
  expect(await found({ email: email(plain) })).toMatchObject([{ mark: 'fail' }]);
});

it('says where webhooks may lead, and what to think over', async () => {
  expect(await found({})).toEqual([]);
  expect(await found({ webhooks: { hosts: ['hooks.example.org'], inside: [] } })).toMatchObject([
    { name: 'webhooks', mark: 'ok', says: expect.stringContaining('hooks.example.org') },
  ]);
  const inside = ['http://builds.lan:8080'];
  expect(await found({ webhooks: { hosts: [], inside } })).toMatchObject([{ mark: 'warn' }]);
  expect(await found({ webhooks: { hosts: [], inside: [] } })).toMatchObject([{ mark: 'warn' }]);
});
