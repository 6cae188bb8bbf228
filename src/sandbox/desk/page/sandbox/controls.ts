import { useEffect, useState } from 'preact/hooks';
import type { Controls, Snapshot } from '../../page-contract.ts';
import * as server from '../desk/server.js';

const readEvery = 5000;

export type Turn = ReturnType<typeof useControls>['turn'];

/** The sandbox's controls, read anew whenever the desk changes and every few seconds. */
export function useControls(snapshot: Snapshot) {
  const [controls, setControls] = useState<Controls | undefined>(undefined);
  const [busy, setBusy] = useState('');
  const [failure, setFailure] = useState('');

  useEffect(() => {
    let current = true;
    const read = () =>
      server.readControls().then(
        (next) => current && setControls(next),
        () => undefined,
      );
    const soon = window.setTimeout(read, 100);
    const timer = window.setInterval(read, readEvery);
    return () => {
      current = false;
      window.clearTimeout(soon);
      window.clearInterval(timer);
    };
  }, [snapshot]);

  const turn = async (control: Parameters<typeof server.turn>[0], body: object, name: string) => {
    if (busy !== '') return;
    setBusy(name);
    setFailure('');
    try {
      setControls(await server.turn(control, body));
    } catch {
      setFailure('The sandbox did not take that. Is it still running?');
    }
    setBusy('');
  };
  return { controls, busy, failure, turn };
}
