import type { Dataset, File } from '../../hdf5/library.ts';

/** Texts whose encoding had to be guessed, by the open file that they are in. */
const guesses = new Map<bigint, number>();

/** Counts one more in the file of this dataset. */
export function guessIn({ file_id }: Dataset): void {
  guesses.set(file_id, (guesses.get(file_id) ?? 0) + 1);
}

/** How many there were; it counts from 0 again. */
export function takeGuesses({ file_id }: File): number {
  const count = guesses.get(file_id) ?? 0;
  guesses.delete(file_id);
  return count;
}
