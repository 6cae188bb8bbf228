import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { membersOf } from '../../domain/data-export/member.ts';
import { lineageOf } from '../../storage/exports/lineage.ts';
import { type Exported, MANIFEST, manifestOf } from '../package/manifest.ts';
import { RECEIPT, SUMS, type Sum, signReceipt, sumsOf } from '../package/receipt.ts';
import type { Member } from '../package/write.ts';
import type { RunNeeds } from './step.ts';

/** The manifest, the sums of everything else, and the signature over them. */
export async function writePapers(
  needs: Pick<RunNeeds, 'db' | 'clock' | 'key' | 'version'>,
  job: ExportJob,
  exported: readonly Exported[],
  folder: string,
): Promise<readonly Member[]> {
  const now = needs.clock.now();
  const sums = [...sumsOfFiles(exported)];
  const written: Member[] = [];
  const write = async (name: string, text: string): Promise<void> => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    written.push({ name, path });
  };
  if (job.includeMetadata || job.includeLineage) {
    const ids = exported.map(({ file }) => file.id);
    const lineage = job.includeLineage ? await lineageOf(needs.db, ids) : [];
    const about = { now, version: needs.version, lineage };
    const text = `${JSON.stringify(manifestOf(job, exported, about), undefined, 2)}\n`;
    await write(MANIFEST, text);
    sums.push({ name: MANIFEST, sha256: createHash('sha256').update(text).digest('hex') });
  }
  const list = sumsOf(sums);
  await write(SUMS, list);
  const receipt = signReceipt(needs.key, { jobKey: job.key, issuedAt: now, sums: list });
  await write(RECEIPT, `${JSON.stringify(receipt, undefined, 2)}\n`);
  return written;
}

/** Of what could be exported. */
export function sumsOfFiles(exported: readonly Exported[]): readonly Sum[] {
  return exported.flatMap(({ made }) => (made.status === 'completed' ? membersOf(made) : []));
}
