import { afterEach, beforeEach, expect, it } from 'vitest';
import { trackerChecks } from '../../src/doctor/tracker/places.ts';
import { STAGES } from '../../src/tracker/state/stage.ts';
import { aTree, of } from '../tracker/tree.ts';

let tree: ReturnType<typeof aTree>;
beforeEach(() => {
  tree = aTree();
});
afterEach(() => tree[Symbol.dispose]());

async function found(config: object) {
  const sources = tree.put('sources_config.json', JSON.stringify(config));
  const [check] = trackerChecks({
    tracker: { sources, times: [], timeZone: 'UTC', workbooks: 30 },
  });
  return check?.run();
}

it('nothing is looked at where the tracker is switched off', () => {
  expect(trackerChecks({})).toEqual([]);
});

it('the sources are good where every stage has its place', async () => {
  expect(await found({ '/nfs/all': of(...STAGES) })).toMatchObject({
    mark: 'ok',
    says: expect.stringContaining('1 place'),
  });
});

it.each([
  [{ '/nfs/loading': of('loading') }, 'warn', 'fix', 'no place has the stage external'],
  [{ '/nfs/loading': of('lodaing') }, 'fail', 'says', '"lodaing" is no stage'],
  [{ 's3://atlas': of('loading') }, 'fail', 'fix', 'Say tracker.store'],
])('%o: %s', async (config, mark, where, words) => {
  expect(await found(config)).toMatchObject({ mark, [where]: expect.stringContaining(words) });
});

it('a file that is not there is named', async () => {
  const tracker = { sources: tree.at('nowhere'), times: [], timeZone: 'UTC', workbooks: 30 };
  expect(await trackerChecks({ tracker })[0]?.run()).toMatchObject({ mark: 'fail' });
});
