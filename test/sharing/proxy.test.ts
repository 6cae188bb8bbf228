import { expect, it } from 'vitest';
import { networkOf } from '../../src/domain/data-export/share.ts';
import { aVisitor, openRoom } from './room.ts';

it('a download is said to come from where a proxy that is named says; nobody else’s word is taken', async () => {
  const from = async (proxies: readonly string[]): Promise<string> => {
    await using room = await openRoom({}, undefined, { proxies });
    const { id, link } = await room.share();
    const visitor = aVisitor();
    await visitor.look(link);
    const headers = { 'x-forwarded-for': '198.51.100.77' };
    await visitor.ask(`${link}/download`, { method: 'POST', headers });
    const path = `/api/data-export/shares/${id}/downloads`;
    return (await room.bench.ask('GET', path, room.key)).json[0].from;
  };
  expect(await from(['127.0.0.1'])).toBe('198.51.100.x');
  expect(await from(['10.0.0.0/8'])).toBe('127.0.0.x');
  expect(await from([])).toBe('127.0.0.x');
});

it.each([
  ['192.0.2.77', '192.0.2.x'],
  ['::ffff:192.0.2.77', '192.0.2.x'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::x'],
  ['2001:db8::1', '2001:db8::x'],
  ['::1', '::x'],
  ['', 'unknown'],
])('of %s only its network is kept', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
