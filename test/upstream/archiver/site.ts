import { createHash } from 'node:crypto';
import { startClock } from '../../../src/sandbox/clock.ts';
import { startWorld } from '../../../src/sandbox/world.ts';
import { createArchiverApi } from '../../../src/upstream/archiver/archiver-api.ts';
import { createIngestApi } from '../../../src/upstream/ingest/ingest-api.ts';
import { uploadToDsp } from './tus-client.ts';

/** The adapter opposite the simulators, over HTTP, with time that only passes when it is skipped. */
export async function aSite() {
  const clock = startClock({ frozen: true });
  const world = await startWorld({ clock });
  const { credentials, controls } = world;
  let forgotten = 0;
  const ingestLogin = { url: world.ingestUrl, token: () => credentials.ingestToken };
  const archiver = createArchiverApi({
    environment: 'dev',
    url: world.archiverUrl,
    key: {
      read: async () => credentials.archiverApiKey,
      forget() {
        forgotten += 1;
      },
    },
    ingest: ingestLogin,
    clock,
  });
  const ingest = createIngestApi({ ...ingestLogin, uiUrl: world.ingestUrl, clock });

  async function submissionOf(shortName: string): Promise<string> {
    const project = controls.read().projects.find((one) => one.shortName === shortName);
    const reading = project && (await ingest.readProject(project.projectUuid));
    const [newest] = reading?.submissions ?? [];
    if (newest === undefined) throw new Error(`${shortName} has no submission.`);
    return newest.uuid;
  }

  return {
    world,
    archiver,
    ingest,
    submissionOf,
    skip: (minutes: number) => controls.skip(minutes),
    fault: (name: string, on = true) => controls.fault(name, on),
    forgotten: () => forgotten,
    /** How often the archiver was asked for this. */
    asked: (call: string) => world.archiving.requests.filter((one) => one.call === call).length,
    stateOf: async (submissionUuid: string) => (await ingest.readEnvelope(submissionUuid))?.state,

    /** Submitted, in Archiving, and built in DSP. */
    async built(
      shortName = 'RetinaMixSim',
      actions: readonly ('Archive' | 'Export')[] = ['Archive'],
    ) {
      const submissionUuid = await submissionOf(shortName);
      await ingest.submit(submissionUuid, actions);
      controls.skip(5);
      await archiver.create(submissionUuid);
      controls.skip(5);
      const dspUuid = (await archiver.latest(submissionUuid))?.dspUuid ?? '';
      return { submissionUuid, dspUuid };
    },

    /** Every file of the plan, as a file archiver would; a refused one is tried again. */
    async uploadAll(dspUuid: string) {
      const refused: string[] = [];
      for (const { files } of (await archiver.uploadPlan(dspUuid)).jobs) {
        for (const { name } of files as readonly { readonly name: string }[]) {
          const body = createHash('sha512').update(name).digest();
          const place = { aapUrl: world.aapUrl, dspUrl: world.dspUrl, ...credentials };
          const upload = () => uploadToDsp({ ...place, dspUuid, name, body });
          if ((await upload()) === 'stored') continue;
          refused.push(name);
          await upload();
        }
      }
      return refused;
    },

    [Symbol.asyncDispose]: () => world.stop(),
  };
}
