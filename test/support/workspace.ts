import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../src/operations/ports.ts';
import { startClock } from '../../src/sandbox/clock.ts';
import type {
  Container,
  DeskMessage,
  DeskView,
  ElementState,
  ViewValues,
} from '../../src/sandbox/desk/page-contract.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import { sandboxWorkspace } from '../../src/sandbox/workspace.ts';

const DCP_OPS = 'C00DCPOPS1';
export const DATA_OPS = 'C0DATAOPS2';
/** A Tuesday morning. */
const START = new Date('2026-02-03T10:00:00Z');

/** The whole product on loopback: the real bot, the desk, the services; and six people to act as. */
export interface TestWorkspace extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly logged: readonly string[];
  person(name: 'ana' | 'ben' | 'cho' | 'dee' | 'eli' | 'fay'): Someone;
  skip(minutes: number): void;
  /** What ingest was asked to do, per project short name. */
  submitsOf(shortName: string): readonly unknown[];
  uuidOf(shortName: string): string;
  scenario(shortName: string, key: string): void;
}

export async function openWorkspace(
  options: {
    readonly transport?: 'socket' | 'http';
    readonly webForm?: boolean;
    readonly start?: Date;
    readonly notifications?: object;
    readonly sharing?: object;
    readonly executors?: object;
    readonly buckets?: SandboxOptions['buckets'];
    readonly tracker?: boolean;
  } = {},
): Promise<TestWorkspace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'handoff-test-'));
  const clock = startClock({ startAt: options.start ?? START });
  const logged: string[] = [];
  const write = (event: string, details?: unknown): void => {
    logged.push(`${event} ${JSON.stringify(details ?? {})}`);
  };
  const log: Log = { info: write, warn: write, error: write };
  const sandbox = await startSandbox({
    port: 0,
    dataDir,
    transport: options.transport ?? 'socket',
    log,
    clock,
    webForm: options.webForm ?? false,
    ...(options.notifications === undefined ? {} : { notifications: options.notifications }),
    ...(options.sharing === undefined ? {} : { sharing: options.sharing }),
    ...(options.executors === undefined ? {} : { executors: options.executors }),
    ...(options.buckets === undefined ? {} : { buckets: options.buckets }),
    tracker: options.tracker ?? false,
    pollSeconds: 1,
    secondsBetweenPosts: 0,
  });
  const projects = () => sandbox.world.controls.read().projects;
  const uuidOf = (shortName: string): string => {
    const project = projects().find((one) => one.shortName === shortName);
    if (project === undefined) throw new Error(`The world has no project ${shortName}.`);
    return project.projectUuid;
  };
  return {
    sandbox,
    logged,
    uuidOf,
    person(name) {
      const found = sandboxWorkspace.people.find((one) => one.name === name);
      if (found === undefined) throw new Error(`Nobody is called ${name}.`);
      return new Someone(sandbox, found.id, logged);
    },
    skip: (minutes) => {
      sandbox.world.controls.skip(minutes);
    },
    scenario: (shortName, key) => {
      sandbox.world.controls.scenario(uuidOf(shortName), key);
    },
    submitsOf: (shortName) =>
      sandbox.world.submits.filter((submit) => JSON.stringify(submit).includes(uuidOf(shortName))),
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until the check stops throwing; the last fault is what a failed test shows. */
export async function eventually<T>(check: () => T | Promise<T>, within = 30_000): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** One person at the desk: says, sees, presses, fills in; by what is written on things, as people do. */
export class Someone {
  readonly id: string;
  readonly #sandbox: Pick<Sandbox, 'desk'>;
  readonly #logged: readonly string[];

  constructor(sandbox: Pick<Sandbox, 'desk'>, id: string, logged: readonly string[]) {
    this.#sandbox = sandbox;
    this.id = id;
    this.#logged = logged;
  }

  get desk() {
    return this.#sandbox.desk.as(this.id);
  }

  async say(text: string, channel = DCP_OPS): Promise<void> {
    const answer = await this.desk.say(channel, text);
    if (!answer.ok) throw new Error(`${text}: ${answer.error}`);
  }

  messages(): readonly DeskMessage[] {
    return this.desk.snapshot().messages;
  }

  /** The newest message that this person sees and that contains all these words, in text or blocks. */
  sees(...words: readonly string[]): Promise<DeskMessage> {
    return eventually(() => {
      const found = this.messages().findLast((message) => contains(message, words));
      if (found === undefined)
        throw new Error(this.#missing(`no message with ${words.join(' + ')}`));
      return found;
    });
  }

  async doesNotSee(...words: readonly string[]): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const found = this.messages().find((message) => contains(message, words));
    if (found !== undefined) throw new Error(`unexpected: ${found.text}`);
  }

  /** How many messages contain all these words. */
  count(...words: readonly string[]): number {
    return this.messages().filter((message) => contains(message, words)).length;
  }

  /** Presses the button with this label in the newest message that has it and contains these words. */
  async press(label: string, ...words: readonly string[]): Promise<void> {
    const { message, button } = await eventually(() => {
      for (const message of this.messages().toReversed()) {
        if (!contains(message, words)) continue;
        const button = findButton(message.blocks, label);
        if (button !== undefined) return { message, button };
      }
      throw new Error(this.#missing(`no button “${label}” in a message with ${words.join(' + ')}`));
    });
    await this.pressIn({ kind: 'message', channel: message.channel, ts: message.ts }, button);
  }

  async pressIn(container: Container, button: FoundButton): Promise<void> {
    const answer = await eventually(async () => {
      const answer = await this.desk.press({ container, ...button });
      // On a machine that is busy with other things Slack’s three seconds may pass; a person presses again.
      if (!answer.ok && answer.error.includes('Try again?')) throw new Error(answer.error);
      return answer;
    });
    if (!answer.ok) throw new Error(`${JSON.stringify(button)}: ${answer.error}`);
  }

  /** Presses the button with this label on this person's Home, which is open. */
  async pressOnHome(label: string): Promise<void> {
    const { home, button } = await eventually(() => {
      const { home } = this.desk.snapshot();
      const button = findButton(home?.blocks ?? [], label);
      if (home === undefined || button === undefined) {
        throw new Error(this.#missing(`no button “${label}” on Home`));
      }
      return { home, button };
    });
    await this.pressIn({ kind: 'view', viewId: home.id }, button);
  }

  modal(title: string): Promise<DeskView> {
    return eventually(() => {
      const found = this.desk.snapshot().modals.at(-1);
      if (found?.title !== title)
        throw new Error(this.#missing(`no modal “${title}”, but ${found?.title}`));
      return found;
    });
  }

  /** Fills in the open modal by its labels (the rest keeps its initial values) and submits it. */
  async submit(title: string, filled: Readonly<Record<string, string | readonly string[]>> = {}) {
    const modal = await this.modal(title);
    return this.desk.submit(modal.id, valuesOf(modal, filled));
  }

  #missing(what: string): string {
    const shown = this.messages().map(
      (message) => `  ${message.ephemeral ? '(only me) ' : ''}${message.text}`,
    );
    return `${what}; seen:\n${shown.slice(-12).join('\n')}\nlog:\n${this.#logged.slice(-8).join('\n')}`;
  }
}

function contains(message: DeskMessage, words: readonly string[]): boolean {
  const all = `${message.text}\n${JSON.stringify(message.blocks)}`;
  return words.every((word) => all.includes(word));
}

interface FoundButton {
  readonly blockId: string;
  readonly actionId: string;
  readonly state?: ElementState;
}

const block = z.looseObject({ type: z.string(), block_id: z.string().optional() });
const button = z.looseObject({
  type: z.literal('button'),
  action_id: z.string(),
  text: z.looseObject({ text: z.string() }),
});
/** A menu whose choice acts at once. */
const menu = z.looseObject({
  type: z.enum(['overflow', 'static_select']),
  action_id: z.string(),
  options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() })),
});

/** A button with this label, or an entry of a menu. */
function findButton(blocks: readonly unknown[], label: string): FoundButton | undefined {
  for (const raw of blocks) {
    const { block_id: blockId = '' } = block.parse(raw);
    for (const element of elementsOf(raw)) {
      const pressed = button.safeParse(element);
      if (pressed.success && pressed.data.text.text === label) {
        return { blockId, actionId: pressed.data.action_id };
      }
      const opened = menu.safeParse(element);
      const option = opened.data?.options.find((one) => one.text.text === label);
      if (opened.success && option !== undefined) {
        return {
          blockId,
          actionId: opened.data.action_id,
          state: { type: opened.data.type, selected_option: option },
        };
      }
    }
  }
  return undefined;
}

function elementsOf(raw: unknown): readonly unknown[] {
  const { elements, accessory } = z
    .looseObject({ elements: z.array(z.unknown()).default([]), accessory: z.unknown().optional() })
    .parse(raw);
  return [...elements, accessory];
}

const input = z.looseObject({
  type: z.literal('input'),
  block_id: z.string(),
  label: z.looseObject({ text: z.string() }),
  element: z.looseObject({
    type: z.string(),
    action_id: z.string(),
    initial_value: z.string().optional(),
    initial_option: z.unknown().optional(),
    initial_options: z.unknown().optional(),
    options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }) })).optional(),
  }),
});

/** The state that the page would send: what was there at first, overlaid by what is filled in. */
function valuesOf(
  modal: DeskView,
  filled: Readonly<Record<string, string | readonly string[]>>,
): ViewValues {
  const values: Record<string, Record<string, ElementState>> = {};
  const unknown = new Set(Object.keys(filled));
  for (const raw of modal.blocks) {
    const parsed = input.safeParse(raw);
    if (!parsed.success) continue;
    const { block_id, element, label } = parsed.data;
    const given = filled[label.text];
    unknown.delete(label.text);
    values[block_id] = { [element.action_id]: stateOf(element, given) };
  }
  if (unknown.size > 0) throw new Error(`“${modal.title}” has no field ${[...unknown].join(', ')}`);
  return values;
}

function stateOf(
  element: z.infer<typeof input>['element'],
  given: string | readonly string[] | undefined,
): ElementState {
  const choose = (label: string) => element.options?.find((option) => option.text.text === label);
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
      return {
        type: element.type,
        selected_option:
          (typeof given === 'string' ? choose(given) : element.initial_option) ?? null,
      };
    case 'checkboxes':
      return {
        type: element.type,
        selected_options: Array.isArray(given)
          ? given.map(choose).filter((option) => option !== undefined)
          : (element.initial_options ?? []),
      };
    case 'multi_external_select':
      return {
        type: element.type,
        selected_options: Array.isArray(given)
          ? given.map((value) => ({ text: { type: 'plain_text', text: value }, value }))
          : (element.initial_options ?? []),
      };
    case 'users_select':
      return { type: element.type, selected_user: given ?? null };
    case 'external_select':
      return {
        type: element.type,
        selected_option: given === undefined ? (element.initial_option ?? null) : { value: given },
      };
    default:
      return {
        type: element.type,
        value: typeof given === 'string' ? given : (element.initial_value ?? null),
      };
  }
}
