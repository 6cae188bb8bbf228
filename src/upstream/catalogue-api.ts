import { z } from 'zod';
import type { Catalogue, Clock } from '../operations/ports.ts';
import type { OnCall } from './breaker.ts';
import { type Answer, createHttp, type Limits } from './http.ts';

const BATCH = 50;

const hits = z.object({
  hits: z.array(
    z.object({
      entryId: z.string().nullish(),
      projects: z.array(z.object({ projectId: z.string().nullish() })).nullish(),
    }),
  ),
});

/** Azul, the service behind the data browser: one catalogue for each release (`dcp58`). */
export function createCatalogueApi(needs: {
  readonly url: string;
  readonly browserUrl: string;
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly onCall?: OnCall;
}): Catalogue {
  const http = createHttp({ system: 'The catalogue', ...needs });
  const browser = needs.browserUrl.replace(/\/+$/, '');

  async function listBatch(batch: readonly string[], release: number): Promise<readonly string[]> {
    const query = new URLSearchParams({
      catalog: `dcp${release}`,
      filters: JSON.stringify({ projectId: { is: batch } }),
      size: String(batch.length),
    });
    const answer = await http.get(`/index/projects?${query}`, hits, noSuchCatalogue);
    return (answer?.hits ?? []).flatMap((hit) =>
      [hit.entryId, ...(hit.projects ?? []).map((project) => project.projectId)].flatMap((id) =>
        typeof id === 'string' ? [id.toLowerCase()] : [],
      ),
    );
  }

  return {
    async listIndexed(projectUuids, release) {
      if (!Number.isInteger(release) || release < 1) return new Set();
      const asked = [...new Set(projectUuids)];
      const shown = new Set<string>();
      for (let start = 0; start < asked.length; start += BATCH) {
        const found = await listBatch(asked.slice(start, start + BATCH), release);
        for (const id of found) shown.add(id);
      }
      return new Set(asked.filter((id) => shown.has(id.toLowerCase())));
    },

    projectUrl: (projectUuid) => `${browser}/projects/${encodeURIComponent(projectUuid)}`,
  };
}

/** Before its release a catalogue is unknown to Azul, which says so with 400 or 404. */
function noSuchCatalogue({ status, text }: Answer): boolean {
  return status === 404 || (status === 400 && /catalog/i.test(text));
}
