/** Ids and timestamps: unique, increasing, the same in every run. */

export interface Clock {
  now(): Date;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export class Sequence {
  readonly #clock: Clock;
  #count = 0;
  #micros = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An id like "V0000001A". */
  id(prefix: string): string {
    this.#count += 1;
    return prefix + this.#count.toString(36).toUpperCase().padStart(9, '0');
  }

  /** Lets the timestamps begin again with a clock that was put back, once every message is gone. */
  restart(): void {
    this.#micros = 0;
  }

  /** A message timestamp like "1766480000.000100": the clock's second and a counter. */
  timestamp(): string {
    this.#micros = Math.max(this.#clock.now().getTime() * 1000, this.#micros + 1);
    const seconds = Math.floor(this.#micros / 1e6);
    return `${seconds}.${String(this.#micros % 1e6).padStart(6, '0')}`;
  }
}
