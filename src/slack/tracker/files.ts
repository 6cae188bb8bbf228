import type { Actor } from '../../domain/role.ts';
import type { Dataset } from '../../tracker/dataset/dataset.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { KIND_NAMES, KINDS, type Kind, metadataView } from '../views/tracker/files.ts';
import { datasetUsage } from '../views/tracker/help.ts';
import { sendFile } from './send-file.ts';

/** What a file of metadata says, and the file itself in the person’s own messages. */
export async function answerMetadata(
  needs: Needs,
  tracking: Tracking,
  dataset: Dataset,
  word: string | undefined,
  actor: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  const named = KINDS.find((one) => one === word?.toLowerCase());
  if (word !== undefined && named === undefined) return datasetUsage('metadata');
  const kind: Kind = named ?? KINDS.find((one) => dataset[one] !== undefined) ?? 'idf';
  return metadataView(dataset, kind, await send(needs, tracking, dataset, kind, actor));
}

async function send(
  needs: Needs,
  tracking: Tracking,
  dataset: Dataset,
  kind: Kind,
  { id }: Extract<Actor, { kind: 'person' }>,
): Promise<Parameters<typeof metadataView>[2]> {
  const file = await tracking.metadata.bring(dataset, kind);
  if (!file.ok) return file;
  const title = `${KIND_NAMES[kind]} of ${dataset.accession}`;
  const isSent = await sendFile(needs, id, { content: file.content, filename: file.name, title });
  return isSent ? 'sent' : 'not sent';
}
