import { ConversionFailure, unreadable } from '../../failure.ts';
import { File, Module } from '../../hdf5/library.ts';
import type { Warnings } from '../../warnings.ts';
import { takeGuesses } from './guesses.ts';

/** Opens the file for as long as `use` takes. What the library complains of is a damage of the file. */
export async function opened<T>(
  path: string,
  format: string,
  warnings: Warnings,
  use: (file: File) => Promise<T>,
): Promise<T> {
  const damaged = `The ${format} file is damaged or was cut off.`;
  const file = new File(path, 'r');
  // It opens whatever there is, and only says so here.
  if (file.file_id <= 0n) throw unreadable(damaged);
  // Otherwise an attribute that cannot be read is whatever lay in memory.
  Module.activate_throwing_error_handler();
  try {
    const used = await use(file);
    const says = 'Text that is not UTF-8 does not say what it is: it was read as Windows-1252.';
    warnings.add({ code: 'encoding', says, count: takeGuesses(file) });
    return used;
  } catch (cause) {
    throw isDamage(cause) ? unreadable(damaged, undefined, cause) : cause;
  } finally {
    takeGuesses(file);
    Module.deactivate_throwing_error_handler();
    file.close();
  }
}

/** What the library throws of itself has neither a code, as the system’s faults have, nor a class of ours. */
function isDamage(cause: unknown): boolean {
  if (!(cause instanceof Error)) return true; // numbers, from within WebAssembly
  const own = cause.name === 'AbortError' || cause instanceof ConversionFailure;
  return !own && !('code' in cause);
}
