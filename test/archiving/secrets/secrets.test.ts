import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extent } from '../../endurance/extent.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { noSamtools } from '../../support/samtools.ts';
import { noSlurm, type Slurm, startSlurmHere } from '../../support/slurm.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../../support/workspace.ts';
import { type Search, searchFor } from './search.ts';

const LOOK_EVERY = 20; // milliseconds

let workspace: TestWorkspace;
let search: Search;
let shared: DataFolder;
let slurm: Slurm | undefined;
let looking: NodeJS.Timeout | undefined;

beforeEach(() => {
  shared = aDataFolder();
});
afterEach(async () => {
  clearInterval(looking);
  await workspace?.[Symbol.asyncDispose]();
  await slurm?.stop();
  slurm = undefined;
  shared[Symbol.dispose]();
});

async function open(where: 'here' | 'Slurm'): Promise<void> {
  if (where === 'Slurm') {
    slurm = await startSlurmHere();
  }
  const onSlurm = { conversions: 'slurm', uploads: 'slurm', slurm: { folder: shared.path } };
  workspace = await openWorkspace(where === 'here' ? {} : { executors: onSlurm });
  const { credentials: its } = workspace.sandbox.world;
  search = searchFor({
    'the archiver’s key': its.archiverApiKey,
    'the name at DSP': its.aapUsername,
    'the password at DSP': its.aapPassword,
    'both, as they are sent': Buffer.from(`${its.aapUsername}:${its.aapPassword}`).toString(
      'base64',
    ),
    'the access key': its.stagingAccessKey,
    'the secret key': its.stagingSecretKey,
    'the token of ingest': its.ingestToken,
  });
  const runs = [join(workspace.sandbox.config.dataDir, 'runs'), join(shared.path, 'runs')];
  looking = setInterval(() => {
    search.processes();
    for (const folder of runs) search.files(folder, 'during');
  }, LOOK_EVERY);
}

/** What lies about once all is done: log, messages, database and files, what the scheduler has kept of its jobs. */
function lookAround(): readonly string[] {
  clearInterval(looking);
  const { desk, config } = workspace.sandbox;
  search.lines('the log', workspace.logged);
  search.lines(
    'a message',
    desk.log.map((call) => JSON.stringify(call)),
  );
  search.files(config.dataDir, 'after');
  search.files(shared.path, 'after');
  if (slurm !== undefined) search.files(dirname(slurm.config), 'after');
  return [...search.found].toSorted();
}

/** Lets seconds of sandbox time pass until Ben sees these words. */
const soon = (...words: readonly string[]) =>
  eventually(async () => {
    workspace.skip(0.1);
    await delay(200);
    expect(workspace.person('ben').count(...words), words.join(' + ')).toBeGreaterThan(0);
  }, 90_000);

/** From submit to accessions, with what goes wrong on the way: there the most is told. */
async function archiveAll(): Promise<void> {
  const [ana, ben] = [workspace.person('ana'), workspace.person('ben')];
  const { controls } = workspace.sandbox.world;
  await ana.say('/archiving RetinaMixSim');
  await ana.press('Archive and export', 'Archive RetinaMixSim?');
  await ana.sees('RetinaMixSim', 'archiving 1');
  workspace.skip(5);
  await soon('Next, step 1 of 3');
  controls.fault('archiver-401', true);
  await ben.press('Archive metadata to DSP', 'Next, step 1 of 3');
  await soon('the archiver is closed to me');
  controls.fault('archiver-401', false);
  workspace.skip(5);
  await soon('the upload plan of *RetinaMixSim*');
  controls.fault('dsp-token-refused-once', true);
  await ben.press('Archive files', 'the upload plan of');
  await ben.submit('Archive files', { 'How are the jobs run?': 'In parallel' });
  await soon('3 of 4 jobs uploaded, 1 failed');
  for (const words of ['plan RetinaMixSim commands', 'jobs RetinaMixSim', 'jobs RetinaMixSim 1'])
    await ben.say(`/archiving ${words}`);
  await ben.press('Retry what failed', '1 failed');
  await soon('the files of *RetinaMixSim* are archived');
  workspace.skip(5);
  await soon('DSP has nothing against');
  await ben.press('Complete the DSP submission', 'DSP has nothing against');
  await ben.sees('is being completed');
  workspace.skip(30);
  await soon('All accessions as CSV');
  await ben.press('All accessions as CSV');
  await ben.sees('All of them are in a CSV file');
}

describe.skipIf(noSamtools !== undefined || process.platform !== 'linux')(
  noSamtools ?? 'secrets of archiving',
  () => {
    // On Slurm the same is done and more: here where there is none, and where all is to be proven.
    test.skipIf(noSlurm === undefined && !extent(true, false))(
      'appear nowhere while files are archived on this machine',
      { timeout: 240_000 },
      async () => {
        await open('here');
        await archiveAll();
        expect(lookAround()).toEqual([]);
        expect(search.met.commands).toContain('samtools');
      },
    );

    test.skipIf(noSlurm !== undefined)(
      'appear nowhere while files are archived on Slurm, and reach its jobs by a file of their own alone',
      { timeout: 240_000 },
      async () => {
        await open('Slurm');
        await archiveAll();
        expect(lookAround()).toEqual([]);
        expect(search.met.commands).toContain('samtools');
        expect(search.met.clusterJobs).toBeGreaterThan(0);
        expect(search.met.handOvers).toBeGreaterThan(0);
      },
    );

    test.skipIf(noSlurm !== undefined)(
      'would be found in a command line, an environment, a script, a log, a message, a database or a file',
      { timeout: 60_000 },
      async () => {
        await open('Slurm');
        const { archiverApiKey, aapUsername, aapPassword, stagingSecretKey, ingestToken } =
          workspace.sandbox.world.credentials;
        const ana = workspace.person('ana');
        // What a person types is answered, and a note is kept.
        await ana.say(`/archiving ${archiverApiKey}`);
        await ana.sees(archiverApiKey);
        const handedOver = join(shared.path, 'environment.json');
        writeFileSync(handedOver, aapUsername);
        chmodSync(handedOver, 0o644);
        search.files(shared.path, 'during');
        await once(spawn('sh', ['-c', 'sleep 3; :', aapPassword]), 'spawn');
        search.processes();
        const script = join(shared.path, 'job.sh');
        writeFileSync(script, `#!/bin/sh\n# ${aapPassword}\nsleep 3\n`, { mode: 0o700 });
        execFileSync('sbatch', ['--output=/dev/null', '--mem=100M', script], {
          env: { ...process.env, AWS_SECRET_ACCESS_KEY: stagingSecretKey },
        });
        await eventually(() => expect(search.met.clusterJobs).toBeGreaterThan(0));
        search.lines('the log', [`said {"token":"${ingestToken}"}`]);
        expect(lookAround()).toEqual([
          'the archiver’s key in a message',
          'the archiver’s key in the file handoff.db-wal',
          'the name at DSP in the file environment.json',
          'the password at DSP in a command line',
          'the password at DSP in the file job.sh',
          'the password at DSP in the file script', // as the scheduler keeps it
          'the password at DSP in the file slurm_script', // and as it starts it
          'the secret key in the environment of a job',
          'the secret key in the file environment', // which the scheduler keeps, too
          'the token of ingest in the log',
        ]);
      },
    );
  },
);
