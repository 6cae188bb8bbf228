import { minutes } from '../../domain/duration.ts';
import {
  type ArchiveEnvironment,
  type Archiver,
  type Clock,
  OutsideError,
  type Sent,
} from '../../operations/ports.ts';
import type { OnCall } from '../breaker.ts';
import { createHttp, type Limits } from '../http.ts';
import { oneLine } from '../one-line.ts';
import { createCalls, SYSTEM } from './calls.ts';
import { createIngestRecords } from './ingest-records.ts';
import { blockersOf, dataFileOf, submissionOf, validationOf } from './reading.ts';
import * as shapes from './shapes.ts';

/** The archiver itself asks DSP, and the broker, again for so long; whoever leaves earlier knows less. */
const PATIENCE: Partial<Limits> = { headers: minutes(21), whole: minutes(22) };
const ALIAS_PREFIX = 'HCA';

/** Where the key comes from: asked for each call, told when it was not accepted. */
export interface KeySource {
  read(): Promise<string>;
  forget(): void;
}

/** The archiver's REST API (ingest-archiver), and what ingest core keeps of its work. */
export function createArchiverApi(needs: {
  readonly environment: ArchiveEnvironment;
  readonly url: string;
  readonly key: KeySource;
  readonly ingest: { readonly url: string; readonly token: () => string };
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly onCall?: OnCall;
}): Archiver {
  const { environment, url, key, clock, onCall } = needs;
  const calling = { clock, ...(onCall === undefined ? {} : { onCall }) };
  const callsWithin = (limits: Partial<Limits>) =>
    createCalls({
      http: createHttp({
        system: SYSTEM,
        url,
        login: async () => ({ 'api-key': await readKey(key) }),
        // 500 is its word for whatever it does not know: it is there.
        isSilence: (status) => status > 500,
        limits: { ...limits, ...needs.limits },
        ...calling,
      }),
      onRefusedKey: () => key.forget(),
      environment,
    });
  const calls = callsWithin({});
  const patient = callsWithin(PATIENCE); // where the archiver goes on to DSP or to the broker
  const limits = needs.limits === undefined ? {} : { limits: needs.limits };
  const records = createIngestRecords({ ...needs.ingest, ...calling, ...limits });
  const at = (dspUuid: string): string => `/archiveSubmissions/${encodeURIComponent(dspUuid)}`;

  const latest: Archiver['latest'] = async (submissionUuid) => {
    const path = `/latestArchiveSubmission/${encodeURIComponent(submissionUuid)}`;
    const body = await calls.read(path, shapes.submission);
    return body && submissionOf(body);
  };

  return {
    environment,
    latest,

    create(submissionUuid, { excludeTypes = [], direct = false } = {}) {
      const body = {
        submission_uuid: submissionUuid,
        alias_prefix: ALIAS_PREFIX,
        ...(excludeTypes.length === 0 ? {} : { exclude_types: excludeTypes }),
        ...(direct ? { is_direct_archiving: true } : {}),
      };
      return (direct ? patient : calls).request('/archiveSubmissions', body, judgeCreate);
    },

    async validation(dspUuid) {
      const path = `${at(dspUuid)}/validationErrors`;
      return validationOf(await patient.present(path, shapes.validation));
    },

    async blockers(dspUuid) {
      return blockersOf(await patient.present(`${at(dspUuid)}/blockers`, shapes.blockers));
    },

    async uploadPlan(dspUuid) {
      const path = `${at(dspUuid)}/fileUploadPlan`;
      return { jobs: await calls.present(path, shapes.uploadPlan) };
    },

    complete: (dspUuid) => calls.request(`${at(dspUuid)}/complete`, undefined, judgeTriggered),

    archiveData(submissionUuid, files) {
      const body = { sub_uuid: submissionUuid, ...(files === undefined ? {} : { files }) };
      return patient.request('/archiveSubmissions/data', body, judgeData);
    },

    async dataProgress(submissionUuid) {
      const path = `/archiveSubmissions/data/${encodeURIComponent(submissionUuid)}`;
      return (await patient.present(path, shapes.dataProgress)).files.map(dataFileOf);
    },

    async remove({ submissionUuid, dspUuid }) {
      await patient.tell('DELETE', at(dspUuid));
      if ((await latest(submissionUuid))?.dspUuid === dspUuid) return 'there';
      // A newer record hides an older one; what is unknown is answered with 500, as every fault is.
      return (await calls.holds(at(dspUuid))) ? 'there' : 'gone';
    },

    directJob: records.directJob,
    accessions: records.accessions,
  };
}

/** The message of a source never holds the secret. */
async function readKey(source: KeySource): Promise<string> {
  const key = await source.read().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw noKey(`The bot’s key for the archiver cannot be read: ${why}`, cause);
  });
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw noKey('The bot’s key for the archiver is empty or malformed.');
}

function noKey(says: string, cause?: unknown): OutsideError {
  return new OutsideError(SYSTEM, 'retry', says, { cause, stranger: 'not let in' });
}

function judgeTriggered({ message }: shapes.Said): Sent | undefined {
  return /^successfully triggered/i.test(message) ? { outcome: 'sent' } : undefined;
}

function judgeCreate(body: shapes.Said): Sent<{ readonly directJob?: string }> | undefined {
  const { message, archiveJob, detailed_error_message: detail, archive } = body;
  if (/successfully triggered/i.test(message)) {
    const [, id] = /\/archiveJobs\/([0-9a-f]{24})$/i.exec(archiveJob?._links.self.href ?? '') ?? [];
    return { outcome: 'sent', ...(id === undefined ? {} : { directJob: id }) };
  }
  if (!/^archiving failed/i.test(message)) return undefined;
  const where = typeof archive === 'string' ? ` (${oneLine(archive, 50)})` : '';
  // An archive’s page of HTML or XML says nothing to people.
  const because =
    typeof detail === 'string' && !detail.includes('<') ? ` ${oneLine(detail, 300)}` : '';
  return { outcome: 'refused', reason: `${SYSTEM} says: Archiving failed${where}.${because}` };
}

function judgeData({ message }: shapes.Said): Sent | undefined {
  if (/triggered successfully/i.test(message)) return { outcome: 'sent' };
  return /^(invalid data archiving request|data archiving request failed)/i.test(message)
    ? { outcome: 'refused', reason: `${SYSTEM} says: ${oneLine(message, 200)}.` }
    : undefined;
}
