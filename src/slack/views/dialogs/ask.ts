import type { ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { Runbook } from '../../../domain/runbook/runbook.ts';
import type { ProjectSummary } from '../../../operations/ports.ts';
import { plain } from '../text.ts';

export const ASK_CALLBACK = 'ask';
export const PROJECT = 'project';
/** Stands in the list when ingest cannot be asked for one. */
export const UNAVAILABLE = 'unavailable';

/** What the modal remembers: which runbook, and the channel to answer in. */
export const askedFor = z.object({ b: z.string(), ch: z.string() });
type AskedFor = z.infer<typeof askedFor>;

/** The command without words: choose a project from ingest's list. */
export function askView(runbook: Runbook, channel: string): ModalView {
  return {
    type: 'modal',
    callback_id: ASK_CALLBACK,
    private_metadata: JSON.stringify({ b: runbook.name, ch: channel } satisfies AskedFor),
    title: { type: 'plain_text', text: plain(runbook.title, 24) },
    submit: { type: 'plain_text', text: 'Show preview' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: PROJECT,
        label: { type: 'plain_text', text: 'Which project?' },
        hint: {
          type: 'plain_text',
          text: 'Type some letters of its short name. Nothing happens before you have seen a preview.',
        },
        element: {
          type: 'external_select',
          action_id: PROJECT,
          min_query_length: 0,
          placeholder: { type: 'plain_text', text: 'Short name or title' },
        },
      },
    ],
  };
}

export function projectOptions(projects: readonly ProjectSummary[]): PlainTextOption[] {
  return projects.slice(0, 100).map(({ projectUuid, shortName, title }) => ({
    text: { type: 'plain_text', text: plain(shortName, 75) },
    value: projectUuid,
    ...(title === '' ? {} : { description: { type: 'plain_text', text: plain(title, 75) } }),
  }));
}

export function unavailableOption(command: string): PlainTextOption {
  return {
    text: {
      type: 'plain_text',
      text: plain(`Ingest isn’t answering; try ${command} with a UUID`, 75),
    },
    value: UNAVAILABLE,
  };
}
