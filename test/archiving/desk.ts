import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ArchivePorts, archiveFile } from '../../src/archiving/archive-file.ts';
import type { Archived, ArchiveFileJob } from '../../src/archiving/job.ts';
import { systemRandom } from '../../src/config/system.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { tenX } from '../support/fastq.ts';
import { type Dsp, startDsp } from './dsp.ts';
import { type FileSite, startFileSite } from './file-site.ts';

export const LOGIN = { user: 'hca-ingest', password: 'CANARY-aap-password' };
export const KEYS = { accessKey: 'CANARY-access', secretKey: 'CANARY-secret' };
/** Nothing is waited for that does not come. */
const HASTE = { delays: [0, 10, 20], silence: 2000 };

/** A work folder, a site with the inputs, and a DSP that takes the outputs. */
export async function aDesk() {
  const data = aDataFolder();
  const site = await startFileSite();
  const dsp = await startDsp(join(data.path, 'dsp'), LOGIN);
  const workFolder = join(data.path, 'work');
  return {
    path: data.path,
    workFolder,
    site,
    dsp,
    archive: (job: ArchiveFileJob, ports: Partial<ArchivePorts> = {}): Promise<Archived> =>
      archiveFile(job, {
        signal: new AbortController().signal,
        progress: () => undefined,
        workFolder,
        secrets: { aap: LOGIN, source: KEYS },
        id: systemRandom.id,
        patience: HASTE,
        ...ports,
      }),
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await dsp[Symbol.asyncDispose]();
      data[Symbol.dispose]();
    },
  };
}
export type Desk = Awaited<ReturnType<typeof aDesk>>;

/** A job with everything but its files. */
export function aJob(
  { dsp }: { readonly dsp: Dsp },
  planned: Partial<ArchiveFileJob['planned']>,
): ArchiveFileJob {
  return {
    planned: {
      manifestId: 'manifest-1',
      submissionId: 'submission-1',
      inputs: [],
      memory: 1000,
      minutes: 1,
      ...planned,
    },
    source: { endpoint: 'http://127.0.0.1:9', region: 'us-east-1' },
    target: { kind: 'dsp', dspUrl: dsp.url, aapUrl: `${dsp.url}/auth` },
    converter: { kind: 'samtools', samtools: 'samtools' },
    threads: 1,
  };
}

/** A lane of 10xV3 whose files lie on the site. */
export function aLane(
  desk: { readonly dsp: Dsp; readonly site: FileSite },
  { reads = 500, output = 'lane_1.bam', seed = 1 } = {},
) {
  const text = { r1: '', r2: '', i1: '' };
  for (const batch of tenX({ reads, barcodes: 28, seed }))
    for (const name of ['r1', 'r2', 'i1'] as const) text[name] += batch[name];
  const input = (name: keyof typeof text, role: 'read1' | 'read2' | 'index1') => {
    const content = gzipSync(text[name], { level: 1 });
    const file = `${output}-${name}.fastq.gz`;
    return { name: file, url: desk.site.put(file, content), bytes: content.length, role };
  };
  return aJob(desk, {
    inputs: [input('r1', 'read1'), input('r2', 'read2'), input('i1', 'index1')],
    conversion: { schema: '10xV3', output },
  });
}

/** A file that is uploaded as it is. */
export function aFile(
  desk: { readonly dsp: Dsp; readonly site: FileSite },
  content: Uint8Array,
  name = 'cell_1.fastq.gz',
) {
  return aJob(desk, {
    inputs: [{ name, url: desk.site.put(name, content), bytes: content.length }],
  });
}
