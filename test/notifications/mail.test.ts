import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCourier } from '../../src/notifications/courier.ts';
import { createMail, type MailServer } from '../../src/notifications/mail.ts';
import { aMailBox, type MailBox, PASSWORD } from './mail-box.ts';
import { AT, news } from './news.ts';

let server: MailBox;
beforeEach(() => {
  server = aMailBox();
});
afterEach(() => server[Symbol.asyncDispose]());

function courierTo(port: number, over: Partial<MailServer> = {}) {
  const mail = createMail({
    host: 'localhost',
    port,
    security: 'starttls',
    user: 'handoff',
    password: PASSWORD,
    from: 'Handoff <handoff@example.org>',
    ...over,
  });
  const courier = createCourier({
    clock: { now: () => AT },
    timeZone: 'Europe/London',
    mail: { mail, domains: ['example.org'] },
  });
  return {
    ...courier,
    mail,
    to: (to: string, job = {}) => courier.send({ kind: 'e-mail', to }, news(job)),
  };
}

describe('a mail', () => {
  it('is sent over an encrypted line, to one mailbox, and can be told from its repetition', async () => {
    const courier = courierTo(await server.listen());
    await courier.to('ana@example.org');
    await courier.to('ana@example.org');
    const [first, second] = server.received;
    expect(first).toMatchObject({
      from: 'handoff@example.org',
      to: ['ana@example.org'],
      secure: true,
    });
    expect(first?.text).toContain('Subject: =?UTF-8?');
    expect(first?.text).toContain('Auto-Submitted: auto-generated');
    expect(first?.text).toContain('Message-ID: <delivery-1@example.org>');
    expect(second?.text).toContain('Message-ID: <delivery-1@example.org>');
    expect(first?.text).not.toContain('whsec');
  });

  it('gives times in the zone of whoever reads it, by its name; else in the installation’s', async () => {
    const courier = courierTo(await server.listen());
    for (const timeZone of ['America/New_York', 'Nowhere/At_All', undefined])
      await courier.send({ kind: 'e-mail', to: 'ana@example.org' }, { ...news(), timeZone });
    const kept = server.received.map(({ text }) => /Kept until: (.*)\r/.exec(text)?.[1]);
    expect(kept).toEqual([
      'Wednesday, 4 March 2026 at 04:00 (America/New_York)',
      'Wednesday, 4 March 2026 at 09:00 (Europe/London)',
      'Wednesday, 4 March 2026 at 09:00 (Europe/London)',
    ]);
  });

  it('goes over TLS from the first byte, or without it, where the configuration says so', async () => {
    await courierTo(await server.listen({ secure: true }), { security: 'tls' }).to(
      'ana@example.org',
    );
    const port = await server.listen({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await courierTo(port, { security: 'none', user: undefined }).to('ana@example.org');
    expect(server.received.map(({ secure }) => secure)).toEqual([true, false]);
  });

  it('is not sent where the line can’t be encrypted, or by whom nobody vouches for', async () => {
    const plain = await server.listen({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await expect(courierTo(plain).to('ana@example.org')).rejects.toMatchObject({
      outcome: 'retry',
    });
    const stranger = courierTo(await server.listen(), { host: '127.0.0.1' }); // the certificate is of localhost
    await expect(stranger.to('ana@example.org')).rejects.toMatchObject({ outcome: 'retry' });
    expect(server.received).toEqual([]);
  });

  it('waits for a login that is mended, and is given up for a mailbox that is not there', async () => {
    const port = await server.listen();
    const wrong = courierTo(port, { password: 'wrong' });
    await expect(wrong.to('ana@example.org')).rejects.toMatchObject({ outcome: 'retry' });
    await expect(courierTo(port).to('nobody@example.org')).rejects.toMatchObject({
      outcome: 'refused',
    });
  });

  it('says nothing of the password where a login fails', async () => {
    const wrong = courierTo(await server.listen(), { password: 'another horse' });
    const told = await wrong.mail.check().catch((error: unknown) => String(error));
    expect(told).toContain('It says');
    expect(told).not.toContain('horse');
  });
});

describe('nobody adds a header or a reader', () => {
  it.each([
    ['in the name', { name: 'Paper\r\nBcc: eve@evil.example\r\n\r\nBody' }],
    ['in what went wrong', { message: 'x\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n' }],
    ['with marks of other lines', { name: 'Paper\u2028Bcc: eve@evil.example\u0000' }],
  ])('%s', async (_where, job) => {
    await courierTo(await server.listen()).to('ana@example.org', job);
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.to).toEqual(['ana@example.org']);
    const [head = ''] = (server.received[0]?.text ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc:/im);
    expect(head.match(/^subject:/gim)).toHaveLength(1);
  });

  it.each([
    'ana@example.org\r\nBcc: eve@evil.example',
    'ana@example.org, eve@evil.example',
    'Ana <ana@example.org>',
    'ana@example.org;eve@example.org',
    'ana',
    '',
    'ana@evil.example',
    'eve@evil.example,@example.org',
    '"eve@evil.example" <x@example.org>',
  ])('by %j', async (to) => {
    const courier = courierTo(1);
    expect(courier.objection({ kind: 'e-mail', to })).toBeDefined();
    await expect(courier.to(to)).rejects.toMatchObject({ outcome: 'refused' });
  });
});
