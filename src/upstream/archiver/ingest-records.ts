import { z } from 'zod';
import {
  type Accession,
  type Clock,
  type DirectJob,
  OutsideError,
} from '../../operations/ports.ts';
import type { OnCall } from '../breaker.ts';
import { createHttp, type Limits } from '../http.ts';
import { createPages, idIn, SYSTEM } from '../ingest/hal.ts';
import * as shapes from '../ingest/shapes.ts';
import { accessionsIn, accessionsOfJob, errorsOfJob } from './accessions.ts';

const PAGE = 100;
const MOST_PAGES = 500; // of one kind of entity: fifty thousand

const KINDS = [
  ['projects', 'project'],
  ['biomaterials', 'biomaterial'],
  ['processes', 'process'],
  ['protocols', 'protocol'],
  ['files', 'file'],
] as const;

const entity = z.object({
  uuid: z.object({ uuid: z.guid() }),
  content: z.record(z.string(), z.unknown()).nullish(),
  fileName: z.string().nullish(),
});

/** `Completed`, or `COMPLETED` where ingest does not translate its own words. */
const status = z
  .string()
  .transform((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
  .pipe(z.enum(['Pending', 'Running', 'Failed', 'Completed']));
const archiveJob = z.object({
  overallStatus: status,
  submissionUuid: z.string().nullish(),
  resultsFromArchives: z.unknown().optional(),
});

/** What ingest core keeps of archiving: the jobs of the direct way, and accessions in the metadata. */
export interface IngestRecords {
  directJob(id: string): Promise<DirectJob | undefined>;
  accessions(submissionUuid: string): Promise<readonly Accession[]>;
}

export function createIngestRecords(needs: {
  readonly url: string;
  readonly token: () => string;
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly onCall?: OnCall;
}): IngestRecords {
  const http = createHttp({ system: SYSTEM, ...needs });
  const readPages = createPages(http, PAGE);

  return {
    async directJob(id) {
      const body = await http.get(`/archiveJobs/${encodeURIComponent(id)}`, archiveJob);
      if (body === undefined) return undefined;
      return {
        status: body.overallStatus,
        ...(body.submissionUuid ? { submissionUuid: body.submissionUuid } : {}),
        accessions: accessionsOfJob(body.resultsFromArchives),
        errors: errorsOfJob(body.resultsFromArchives),
      };
    },

    async accessions(submissionUuid) {
      const query = new URLSearchParams({ uuid: submissionUuid });
      const found = await http.get(
        `/submissionEnvelopes/search/findByUuidUuid?${query}`,
        shapes.envelope,
      );
      if (found === undefined) return [];
      const at = `/submissionEnvelopes/${idIn(found, 'submissionEnvelopes')}`;
      const all: Accession[] = [];
      for (const [name, of] of KINDS) {
        const shape = shapes.page(name, entity);
        const { items, whole } = await readPages(`${at}/${name}`, {}, shape, MOST_PAGES);
        if (!whole) {
          const says = `${SYSTEM} has more than ${MOST_PAGES * PAGE} ${name}; the bot reads no further.`;
          throw new OutsideError(SYSTEM, 'refused', says);
        }
        for (const { uuid, content, fileName } of items) {
          all.push(...accessionsIn(of, uuid.uuid, content ?? {}, fileName ?? undefined));
        }
      }
      return all;
    },
  };
}
