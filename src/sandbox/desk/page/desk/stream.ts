import type { Snapshot } from '../../page-contract.ts';

const firstWait = 500;
const longestWait = 10_000;

interface Follower {
  snapshot(snapshot: Snapshot): void;
  connected(yes: boolean): void;
  /** The desk is there but does not know this person. */
  unknownPerson(): void;
}

/** Follows the desk as one person, reconnecting with growing pauses, until the result is called. */
export function follow(person: string, follower: Follower): () => void {
  const query = `?person=${encodeURIComponent(person)}`;
  let source: EventSource | undefined;
  let timer = 0;
  let wait = firstWait;
  const connect = () => {
    source = new EventSource(`/desk/stream${query}`);
    source.onmessage = (event: MessageEvent<string>) => {
      wait = firstWait;
      follower.connected(true);
      const snapshot: Snapshot = JSON.parse(event.data);
      follower.snapshot(snapshot);
    };
    source.onerror = () => {
      source?.close();
      follower.connected(false);
      timer = window.setTimeout(retry, wait);
      wait = Math.min(longestWait, wait * 2);
    };
  };
  const retry = async () => {
    const answer = await fetch(`/desk/snapshot${query}`).catch(() => undefined);
    if (source === undefined) return;
    if (answer && answer.status >= 400 && answer.status < 500 && person !== '') {
      follower.unknownPerson();
    } else {
      connect();
    }
  };
  connect();
  return () => {
    window.clearTimeout(timer);
    source?.close();
    source = undefined;
  };
}
