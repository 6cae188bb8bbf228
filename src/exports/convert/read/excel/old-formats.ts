import { open } from 'node:fs/promises';
import { unreadable } from '../../failure.ts';

const SIGNATURE = 'd0cf11e0a1b11ae1';
const MOST_SECTOR_BITS = 16;

/** Workbooks of before 2007, and those with a password, are files of another kind: not ZIP. */
export async function refuseOldFormats(path: string): Promise<void> {
  await using file = await open(path);
  const header = Buffer.alloc(512);
  await file.read(header, 0, header.length, 0);
  if (header.toString('hex', 0, 8) !== SIGNATURE) return;
  const sector = 2 ** Math.min(header.readUInt16LE(30), MOST_SECTOR_BITS);
  const directory = Buffer.alloc(sector);
  await file.read(directory, 0, sector, (header.readUInt32LE(48) + 1) * sector);
  throw unreadable(
    directory.includes('EncryptedPackage', 0, 'utf16le')
      ? 'The workbook has a password: save it without one.'
      : 'The workbook is an .xls of before 2007: save it as .xlsx.',
  );
}
