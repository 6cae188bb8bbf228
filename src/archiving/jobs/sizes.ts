import { seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';
import { ArchiveFailure } from '../failure.ts';
import { openSource } from '../inputs/source.ts';
import type { ArchiveFileJob, ArchiveSecrets } from '../job.ts';
import type { UploadPlan } from '../plan/plan.ts';

/** How large the inputs of a plan are. */
export interface Sizes {
  /** Bytes; undefined where there is nothing. */
  sizeOf(url: string): Promise<number | undefined>;
}

const SILENCE = seconds(30);

export function createSizes(needs: {
  readonly source: ArchiveFileJob['source'];
  readonly secrets: () => Promise<ArchiveSecrets>;
}): Sizes {
  const { source: service } = needs;
  return {
    async sizeOf(url) {
      const { source: keys } = await needs.secrets();
      const signal = new AbortController().signal;
      const name = url.split('/').at(-1) ?? url;
      const source = openSource(url, name, { service, keys, signal, silence: SILENCE });
      return (await source.facts())?.bytes;
    },
  };
}

/** Whether a plan can be judged is a matter of its store, too: what passes is looked at again. */
export async function withoutSizes(read: () => Promise<UploadPlan>): Promise<UploadPlan> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ArchiveFailure)) throw error;
    if (!error.passing) return { kind: 'unreadable', says: error.message };
    throw new OutsideError('The upload area', 'retry', error.message, { cause: error });
  }
}
