import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ANA, eventually, NEWS, newest, OPS, openBench } from './bench.ts';

/** How often a connection was asked for: both may come and go between two looks at the state. */
const openings = ({ desk }: Awaited<ReturnType<typeof openBench>>): number =>
  desk.log.filter(({ method }) => method === 'apps.connections.open').length;

describe('sockets', () => {
  it('stand twice, and move at once when Slack asks for it', async () => {
    await using bench = await openBench('socket');
    await eventually(() => expect(bench.app.state().sockets).toBe(2));
    expect(bench.app.state()).toMatchObject({ transport: 'socket', socketsWanted: 2 });
    expect(bench.app.state().lastHello).toMatch(/^20\d\d-/);

    const moved = performance.now();
    const before = openings(bench);
    bench.desk.refreshSockets();
    await eventually(() => expect(openings(bench)).toBe(before + 2));
    await eventually(() => expect(bench.app.state().sockets).toBe(2));
    expect(performance.now() - moved).toBeLessThan(2000); // the library alone waits five seconds
    await bench.desk.as(ANA).say(OPS, '/export help');
    await eventually(() => expect(newest(bench.desk, ANA)?.text ?? '').toContain('Exporting'));
  });

  it('come back after a cut', async () => {
    await using bench = await openBench('socket');
    await eventually(() => expect(bench.desk.connections()).toBe(2));
    const before = openings(bench);
    bench.desk.faults.on('socket-drop');
    await eventually(() => expect(openings(bench)).toBe(before + 2));
    await eventually(() => expect(bench.app.state().sockets).toBe(2));
  });

  it('take nothing more when stopped, and finish what they have', async () => {
    await using bench = await openBench('socket');
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { importNotice } = bench.inner;
    bench.inner.importNotice = async (seen) => {
      await held;
      await importNotice(seen);
    };
    bench.desk.postAs({ id: 'B0MONSTER1', name: 'monster' }, NEWS, 'Snapshot done');
    await eventually(() => expect(bench.app.state().underWay).toBe(1));
    const stopped = bench.app.stop();
    release();
    await stopped;
    expect(bench.inner.notices).toHaveLength(1);
    expect(bench.app.state()).toMatchObject({ underWay: 0, sockets: 0 });
  });
});

describe('requests over HTTP', () => {
  const body = 'command=%2Fexport&text=help&ssl_check=0&user_id=U1&trigger_id=1.2';

  it('are refused with a bad signature, and when they are too old or from the future', async () => {
    await using bench = await openBench('http');
    const ask = async (shift: number, secret = bench.desk.signingSecret, path = '') => {
      const stamp = String(Math.floor(Date.now() / 1000) + shift);
      const digest = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
      const response = await fetch(`${bench.url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': stamp,
          'x-slack-signature': `v0=${digest}`,
        },
        body,
      });
      return response.status;
    };
    expect(await ask(301)).toBe(401);
    expect(await ask(-301)).toBe(401);
    expect(await ask(0, 'another secret')).toBe(401);
    expect(await ask(0, bench.desk.signingSecret, '/elsewhere')).toBe(404);
    expect(await ask(290)).toBe(200);
  });
});
