import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TABLE_FORMATS } from '../../../src/domain/data-export/format.ts';
import { convert } from '../../../src/exports/convert/convert.ts';
import { EXTENSIONS } from '../../../src/exports/convert/options.ts';
import { Chance } from '../../proof/load/chance.ts';
import { NASTY_CSV } from '../corpus.ts';

export interface Original {
  readonly ending: string; // `.csv`, `.csv.gz`
  readonly content: Buffer;
}

/** A whole file of each format that can be read, and two of them packed. */
export async function originals(folder: string): Promise<readonly Original[]> {
  const path = join(folder, 'original-in.csv');
  writeFileSync(path, NASTY_CSV);
  const made: Original[] = [];
  for (const format of TABLE_FORMATS) {
    const ending = `.${EXTENSIONS[format]}`;
    const output = { path: join(folder, `original${ending}`), format };
    const { signal } = new AbortController();
    const ports = { signal, progress: () => {}, workFolder: join(folder, `work-${format}`) };
    const done = await convert({ input: { path }, output }, ports);
    if (!done.ok) throw new Error(done.error.says);
    made.push({ ending, content: readFileSync(output.path) });
  }
  const [csv, , json] = made;
  for (const plain of [csv, json])
    if (plain !== undefined)
      made.push({ ending: `${plain.ending}.gz`, content: gzipSync(plain.content) });
  return made;
}

export interface Mutant {
  readonly name: string;
  readonly content: Buffer;
}

/** The nth damaged file; the same for the same seed. */
export function mutant(all: readonly Original[], seed: number): Mutant {
  const dice = new Chance(seed);
  const chance: Below = (below) => Math.floor(dice.next() * below);
  const one = all[seed % all.length];
  const other = all[chance(all.length)];
  if (one === undefined || other === undefined) throw new Error('There is nothing to damage.');
  let content: Buffer = Buffer.from(one.content);
  const [how, damage] = HARMS[chance(HARMS.length)] ?? ['flip', flip];
  for (let times = 1 + chance(3); times > 0; times -= 1)
    content = damage(content, other.content, chance);
  return { name: `${seed}-${how}${one.ending}`, content };
}

type Below = (below: number) => number;
type Harm = (content: Buffer, other: Buffer, chance: Below) => Buffer;

const flip: Harm = (content, _, chance) => {
  for (let times = 1 + chance(8); times > 0 && content.length > 0; times -= 1) {
    const at = chance(content.length);
    content[at] = (content[at] ?? 0) ^ (1 << chance(8));
  }
  return content;
};
/** Ends and beginnings say how long everything else is: that is where it hurts. */
const flipEdge: Harm = (content, _, chance) => {
  const at = chance(Math.min(64, content.length || 1));
  const place = chance(2) === 0 ? at : content.length - 1 - at;
  if (place >= 0 && place < content.length) content[place] = chance(256);
  return content;
};
const cut: Harm = (content, _, chance) => content.subarray(0, chance(content.length + 1));
const drop: Harm = (content, _, chance) => {
  const from = chance(content.length + 1);
  return Buffer.concat([content.subarray(0, from), content.subarray(from + 1 + chance(64))]);
};
const splice: Harm = (content, other, chance) => {
  const at = chance(content.length + 1);
  const from = chance(other.length + 1);
  const piece = other.subarray(from, from + 1 + chance(256));
  return Buffer.concat([content.subarray(0, at), piece, content.subarray(at)]);
};
const repeat: Harm = (content, _, chance) => {
  const at = chance(content.length + 1);
  const piece = content.subarray(at, at + 1 + chance(512));
  return Buffer.concat([content.subarray(0, at), piece, piece, content.subarray(at)]);
};
/** Numbers as large as they get: lengths, offsets, counts. */
const inflate: Harm = (content, _, chance) => {
  const at = chance(Math.max(1, content.length - 8));
  content.fill(chance(2) === 0 ? 0xff : 0x7f, at, at + 2 ** chance(4));
  return content;
};
const HARMS: readonly (readonly [string, Harm])[] = [
  ['flip', flip],
  ['edge', flipEdge],
  ['cut', cut],
  ['drop', drop],
  ['splice', splice],
  ['repeat', repeat],
  ['inflate', inflate],
];
