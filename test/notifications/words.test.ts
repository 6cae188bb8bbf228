import { describe, expect, it } from 'vitest';
import { createCourier } from '../../src/notifications/courier.ts';
import { wordsOf } from '../../src/notifications/words.ts';
import { AT, news } from './news.ts';

describe('what people read outside of Slack', () => {
  const said = (name: string) => wordsOf(news({ party: { id: 1, name } }), 'Europe/London');

  it('leads a person to Slack, and a key to the address that answers keys', () => {
    const { says } = said('U00000FAY6');
    expect(says).toContain('in Slack: `/data-export status 7`');
    expect(says).not.toContain('/api/');
    expect(said('key:nightly').says).toContain(
      'with your key: https://handoff.example.org/api/data-export/jobs/7',
    );
  });

  it('has the address of its card where there is one', () => {
    const card = 'https://example.slack.com/archives/C1/p2';
    const { says } = wordsOf({ ...news(), card }, 'Europe/London');
    expect(says).toContain(`Download it in Slack: ${card}`);
  });

  it('has sizes as everywhere', () => {
    expect(said('U00000FAY6').facts).toContainEqual(['Size', '12.3 kB']);
  });
});

describe('an address is looked at before it is kept', () => {
  const webhooks = { hosts: ['*'], inside: ['https://10.0.0.8'] };
  const courier = createCourier({ clock: { now: () => AT }, timeZone: 'UTC', webhooks });
  const objection = (to: string) => courier.objection({ kind: 'webhook', to });

  it.each(['10.0.0.7', '127.0.0.1', '0x7f.1', '169.254.169.254', '[::1]', '[fd00::1]'])(
    '%s is none of the internet',
    (host) => expect(objection(`https://${host}/hook`)).toMatch(/is no address of the internet/),
  );

  it.each(['https://hooks.example.org/a', 'https://93.184.215.14/a', 'https://10.0.0.8/a'])(
    '%s is taken',
    (to) => expect(objection(to)).toBeUndefined(),
  );
});
