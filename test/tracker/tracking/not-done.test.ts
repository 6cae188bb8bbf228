import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { listErrands } from '../../../src/storage/outbox.ts';
import { readDigest } from '../../../src/tracker/tracking/digests.ts';
import { aCrawler } from './a-crawler.ts';

it('a scheduled crawl that can’t begin is a run, and told to its channel; somebody who starts one is told at once', async () => {
  await using its = aCrawler();
  await its.crawl();
  const told = async () => (await listErrands(its.db, 'digest:')).length;
  const before = await told();
  writeFileSync(its.sources, '{"/x": {"stage": ["lodaing"], "tech": []}}');
  const person = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] } as const;
  expect(await its.crawls.start(person)).toMatchObject({ what: 'no sources' });
  expect(await told()).toBe(before);
  expect(await its.crawls.start({ kind: 'timer' })).toMatchObject({ what: 'no sources' });
  expect(await told()).toBe(before + 1);
  const [failed] = await its.tracking.runs({ limit: 1 });
  expect(failed).toMatchObject({ state: 'failed', by: 'timer' });
  expect(await readDigest(its.db, failed?.id ?? 0, async () => undefined)).toMatchObject({
    fault: expect.stringContaining('"lodaing" is no stage'),
  });
  expect((await its.tracking.runAt())?.id).toBe(1); // what is shown
});
