import { expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../world/sandbox.ts';

const pageOf = async (sandbox: Sandbox, shortName: string) => {
  const path = `/projects/detail?uuid=${sandbox.uuidOf(shortName)}`;
  return (await sandbox.get(path, false)).text();
};

it('lets ingest operations reset an export that is stuck', async () => {
  await using sandbox = await startSandbox();
  expect(await pageOf(sandbox, 'MarrowCensusSim')).not.toContain('Reset to valid');
  await sandbox.submit('MarrowCensusSim');
  sandbox.world.controls.skip(300);
  const page = await pageOf(sandbox, 'MarrowCensusSim');
  const address = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(page).toContain('Reset to valid');
  const answer = await fetch(`${sandbox.world.ingestUrl}${address}`, { method: 'POST' });
  expect(answer.url).toContain('/projects/detail?uuid=');
  sandbox.world.controls.skip(5);
  expect((await sandbox.submission('MarrowCensusSim'))['submissionState']).toBe('Graph valid');
  expect((await sandbox.submit('MarrowCensusSim')).status).toBe(202);
});

it('leaves alone what a wrangler can correct without help', async () => {
  await using sandbox = await startSandbox();
  const address = `/projects/detail/reset?uuid=${sandbox.uuidOf('SpleenAgeSim')}`;
  await fetch(`${sandbox.world.ingestUrl}${address}`, { method: 'POST' });
  sandbox.world.controls.skip(5);
  expect((await sandbox.submission('SpleenAgeSim'))['submissionState']).toBe('Draft');
});
