import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DATA_OPS,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

/** The real bot with folders of datasets beside it. Ana is a wrangler; Fay consumes data. */
describe('/dataset', () => {
  let workspace: TestWorkspace;
  let ana: Someone;
  let fay: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace({ tracker: true });
    ana = workspace.person('ana');
    fay = workspace.person('fay');
    const first = await ana.sees('The first crawl is done', '19 datasets');
    expect(JSON.stringify(first.blocks)).toMatch(/<http[^|]+\|The workbook>, for a day/);
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const say = (who: Someone, words: string) => who.say(`/dataset ${words}`.trim(), DATA_OPS);
  const at = (name: string) => join(workspace.sandbox.config.tracker?.sources ?? '', '..', name);
  const filesOf = (who: Someone) =>
    who.messages().flatMap(({ files }) => files.map(({ name }) => name));
  async function crawled(): Promise<void> {
    const before = ana.count('✓ Crawl');
    await say(ana, 'crawl');
    await expect.poll(() => ana.count('✓ Crawl'), { timeout: 20_000 }).toBe(before + 1);
  }

  it('answers with help, and says what was probably meant', async () => {
    await say(fay, '');
    await fay.sees('/dataset as-of &lt;day&gt; [name]');
    await say(fay, 'bord');
    await fay.press('/dataset board', 'Did you mean this?');
    await fay.sees('*19 datasets*, by accession');
    await say(fay, 'E-NONE-1');
    await fay.sees('I know of no dataset `E-NONE-1`');
  });

  it.each(['E-CURD-990007', 'e-curd-990007', 'GSE990005'])(
    'says where %s stands, by whatever it is called',
    async (name) => {
      await say(fay, name);
      const shown = await fay.sees('*E-CURD-990007* is *loading*');
      expect(JSON.stringify(shown.blocks)).toContain('Liver of mice on a diet, simulated');
    },
  );

  it('shows a dataset and the project that a runbook carries as one, by either’s name', async () => {
    await ana.say('/export FetalGutSim');
    await ana.press('Export metadata and data', 'FetalGutSim');
    await ana.sees('FetalGutSim', 'Exporting');
    for (const name of ['FetalGutSim', 'E-HCAD-990001', workspace.uuidOf('FetalGutSim')]) {
      await say(fay, name);
      const shown = await fay.sees('*E-HCAD-990001* is *loading*', 'In the runbooks');
      expect(JSON.stringify(shown.blocks), name).toContain('*FetalGutSim* cycle 1');
    }
    await say(fay, 'check FetalGutSim');
    await fay.sees('*FetalGutSim* is here already', '*E-HCAD-990001*');
  });

  it('shows a board that is filtered by words, by a dialog, sorted, and page by page', async () => {
    await say(fay, 'board loading curator ana sort since descending');
    const board = await fay.sees('*3 datasets* in loading, curated by ana');
    expect(JSON.stringify(board.blocks)).toContain('E-ANND-990003');
    const unfiltered = fay.count('*19 datasets*, by accession');
    await say(fay, 'board');
    await expect.poll(() => fay.count('*19 datasets*, by accession')).toBe(unfiltered + 1);
    await fay.press('Filter…', '*19 datasets*, by accession');
    await fay.submit('Which datasets?', { State: 'loading', Curator: 'eli' });
    await fay.sees('*1 dataset* in loading, curated by eli');
    expect(fay.count('*19 datasets*, by accession')).toBe(unfiltered); // it took its place
    await say(fay, 'board stuck 1d');
    await fay.sees('*0 datasets*, with the same state for 1d or longer');
    await say(fay, 'board page 99');
    await expect.poll(() => fay.count('*19 datasets*, by accession')).toBe(unfiltered + 1); // the last page
    await say(fay, 'crawl now');
    await fay.sees('Type it as `/dataset crawl`');
    await say(fay, 'board purple');
    await fay.sees('I don’t know “purple” there', '/dataset board loading');
  });

  it('says before something is ingested whether we have it, and what it would be called', async () => {
    await say(fay, 'check GSE990005');
    await fay.sees('*GSE990005* is here already', '*E-CURD-990007*, loading in', 'E-GEOD-990005');
    await say(fay, 'check GSE123');
    await fay.sees('Nothing of ours is *GSE123*', 'Its accession here is `E-GEOD-123`');
    await say(fay, 'check GSE123x');
    await fay.sees('looks like no accession');
    await say(fay, 'check PXD99');
    await fay.sees('Nothing of ours is *PXD99*', '`E-CURD-990009`');
  });

  it('brings what the metadata say, and the file itself to whoever asks', async () => {
    await say(fay, 'files E-MTAB-990301');
    await fay.press('Send me the SDRF', 'E-MTAB-990301', 'counts in');
    await fay.sees('Organism: Homo sapiens', 'The file is in your messages with me');
    await expect.poll(() => filesOf(fay)).toContain('E-MTAB-990301.sdrf.txt');
    await say(fay, 'metadata E-MTAB-990301 idf');
    await fay.sees('Title: Simulated pancreatic islets', 'Curator: eli');
    rmSync(at('loading/E-MTAB-990302/E-MTAB-990302.idf.txt'));
    await say(fay, 'metadata E-MTAB-990302 idf');
    await fay.sees('The file is not there any more');
  });

  it('shows what may be one side by side, until somebody with a role says why they are two', async () => {
    await say(fay, 'duplicates');
    const shown = await fay.sees('*1 of 2*', '*E-GEOD-990005*', '*E-CURD-990007* of ours');
    expect(JSON.stringify(shown.blocks)).toContain('both are called GSE990005');
    await ana.say('/dataset duplicates', DATA_OPS);
    await ana.press('Not a duplicate', '*1 of 2*');
    expect(await ana.submit('Not a duplicate', {})).toMatchObject({ ok: false });
    const ben = workspace.person('ben');
    await ben.say('/dataset duplicates', DATA_OPS);
    await ben.press('Not a duplicate', '*1 of 2*');
    const why = 'Why are E-GEOD-990005 and E-CURD-990007 two?';
    const answerOf = async (who: Someone) =>
      JSON.stringify((await who.modal('Not a duplicate')).blocks);
    await ana.submit('Not a duplicate', { [why]: 'Other mice <!channel>' });
    await expect.poll(() => answerOf(ana)).toContain('are two. Nothing');
    await ana.sees('are two. Nothing', '*1 of 1*', '*E-GEOD-990077*'); // in the place of the pair
    await ben.submit('Not a duplicate', { [why]: 'So say I' });
    await expect.poll(() => answerOf(ben)).toContain('<@U00000ANA1> said');
    await say(fay, 'duplicates');
    await fay.sees('*1 of 1*', '*E-GEOD-990077*');
    await fay.press('1 pair found to be two', '*1 of 1*');
    const decided = await fay.sees('*1 pair found to be two*', 'says <@U00000ANA1>');
    expect(JSON.stringify(decided.blocks)).toContain('Other mice &lt;!channel&gt;');
  });

  it('crawls for whoever has a role, and says what changed: backwards first', async () => {
    renameSync(at('processed/E-MTAB-990501'), at('incoming/E-MTAB-990501'));
    renameSync(at('incoming/E-MTAB-990202'), at('loading/E-MTAB-990202'));
    rmSync(at('loading/E-MTAB-990301/E-MTAB-990301.sdrf.txt'));
    await crawled();
    await ana.press('What changed', '1 went backwards, 1 moved on, 2 edited');
    const told = await ana.sees('⚠ *E-MTAB-990501* went backwards: processed → incoming');
    expect(JSON.stringify(told.blocks)).toContain('*E-MTAB-990202*: incoming → loading');
    await ana.press('edited', '⚠ *E-MTAB-990501* went backwards');
    await ana.sees('*E-MTAB-990301* was edited');
    await say(fay, 'history E-MTAB-990501');
    await fay.sees('*E-MTAB-990501*: 2 changes', 'is new: processed', 'processed → incoming');
  });

  it('tells how it stood on another day, one or all', async () => {
    await say(fay, 'as-of 2026-02-02');
    await fay.sees('No crawl was done by the end of 2 February 2026 (Europe/London)');
    await say(fay, 'as-of yesterday');
    await fay.sees('Type it as `/dataset as-of');
    const { startedAt } = (await workspace.sandbox.app.tracking?.runs({ limit: 9 }))?.at(-1) ?? {};
    await say(fay, `as-of ${startedAt?.toISOString()} E-MTAB-990501`);
    await fay.sees('*E-MTAB-990501* is *processed*', 'As it stood');
    await say(fay, `as-of ${startedAt?.toISOString()} FetalGutSim`);
    await fay.sees('*E-HCAD-990001* is *loading*', 'As it stood');
    await say(fay, `as-of ${startedAt?.toISOString()} nonsense`);
    await fay.sees('I know of no dataset `nonsense` at');
    await say(fay, 'as-of 2126-01-01');
    await fay.sees('2126-01-01 has not come yet');
    await say(fay, `as-of ${startedAt?.toISOString()} processed`);
    await fay.sees('*2 datasets* in processed', 'As it stood');
  });

  it('brings both sheets as a workbook, as they are or stood', async () => {
    await say(fay, 'sheet');
    await fay.sees('The workbook with both sheets is in your messages with me');
    const isBook = (name: string) => /^datasets-\d{4}-\d\d-\d\d\.xlsx$/.test(name);
    await expect.poll(() => filesOf(fay).filter(isBook)).toHaveLength(1);
    await say(fay, 'sheet 2026-02-02');
    await fay.sees('No crawl was done by the end of');
    await say(fay, 'sheet soon');
    await fay.sees('Type it as `/dataset sheet [day]`');
  });

  it('answers what is pressed on Home in the person’s own messages, whole', async () => {
    const head = '*19 datasets*, by accession';
    const before = fay.count(head);
    fay.desk.openHome();
    await fay.pressOnHome('Board');
    await expect.poll(() => fay.count(head)).toBe(before + 1);
    const { blocks } = await fay.sees(head);
    expect(blocks).toContainEqual(expect.objectContaining({ type: 'table' }));
    expect(JSON.stringify(blocks)).toContain('Filter…');
    await fay.press('The other way round', head);
    await fay.sees('*19 datasets*, by accession, backwards');
    expect(fay.count(head)).toBe(before + 1); // in its place
    const pairs = () =>
      ana.messages().filter(({ ephemeral, text }) => !ephemeral && text.includes('*1 of 1*'));
    ana.desk.openHome();
    await ana.pressOnHome('Duplicates');
    await expect.poll(() => pairs().length).toBe(1);
    await ana.press('Not a duplicate', '*1 of 1*', '*E-GEOD-990077*');
    const why = 'Why are E-GEOD-990077 and E-CURD-990008 two?';
    await ana.submit('Not a duplicate', { [why]: 'Other cells' });
    await ana.sees('*E-GEOD-990077* are two. Nothing', 'No dataset shares a name');
    expect(pairs()).toEqual([]);
  });

  it('explains the states, with a picture of how many stand where', async () => {
    await say(fay, 'states');
    const shown = await fay.sees('A dataset stands where', 'The pictures are in your messages');
    expect(JSON.stringify(shown.blocks)).toContain('published_dev');
    await expect.poll(() => filesOf(fay)).toContain('datasets.png');
  });

  it('says of one that is gone since when, and leads to its history', async () => {
    const [before] = (await workspace.sandbox.app.tracking?.runs({ limit: 1 })) ?? [];
    rmSync(at('published/E-MTAB-990701'), { recursive: true });
    await crawled();
    await say(fay, 'e-mtab-990701');
    await fay.sees('*E-MTAB-990701* is nowhere', 'It was *published* in');
    await fay.press('History', '*E-MTAB-990701* is nowhere');
    await fay.sees('*E-MTAB-990701*: 2 changes. It is nowhere', 'is new: published');
    await say(fay, 'check E-MTAB-990701');
    await fay.sees('*E-MTAB-990701* was here and is nowhere now', '*E-MTAB-990701*, published in');
    for (const words of ['files E-MTAB-990701', 'metadata E-MTAB-990701 idf']) {
      const leads = fay.count('*E-MTAB-990701* is nowhere');
      await say(fay, words);
      await expect.poll(() => fay.count('*E-MTAB-990701* is nowhere')).toBe(leads + 1);
    }
    await say(fay, `as-of ${before?.startedAt.toISOString()} E-MTAB-990701`);
    await fay.sees('*E-MTAB-990701* is *published*', 'As it stood');
  });
});
