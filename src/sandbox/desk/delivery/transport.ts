/** How the desk reaches the app: over sockets or by signed requests. */

export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';

/** Slack gives an app three real seconds to acknowledge. */
export const acknowledgeMilliseconds = 3000;

export interface Retry {
  readonly attempt: number; // 1 for the first repetition
  readonly reason: string;
}

/** What came of one delivery: the body of the acknowledgement, or Slack's word for the failure. */
export type Outcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly error: 'operation_timeout' | 'dispatch_failed' };

export interface Transport {
  send(kind: DeliveryKind, payload: object, retry?: Retry): Promise<Outcome>;
  stop(): Promise<void>;
}
