import { setTimeout as delay } from 'node:timers/promises';
import { type Backends, openArchiving } from '../../../src/app/archiving.ts';
import { archivingOf, archivingSchema } from '../../../src/config/archiving.ts';
import type { Secrets } from '../../../src/config/config.ts';
import { systemClock, systemRandom } from '../../../src/config/system.ts';
import type { FileJob } from '../../../src/domain/archiving/file-job.ts';
import type { Clock } from '../../../src/operations/ports.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { findCycle, insertCycle } from '../../../src/storage/cycles/cycles.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { aConfig } from '../../support/config.ts';
import { aDataset } from '../../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';

/** Where everything is: plain data, so that a bot in another process can be told. */
export type Place = Pick<
  World,
  | 'archiverUrl'
  | 'dspUrl'
  | 'aapUrl'
  | 'ingestUrl'
  | 'stagingEndpoint'
  | 'uploadBucket'
  | 'credentials'
>;
export const CYCLE = 'cycle00000000000001a';
export const place = (world: World): Place => {
  const { archiverUrl, dspUrl, aapUrl, ingestUrl, stagingEndpoint, uploadBucket, credentials } =
    world;
  return { archiverUrl, dspUrl, aapUrl, ingestUrl, stagingEndpoint, uploadBucket, credentials };
};

export interface FilesOptions {
  readonly folder?: DataFolder;
  readonly files?: object; // of the configuration
  readonly secrets?: Partial<Secrets>;
  readonly clock?: Clock;
  readonly backends?: Backends;
}

/** All of archiving that works on files, wired as the bot wires it, and a cycle in Step 2. */
export async function openFiles(at: Place, options: FilesOptions = {}) {
  const { folder = aDataFolder(), clock = systemClock } = options;
  const db = openDatabase(folder.path);
  const logged: string[] = [];
  const write = (event: string, details?: object): void => {
    logged.push(`${event} ${JSON.stringify(details ?? {})}`);
  };
  const changed: string[] = [];
  const fixed = (value: string) => ({ read: async () => value, forget() {} });
  const { credentials: known } = at;
  const given = archivingSchema.parse({
    enabled: true,
    environment: 'dev',
    archiver: at.archiverUrl,
    dsp: at.dspUrl,
    aap: at.aapUrl,
    files: options.files ?? {},
  });
  const archiving = openArchiving(
    {
      db,
      clock,
      random: systemRandom,
      log: { info: write, warn: write, error: write },
      config: aConfig({
        dataDir: folder.path,
        ingest: { url: at.ingestUrl, uiUrl: '' },
        archiving: archivingOf(given),
        uploadArea: {
          endpoint: at.stagingEndpoint,
          bucket: at.uploadBucket,
          region: 'us-east-1',
        },
      }),
      secrets: {
        slackBotToken: '',
        ingestToken: () => known.ingestToken,
        stagingAccessKey: '',
        stagingSecretKey: '',
        uploadAccessKey: known.stagingAccessKey,
        uploadSecretKey: known.stagingSecretKey,
        archiverKey: fixed(known.archiverApiKey),
        aap: { username: fixed(known.aapUsername), password: fixed(known.aapPassword) },
        ...options.secrets,
      },
      onCall: () => undefined,
      changed: (cycleId) => changed.push(cycleId),
    },
    options.backends,
  );
  if (archiving === undefined) throw new Error('It is switched off.');
  const { files, runner } = archiving;
  if ((await findCycle(db, CYCLE)) === undefined)
    await insertCycle(db, {
      id: CYCLE,
      runbook: 'archiving',
      dataset: aDataset(1, { shortName: 'RetinaMixSim' }),
      number: 1,
      state: 'archiving files',
      turn: 3,
      submitter: 'U0ANA',
      channel: 'C1',
      openedAt: clock.now(),
      since: clock.now(),
      memory: { actions: ['Export'] },
    });

  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  return {
    ...archiving,
    db,
    folder,
    logged,
    changed,
    list: () => files.list(CYCLE),
    run(): void {
      stopping = new AbortController();
      running = runner.run(stopping.signal);
    },
    stop,
    /** The jobs once this is so of them. */
    async until(holds: (jobs: readonly FileJob[]) => boolean): Promise<readonly FileJob[]> {
      for (;;) {
        const jobs = await files.list(CYCLE);
        if (holds(jobs)) return jobs;
        await delay(20);
      }
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await db.destroy();
      if (options.folder === undefined) folder[Symbol.dispose]();
    },
  };
}

const ENDED: readonly FileJob['state'][] = ['uploaded', 'failed', 'cancelled', 'refused'];
export const allEnded = (jobs: readonly FileJob[]): boolean =>
  jobs.every(({ state }) => ENDED.includes(state));
