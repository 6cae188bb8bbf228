import type { ArchivingRecord } from './archiver/record.ts';
import type { SandboxClock } from './clock.ts';
import { type ImportFormField, importFormFields } from './import-form/fields.ts';
import { importFormPath } from './import-form/import-form.ts';
import { importOf, type NoticeKind, noticeText } from './import-team/schedule.ts';
import { stagingBucket } from './staging/objects.ts';
import { uploadBucket } from './staging/upload-area.ts';
import { type WorldControls, worldControls } from './world/controls.ts';
import type { FaultName } from './world/faults.ts';
import { openLedger } from './world/ledger.ts';
import { startNoticeBoard } from './world/notice-board.ts';
import type { ImportRequest, Project, SubmitRecord } from './world/record.ts';
import { savedRecord, saveRecord } from './world/saving.ts';
import { seedRecord } from './world/seed.ts';
import { credentials, release, startServices } from './world/services.ts';

/** The services around the bot, running; see each folder's `coverage.ts` for what they cover. */
export interface World {
  readonly ingestUrl: string;
  readonly catalogueUrl: string;
  readonly stagingEndpoint: string;
  readonly stagingBucket: string;
  /** The upload area, at the same endpoint. */
  readonly uploadBucket: string;
  readonly importFormUrl: string;
  readonly archiverUrl: string;
  readonly dspUrl: string;
  readonly aapUrl: string;
  readonly importFormFields: readonly ImportFormField[];
  /** The number of the release that imports go to; its catalogue is `dcp<release>`. */
  readonly release: number;
  readonly credentials: {
    readonly ingestToken: string;
    readonly stagingAccessKey: string;
    readonly stagingSecretKey: string;
    readonly archiverApiKey: string;
    readonly aapUsername: string;
    readonly aapPassword: string;
  };
  readonly controls: WorldControls;
  /** Every submit that ingest was sent, refused ones too. */
  readonly submits: readonly SubmitRecord[];
  readonly importRequests: readonly ImportRequest[];
  /** What the archiver was asked to do, and which files came to DSP. */
  readonly archiving: ArchivingRecord;
  /** When what lay at `bucket/key` was last removed by a request, by sandbox time. */
  readonly removals: Readonly<Record<string, number>>;
  /** For the import team's notices, as they are posted; answers how to stop listening. */
  onNotice(listener: (text: string) => void): () => void;
  postNotice(projectUuid: string, kind: NoticeKind): void;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly clock: SandboxClock;
  /** First of six ports in a row; 0 takes any free ones. */
  readonly port?: number;
  /** Where the world is kept between runs; without it, in memory alone. */
  readonly dataDir?: string;
  /** More projects than the seeds, for benchmarks. */
  readonly projects?: readonly Project[];
  /** How long `ingest-slow` takes, in real milliseconds. */
  readonly slowMilliseconds?: number;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { clock, port = 0, dataDir } = options;
  const seed = () => {
    const record = seedRecord(clock.now().getTime());
    record.projects.push(...(options.projects ?? []));
    return record;
  };
  const saved = dataDir === undefined ? undefined : savedRecord(dataDir);
  if (saved) clock.skip(Math.max(saved.savedAt - clock.now().getTime(), 0));
  const ledger = openLedger(clock, saved ?? seed());
  if (dataDir !== undefined) ledger.onChange(() => saveRecord(dataDir, ledger));
  const faults = new Set<FaultName>();
  const board = startNoticeBoard(clock, ledger, release);
  const services = await startServices(ledger, faults, port, options.slowMilliseconds ?? 20_000);
  const [ingest, catalogue, staging, importForm, archiver, dsp] = services;

  const projectOf = (uuid: string): Project => {
    const project = ledger.projectBy({ uuid });
    if (project === undefined) throw new RangeError(`There is no project ${uuid}.`);
    return project;
  };
  const controls = worldControls({ clock, ledger, faults, seed, projectOf });
  return {
    ingestUrl: ingest.url,
    catalogueUrl: catalogue.url,
    stagingEndpoint: staging.url,
    stagingBucket,
    uploadBucket,
    importFormUrl: `${importForm.url}${importFormPath}`,
    archiverUrl: archiver.url,
    dspUrl: dsp.url,
    aapUrl: `${dsp.url}/auth`,
    importFormFields,
    release,
    credentials,
    controls,
    get submits() {
      return ledger.record.submits;
    },
    get importRequests() {
      return ledger.record.importRequests;
    },
    get archiving() {
      return ledger.record.archiving;
    },
    get removals() {
      return ledger.record.storage.gone;
    },
    onNotice: board.onNotice,
    postNotice(projectUuid, kind) {
      const project = projectOf(projectUuid);
      const now = ledger.now();
      const what = {
        ...importOf(project, release, now),
        importedAt: new Date(now),
        snapshotAt: new Date(now),
      };
      board.post(noticeText(kind, project, what));
    },
    async stop() {
      board.stop();
      if (dataDir !== undefined) saveRecord(dataDir, ledger);
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}
