import type { Project } from '../../../src/sandbox/world/record.ts';

/**
 * Lets exports and corrections run faster than life while every clock shows real time: the bot compares ingest's
 * times with its own, so skipping the world's clock ahead would prove something else. The world keeps the very
 * projects that it was given; the beats of whatever they have begun since the last look are moved together.
 */
export class Pace {
  readonly #projects: readonly Project[];
  readonly #faster: number;
  readonly #done = new WeakSet<object>();

  constructor(projects: readonly Project[], faster: number) {
    this.#projects = projects;
    this.#faster = faster;
  }

  look(): void {
    for (const { submissions } of this.#projects) {
      const beats = submissions.at(-1)?.activities.at(-1)?.beats;
      if (beats === undefined || beats.length === 0 || this.#done.has(beats)) continue;
      this.#done.add(beats);
      for (const beat of beats) beat.minute /= this.#faster;
    }
  }
}
