import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DATA_OPS,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

const TRACK = 'Track Ingested Experiments';
const ONE = 'E-MTAB-990202';
const OTHER = 'E-MTAB-990301';

/** The real bot, its spreadsheet at a simulated Google, and people who write into it. */
describe('/dataset proposals', () => {
  let workspace: TestWorkspace;
  let ana: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace({ tracker: true });
    ana = workspace.person('ana');
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  const people = () => workspace.sandbox.google.people;
  const say = (who: Someone, words: string) => who.say(`/dataset ${words}`, DATA_OPS);
  const rows = () => {
    try {
      return people().accessions(TRACK);
    } catch {
      return []; // the sheet is not made yet
    }
  };
  const curator = (accession: string) => people().text(TRACK, accession, 'Curator');

  it('says that nothing waits', async () => {
    await expect.poll(rows, { timeout: 30_000 }).toContain(ONE);
    await say(ana, 'proposals');
    await ana.sees('Nothing waits');
  });

  /** Somebody writes into the sheet; a crawl later it is a proposal. */
  async function written(accession: string, text: string, shown: string): Promise<void> {
    people().type(TRACK, accession, 'Curator', text);
    await say(ana, 'crawl');
    const words = `*${accession}*, Curator: “${shown}” instead of`;
    const told = async () => {
      await say(ana, 'proposals');
      return ana.count(words);
    };
    await expect.poll(told, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0);
  }

  it('lets somebody refuse what somebody wrote: the cell says again what the crawl says', async () => {
    const was = curator(OTHER);
    await written(OTHER, 'nobody', 'nobody');
    await ana.press('Refuse', `*${OTHER}*, Curator`);
    await ana.sees(`refused “nobody”; Curator of *${OTHER}*`, 'Nothing waits');
    await expect.poll(() => curator(OTHER), { timeout: 30_000 }).toBe(was);
  });

  it('lets them accept it, once', async () => {
    await written(ONE, 'Ana <!channel>', 'Ana &lt;!channel&gt;');
    await say(workspace.person('ben'), 'proposals');
    await ana.press('Accept', `*${ONE}*, Curator`);
    await ana.sees(`accepted “Ana &lt;!channel&gt;” as Curator of *${ONE}*`, 'Nothing waits');
    await workspace.person('ben').press('Refuse', `*${ONE}*, Curator`);
    const late = ['<@U00000ANA1> accepted “Ana &lt;!channel&gt;” as Curator', 'nothing more to do'];
    await workspace.person('ben').sees(...late, 'Nothing waits');
    expect(curator(ONE)).toBe('Ana <!channel>');
  });

  it('shows more than ten a page at a time, and what people typed as they typed it', async () => {
    const accessions = rows();
    expect(accessions.length).toBeGreaterThan(10);
    for (const accession of accessions)
      people().type(TRACK, accession, 'Organism', `*Mus* \`of\` _${accession}_`);
    await say(ana, 'crawl');
    const news = await ana.sees('*People wrote into', `in ${accessions.length} cells that I fill`);
    expect(news.text).toContain(`“∗Mus∗ ˋofˋ ＿${accessions[0]}＿” instead of`);
    await say(ana, 'proposals');
    const shown = `10 of ${accessions.length} cells`;
    await ana.sees(`*${accessions[0]}*, Organism`, shown);
    const [eleventh = ''] = accessions.slice(10);
    await ana.press('More', shown);
    await ana.sees(
      `*${eleventh}*, Organism`,
      `${accessions.length - 10} of ${accessions.length} cells`,
    );
    await ana.press('Refuse', `*${eleventh}*, Organism`);
    const next = accessions[11] === undefined ? accessions[0] : accessions[11];
    await ana.sees(`refused “∗Mus∗ ˋofˋ ＿${eleventh}＿”`, `*${next}*, Organism`);
  });
});
