import { afterEach, beforeEach } from 'vitest';
import { aDataFolder, type DataFolder } from './data-folder.ts';
import { createOutside, type Outside } from './outside.ts';
import { type Station, type StationOptions, startStation } from './station.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

interface Ground {
  readonly folder: DataFolder;
  readonly clock: TestClock;
  readonly outside: Outside;
  readonly station: Station;
}

/** For each test of a file: a station on an empty database, with what it stands on. */
export function aStation(): Ground & {
  /** The next process on the same database, once the one before was stopped or has crashed. */
  start(options?: Omit<StationOptions, 'folder' | 'clock' | 'outside'>): void;
} {
  let ground: Ground | undefined;
  const now = (): Ground => {
    if (ground === undefined) throw new Error('There is a station during a test only.');
    return ground;
  };
  beforeEach(() => {
    const folder = aDataFolder();
    const clock = createTestClock();
    const outside = createOutside(clock);
    ground = { folder, clock, outside, station: startStation({ folder, clock, outside }) };
  });
  afterEach(async () => {
    const { station, folder } = now();
    await station.stop();
    folder[Symbol.dispose]();
    ground = undefined;
  });
  return {
    get folder() {
      return now().folder;
    },
    get clock() {
      return now().clock;
    },
    get outside() {
      return now().outside;
    },
    get station() {
      return now().station;
    },
    start(options = {}) {
      const { folder, clock, outside } = now();
      ground = { ...now(), station: startStation({ folder, clock, outside, ...options }) };
    },
  };
}
