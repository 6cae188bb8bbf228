/** One person's hands and eyes, for tests and journeys without a browser. */
import type { Office } from '../office.ts';
import type {
  Answer,
  AskOptions,
  OptionsAnswer,
  Press,
  Snapshot,
  SubmitAnswer,
  ViewValues,
} from '../page-contract.ts';
import { openHome } from './home.ts';
import { look } from './look.ts';
import { dismiss, submit } from './modal.ts';
import { options } from './options.ts';
import { press } from './press.ts';
import { say } from './say.ts';
import { share } from './share.ts';
import { shortcut } from './shortcut.ts';
import { snapshot } from './snapshot.ts';

export interface Actor {
  say(channel: string, text: string, thread_ts?: string): Promise<Answer>;
  press(pressed: Omit<Press, 'person'>): Promise<Answer>;
  options(asked: Omit<AskOptions, 'person'>): Promise<OptionsAnswer>;
  submit(viewId: string, values: ViewValues): Promise<SubmitAnswer>;
  dismiss(viewId: string): Promise<Answer>;
  /** Shares a file with a channel; answers the message's ts. */
  share(channel: string, name: string, content: Buffer): string;
  shortcut(channel: string, ts: string, callbackId: string): Promise<Answer>;
  openHome(): Answer;
  look(channel: string): Answer;
  snapshot(): Snapshot;
}

export function actor(office: Office, person: string): Actor {
  return {
    say: (channel, text, thread_ts) =>
      say(office, { person, channel, text, ...(thread_ts !== undefined && { thread_ts }) }),
    press: (pressed) => press(office, { person, ...pressed }),
    options: (asked) => options(office, { person, ...asked }),
    submit: (viewId, values) => submit(office, { person, viewId, values }),
    dismiss: (viewId) => dismiss(office, { person, viewId }),
    share: (channel, name, content) => share(office, { person, channel, name, content }),
    shortcut: (channel, ts, callbackId) => shortcut(office, { person, channel, ts, callbackId }),
    openHome: () => openHome(office, { person }),
    look: (channel) => look(office, { person, channel }),
    snapshot() {
      const seen = snapshot(office, person);
      if (seen === undefined) throw new Error(`nobody has the id ${person}`);
      return seen;
    },
  };
}
