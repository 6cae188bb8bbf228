import { describe, expect, it } from 'vitest';
import { noSamtools } from '../support/samtools.ts';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** The Archiving SOP in a browser: mixed technologies through the file archiver, from submit to accessions. */
describe.skipIf(noSamtools !== undefined)(`an archiving all the way${where}`, journey, () => {
  const open = stage();
  let ana: Seat;
  let ben: Seat;

  it('is submitted by Ana, and reaches Ben at Archiving', async () => {
    const { sit, soon, workspace } = open();
    ana = await sit('ana');
    await ana.say('/archiving RetinaMixSim');
    const preview = ana.message(['Archive RetinaMixSim?', 'dev (the archives’ test systems']);
    await preview.getByRole('button', { name: 'Archive and export' }).click();
    await ana.message(['RetinaMixSim', 'archiving 1']).waitFor();
    await preview.waitFor({ state: 'detached' });
    expect(workspace.submitsOf('RetinaMixSim')).toHaveLength(1);
    ben = await sit('ben');
    await ben.openThread('RetinaMixSim', 'archiving 1');
    await ben.skip('5 minutes');
    await soon(() => ben.line('Next, step 1 of 3').waitFor({ timeout: 200 }));
    await ben
      .line('Next, step 1 of 3')
      .getByRole('button', { name: 'Archive metadata to DSP' })
      .click();
    await ben.message(['RetinaMixSim', 'Archiving metadata']).waitFor();
  });

  it('shows the upload plan before anything runs, then its files: one fails, is retried, and passes', async () => {
    const { soon } = open();
    await ben.skip('5 minutes');
    const plan = ben.line('the upload plan of RetinaMixSim: 4 jobs');
    await soon(() => plan.waitFor({ timeout: 200 }));
    await ben.say('/archiving plan RetinaMixSim');
    await ben
      .message(['The upload plan of RetinaMixSim', '10xV3', 'RetA_S1_L001_R1_001.fastq.gz'])
      .waitFor();
    await plan.getByRole('button', { name: 'Archive files' }).click();
    const dialog = ben.dialog('Archive files');
    await dialog.getByRole('radio', { name: 'In parallel' }).check();
    await dialog.getByRole('button', { name: 'Archive files' }).click();
    await dialog.waitFor({ state: 'detached' });
    const failed = ben.line('3 of 4 jobs uploaded, 1 failed');
    await failed.getByRole('button', { name: 'Retry what failed' }).waitFor({ timeout: 60_000 });
    await ben.picture('archiving-failed');
    await failed.getByRole('button', { name: 'Show the jobs' }).click();
    await ben.line('The file jobs of RetinaMixSim', 'DSP did not take').waitFor();
    await failed.getByRole('button', { name: 'Retry what failed' }).click();
    await ben.line('the files of RetinaMixSim are archived').waitFor({ timeout: 60_000 });
  });

  it('is completed once DSP has nothing against it, and the accessions are shown', async () => {
    const { soon } = open();
    await ben.skip('5 minutes');
    const ready = ben.line('DSP has nothing against RetinaMixSim');
    await soon(() => ready.waitFor({ timeout: 200 }));
    await ready.getByRole('button', { name: 'Complete the DSP submission' }).click();
    await ben.line('is being completed').waitFor();
    await ben.skip('30 minutes');
    const accessions = ben.line(/RetinaMixSim has \d+ accessions/);
    await soon(() => accessions.waitFor({ timeout: 200 }));
    await ben.picture('archiving-accessions');
    await accessions.getByRole('button', { name: 'All accessions as CSV' }).click();
    await ben.line('All of them are in a CSV file').waitFor();
  });

  it('goes on as an export that nobody submits again', async () => {
    const { soon, workspace } = open();
    const exporting = ana.message(['RetinaMixSim', 'cycle 1', 'Exporting']);
    await soon(() => exporting.waitFor({ timeout: 200 }));
    await ben.line('the story goes on in the card of its export').waitFor();
    expect(workspace.submitsOf('RetinaMixSim')).toHaveLength(1);
    const { requests } = workspace.sandbox.world.archiving;
    expect(requests.map(({ call }) => call)).toEqual(['create', 'complete']);
    await ana.picture('archiving-handed-over');
  });
});

/** The other way of step 2: files go straight to ENA, which says nothing of one that fails. */
describe(`files straight to ENA${where}`, journey, () => {
  const open = stage();

  it('are sent as chosen, told apart by time, and only what failed is sent again', async () => {
    const { sit, soon, workspace } = open();
    const ana = await sit('ana');
    await ana.say('/archiving ThalamusDirectSim');
    await ana.page.getByRole('button', { name: 'Archive only' }).click();
    await ana.message(['ThalamusDirectSim', 'archiving 1']).waitFor();
    await ana.openThread('ThalamusDirectSim', 'archiving 1');
    await ana.skip('5 minutes');
    const reached = ana.line('Next, step 1 of 3');
    await soon(() => reached.waitFor({ timeout: 200 }));
    await reached.getByRole('button', { name: 'Archive metadata to DSP' }).click();
    await ana.message(['ThalamusDirectSim', 'Archiving metadata']).waitFor();
    await ana.skip('5 minutes');
    const inDsp = ana.line('They can go straight to ENA now');
    await soon(() => inDsp.waitFor({ timeout: 200 }));
    await ana.say('/archiving jobs ThalamusDirectSim files');
    const files = ana.message(['Files of ThalamusDirectSim', 'with their UUIDs']);
    const listed = (await files.textContent())?.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g);
    const chosen = listed?.slice(0, 2) ?? [];
    await files.getByRole('button', { name: 'Dismiss message' }).click();
    await inDsp.getByRole('button', { name: 'Send files straight to ENA' }).click();
    const dialog = ana.dialog('Send files to ENA');
    await dialog.getByRole('radio', { name: 'Only these' }).check();
    await dialog.getByRole('button', { name: 'Send files' }).click();
    await dialog.getByText('Name at least one file by its UUID.').waitFor();
    await dialog.getByRole('textbox', { name: 'Their UUIDs' }).fill(chosen.join('\n'));
    await dialog.getByRole('button', { name: 'Send files' }).click();
    await dialog.waitFor({ state: 'detached' });
    await ana.line('2 files of ThalamusDirectSim go straight to ENA').waitFor();
    await ana.skip('30 minutes');
    const rest = ana.line('2 of 8 files at ENA, 6 not sent', 'Next: send the rest');
    await soon(() => rest.waitFor({ timeout: 200 }));
    await rest.getByRole('button', { name: 'Send files straight to ENA' }).click();
    await dialog.getByRole('radio', { name: 'All files of the submission' }).check();
    await dialog.getByRole('button', { name: 'Send files' }).click();
    await dialog.waitFor({ state: 'detached' });
    await ana.line('All files of ThalamusDirectSim go straight to ENA').waitFor();
    await ana.skip('30 minutes');
    await ana.skip('1 hour');
    const failed = ana.line('nothing was heard of it for 1 h');
    await soon(() => failed.waitFor({ timeout: 200 }));
    await ana.picture('archiving-ena');
    await failed.getByRole('button', { name: 'Send what failed again' }).click();
    await ana.line('1 file of ThalamusDirectSim goes').waitFor();
    await ana.skip('30 minutes');
    const ready = ana.line('DSP has nothing against ThalamusDirectSim');
    await soon(() => ready.waitFor({ timeout: 200 }));
    await ready.getByRole('button', { name: 'Complete the DSP submission' }).click();
    await ana.line('is being completed').waitFor();
    await ana.skip('30 minutes');
    await soon(() => ana.line(/ThalamusDirectSim has \d+ accessions/).waitFor({ timeout: 200 }));
    const asked = workspace.sandbox.world.archiving.requests.map(({ call }) => call);
    expect(asked).toEqual(['create', 'archive data', 'archive data', 'archive data', 'complete']);
  });
});
