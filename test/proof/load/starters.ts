import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { DeskMessage } from '../../../src/sandbox/desk/page-contract.ts';
import { directId } from '../../../src/sandbox/desk/workspace/workspace.ts';
import { stateAt } from '../../../src/sandbox/world/life.ts';
import type { Project } from '../../../src/sandbox/world/record.ts';
import type { Arena } from '../bot/arena.ts';
import { starters } from '../bot/town.ts';
import type { Deed } from '../check/history.ts';
import type { Chance } from './chance.ts';

const REST = 6000; // milliseconds before the same project is asked for again
const ANSWER_MOST = 8000;
const TOGETHER = 0.15; // how often two wranglers export the same project at the same moment

const actions = z.object({
  type: z.literal('actions'),
  block_id: z.string(),
  elements: z.array(z.object({ action_id: z.string() })),
});

/** Wranglers who export whatever ingest calls valid: `/export`, then the preview's button. */
export async function runStarters(
  needs: {
    readonly arena: Arena;
    readonly chance: Chance;
    readonly record: (deed: Deed) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { arena, chance, record } = needs;
  const { desk, projects } = arena;
  const asked = new Map<string, number>();
  let wanted: Project | undefined; // by a second person too

  function choose(): Project | undefined {
    if (wanted !== undefined && chance.happens(0.5)) {
      const again = wanted;
      wanted = undefined;
      return again;
    }
    const now = Date.now();
    const free = projects.filter(({ uuid, submissions }) => {
      const submission = submissions.at(-1);
      if (submission === undefined || stateAt(submission, now) !== 'Graph valid') return false;
      return now - (asked.get(uuid) ?? 0) > REST;
    });
    const project = chance.oneOf(free);
    if (project === undefined) return undefined;
    asked.set(project.uuid, Date.now());
    if (chance.happens(TOGETHER)) wanted = project;
    return project;
  }

  async function exportOne(person: string, project: Project): Promise<void> {
    const hands = desk.as(person);
    const channel = directId(person);
    const failures = () => said(person, 'failed with the error').length;
    const before = failures();
    const at = Date.now();
    const words = chance.happens(0.5) ? project.uuid : project.shortName;
    await hands.say(channel, `/export ${words}`);
    const acknowledged = failures() === before;
    const { shortName } = project;
    const answeredAt = Date.now();
    record({ kind: 'ask', person, at, answeredAt, acknowledged, project: shortName, words });
    if (!acknowledged) return;
    const preview = await previewOf(person, shortName, at);
    if (preview === undefined) return;
    const button = preview.blocks
      .flatMap((block) => actions.safeParse(block).data ?? [])
      .flatMap(({ block_id: blockId, elements }) =>
        elements.map(({ action_id: actionId }) => ({ blockId, actionId })),
      )
      .find(({ actionId }) => actionId === 'preview:Export');
    const number = Number(/This is cycle (\d+)/.exec(preview.text)?.[1]);
    if (button === undefined || !(number > 0)) return;
    const container = { kind: 'message', channel, ts: preview.ts } as const;
    for (let tries = 0; tries < 4 && !signal.aborted; tries += 1) {
      const pressedAt = Date.now();
      const answer = await hands.press({ container, ...button });
      record({
        kind: 'confirm',
        person,
        at: pressedAt,
        answeredAt: Date.now(),
        acknowledged: answer.ok,
        project: shortName,
        number,
      });
      // “Trouble connecting. Try again?”
      if (answer.ok || answer.error === 'This is no longer there.') return;
      await delay(chance.between(50, 400));
    }
  }

  /** The newest preview of a project since then, as soon as it is there. */
  async function previewOf(
    person: string,
    shortName: string,
    since: number,
  ): Promise<DeskMessage | undefined> {
    for (let waited = 0; waited < ANSWER_MOST && !signal.aborted; waited += 50) {
      const answers = said(person, shortName).filter(({ ts }) => Number(ts) * 1000 >= since - 1);
      const found = answers.findLast(({ text }) => text.includes('This is cycle'));
      if (found !== undefined) return found;
      if (answers.length > 0) return undefined; // a refusal
      await delay(50);
    }
    return undefined;
  }

  function said(person: string, words: string): readonly DeskMessage[] {
    return desk
      .as(person)
      .snapshot()
      .messages.filter(({ text }) => text.includes(words));
  }

  await Promise.all(
    starters.map(async ({ id }) => {
      while (!signal.aborted) {
        const project = choose();
        if (project !== undefined) await exportOne(id, project);
        await delay(chance.between(20, 200));
      }
    }),
  );
}
