import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { checkReceipt, RECEIPT, readSums, SUMS } from './receipt.ts';

/** The list of sums, and the receipt, of a package of many thousand files. */
const MOST_PAPER = 64 * 1024 ** 2;

export type PackageVerdict =
  | {
      readonly ok: true;
      readonly files: number;
      readonly jobKey: string;
      readonly issuedAt: string;
      readonly key: string; // fingerprint of whoever signed it
    }
  | { readonly ok: false; readonly why: string };

/** Whether a package is as it was signed: every file of it, nothing missing, nothing added. Needs nothing but the file. */
export async function verifyPackage(path: string): Promise<PackageVerdict> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (error) {
    return no(`it is no whole ZIP: ${sentence(error)}`);
  }
  try {
    return await verify(zip);
  } catch (error) {
    return no(`it can’t be read to its end: ${sentence(error)}`);
  } finally {
    zip.close();
  }
}

async function verify(zip: ZipFile): Promise<PackageVerdict> {
  const found = new Map<string, string>();
  const papers = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (found.has(name) || papers.has(name)) return no(`${name} is in it twice`);
    if (name === SUMS || name === RECEIPT) papers.set(name, await paper(zip, entry));
    else found.set(name, await sumOf(zip, entry));
  }
  const sums = papers.get(SUMS);
  const receipt = papers.get(RECEIPT);
  if (sums === undefined || receipt === undefined)
    return no('it has no receipt: it is not one of ours');
  const signed = checkReceipt(receipt, sums);
  if (!signed.ok) return no(`the signature does not fit ${SUMS}`);
  const listed = readSums(sums);
  if (listed === undefined) return no(`${SUMS} is no list of sums`);
  for (const { name, sha256 } of listed) {
    const there = found.get(name);
    if (there === undefined) return no(`${name} is missing`);
    if (there !== sha256) return no(`${name} was changed`);
    found.delete(name);
  }
  const [added] = found.keys();
  if (added !== undefined) return no(`${added} was added`);
  return { ...signed, files: listed.length };
}

async function sumOf(zip: ZipFile, entry: Entry): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of await zip.openReadStreamPromise(entry)) hash.update(piece);
  return hash.digest('hex');
}

async function paper(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MOST_PAPER) throw new Error(`${entry.fileName} is too long.`);
  return (await buffer(await zip.openReadStreamPromise(entry))).toString();
}

const no = (why: string): PackageVerdict => ({ ok: false, why });

/** As the end of a sentence of ours, which has its own full stop. */
function sentence(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.+$/, '');
}
