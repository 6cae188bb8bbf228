import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DeskPerson, Snapshot } from '../../page-contract.ts';
import type { Place } from './place.js';

/** What every part of the window may know and do. */
export interface Workspace {
  readonly snapshot: Snapshot;
  readonly place: Place;
  go(place: Place): void;
  become(personId: string): void;
}

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('no workspace around this component');
  return workspace;
}

export function personById(snapshot: Snapshot, id: string): DeskPerson | undefined {
  return snapshot.people.find((person) => person.id === id);
}

/** The handle behind an ID, without the at sign. */
export function handleOf(snapshot: Snapshot, id: string): string {
  if (id === snapshot.bot.userId) return snapshot.bot.name;
  return personById(snapshot, id)?.name ?? id;
}

export function channelTitle(snapshot: Snapshot, id: string): string {
  const channel = snapshot.channels.find((candidate) => candidate.id === id);
  if (!channel) return 'unknown channel';
  return channel.kind === 'direct' ? snapshot.bot.name : `#${channel.name}`;
}
