import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts a finished file in its place, wholly or not at all, also when the power fails. */
export function moveInPlace(finished: string, path: string): void {
  fsync(finished);
  renameSync(finished, path);
  if (process.platform !== 'win32') fsync(dirname(path)); // Windows opens no folders
}

function fsync(path: string): void {
  const file = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
