/** Everything one running desk holds; handed to whatever acts on it. */
import type { Courier } from './delivery/courier.ts';
import type { SocketTransport } from './delivery/socket.ts';
import type { Faults } from './faults.ts';
import type { Manifest } from './manifest.ts';
import type { Files } from './workspace/files.ts';
import type { Messages } from './workspace/messages.ts';
import type { Clock, Sequence } from './workspace/sequence.ts';
import type { ResponseUrls, Triggers } from './workspace/tickets.ts';
import type { Views } from './workspace/views.ts';
import type { Directory } from './workspace/workspace.ts';

export interface Office {
  readonly directory: Directory;
  readonly manifest: Manifest;
  readonly clock: Clock;
  readonly sequence: Sequence;
  readonly messages: Messages;
  readonly files: Files;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly faults: Faults;
  readonly courier: Courier;
  readonly sockets: SocketTransport | undefined;
  readonly botToken: string;
  readonly appToken: string;
  /** The newest timestamp each person has looked at, by "person conversation". */
  readonly lastLooks: Map<string, string>;
  /** The address of the desk itself, without a slash at its end. */
  readonly url: () => string;
  /** To be called after every change that somebody could see. */
  readonly changed: () => void;
}
