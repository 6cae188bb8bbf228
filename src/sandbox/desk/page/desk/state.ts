import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../../page-contract.ts';
import { type Place, placeHash, readPlace } from '../window/place.js';
import { follow } from './stream.js';

/** The newest Snapshot for a person, and whether the line to the desk is up. */
export function useSnapshot(person: string, forget: () => void) {
  const [snapshot, setSnapshot] = useState<Snapshot | undefined>(undefined);
  const [connected, setConnected] = useState(true);
  useEffect(
    () => follow(person, { snapshot: setSnapshot, connected: setConnected, unknownPerson: forget }),
    [person, forget],
  );
  return { snapshot, connected };
}

/** Who the person is, kept in the address (`?person=U…`), so that two windows can be two people. */
export function usePerson() {
  const [person, setPerson] = useState(
    () => new URLSearchParams(location.search).get('person') ?? '',
  );
  const become = useCallback((id: string) => {
    const address = new URL(location.href);
    if (id === '') address.searchParams.delete('person');
    else address.searchParams.set('person', id);
    history.replaceState(null, '', address);
    setPerson(id);
  }, []);
  const forget = useCallback(() => become(''), [become]);
  return { person, become, forget };
}

/** Where in the window the person is, as the address says. */
export function usePlace() {
  const [place, setPlace] = useState<Place>(() => readPlace(location.hash));
  useEffect(() => {
    const changed = () => setPlace(readPlace(location.hash));
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  const go = useCallback((next: Place) => {
    location.hash = placeHash(next);
  }, []);
  return { place, go };
}
