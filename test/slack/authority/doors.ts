import { exporting } from '../../../src/runbooks/exporting.ts';
import { directId } from '../../../src/sandbox/desk/workspace/workspace.ts';
import { buttonValue } from '../../../src/slack/interaction/button-value.ts';
import { button } from '../../../src/slack/views/blocks.ts';
import { savePreview } from '../../../src/storage/cycles/previews.ts';
import { aDataset, uuid } from '../../support/cycles.ts';
import { isAllowed, PEOPLE, type Person, SUBMITTER } from './table.ts';
import { OPS, type Town } from './town.ts';
import {
  buttonsFor,
  type Door,
  everybody,
  filledIn,
  formOf,
  pressEach,
  show,
  showAtHome,
  tried,
} from './trial.ts';

/** Who may begin, as the runbook says. */
const STARTERS =
  exporting.steps
    .flatMap(({ transitions }) => transitions)
    .find(({ from }) => from === exporting.starts)?.who ?? [];

const buttons: Door = (town, actions) =>
  everybody(async (person) => {
    const place = await show(town, await buttonsFor(town, actions));
    return pressEach(town, 'button', person, actions, place);
  });

/** Behind it is the same listener, so that what machines and the clock say is not tried again here. */
const home: Door = (town, actions) => {
  const byPeople = actions.filter(({ who }) => who !== 'observer' && who !== 'timer');
  return everybody(async (person) => {
    const place = await showAtHome(town, person, await buttonsFor(town, byPeople));
    return pressEach(town, 'Home', person, byPeople, place);
  });
};

/** Forms that were opened while it was allowed, submitted when it is not any more. */
const forms: Door = async (town, actions) => {
  const trials = [];
  for (const action of actions) {
    const { event, form, who, asks } = action;
    if (form === undefined) continue;
    town.everybodyMayAll(true);
    const opened = await Promise.all(
      // The submitter is never shown a form for what takes somebody else: the door before this one.
      PEOPLE.filter((one) => asks.notSubmitter !== true || one !== SUBMITTER).map(
        async (person) => {
          const container = await show(town, await buttonsFor(town, [action]));
          await town.desk
            .as(person.id)
            .press({ container, blockId: 'row0', actionId: `event:${event}` });
          return { person, modal: await formOf(town, person, form.title) };
        },
      ),
    );
    town.everybodyMayAll(false);
    trials.push(
      ...(await Promise.all(
        opened.map(({ person, modal }) => {
          let errors = false;
          return tried(town, {
            door: 'form',
            person,
            action: event,
            allowed: isAllowed(person, who, asks),
            shows: () => errors,
            act: async () => {
              const answer = await town.desk.as(person.id).submit(modal.id, filledIn(form.fields));
              errors = !answer.ok && 'errors' in answer;
            },
          });
        }),
      )),
    );
  }
  return trials;
};

/** `/export <project>`, typed in the channel or in direct messages with the bot; and the ways round it. */
const starts: Door = (town) =>
  everybody(async (person) => {
    const at = town.desk.as(person.id);
    const allowed = isAllowed(person, STARTERS);
    const started = (door: string, act: () => Promise<unknown>, title?: string) =>
      tried(town, {
        door,
        person,
        action: 'submit',
        allowed,
        act,
        shows: () => title !== undefined && at.snapshot().modals.at(-1)?.title === title,
      });
    const previewId = `preview${String(PEOPLE.indexOf(person)).padStart(13, '0')}`;
    await putPreview(town, person, previewId);
    const place = await show(town, [
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          button({
            label: 'Again',
            id: 'ask:again',
            value: buttonValue({ b: exporting.name, w: uuid(1) }),
          }),
          button({
            label: 'Export',
            id: 'preview',
            value: buttonValue({ p: previewId, a: 'Export' }),
          }),
          button({ label: 'New', id: 'new', value: buttonValue({ b: exporting.name }) }),
        ],
      },
    ]);
    const press = (actionId: string) => () =>
      at.press({ container: place, blockId: 'row', actionId });
    return [
      await started('command', () => at.say(OPS, `/export ${uuid(1)}`)),
      await started('direct message', () => at.say(directId(person.id), `/export ${uuid(1)}`)),
      await started('command without words', () => at.say(OPS, '/export'), exporting.title),
      await started('“New export”', press('new'), exporting.title),
      await started('“Export again”', press('ask:again')),
      await started('preview', press('preview')),
    ];
  });

async function putPreview(town: Town, person: Person, id: string): Promise<void> {
  await savePreview(town.db, {
    person: person.id,
    channel: OPS,
    preview: {
      id,
      runbook: exporting.name,
      dataset: aDataset(500_000 + PEOPLE.indexOf(person)),
      number: 1,
      choices: ['Export'],
      expiresAt: new Date(Date.now() + 3_600_000_000),
    },
  });
}

/** What only reads is for every full member; a look at ingest on demand is for people with a role. */
const reading: Door = (town) =>
  everybody(async (person) => {
    const at = town.desk.as(person.id);
    const saw = (words: string) => () =>
      at.snapshot().messages.some(({ text }) => text.includes(words));
    const read = (action: string, words: string) =>
      tried(town, {
        door: 'command',
        person,
        action,
        allowed: isAllowed(person, 'every member'),
        shows: saw(words),
        act: () => at.say(OPS, action),
      });
    const c = await town.cycleFor({ state: 'exported' });
    const container = await show(town, [
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          button({
            label: 'Check again',
            id: 'check',
            value: buttonValue({ c, t: 1, e: 'check' }),
          }),
        ],
      },
    ]);
    return [
      await read('/export notes', 'notes on the process'),
      await read('/data-export list', 'You have no exports yet'),
      await read('/ops who', 'Who is who'),
      await tried(town, {
        door: 'Home',
        person,
        action: 'open Home',
        allowed: isAllowed(person, 'every member'),
        shows: () => /(waits|Waiting) for you/.test(JSON.stringify(at.snapshot().home?.blocks)),
        act: async () => at.openHome(),
      }),
      await tried(town, {
        door: 'button',
        person,
        action: 'check again',
        allowed: isAllowed(person, 'anyone with a role'),
        shows: saw('There is no system to look at'),
        act: () => at.press({ container, blockId: 'row', actionId: 'check' }),
      }),
    ];
  });

export const DOORS: Readonly<Record<string, Door>> = { buttons, home, forms, starts, reading };
