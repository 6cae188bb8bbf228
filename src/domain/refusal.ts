import type { Who } from './role.ts';

/** An expected “no”, as a value: the doors turn each code into a sentence for the person. */
export type Refusal =
  /** Somebody was first, or things moved on: `event` cannot happen in `state` (any more). */
  | {
      readonly code: 'not now';
      readonly event: string;
      readonly state: string;
      readonly last?: { readonly by: string; readonly at: string; readonly event: string };
    }
  /** The button belongs to an earlier turn of this cycle. */
  | {
      readonly code: 'stale button';
      readonly state: string;
      readonly last?: { readonly by: string; readonly at: string; readonly event: string };
    }
  /** The button belongs to a cycle that has ended; `current` is the open one, if there is one. */
  | {
      readonly code: 'ended';
      readonly number: number;
      readonly state: string;
      readonly current?: number;
    }
  | { readonly code: 'not your role'; readonly event: string; readonly who: Who }
  /** Guests, bots, deactivated people, people of other workspaces; or the directory could not be read. */
  | { readonly code: 'not a member'; readonly why: string }
  | { readonly code: 'form'; readonly errors: Readonly<Record<string, string>> }
  | {
      readonly code: 'already under way';
      readonly by: string; // who submitted it
      readonly at: string; // ISO
      readonly number: number;
      readonly state: string;
      readonly cycleId: string;
    }
  | { readonly code: 'preview expired' }
  /** It moves again, or somebody has moved it on: there is nothing to take, snooze or escalate. */
  | { readonly code: 'no alert' }
  /** Somebody else has the alert. */
  | { readonly code: 'taken'; readonly by: string; readonly at: string }
  /** The whole ladder has been called. */
  | { readonly code: 'nobody left' }
  /** It takes another person than the one who asked for it, or confirmed it first. */
  | { readonly code: 'another person'; readonly event: string; readonly who: Who }
  /** It takes people who have seen what they confirm: a program’s key is nobody’s eyes. */
  | { readonly code: 'people only'; readonly event: string }
  /** What was to be confirmed is not what is there now. */
  | { readonly code: 'changed since'; readonly event: string }
  | { readonly code: 'nothing to carry on' }
  | { readonly code: 'unknown cycle' };
