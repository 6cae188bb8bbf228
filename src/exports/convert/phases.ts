/** From 0 to 1; and how many rows have been written, about. */
type Tell = (fraction: number, rows?: number) => void;

/** How far work has come that is done in phases and their parts. What is done a second time is told of once. */
export class Phases {
  readonly #tell: Tell;
  #phase = { from: 0, to: 1, before: 0, rows: 0 };
  #part = { from: 0, to: 1 };
  #furthest = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** From now on this share of all is done: so many rows, about, that follow upon those before. */
  enter(from: number, to: number, rows = 0, before = 0): void {
    this.#phase = { from, to, before, rows };
    this.part(0, 1);
  }

  /** The same, of the phase. */
  part(from: number, to: number): void {
    this.#part = { from, to };
  }

  /** So many of the phase’s rows have come. */
  came(rows: number): void {
    if (this.#phase.rows > 0) this.at(rows / this.#phase.rows);
  }

  at(fraction: number): void {
    const ofPhase = between(this.#part, fraction);
    const ofAll = between(this.#phase, ofPhase);
    if (!(ofAll > this.#furthest)) return; // what is no number is no news
    this.#furthest = ofAll;
    const { rows, before } = this.#phase;
    if (rows === 0) this.#tell(ofAll);
    else this.#tell(ofAll, Math.round(before + rows * ofPhase));
  }
}

function between({ from, to }: { readonly from: number; readonly to: number }, fraction: number) {
  return from + (to - from) * Math.min(1, Math.max(0, fraction));
}
