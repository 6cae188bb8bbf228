import { z } from 'zod';
import type { Desk } from '../../../src/sandbox/desk/desk.ts';
import type { ElementState } from '../../../src/sandbox/desk/page-contract.ts';
import type { Post, Whisper } from '../check/history.ts';

/** A button, or an entry of a menu, that answers with a runbook event. */
export interface EventButton {
  readonly channel: string;
  readonly ts: string;
  readonly blockId: string;
  readonly actionId: string;
  readonly state?: ElementState;
  readonly cycleId: string;
  readonly turn: number;
  readonly event: string;
  readonly subject?: string; // what exactly it confirms
  readonly choice?: number; // of a menu
}

/** What stands in a channel, kept up to date from the desk's own record of calls: a look costs only what is new. */
export class Eyes {
  readonly whispers: Whisper[] = [];
  readonly #desk: Desk;
  readonly #posts = new Map<string, Post>();
  readonly #buttons = new Map<string, readonly EventButton[]>(); // by message
  readonly #views = new Map<string, string>(); // id of an open modal -> what it is about
  #next = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get posts(): readonly Post[] {
    return [...this.#posts.values()];
  }

  /** Every button now to be seen. */
  get buttons(): readonly EventButton[] {
    return [...this.#buttons.values()].flat();
  }

  /** Modals that were opened by a press with this value and not taken yet, newest first. */
  viewsAbout(value: string): readonly string[] {
    return [...this.#views].flatMap(([id, about]) => (about === value ? [id] : [])).toReversed();
  }

  forget(viewId: string): void {
    this.#views.delete(viewId);
  }

  look(): void {
    const { log } = this.#desk;
    for (; this.#next < log.length; this.#next += 1) {
      const call = log[this.#next];
      if (call === undefined || call.answer['ok'] !== true) continue;
      if (call.method === 'chat.postMessage' || call.method === 'chat.update') {
        this.#see(posted.parse(call.answer));
      } else if (call.method === 'chat.postEphemeral') {
        const { user, text } = ephemeral.parse(call.arguments);
        const at = Number(z.string().parse(call.answer['message_ts'])) * 1000;
        this.whispers.push({ person: user, at, text });
      } else if (call.method === 'views.open') {
        const { view } = opened.parse(call.answer);
        this.#views.set(view.id, view.private_metadata);
      }
    }
  }

  #see({ channel, message }: z.infer<typeof posted>): void {
    const key = `${channel} ${message.ts}`;
    const opaque = message.metadata?.event_payload['key'];
    const reply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    this.#posts.set(key, {
      channel,
      ts: message.ts,
      text: message.text,
      ...(reply && message.thread_ts !== undefined ? { thread: message.thread_ts } : {}),
      ...(typeof opaque === 'string' ? { opaque } : {}),
    });
    this.#buttons.set(
      key,
      message.blocks.flatMap((block) => buttonsOf(block, channel, message.ts)),
    );
  }
}

const block = z.object({
  type: z.string(),
  block_id: z.string().default(''),
  elements: z.array(z.unknown()).default([]),
});
const button = z.object({
  type: z.literal('button'),
  action_id: z.string(),
  value: z.string(),
});
const menu = z.object({
  type: z.enum(['overflow', 'static_select']),
  action_id: z.string(),
  options: z.array(z.looseObject({ value: z.string() })),
});
const eventValue = z.object({
  c: z.string(),
  t: z.number(),
  e: z.string(),
  h: z.string().optional(),
  v: z.number().optional(),
});
const posted = z.object({
  channel: z.string(),
  message: z.object({
    ts: z.string(),
    text: z.string(),
    thread_ts: z.string().optional(),
    blocks: z.array(z.unknown()).default([]),
    metadata: z.object({ event_payload: z.record(z.string(), z.unknown()) }).optional(),
  }),
});
const ephemeral = z.object({ user: z.string(), text: z.string() });
const opened = z.object({
  view: z.object({ id: z.string(), private_metadata: z.string().default('') }),
});

function buttonsOf(raw: unknown, channel: string, ts: string): readonly EventButton[] {
  const { block_id: blockId, elements } = block.parse(raw);
  return elements.flatMap((element): readonly EventButton[] => {
    const pressed = button.safeParse(element).data;
    if (pressed !== undefined) {
      const value = eventIn(pressed.value);
      const at = { channel, ts, blockId, actionId: pressed.action_id };
      return value === undefined ? [] : [{ ...at, ...value }];
    }
    const opened = menu.safeParse(element).data;
    if (opened === undefined) return [];
    const { type, action_id: actionId, options } = opened;
    return options.flatMap((option) => {
      const value = eventIn(option.value);
      const state = { type, selected_option: option };
      const at = { channel, ts, blockId, actionId, state };
      return value === undefined ? [] : [{ ...at, ...value }];
    });
  });
}

function eventIn(
  value: string,
): Pick<EventButton, 'cycleId' | 'turn' | 'event' | 'subject' | 'choice'> | undefined {
  try {
    const { data } = eventValue.safeParse(JSON.parse(value));
    if (data === undefined) return undefined;
    const { c: cycleId, t: turn, e: event, h: subject, v: choice } = data;
    return {
      cycleId,
      turn,
      event,
      ...(subject === undefined ? {} : { subject }),
      ...(choice === undefined ? {} : { choice }),
    };
  } catch {
    return undefined;
  }
}
